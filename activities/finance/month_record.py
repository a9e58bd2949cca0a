"""A month on record: begun, locked, its events told once, and its workflow asked to look."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from activities.finance.own_zone import own_zone
from models.exchange import OutboxMessage
from models.finance.closing import FinanceEvent, Period
from models.parties import Tenant
from rules.finance.closing import require_over
from rules.finance.money_words import CloseStep, PeriodState
from rules.local_month import LocalMonth
from runtime.announce import announce

#: An outbox row that is due as soon as it is committed.
AT_ONCE = datetime.fromtimestamp(0, tz=UTC)


class MonthWord(StrEnum):
    """What happens to a month."""

    BEGUN = "month_begun"
    ASKED = "month_asked"
    STEP_DONE = "month_step_done"
    REFUSED = "month_step_refused"
    APPROVED = "month_approved"
    CLOSED = "month_closed"
    REOPENING_ASKED = "month_reopening_asked"
    REOPENED = "month_reopened"


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthHappened:
    """One thing that happened to a month; `key` tells it apart from all others of its close."""

    word: MonthWord
    key: str
    at: datetime
    by: str
    because: str = ""
    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)


def month_key(period: Period, purpose: str) -> str:
    """A business key of this close of the month."""
    return f"month/{period.month:%Y-%m}/{period.close}/{purpose}"


def own_month(session: Session, tenant_id: uuid.UUID, first: date) -> LocalMonth:
    """The tenant's month, in its zone."""
    return LocalMonth(first=first.replace(day=1), timezone=own_zone(session, tenant_id))


def locked_month(session: Session, first: date) -> Period | None:
    """The month's row, locked; None where nobody has begun to close it."""
    return session.scalars(
        select(Period).where(Period.month == first).with_for_update()
    ).one_or_none()


def begun_month(
    session: Session, tenant_id: uuid.UUID, month: LocalMonth, at: datetime, by: str
) -> Period:
    """The month's row, locked; made where nobody has begun to close it (MonthNotOver)."""
    require_over(month, at)
    session.execute(
        insert(Period)
        .values(
            tenant_id=tenant_id,
            id=uuid.uuid4(),
            month=month.first,
            state=PeriodState.SOFT_CLOSED,
            step=CloseStep.FREEZE,
        )
        .on_conflict_do_nothing(index_elements=["tenant_id", "month"])
    )
    period = session.scalars(
        select(Period).where(Period.month == month.first).with_for_update()
    ).one()
    note_month(session, period, MonthHappened(word=MonthWord.BEGUN, key="begun", at=at, by=by))
    return period


def note_month(session: Session, period: Period, one: MonthHappened) -> None:
    """Write down who did what to the month, once under its key."""
    session.execute(
        insert(FinanceEvent)
        .values(
            tenant_id=period.tenant_id,
            id=uuid.uuid4(),
            key=month_key(period, one.key),
            about_id=period.id,
            word=one.word,
            at=one.at,
            by=one.by,
            because=one.because,
            before=dict(one.before),
            after=dict(one.after),
        )
        .on_conflict_do_nothing(index_elements=["tenant_id", "key"])
    )


def owe_month_look(session: Session, period: Period, key: str, at: datetime) -> None:
    """Have the month's workflow look at it, with the commit; the same key asks once."""
    tenant = session.get_one(Tenant, period.tenant_id)
    session.execute(
        insert(OutboxMessage)
        .values(
            tenant_id=period.tenant_id,
            id=uuid.uuid4(),
            key=month_key(period, f"{key}/look"),
            kind="month",
            payload={"tenant": tenant.code, "month": period.month.isoformat()},
            created_at=at,
            try_after=AT_ONCE,
        )
        .on_conflict_do_nothing(index_elements=["tenant_id", "key"])
    )
    announce(session, "relay")


def wake_closing_months(session: Session, purpose: str, at: datetime) -> None:
    """Have every month that is being closed looked at: what held one up may be gone now."""
    closing = select(Period).where(Period.state == PeriodState.SOFT_CLOSED)
    for period in session.scalars(closing.order_by(Period.month)).all():
        owe_month_look(session, period, purpose, at)
