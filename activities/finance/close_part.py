"""A part of a step: one transaction in which the month is locked and the step is still due."""

import contextvars
import threading
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session
from temporalio import activity

from activities.finance.month_record import locked_month
from models.finance.closing import Period
from rules.errors import DeskError, Kind
from rules.finance.money_words import CloseStep, PeriodState
from rules.finance.month_orders import MonthTurn
from rules.local_month import next_month
from runtime.database import Database
from runtime.killpoints import killpoint

#: More refusals than anybody reads at once.
MOST_NAMED = 5


#: Seconds between two signs of life: a worker that is gone is noticed soon.
BEAT = 4.0


@contextmanager
def heard_of() -> Iterator[None]:
    """Tell the server that the step goes on, however long one statement of it takes."""
    if not activity.in_activity():
        yield
        return
    over, context = threading.Event(), contextvars.copy_context()

    def beat() -> None:
        while not over.wait(BEAT):
            context.run(activity.heartbeat)

    beating = threading.Thread(target=beat, name="a month's heartbeat", daemon=True)
    beating.start()
    try:
        yield
    finally:
        over.set()
        beating.join()


class StepTaken(Exception):
    """Another turn has done this step, or the month is no longer being closed."""


class PartsRefused(DeskError):
    """Some parts of the step could not be done."""

    def __init__(self, refusals: Sequence[str]) -> None:
        named = " ".join(refusals[:MOST_NAMED])
        more = len(refusals) - MOST_NAMED
        others = f" So are {more} more." if more > 0 else ""
        super().__init__(
            f"{named}{others} All else of the step is done; these are tried again.",
            refused=len(refusals),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Close:
    """The close of a month at one of its steps."""

    database: Database
    tenant_id: uuid.UUID
    month: date
    at: datetime
    step: CloseStep = CloseStep.FREEZE

    @classmethod
    def of(cls, database: Database, turn: MonthTurn) -> "Close":
        """The close a turn is of."""
        tenant_id = uuid.UUID(turn.month.tenant_id)
        return cls(database=database, tenant_id=tenant_id, month=turn.month.month, at=turn.at)

    @property
    def last(self) -> date:
        """The month's last day."""
        return next_month(self.month) - timedelta(days=1)

    def due(self) -> CloseStep | None:
        """The step that is due; None when the month is not being closed."""
        with self.database.as_tenant(self.tenant_id) as session:
            return session.scalars(
                select(Period.step).where(
                    Period.month == self.month, Period.state == PeriodState.SOFT_CLOSED
                )
            ).one_or_none()

    def at_step(self, step: CloseStep) -> "Close":
        """The same close at this step."""
        return replace(self, step=step)

    @contextmanager
    def part(self) -> Iterator[tuple[Session, Period]]:
        """One transaction of the step, with the month locked (StepTaken)."""
        with self.database.as_tenant(self.tenant_id) as session:
            period = locked_month(session, self.month)
            if (
                period is None
                or period.state is not PeriodState.SOFT_CLOSED
                or period.step is not self.step
            ):
                raise StepTaken
            yield session, period
            session.flush()
            killpoint(f"month.{self.step}.before_commit")
        killpoint(f"month.{self.step}.after_commit")

    def each(
        self, ids: Iterable[uuid.UUID], act: Callable[[Session, Period, uuid.UUID], object]
    ) -> list[str]:
        """Do it for each in a part of its own, and say why which were refused: none stops another.

        What is not there just now, like a server, is raised as it is.
        """
        refusals = []
        for one in ids:
            try:
                with self.part() as (session, period):
                    act(session, period, one)
            except DeskError as refusal:
                if refusal.kind is Kind.UNAVAILABLE:
                    raise
                refusals.append(refusal.detail)
        return refusals


def require_all_done(refusals: Sequence[str]) -> None:
    """Every part of the step was done (PartsRefused)."""
    if refusals:
        raise PartsRefused(refusals)
