"""The end of a close: its figures are kept under their hash, and the month is locked."""

import hashlib
import json
import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from activities.finance.month_record import MonthHappened, MonthWord, note_month
from models.finance.book_figures import Moment
from models.finance.closing import CloseSnapshot, Period
from models.finance.month_figures import month_figures
from rules.finance.money_words import PeriodState
from rules.local_month import next_month


def figures_of(session: Session, period: Period, at: datetime) -> dict[str, Any]:
    """What the month came to, as it stood at the instant."""
    last = next_month(period.month) - timedelta(days=1)
    return month_figures(session, Moment(first=period.month, last=last, at=at))


def hash_of(figures: Mapping[str, Any]) -> str:
    """The SHA-256 of the figures' canonical JSON."""
    canonical = json.dumps(figures, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def lock_month(session: Session, period: Period, at: datetime) -> None:
    """Keep the figures of this close and let nothing more be posted in the month.

    In the caller's transaction, which holds the month: a close has one snapshot.
    """
    figures = figures_of(session, period, at)
    session.execute(
        insert(CloseSnapshot)
        .values(
            tenant_id=period.tenant_id,
            id=uuid.uuid4(),
            period_id=period.id,
            close=period.close,
            figures=figures,
            sha256=hash_of(figures),
            made_at=at,
            closed_by=period.asked_by,
            approved_by=period.approved_by,
        )
        .on_conflict_do_nothing(index_elements=["tenant_id", "period_id", "close"])
    )
    period.state = PeriodState.CLOSED
    period.closed_at, period.closed_by = at, period.asked_by
    closed = MonthHappened(
        word=MonthWord.CLOSED,
        key="closed",
        at=at,
        by=period.asked_by,
        before={"state": PeriodState.SOFT_CLOSED},
        after={"state": PeriodState.CLOSED, "sha256": hash_of(figures)},
    )
    note_month(session, period, closed)
