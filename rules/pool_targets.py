"""How many units of each model a pool should hold: the share of its fleet, within its limits."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from rules.fulfilment import SwapStockTerms
from rules.readings import Rounding
from rules.swap_stock import FleetNegative, pool_size


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolRule:
    """What a pool is sized by; limits of its own narrow what the percentage gives (fact 61)."""

    stock: SwapStockTerms
    rounding: Rounding = Rounding.UP
    floor: int = 0
    ceiling: int | None = None


def pool_target(fleet: int, rule: PoolRule) -> int:
    """How many devices to keep for a fleet of so many, within floor and ceiling.

    A pool without a fleet holds nothing, whatever its floor. Raises FleetNegative.
    """
    size = pool_size(fleet, rule.stock, rule.rounding)
    if fleet == 0:
        return 0
    size = max(size, rule.floor)
    return size if rule.ceiling is None else min(size, rule.ceiling)


def targets_by_model(
    fleet: Mapping[str, int], rule: PoolRule, weights: Mapping[str, Decimal]
) -> dict[str, int]:
    """The pool's target shared out by model, each by its devices times its weight (A24).

    What does not divide goes to the largest remainders, then to the model named first. Raises
    FleetNegative.
    """
    for devices in fleet.values():
        if devices < 0:
            raise FleetNegative(devices)
    total = pool_target(sum(fleet.values()), rule)
    parts = {model: devices * weights.get(model, Decimal(1)) for model, devices in fleet.items()}
    whole = sum(parts.values()) or Decimal(1)
    shares = {model: divmod(total * part, whole) for model, part in parts.items()}
    left = total - sum(int(share) for share, _ in shares.values())
    first = sorted(shares, key=lambda model: -shares[model][1])[:left]
    return {model: int(share) + (model in first) for model, (share, _) in shares.items()}
