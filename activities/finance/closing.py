"""The hands of a month's workflow: the step that is due, each part of it written once."""

import hashlib
import uuid
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session
from temporalio import activity

from activities.finance.close_locking import lock_month
from activities.finance.close_part import Close, StepTaken, heard_of
from activities.finance.close_steps import WORK
from activities.finance.month_holds import LOOK_AGAIN, holds_of, looked_at_again
from activities.finance.month_record import (
    MonthHappened,
    MonthWord,
    begun_month,
    note_month,
    owe_month_look,
    own_month,
)
from models.finance.closing import Period
from rules.errors import DeskError, Kind
from rules.finance.closing import next_step
from rules.finance.money_words import CloseStep
from rules.finance.month_orders import MonthTurn
from rules.pool_orders import Turned
from runtime.database import Database

#: In whose name the record tells what nobody asked for.
DESK: Final = "desk"
#: The month is closed, or nobody asked for it again.
NOTHING_DUE: Final = Turned(state=CloseStep.DONE, next_at=None)


class MonthRecord:
    """The activities of a month."""

    def __init__(self, database: Database) -> None:
        self.database = database

    @activity.defn(name="turn_month")
    def turn_month(self, turn: MonthTurn) -> Turned:
        """Do the step that is due, and name the one due then; a repeat writes nothing twice.

        `next_at` is when to look again while something holds the step up; None is at once. What
        the step's work refuses is told in the month's story, and the step is tried again later.
        """
        close = Close.of(self.database, turn)
        step = close.due()
        if step is None:
            return NOTHING_DUE
        close = close.at_step(step)
        try:
            with heard_of():
                WORK[step](close)
            with close.part() as (session, period):
                return pass_on(session, period, turn.at)
        except StepTaken:
            return Turned(state=close.due() or CloseStep.DONE, next_at=None)
        except DeskError as refusal:
            if refusal.kind is Kind.UNAVAILABLE:
                raise
            return tell_refusal(close, refusal)

    @activity.defn(name="begin_month")
    def begin_month(self, turn: MonthTurn) -> None:
        """Put the month on record as begun, and have its workflow look.

        Raises MonthNotOver where the tenant's zone is behind: the server tries again till it is.
        """
        tenant_id = uuid.UUID(turn.month.tenant_id)
        with self.database.as_tenant(tenant_id) as session:
            month = own_month(session, tenant_id, turn.month.month)
            period = begun_month(session, tenant_id, month, turn.at, DESK)
            owe_month_look(session, period, "begun", turn.at)


def tell_refusal(close: Close, refusal: DeskError) -> Turned:
    """Write down why the step could not be done, once for each reason, and try it again later."""
    with close.part() as (session, period):
        digest = hashlib.sha256(refusal.detail.encode()).hexdigest()[:16]
        refused = MonthHappened(
            word=MonthWord.REFUSED,
            key=f"refused/{close.step}/{digest}",
            at=close.at,
            by=DESK,
            because=f"{refusal.title}. {refusal.detail}",
            after={"step": close.step, "code": refusal.code},
        )
        note_month(session, period, refused)
    return Turned(state=close.step, next_at=close.at + LOOK_AGAIN)


def pass_on(session: Session, period: Period, at: datetime) -> Turned:
    """Go to the step that is due by what is counted now; a step that is held up is due again."""
    counts = holds_of(session, period, at)
    step, due = period.step, next_step(period.step, counts)
    if due is step:
        return Turned(state=step, next_at=looked_at_again(session, period, at))
    if step is CloseStep.FREEZE:
        period.frozen_at = at
    if due is CloseStep.DONE:
        lock_month(session, period, at)
    period.step = due
    moment = at.isoformat()
    done = MonthHappened(
        word=MonthWord.STEP_DONE,
        key=f"step/{step}/{moment}",
        at=at,
        by=DESK,
        before={"step": step},
        after={"step": due},
    )
    note_month(session, period, done)
    return Turned(state=due, next_at=None)
