"""What a parcel would cost: the card of a day asked about a parcel that nobody has booked."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk.actors import Actor
from desk.refusals import UnknownCustomer
from models.finance.card_reading import card_row_on, card_value, fuel_of
from models.finance.rates import RateCard
from models.parties import Customer
from rules.errors import DeskError, Kind
from rules.finance.freight_words import ChargeClass, RateSide, Way
from rules.finance.rate_cards import Card, postcode_key
from rules.finance.rating import Charge, NotRated, Rated, ToRate, Unrated, mark_up, rate
from runtime.database import Database

WHY: Final = {
    Unrated.NO_CARD: "no rate card of the carrier holds on that day. Load one.",
    Unrated.NO_ZONE: "the card has no zone for that place. Load a version that has.",
    Unrated.NO_SERVICE: "the card has no price of that service that way into the zone.",
    Unrated.TOO_HEAVY: "the parcel weighs more than the card's last break.",
}
MOST_GRAMS: Final = 10_000_000
MOST_MM: Final = 100_000


class NoPrice(DeskError):
    """There is no price for this parcel."""

    kind: ClassVar[Kind] = Kind.MISSING

    def __init__(self, why: Unrated) -> None:
        super().__init__(f"There is no price: {WHY[why]}", why=why.value)


class MeasureImpossible(DeskError):
    """No parcel measures that."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self, what: str, value: int) -> None:
        super().__init__(
            f"{value} is no {what} of a parcel. Give whole grams from 1 and millimetres from 0.",
            measure=what,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteForm:
    """A parcel to price: grams, millimetres, the customer's place, and the day it is booked."""

    side: RateSide
    carrier: str
    service: str
    way: Way
    country: str
    postcode: str
    weight_g: int
    on: date
    length_mm: int = 0
    width_mm: int = 0
    height_mm: int = 0
    battery: bool = False
    customer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """What the parcel would cost without VAT, by which card, charge by charge."""

    card: str
    version: str
    currency: str
    zone: str
    chargeable_g: int
    charges: tuple[Charge, ...]
    net: Decimal


def quote(database: Database, actor: Actor, form: QuoteForm) -> Quote:
    """The parcel's price on that day; raises NotAllowed, NoPrice, MeasureImpossible."""
    actor.require("see finance")
    check_measures(form)
    with database.as_tenant(actor.tenant_id) as session:
        row = card_for(session, form)
        if row is None:
            raise NoPrice(Unrated.NO_CARD)
        card = card_value(session, row)
        rated = priced(session, form, card)
        return Quote(
            card=card.code,
            version=card.version,
            currency=card.currency,
            zone=rated.zone,
            chargeable_g=rated.chargeable_g,
            charges=rated.charges,
            net=rated.net,
        )


def check_measures(form: QuoteForm) -> None:
    """Raise MeasureImpossible for what no parcel measures."""
    if not 1 <= form.weight_g <= MOST_GRAMS:
        raise MeasureImpossible("weight", form.weight_g)
    for what in ("length", "width", "height"):
        value: int = getattr(form, f"{what}_mm")
        if not 0 <= value <= MOST_MM:
            raise MeasureImpossible(what, value)


def card_for(session: Session, form: QuoteForm) -> RateCard | None:
    """The card that prices it (UnknownCustomer)."""
    customer_id = None
    if form.customer:
        named = select(Customer.id).where(Customer.code == form.customer)
        customer_id = session.scalars(named).one_or_none()
        if customer_id is None:
            raise UnknownCustomer(form.customer)
    return card_row_on(session, form.side, form.carrier, form.on, customer_id)


def priced(session: Session, form: QuoteForm, card: Card) -> Rated:
    """The parcel by that card; one with a markup asks what the carrier would (NoPrice)."""
    if card.markup is None:
        return rated_by(session, form, card)
    row = card_row_on(session, RateSide.BUY, form.carrier, form.on)
    cost = rated_by(session, form, card_value(session, row) if row else None)
    charge = Charge(
        charge_class=ChargeClass.FREIGHT, code="", amount=mark_up(cost.net, card.markup)
    )
    return Rated(zone=cost.zone, chargeable_g=cost.chargeable_g, charges=(charge,))


def rated_by(session: Session, form: QuoteForm, card: Card | None) -> Rated:
    """The parcel by a card's own prices (NoPrice)."""
    fuel = fuel_of(session, card.side, form.carrier) if card else ()
    found = rate(card, fuel, to_rate(form))
    if isinstance(found, NotRated):
        raise NoPrice(found.why)
    return found


def to_rate(form: QuoteForm) -> ToRate:
    """What decides the price."""
    return ToRate(
        service=form.service,
        way=form.way,
        country=form.country.upper(),
        postcode=postcode_key(form.postcode),
        weight_g=form.weight_g,
        length_mm=form.length_mm,
        width_mm=form.width_mm,
        height_mm=form.height_mm,
        battery=form.battery,
        on=form.on,
    )
