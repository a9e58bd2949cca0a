"""What the desk refuses about orders and suppliers, by name."""

from datetime import date
from decimal import Decimal
from typing import ClassVar

from rules.errors import DeskError, Kind
from rules.pool_words import OrderState


class UnknownSupplier(DeskError):
    """No supplier with this code."""

    kind: ClassVar[Kind] = Kind.MISSING

    def __init__(self, code: str) -> None:
        super().__init__(
            f"There is no supplier '{code}'. Check the code, or add the supplier first.",
            supplier=code,
        )


class SupplierKnown(DeskError):
    """A supplier with this code is on record already."""

    def __init__(self, code: str) -> None:
        super().__init__(
            f"Supplier '{code}' is on record. Change it, or give the new one another code.",
            supplier=code,
        )


class SupplierIncomplete(DeskError):
    """The supplier lacks something an order needs."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self, what: str) -> None:
        super().__init__(f"Give the supplier's {what}.", what=what)


class PriceImpossible(DeskError):
    """This cannot be a price."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(f"{what} {remedy}", what=what)


class UnknownOrder(DeskError):
    """No order with this number."""

    kind: ClassVar[Kind] = Kind.MISSING

    def __init__(self, number: str) -> None:
        super().__init__(f"There is no order '{number}'. Check the number.", order=number)


class UnknownOrderLine(DeskError):
    """The order has no such line."""

    kind: ClassVar[Kind] = Kind.MISSING

    def __init__(self, number: str, line: int) -> None:
        super().__init__(
            f"Order {number} has no line {line}. Look at its lines.", order=number, line=line
        )


class OrderEnded(DeskError):
    """Nothing of this order is still to come."""

    def __init__(self, number: str, state: OrderState) -> None:
        super().__init__(
            f"Order {number} is {state}. Place a new order for what is still needed.",
            order=number,
            state=state.value,
        )


class DeliveredAlready(DeskError):
    """Something was delivered for this order."""

    def __init__(self, number: str, came: int) -> None:
        super().__init__(
            f"{came} of order {number} came already, so it cannot be cancelled as a whole. Give "
            "up what is still missing of each line.",
            order=number,
            came=came,
        )


class LineComplete(DeskError):
    """Nothing of this line is still to come."""

    def __init__(self, number: str, line: int) -> None:
        super().__init__(
            f"Everything of line {line} of order {number} came or was given up. Choose a line "
            "that still misses something.",
            order=number,
            line=line,
        )


class MoreThanMissing(DeskError):
    """So many are not missing."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self, given: int, missing: int) -> None:
        super().__init__(
            f"{given} cannot be given up: {missing} are still to come. Give a number from 1 to "
            f"{missing}.",
            missing=missing,
        )


class NothingWouldRemain(DeskError):
    """Nothing would be left of this order."""

    def __init__(self, number: str) -> None:
        super().__init__(
            f"Nothing of order {number} came, and nothing would still come. Cancel it instead.",
            order=number,
        )


class PriceWouldRise(DeskError):
    """The customer approved a lower price."""

    def __init__(self, model: str, price: Decimal, approved: Decimal, currency: str) -> None:
        super().__init__(
            f"{model} costs {price:.2f} {currency}; {approved:.2f} {currency} was approved. "
            "Ask the customer, and repeat this with its reference for the higher price.",
            price=f"{price:.2f}",
            approved=f"{approved:.2f}",
        )


class NoPriceKnown(DeskError):
    """The supplier has no price for this model on that day."""

    def __init__(self, supplier: str, model: str, day: date) -> None:
        super().__init__(
            f"Supplier '{supplier}' has no price for {model} on {day}. Record one, or give the "
            "price that was agreed.",
            supplier=supplier,
            model=model,
        )


class CurrenciesMixed(DeskError):
    """One order is in one currency."""

    def __init__(self, currencies: list[str]) -> None:
        super().__init__(
            f"These prices are in {', '.join(currencies)}. Place an order for each currency.",
            currencies=currencies,
        )


class NotWholePacks(DeskError):
    """The supplier does not sell this quantity."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self, model: str, quantity: int, fitting: int) -> None:
        super().__init__(
            f"{quantity} of {model} are not whole packs, or too few. Order {fitting}.",
            model=model,
            fitting=fitting,
        )


class PoolNotFound(DeskError):
    """No pool with this code."""

    kind: ClassVar[Kind] = Kind.MISSING

    def __init__(self, code: str) -> None:
        super().__init__(f"There is no open pool '{code}'. Check the code.", pool=code)


class ModelNotInPool(DeskError):
    """The pool does not hold this model."""

    def __init__(self, pool: str, model: str) -> None:
        super().__init__(
            f"Pool '{pool}' does not hold {model}, so nobody would count what comes. Add the model "
            "to the pool first.",
            pool=pool,
            model=model,
        )


class ModelDiscontinued(DeskError):
    """This model is not ordered any more."""

    def __init__(self, pool: str, model: str, since: date, successor: str) -> None:
        instead = f"Order {successor} instead." if successor else "Name its successor first."
        super().__init__(
            f"{model} is discontinued in pool '{pool}' since {since}. {instead}",
            pool=pool,
            model=model,
            successor=successor,
        )


class DayImpossible(DeskError):
    """A delivery cannot be expected on that day."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self, given: date, first: date, last: date) -> None:
        super().__init__(
            f"{given} cannot be expected. Give a day from {first} to {last}.", given=str(given)
        )


class ReasonMissing(DeskError):
    """A reason is needed."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self) -> None:
        super().__init__("Say why, in a few words: the supplier and the pool's story are told so.")


class TooManyLines(DeskError):
    """The order has too many lines."""

    kind: ClassVar[Kind] = Kind.TOO_LARGE

    def __init__(self, given: int, most: int) -> None:
        super().__init__(
            f"{given} lines do not fit an order; {most} do. Place several orders.", most=most
        )


class SameModel(DeskError):
    """The line is for this model already."""

    def __init__(self, model: str) -> None:
        super().__init__(f"The line is for {model}. Name the model that comes instead.")
