"""Rate cards and fuel put on record from their files: each version once, and never changed."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk.finance.rate_card_rows import rows_of, write_fuel
from desk.refusals import UnknownCustomer
from desk.request_keys import body_hash, hold
from models.finance.rates import RateCard
from models.parties import Customer
from programmes.yaml_lines import ProgrammeInvalid, line_of, read_yaml
from rules.errors import DeskError, Kind
from rules.fields import FieldInvalid, to_plain
from rules.finance.rate_card_reading import RateFile, read_rates
from rules.finance.rate_cards import Card

#: Ten times the largest card we know of.
LONGEST_FILE = 50_000_000


class RateFileInvalid(DeskError):
    """A file of rates cannot be used."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self, file: str, line: int, problem: str, remedy: str) -> None:
        super().__init__(f"{file}, line {line}: {problem} {remedy}", file=file, line=line)


class RateVersionTaken(DeskError):
    """That version of the card is on record with other prices."""

    def __init__(self, card: Card) -> None:
        super().__init__(
            f"Version {card.version} of {card.code} is on record and never changes. Give the new "
            "prices a version and a first day of their own.",
            card=card.code,
            version=card.version,
        )


class RateDayTaken(DeskError):
    """Another card of that carrier begins on the same day."""

    def __init__(self, card: Card, known: RateCard) -> None:
        super().__init__(
            f"{known.code} {known.version} of {card.carrier} begins on {card.valid_from}, too. "
            "Give this card another first day.",
            card=known.code,
            version=known.version,
            valid_from=card.valid_from.isoformat(),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedRates:
    """What is on record now; `cards` and `fuel_weeks` count what was new."""

    code: str
    version: str
    card_id: uuid.UUID | None
    valid_from: date | None
    cards: int
    fuel_weeks: int


def load_rate_card(
    session: Session,
    tenant_id: uuid.UUID,
    text: str,
    by: str,
    now: datetime,
    *,
    file: str = "rates.yaml",
) -> LoadedRates:
    """Put a file's card and fuel on record, each once: a repeat changes nothing.

    Raises RateFileInvalid with line and remedy, RateVersionTaken, RateDayTaken, FuelWeekTaken,
    UnknownCustomer.
    """
    rates = read_rate_file(text, file)
    hold(session, f"{tenant_id}/rates")
    weeks = write_fuel(session, tenant_id, rates.fuel, by, now)
    card = rates.card
    if card is None:
        return LoadedRates(
            code="", version="", card_id=None, valid_from=None, cards=0, fuel_weeks=weeks
        )
    row, new = put_on_record(session, tenant_id, card, by, now)
    return LoadedRates(
        code=card.code,
        version=card.version,
        card_id=row.id,
        valid_from=card.valid_from,
        cards=int(new),
        fuel_weeks=weeks,
    )


def read_rate_file(text: str, file: str) -> RateFile:
    """The file as a value; raises RateFileInvalid with file, line and remedy."""
    if not text.strip() or len(text) > LONGEST_FILE:
        problem = "the file is empty." if not text.strip() else "the file is too long."
        raise RateFileInvalid(file, 1, problem, "Describe one card in it.")
    lines: Mapping[Any, int] = {}
    try:
        data, lines = read_yaml(text, file)
        return read_rates(data)
    except ProgrammeInvalid as wrong:
        problem = wrong.detail.removeprefix(f"{file}, line {wrong.line}: ")
        raise RateFileInvalid(file, wrong.line, problem, "") from wrong
    except FieldInvalid as wrong:
        place = ".".join(str(step) for step in wrong.path)
        problem = f"{place}: {wrong.problem}".removeprefix(": ")
        raise RateFileInvalid(file, line_of(dict(lines), wrong.path), problem, wrong.remedy) from (
            wrong
        )


def put_on_record(
    session: Session, tenant_id: uuid.UUID, card: Card, by: str, now: datetime
) -> tuple[RateCard, bool]:
    """The card's row and whether it is new (RateVersionTaken, RateDayTaken, UnknownCustomer)."""
    sha256 = body_hash(to_plain(card))
    versions = select(RateCard).where(RateCard.code == card.code, RateCard.version == card.version)
    known = session.scalars(versions).one_or_none()
    if known is not None:
        if known.sha256 != sha256:
            raise RateVersionTaken(card)
        return known, False
    customer_id = customer_of(session, card)
    require_own_day(session, card, customer_id)
    row = card_row(tenant_id, card, customer_id)
    row.sha256, row.loaded_at, row.loaded_by = sha256, now, by
    session.add(row)
    session.flush()
    for kind, rows in rows_of(row, card):
        session.execute(kind, rows)
    return row, True


def customer_of(session: Session, card: Card) -> uuid.UUID | None:
    """Whose card it is; None for everybody's (UnknownCustomer)."""
    if not card.customer:
        return None
    named = select(Customer.id).where(Customer.code == card.customer)
    found = session.scalars(named).one_or_none()
    if found is None:
        raise UnknownCustomer(card.customer)
    return found


def require_own_day(session: Session, card: Card, customer_id: uuid.UUID | None) -> None:
    """Raise RateDayTaken when a card of the same side, carrier and customer begins that day."""
    other = session.scalars(
        select(RateCard).where(
            RateCard.side == card.side,
            RateCard.carrier == card.carrier,
            RateCard.customer_id.is_not_distinct_from(customer_id),
            RateCard.valid_from == card.valid_from,
        )
    ).one_or_none()
    if other is not None:
        raise RateDayTaken(card, other)


def card_row(tenant_id: uuid.UUID, card: Card, customer_id: uuid.UUID | None) -> RateCard:
    """The card itself; who loaded it and when is the caller's."""
    markup = card.markup
    return RateCard(
        tenant_id=tenant_id,
        id=uuid.uuid4(),
        side=card.side,
        code=card.code,
        version=card.version,
        carrier=card.carrier,
        customer_id=customer_id,
        currency=card.currency,
        divisor=card.divisor,
        step_g=card.step_g,
        account=card.account,
        valid_from=card.valid_from,
        valid_until=card.valid_until,
        markup_percent=markup.percent if markup else None,
        markup_least=markup.least if markup else None,
        markup_most=markup.most if markup else None,
    )
