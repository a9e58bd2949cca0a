"""Devices kept ready for a fleet: how many, of which models, whose they are, who orders them."""

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from typing import ClassVar, Final

from rules.errors import DeskError, Kind
from rules.fulfilment import StockOwner, SwapStockTerms
from rules.readings import Rounding

_WHOLE = Decimal(100)
_ROUNDINGS = {Rounding.UP: ROUND_CEILING, Rounding.HALF_UP: ROUND_HALF_UP}
#: The customer, where a programme names who keeps, asks or decides about a stock (fact 62).
CUSTOMER: Final = "customer"


class FleetNegative(DeskError):
    """A fleet has no negative number of devices."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self, fleet: int) -> None:
        super().__init__(f"{fleet} is no number of devices. Give 0 or more.", fleet=fleet)


class NotTheirsToOrder(DeskError):
    """Somebody else decides about the stock."""

    def __init__(self, stock: SwapStockTerms, decided_by: str) -> None:
        super().__init__(
            f"A refill is decided by: {stock.refill_decided_by}, not by: {decided_by}. "
            "Ask for the decision and order then.",
            decided_by=decided_by,
            decides=stock.refill_decided_by,
        )


class NotForRent(DeskError):
    """Devices of this stock are bought, not rented."""

    def __init__(self, stock: SwapStockTerms) -> None:
        super().__init__(
            f"The stock belongs to: {stock.owner}, and none of it is rented. Order it as bought.",
            owner=stock.owner,
        )


class KeptByCustomer(DeskError):
    """The customer keeps this stock itself."""

    def __init__(self, stock: SwapStockTerms) -> None:
        super().__init__(
            f"The stock is held by: {stock.held_by}, so no shelf of the desk holds it. Keep its "
            "units as spares on the customer's site.",
            held_by=stock.held_by,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class StockOrder:
    """Devices ordered for a stock: whose they become, where they lie, and whether billed apart."""

    owner: StockOwner
    held_by: str
    billed_separately: bool


def pool_size(fleet: int, stock: SwapStockTerms, rounding: Rounding = Rounding.UP) -> int:
    """How many devices to keep for a fleet of so many, in exact decimals (fact 61, A24).

    `rounding` is the reading `stock_rounding`. Raises FleetNegative.
    """
    if fleet < 0:
        raise FleetNegative(fleet)
    share = Decimal(fleet) * stock.percent / _WHOLE
    return int(share.to_integral_value(rounding=_ROUNDINGS[rounding]))


def require_kept_here(stock: SwapStockTerms) -> None:
    """Raise KeptByCustomer for a stock that lies with the customer (fact 61)."""
    if stock.held_by == CUSTOMER:
        raise KeptByCustomer(stock)


def asks_customer(stock: SwapStockTerms) -> bool:
    """Whether a stock that runs low is asked about unbidden (fact 62).

    So it is where the customer decides and somebody else does the asking.
    """
    return stock.refill_decided_by == CUSTOMER and stock.refill_asked_by != CUSTOMER


def order_refill(stock: SwapStockTerms, *, decided_by: str, rented: bool = False) -> StockOrder:
    """A refill or a change of the stock (facts 61, 62, 64b).

    Raises NotTheirsToOrder unless whoever decides about the stock did, and NotForRent.
    """
    if decided_by != stock.refill_decided_by:
        raise NotTheirsToOrder(stock, decided_by)
    return StockOrder(
        owner=_owner(stock, rented=rented),
        held_by=stock.held_by,
        billed_separately=stock.billed_separately,
    )


def order_backups(stock: SwapStockTerms, *, rented: bool = False) -> StockOrder:
    """Spare phones kept with the customer, beside the stock (facts 64a, 64b); raises NotForRent."""
    return StockOrder(
        owner=_owner(stock, rented=rented),
        held_by=CUSTOMER,
        billed_separately=stock.backup_phones_separate,
    )


def _owner(stock: SwapStockTerms, *, rented: bool) -> StockOwner:
    if not rented:
        return stock.owner
    if not stock.may_be_rented:
        raise NotForRent(stock)
    return StockOwner.LESSOR
