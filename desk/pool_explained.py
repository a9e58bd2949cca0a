"""Why a pool should hold so many, and what each part of its level is, in plain English."""

from collections.abc import Mapping
from decimal import Decimal

from activities.pool_counts import CountedPool
from models.pools import PoolModel
from rules.pool_targets import PoolRule, pool_target
from rules.readings import Rounding
from rules.swap_stock import pool_size

#: The parts of a level in the order they are shown: the word, its name, and what it is.
PARTS: tuple[tuple[str, str, str], ...] = (
    ("available", "available", "stands free on the shelf"),
    ("reserved", "reserved", "is held for a case, on the shelf or packed"),
    ("waiting", "waiting", "cases that wait for a unit; counted against what is available"),
    ("on_loan", "on loan", "is with a user until its own device is repaired"),
    ("in_transit", "in transit back", "was handed in, or still has to be, and comes home"),
    ("on_bench", "on the bench", "is inspected, tested or wiped"),
    ("at_repair", "at repair", "is with the repairer"),
    ("on_hold", "on hold", "was delivered and is not judged yet"),
    ("ordered", "ordered", "a supplier still owes it"),
)
ROUNDED = {Rounding.UP: "rounded up", Rounding.HALF_UP: "rounded to the nearest"}
#: What does not count towards the level where repaired devices go back to their users.
REPAIRED = frozenset({"in_transit", "on_bench", "at_repair"})


def explain_target(pool: CountedPool) -> str:
    """Such as: 400 devices x 8% = 32; never fewer than 40, so 40."""
    fleet = sum(one.level.base for one in pool.models)
    if not fleet:
        return "No installed device is counted, so the pool needs none."
    row, rule = pool.row, rule_of(pool)
    size, target = pool_size(fleet, rule.stock, rule.rounding), pool_target(fleet, rule)
    share = Decimal(fleet) * rule.stock.percent / 100
    exact = "" if share == size else f" ({plain(share)} {ROUNDED[rule.rounding]})"
    said = f"{fleet} devices x {plain(rule.stock.percent)}% = {size}{exact}"
    whose = "" if row.percent is None else ", the pool's own percentage"
    return f"{said}{whose}{limited(size, target, row.floor, row.ceiling)}."


def rule_of(pool: CountedPool) -> PoolRule:
    """What the pool is sized by."""
    return PoolRule(
        stock=pool.stock,
        rounding=pool.terms.readings.stock_rounding,
        floor=pool.row.floor,
        ceiling=pool.row.ceiling,
    )


def limited(size: int, target: int, floor: int, ceiling: int | None) -> str:
    """Which limit of the pool changed its size."""
    if target > size:
        return f"; never fewer than {floor}, so {target}"
    return f"; never more than {ceiling}, so {target}" if target < size else ""


def explain_share(row: PoolModel, base: int, target: int, pool_has: int) -> str:
    """Why this model has that part of the pool's target."""
    if row.weight == 1:
        return f"{target} of the pool's {pool_has}, for {base} devices."
    weighed = f"{base} devices, each counted {plain(row.weight)} times"
    return f"{target} of the pool's {pool_has}, for {weighed}."


def advice_of(pool: CountedPool) -> str:
    """What to tell a customer whose pool has more models than are advised; empty for others."""
    kept = [one for one in pool.models if one.level.base or one.level.target]
    most = pool.stock.refill.most_models
    if not pool.stock.few_models_advised or len(kept) <= most:
        return ""
    return (
        f"This pool keeps {len(kept)} models, and no more than {most} are advised: the fewer "
        "there are, the fewer spare units stand unused. Talk with the customer about keeping fewer."
    )


def plain(number: Decimal) -> str:
    """Without zeros that say nothing."""
    return f"{number.normalize():f}"


def parts_of(level: Mapping[str, int], *, returns_home: bool) -> tuple[tuple[str, str, int], ...]:
    """Name, explanation and count of each part of a level."""
    away = " (goes back to its user, so it does not count)"
    return tuple(
        (name, what + (away if word in REPAIRED and not returns_home else ""), level[word])
        for word, name, what in PARTS
    )
