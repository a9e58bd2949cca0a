"""What becomes of each kind of billable event: what it is billed as, by which price, or why not."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from rules.case_values import ChargeKind
from rules.finance.items import Item
from rules.finance.money_words import Billable
from rules.finance.rounding import cents
from rules.fulfilment import Payer
from rules.service_words import Billing

ONE, PIECE, MONTH, YEAR, HOUR = "C62", "H87", "MON", "ANN", "HUR"
#: A quantity is told to six decimals, a price to four: a day's share of a month is in the quantity.
QUANTITY: Final = Decimal("0.000001")
PRICE: Final = Decimal("0.0001")
REVERSAL: Final = "_reversal"
FEE: Final = "contract_fee_"

NOT_AGREED: Final = "The contract names no fee. Set it, or agree it elsewhere and tell the desk."
ELSEWHERE: Final = "Its price is agreed and billed elsewhere."
NOTHING: Final = "It costs nothing."
VENDOR_PAYS: Final = "The vendor pays it."
INCLUDED: Final = "The fee covers it."
RENTED: Final = "A lessor owns the devices and bills the rent itself."
NOT_ACCEPTED: Final = "The customer has not accepted a cost proposal for this repair."
NOT_REVERSED: Final = "The charge that it gives back was not billed."
UNKNOWN_CHARGE: Final = "The charge that it gives back is not on record."
NO_SEATS: Final = "Nobody had a seat in that month."
NOT_OVER: Final = "Its days are counted when they are over, on {day}."
UNKNOWN_KIND: Final = "Nobody has said how '{kind}' is billed."


class PricedBy(StrEnum):
    """Where the price of an event comes from."""

    AMOUNT = "amount"  # the event has it
    CARD = "card"  # the sell card of its shipment
    SEATS = "seats"  # the event's price of a month, by the days of each seat
    INCLUDED = "included"  # paid for with something else
    RENTED = "rented"  # asked for by somebody else


#: Why the customer is asked for nothing.
FOR_NOTHING: Final = MappingProxyType({PricedBy.INCLUDED: INCLUDED, PricedBy.RENTED: RENTED})


@dataclass(frozen=True, slots=True, kw_only=True)
class BilledAs:
    """How one kind of event is billed: its item, its unit (UN/ECE 20) and its price's source.

    `without_price` says why an event without an amount is not billed; one that may still get an
    amount waits.
    """

    item: Item
    unit: str
    priced_by: PricedBy = PricedBy.AMOUNT
    without_price: str = ELSEWHERE
    reverses: str = ""  # the kind that it gives back


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A billable event as it is judged; `amount` is for the whole quantity."""

    kind: str
    payer: str = Payer.CUSTOMER
    quantity: Decimal = Decimal(1)
    amount: Decimal | None = None
    currency: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What an event comes to: `unit_price` times `quantity` is `net` to the cent, or `because`."""

    outcome: Billable
    item: str
    unit: str
    because: str = ""
    quantity: Decimal = Decimal(1)
    unit_price: Decimal | None = None
    net: Decimal | None = None
    currency: str = ""


CHARGED: Final[Mapping[ChargeKind, Item]] = MappingProxyType(
    {
        ChargeKind.UNRETURNED: Item.UNRETURNED,
        ChargeKind.NOT_COVERED: Item.CHARGE,
        ChargeKind.NO_FAULT: Item.CHARGE,
        ChargeKind.ACCESSORY: Item.CHARGE,
        ChargeKind.REPAIR: Item.REPAIR,
        ChargeKind.ESTIMATE: Item.ESTIMATE,
    }
)
FEES: Final[Mapping[Billing, BilledAs]] = MappingProxyType(
    {
        Billing.YEARLY: BilledAs(item=Item.CONTRACT_FEE, unit=YEAR, without_price=NOT_AGREED),
        Billing.UP_FRONT: BilledAs(item=Item.CONTRACT_FEE, unit=ONE, without_price=NOT_AGREED),
        Billing.MONTHLY: BilledAs(
            item=Item.SEATS, unit=MONTH, priced_by=PricedBy.SEATS, without_price=NOT_AGREED
        ),
    }
)
#: Every kind of billable event that the product writes (facts 16, 27, 40, 42, 50, 62, 64, 65).
KINDS: Final[Mapping[str, BilledAs]] = MappingProxyType(
    {
        "freight_outbound": BilledAs(item=Item.FREIGHT, unit=ONE, priced_by=PricedBy.CARD),
        "freight_return": BilledAs(item=Item.FREIGHT, unit=ONE, priced_by=PricedBy.CARD),
        "packaging": BilledAs(item=Item.PACKAGING, unit=PIECE, priced_by=PricedBy.CARD),
        "swap_stock_device": BilledAs(item=Item.DEVICE, unit=PIECE),
        "swap_stock_rent": BilledAs(item=Item.RENT, unit=PIECE, priced_by=PricedBy.RENTED),
        "swap_stock_included": BilledAs(item=Item.DEVICE, unit=PIECE, priced_by=PricedBy.INCLUDED),
        "prepaid_pack": BilledAs(item=Item.HOURS, unit=HOUR),
        "coverage_extension": BilledAs(item=Item.EXTENSION, unit=ONE),
        "contract_renewal": BilledAs(item=Item.RENEWAL, unit=ONE),
        "renewal_surcharge": BilledAs(item=Item.SURCHARGE, unit=ONE),
        **{f"{FEE}{billing}": how for billing, how in FEES.items()},
        **{kind.value: BilledAs(item=item, unit=ONE) for kind, item in CHARGED.items()},
        **{
            f"{kind}{REVERSAL}": BilledAs(item=item, unit=ONE, reverses=kind)
            for kind, item in CHARGED.items()
        },
    }
)


def judge(event: Event) -> Judged | None:
    """What the event comes to by itself; None when a card or the seats have to price it.

    A kind that nobody knows waits: nothing is lost, and its reason says what to do.
    """
    how = KINDS.get(event.kind)
    if how is None:
        because = UNKNOWN_KIND.format(kind=event.kind[:40])
        return waits(BilledAs(item=Item.CORRECTION, unit=ONE), because)
    if event.payer != Payer.CUSTOMER:
        return not_billed(how, VENDOR_PAYS)
    if how.priced_by in FOR_NOTHING:
        return not_billed(how, FOR_NOTHING[how.priced_by])
    if how.priced_by is not PricedBy.AMOUNT:
        return None
    if event.amount is None:
        return without_price(how)
    return priced(how, event.quantity, event.amount, event.currency)


def without_price(how: BilledAs) -> Judged:
    """A fee may still be set; what else has no amount is agreed elsewhere."""
    if how.without_price == NOT_AGREED:
        return waits(how, NOT_AGREED)
    return not_billed(how, how.without_price)


def not_billed(how: BilledAs, because: str) -> Judged:
    """The customer does not pay it, for good."""
    return Judged(outcome=Billable.NOT_BILLABLE, item=how.item, unit=how.unit, because=because)


def waits(how: BilledAs, because: str) -> Judged:
    """It cannot be billed yet."""
    return Judged(outcome=Billable.WAITS, item=how.item, unit=how.unit, because=because)


def priced(how: BilledAs, quantity: Decimal, amount: Decimal, currency: str) -> Judged:
    """An amount for a quantity, by a price of one that gives exactly it, or as one lot."""
    net = cents(amount)
    if not net:
        return not_billed(how, NOTHING)
    unit_price = (amount / quantity).quantize(PRICE) if quantity else amount
    unit = how.unit
    if cents(quantity * unit_price) != net:
        quantity, unit_price, unit = Decimal(1), net, ONE
    if net < 0:  # a price is not negative: the quantity is (EN 16931, BR-27)
        quantity, unit_price = -abs(quantity), abs(unit_price)
    return Judged(
        outcome=Billable.BILLABLE,
        item=how.item,
        unit=unit,
        quantity=quantity,
        unit_price=unit_price,
        net=net,
        currency=currency,
    )


def by_seat_days(how: BilledAs, days: int, of_month: int, price: Decimal, currency: str) -> Judged:
    """Seats by the day: so many of a month's days, each of its share (19.00 x 11/31 = 6.74)."""
    if days == 0:
        return not_billed(how, NO_SEATS)
    quantity = (Decimal(days) / of_month).quantize(QUANTITY)
    net = cents(quantity * price)
    if not net:
        return not_billed(how, NOTHING)
    return Judged(
        outcome=Billable.BILLABLE,
        item=how.item,
        unit=how.unit,
        quantity=quantity,
        unit_price=price,
        net=net,
        currency=currency,
    )
