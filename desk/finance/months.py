"""What people decide of a month: its close, its approval, its re-opening; each once per key."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from activities.finance.month_record import (
    MonthHappened,
    MonthWord,
    begun_month,
    locked_month,
    note_month,
    owe_month_look,
    own_month,
)
from desk.actors import Actor
from desk.request_keys import Answer, answer_once
from desk.suppliers import prefixed
from models.finance.closing import Period
from models.finance.month_counts import count_holds, hands_of, open_month_before
from rules.finance.closing import STILL_OPEN, require_closable, require_other_hands, unready
from rules.finance.closing_refusals import (
    LaterMonthClosed,
    MonthHeldUp,
    MonthIs,
    ReopeningNotAsked,
    SamePersonReopens,
    StepNotReached,
    UnknownMonth,
    WhyMissing,
)
from rules.finance.money_words import CloseStep, FinanceDuty, PeriodState
from runtime.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One decision being written: the session, who decides, of which month, and when."""

    session: Session
    actor: Actor
    month: date
    at: datetime

    def note(self, period: Period, word: MonthWord, **told: Any) -> None:  # noqa: ANN401 - any JSON
        """Tell who did it, with before and after, and have the month's workflow look."""
        key = f"{word}/{uuid.uuid4().hex}"
        happened = MonthHappened(word=word, key=key, at=self.at, by=self.actor.name, **told)
        note_month(self.session, period, happened)
        owe_month_look(self.session, period, key, self.at)

    def known(self) -> Period:
        """The month's row, locked (UnknownMonth)."""
        period = locked_month(self.session, self.month)
        if period is None:
            raise UnknownMonth(self.month)
        return period


Act = Callable[[Decision], Period]


def ask_close(database: Database, actor: Actor, month: date, key: str, now: datetime) -> Answer:
    """Have the month closed: it is, once another person has approved it.

    Raises NotAllowed, MonthNotOver, MonthBeforeOpen, MonthIs, OnePersonTwoDuties.
    """
    actor.require("close months")
    return decide(database, actor, month, prefixed("month-close", key), now, asked)


def asked(decision: Decision) -> Period:
    """The closer's name under the month; a month that was re-opened begins its close anew."""
    session, actor, at = decision.session, decision.actor, decision.at
    own = own_month(session, actor.tenant_id, decision.month)
    require_closable(own, at, open_month_before(session, decision.month))
    period = begun_month(session, actor.tenant_id, own, at, actor.name)
    if period.state is PeriodState.CLOSED:
        raise MonthIs(period.month, period.state, "open")
    require_other_hands(actor.name, FinanceDuty.CLOSER, hands_of(session, period, at))
    before = {"state": period.state, "asked_by": period.asked_by}
    if period.state is not PeriodState.SOFT_CLOSED:
        period.state, period.step = PeriodState.SOFT_CLOSED, CloseStep.FREEZE
    period.asked_at, period.asked_by = at, actor.name
    after = {"state": period.state, "asked_by": actor.name}
    decision.note(period, MonthWord.ASKED, before=before, after=after)
    return period


def approve_month(database: Database, actor: Actor, month: date, key: str, now: datetime) -> Answer:
    """Say that the month is right as it stands: its statements are issued and it is posted.

    Raises NotAllowed, UnknownMonth, MonthIs, StepNotReached, MonthHeldUp, OnePersonTwoDuties.
    """
    actor.require("approve finance")
    return decide(database, actor, month, prefixed("month-approve", key), now, approved)


def approved(decision: Decision) -> Period:
    """The approver's name under the month, when nothing of it is left to decide."""
    session, actor, at = decision.session, decision.actor, decision.at
    period = decision.known()
    if period.state is not PeriodState.SOFT_CLOSED or period.approved_at is not None:
        raise MonthIs(period.month, period.state, "being closed and not approved")
    counts = count_holds(session, period, at)
    if held := unready(counts):
        raise MonthHeldUp(period.month, {hold: counts[hold] for hold in held})
    if period.step not in STILL_OPEN:
        raise StepNotReached(period.month, period.step, CloseStep.APPROVE)
    require_other_hands(actor.name, FinanceDuty.APPROVER, hands_of(session, period, at))
    period.approved_at, period.approved_by = at, actor.name
    decision.note(period, MonthWord.APPROVED, before={}, after={"approved_by": actor.name})
    return period


def ask_reopen(
    database: Database, actor: Actor, month: date, because: str, key: str, now: datetime
) -> Answer:
    """Ask for a closed month to be opened again; a second person has to confirm it.

    Raises NotAllowed, UnknownMonth, MonthIs, LaterMonthClosed, WhyMissing.
    """
    actor.require("close months")

    def act(decision: Decision) -> Period:
        why = because.strip()
        if not why:
            raise WhyMissing
        period = closed_last(decision)
        period.reopen_asked_at, period.reopen_asked_by = decision.at, actor.name
        period.reopen_because, period.reopened_at, period.reopened_by = why, None, ""
        decision.note(period, MonthWord.REOPENING_ASKED, because=why)
        return period

    key = prefixed("month-reopen", key)
    return decide(database, actor, month, key, now, act, because=because)


def confirm_reopen(
    database: Database, actor: Actor, month: date, key: str, now: datetime
) -> Answer:
    """Open a closed month again, as the second person; what its close kept stays.

    Raises NotAllowed, UnknownMonth, MonthIs, LaterMonthClosed, ReopeningNotAsked,
    SamePersonReopens.
    """
    actor.require("approve finance")
    return decide(database, actor, month, prefixed("month-reopened", key), now, reopened)


def reopened(decision: Decision) -> Period:
    """The month as before its first step, with its next close; final statements stay final."""
    period = closed_last(decision)
    if period.reopen_asked_at is None or period.reopened_at is not None:
        raise ReopeningNotAsked(period.month)
    if period.reopen_asked_by == decision.actor.name:
        raise SamePersonReopens(period.month)
    before = {"state": period.state, "close": period.close}
    period.state, period.step, period.close = (
        PeriodState.REOPENED,
        CloseStep.FREEZE,
        period.close + 1,
    )
    period.reopened_at, period.reopened_by = decision.at, decision.actor.name
    period.frozen_at = period.approved_at = period.asked_at = period.closed_at = None
    period.approved_by = period.asked_by = period.closed_by = ""
    after = {"state": period.state, "close": period.close}
    why = period.reopen_because
    decision.note(period, MonthWord.REOPENED, because=why, before=before, after=after)
    return period


def closed_last(decision: Decision) -> Period:
    """The month, locked: closed, and no later one is.

    Raises UnknownMonth, MonthIs, LaterMonthClosed.
    """
    period = decision.known()
    if period.state is not PeriodState.CLOSED:
        raise MonthIs(period.month, period.state, PeriodState.CLOSED)
    later = decision.session.scalar(
        select(func.min(Period.month)).where(
            Period.month > period.month, Period.state == PeriodState.CLOSED
        )
    )
    if later is not None:
        raise LaterMonthClosed(period.month, later)
    return period


def decide(
    database: Database,
    actor: Actor,
    month: date,
    key: str,
    now: datetime,
    act: Act,
    **body: str,
) -> Answer:
    """One decision of a month under one key; the answer says how the month stands after it."""
    first = month.replace(day=1)
    with database.as_tenant(actor.tenant_id) as session:

        def write() -> Answer:
            decision = Decision(session=session, actor=actor, month=first, at=now)
            period = act(decision)
            session.flush()
            return standing_of(period)

        return answer_once(session, actor, key, {"month": str(first), **body}, now, write)


def standing_of(period: Period) -> Answer:
    """How a month stands, in an answer."""
    return {
        "month": f"{period.month:%Y-%m}",
        "state": period.state.value,
        "step": period.step.value,
        "close": period.close,
    }
