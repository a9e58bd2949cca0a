"""What holds a month's close up now, and when to look whether it still does."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from activities.finance.accrual_report import accrual_report
from models.finance.closing import Period
from models.finance.month_counts import DRAFTED, asked_of, count_holds
from models.finance.statements import Statement
from rules.finance.closing import Hold
from rules.finance.money_words import CloseStep

#: What holds a step up may end without anybody telling the month's workflow.
LOOK_AGAIN: Final = timedelta(minutes=15)


def holds_of(session: Session, period: Period, at: datetime) -> dict[Hold, int]:
    """How many there are of each thing that holds a step up; the books are asked at the end."""
    counts = count_holds(session, period, at)
    counts[Hold.BOOKS_DIFFER] = 0
    if period.step is CloseStep.LOCK:
        report = accrual_report(session, asked_of(period, at).last)
        counts[Hold.BOOKS_DIFFER] = int(report.difference != 0)
    return counts


def looked_at_again(session: Session, period: Period, at: datetime) -> datetime:
    """In a quarter of an hour, or when the first statement's grace is over."""
    if period.step is not CloseStep.ISSUE:
        return at + LOOK_AGAIN
    first = session.scalar(
        select(func.min(Statement.grace_until)).where(
            Statement.month <= period.month, Statement.state.in_(DRAFTED)
        )
    )
    return max(first or at, at) + timedelta(seconds=1)
