"""Exchange rates as finance records them: with their source, and never another for the same day."""

import re
import uuid
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar, Final

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from desk.actors import Actor
from desk.request_keys import Answer, answer_once
from models.finance.ledger import ExchangeRate
from rules.errors import DeskError, Kind
from runtime.database import Database

CURRENCY: Final = re.compile(r"[A-Z]{3}")
#: What the column holds.
MOST: Final = Decimal(9999999999)
PLACES: Final = Decimal("0.00000001")


class BadRate(DeskError):
    """This is not an exchange rate."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self, problem: str) -> None:
        super().__init__(
            f"{problem} Give a currency of three capitals, what one unit of it is worth in your "
            "own as a number over nought with at most eight decimals, and who says so."
        )


class RateStands(DeskError):
    """Another rate is recorded for this day."""

    def __init__(self, known: ExchangeRate) -> None:
        super().__init__(
            f"{known.currency} was worth {known.rate.normalize():f} on {known.day} by "
            f"{known.source}, and amounts may be posted at it. Record the next day's rate instead.",
            currency=known.currency,
            day=known.day.isoformat(),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class RateForm:
    """What one unit of a currency is worth in the tenant's own on a day, and who says so."""

    currency: str
    day: date
    rate: Decimal
    source: str


def record_rate(
    database: Database, actor: Actor, form: RateForm, key: str, now: datetime
) -> Answer:
    """Record a rate, once for each key (NotAllowed, BadRate, RateStands)."""
    actor.require("keep rates")
    check(form)
    with database.as_tenant(actor.tenant_id) as session:
        body = {"rate": form.currency, "day": form.day, "at": form.rate, "source": form.source}
        return answer_once(
            session, actor, f"rate/{key}", body, now, lambda: recorded(session, actor, form, now)
        )


def check(form: RateForm) -> None:
    """Raise BadRate for what cannot be one."""
    if not CURRENCY.fullmatch(form.currency):
        raise BadRate(f"{form.currency!r} is no currency.")
    if not form.source.strip():
        raise BadRate("The source is missing.")
    if not form.rate.is_finite() or not 0 < form.rate <= MOST:
        raise BadRate(f"{form.rate} is no rate.")
    if form.rate != form.rate.quantize(PLACES):
        raise BadRate(f"{form.rate} has too many decimals.")


def recorded(session: Session, actor: Actor, form: RateForm, now: datetime) -> Answer:
    """The rate as it stands; the same one again is no other (RateStands)."""
    session.execute(
        insert(ExchangeRate)
        .values(
            tenant_id=actor.tenant_id,
            id=uuid.uuid4(),
            currency=form.currency,
            day=form.day,
            rate=form.rate,
            source=form.source.strip(),
            recorded_at=now,
            recorded_by=actor.name,
        )
        .on_conflict_do_nothing(index_elements=["tenant_id", "currency", "day"])
    )
    known = session.scalars(
        select(ExchangeRate).where(
            ExchangeRate.currency == form.currency, ExchangeRate.day == form.day
        )
    ).one()
    if known.rate != form.rate:
        raise RateStands(known)
    return {
        "currency": known.currency,
        "day": known.day.isoformat(),
        "rate": f"{known.rate.normalize():f}",
        "source": known.source,
    }
