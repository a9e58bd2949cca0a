"""Money to the cent: rounded half up, and spread so that nothing is lost or made."""

from collections.abc import Sequence
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import ClassVar

from rules.errors import DeskError, Kind

CENT = Decimal("0.01")


class NothingToSpreadOver(DeskError):
    """An amount cannot be spread over nothing."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self, amount: Decimal) -> None:
        super().__init__(f"{amount} is to be spread, and no share is over nought. Give shares.")


def cents(amount: Decimal) -> Decimal:
    """The amount with two decimals, rounded half up, away from nought (EN 16931)."""
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)


def spread(amount: Decimal, shares: Sequence[Decimal]) -> tuple[Decimal, ...]:
    """The amount in cents over the shares by largest remainder: the parts sum to it exactly.

    Of equal remainders the earlier has the cent. Raises NothingToSpreadOver when no share counts.
    """
    whole = sum(shares, Decimal(0))
    if whole <= 0 or min(shares) < 0:
        raise NothingToSpreadOver(amount)
    total = cents(amount)
    exact = [total * share / whole for share in shares]
    parts = [one.quantize(CENT, rounding=ROUND_FLOOR) for one in exact]
    left = int((total - sum(parts, Decimal(0))) / CENT)
    order = sorted(range(len(shares)), key=lambda i: (parts[i] - exact[i], i))
    for index in order[:left]:
        parts[index] += CENT
    return tuple(parts)
