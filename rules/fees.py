"""A contract's fee per user and month: price times seats, exact to the cent it was agreed in."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar

from rules.coverage_terms import Price
from rules.errors import DeskError, Kind


class Per(StrEnum):
    """What a price is paid for."""

    USER_MONTH = "user_month"
    CONTRACT = "contract"


class NotPricedPerUser(DeskError):
    """This price is not one per user and month."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self, price: Price) -> None:
        super().__init__(
            f"The price is paid per {price.per}, so it cannot be counted in seats. "
            f"Write per: {Per.USER_MONTH} in the programme's sale.",
            per=price.per,
        )


class FeeNotPositive(DeskError):
    """A fee counts no negative seats and no negative price."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self, what: str, value: object) -> None:
        super().__init__(f"{value} is no {what}. Give 0 or more.", what=what, value=str(value))


@dataclass(frozen=True, slots=True, kw_only=True)
class Fee:
    """A month's fee, in the programme's currency; approximate while the published price is used."""

    amount: Decimal
    price_per_user: Decimal
    seats: int
    approximate: bool


def require_price(price: Decimal | None) -> None:
    """Let through an agreed price of nought or more, or none at all (FeeNotPositive)."""
    if price is not None and price < 0:
        raise FeeNotPositive("price", price)


def monthly_fee(price: Price, seats: int, own_price: Decimal | None = None) -> Fee:
    """The month's fee of so many seats, at the customer's own price where it has one (fact 55).

    A customer's own price was agreed, so it is not approximate (A31). Raises NotPricedPerUser and
    FeeNotPositive.
    """
    if price.per != Per.USER_MONTH:
        raise NotPricedPerUser(price)
    each = price.amount if own_price is None else own_price
    if seats < 0:
        raise FeeNotPositive("number of seats", seats)
    require_price(each)
    return Fee(
        amount=each * seats,
        price_per_user=each,
        seats=seats,
        approximate=price.approximate and own_price is None,
    )
