"""Where a late line goes: the first open month, keeping the month it was carried or served in."""

import calendar
import uuid
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.finance.closing import Period
from rules.finance.money_words import PeriodState
from rules.local_month import next_month


def posting_month(session: Session, tenant_id: uuid.UUID, day: date) -> date:
    """The first day of the day's own month while it is not closed, else of the first open after.

    A month that is being closed still takes what its close posts.
    """
    month = day.replace(day=1)
    closed = set(
        session.scalars(
            select(Period.month).where(
                Period.tenant_id == tenant_id,
                Period.month >= month,
                Period.state == PeriodState.CLOSED,
            )
        )
    )
    while month in closed:
        month = next_month(month)
    return month


def posting_day(session: Session, tenant_id: uuid.UUID, day: date) -> date:
    """The day itself while its month is open, else the first day of the first open month."""
    return max(day, posting_month(session, tenant_id, day))


def last_day(month: date) -> date:
    """The last day of a month."""
    return month.replace(day=calendar.monthrange(month.year, month.month)[1])
