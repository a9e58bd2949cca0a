"""The rate cards and fuel on record: loaded by a person, listed, and one of them read."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar

from sqlalchemy import select

from desk.actors import Actor
from desk.finance.events import note
from desk.finance.rate_cards import LoadedRates, load_rate_card
from desk.request_keys import database_clock
from models.finance.card_reading import card_value
from models.finance.rates import FuelRate, RateCard
from models.parties import Customer
from rules.errors import DeskError, Kind
from rules.finance.freight_words import RateSide
from rules.finance.rate_cards import Card
from runtime.database import Database


class UnknownRateCard(DeskError):
    """There is no such rate card."""

    kind: ClassVar[Kind] = Kind.MISSING

    def __init__(self, code: str, version: str) -> None:
        super().__init__(
            f"There is no version {version} of a rate card {code}. List the cards first.",
            card=code,
            version=version,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class CardLine:
    """One version of a card in the list; `customer` is empty for everybody's."""

    code: str
    version: str
    side: RateSide
    carrier: str
    customer: str
    currency: str
    valid_from: date
    valid_until: date | None
    loaded_at: datetime
    loaded_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FuelLine:
    """A fuel percentage of a carrier from a day on."""

    side: RateSide
    carrier: str
    valid_from: date
    percent: Decimal


def load_rates(database: Database, actor: Actor, text: str, file: str) -> LoadedRates:
    """Put a file's card and fuel on record; a repeat changes nothing (NotAllowed).

    Raises RateFileInvalid, RateVersionTaken, RateDayTaken, FuelWeekTaken, UnknownCustomer.
    """
    actor.require("keep rates")
    with database.as_tenant(actor.tenant_id) as session:
        now = database_clock(session)
        loaded = load_rate_card(session, actor.tenant_id, text, actor.name, now, file=file)
        if loaded.card_id is not None and loaded.cards:
            after = {"card": loaded.code, "version": loaded.version}
            note(session, actor, loaded.card_id, "rates_loaded", now, after=after)
        return loaded


def list_cards(database: Database, actor: Actor) -> tuple[CardLine, ...]:
    """Every version of every card: by side, carrier and customer, the newest first."""
    actor.require("see finance")
    with database.as_tenant(actor.tenant_id) as session:
        found = session.execute(
            select(RateCard, Customer.code)
            .outerjoin(
                Customer,
                (Customer.tenant_id == RateCard.tenant_id) & (Customer.id == RateCard.customer_id),
            )
            .order_by(
                RateCard.side,
                RateCard.carrier,
                Customer.code.nulls_first(),
                RateCard.valid_from.desc(),
            )
        )
        return tuple(line_of(card, code or "") for card, code in found)


def line_of(card: RateCard, customer: str) -> CardLine:
    """The card as a line of the list."""
    return CardLine(
        code=card.code,
        version=card.version,
        side=card.side,
        carrier=card.carrier,
        customer=customer,
        currency=card.currency,
        valid_from=card.valid_from,
        valid_until=card.valid_until,
        loaded_at=card.loaded_at,
        loaded_by=card.loaded_by,
    )


def read_card(database: Database, actor: Actor, code: str, version: str) -> Card:
    """One version of a card with everything in it (UnknownRateCard)."""
    actor.require("see finance")
    with database.as_tenant(actor.tenant_id) as session:
        named = select(RateCard).where(RateCard.code == code, RateCard.version == version)
        row = session.scalars(named).one_or_none()
        if row is None:
            raise UnknownRateCard(code, version)
        owner = (
            session.get_one(Customer, (row.tenant_id, row.customer_id)) if row.customer_id else None
        )
        return card_value(session, row, owner.code if owner else "")


def list_fuel(database: Database, actor: Actor) -> tuple[FuelLine, ...]:
    """Every fuel percentage: by side and carrier, the newest first."""
    actor.require("see finance")
    with database.as_tenant(actor.tenant_id) as session:
        found = session.scalars(
            select(FuelRate).order_by(FuelRate.side, FuelRate.carrier, FuelRate.valid_from.desc())
        )
        return tuple(
            FuelLine(
                side=one.side,
                carrier=one.carrier,
                valid_from=one.valid_from,
                percent=one.percent,
            )
            for one in found
        )
