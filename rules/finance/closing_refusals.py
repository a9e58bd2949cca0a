"""What the close of a month refuses, by name."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import ClassVar

from rules.errors import DeskError, Kind
from rules.finance.money_words import CloseStep, FinanceDuty, PeriodState
from rules.local_month import LocalMonth


class MonthNotOver(DeskError):
    """This month is not over."""

    def __init__(self, month: LocalMonth, at: datetime) -> None:
        super().__init__(
            f"{month.first:%Y-%m} ends at {month.end:%Y-%m-%d %H:%M} UTC, midnight in "
            f"{month.timezone}. It is {at:%Y-%m-%d %H:%M} UTC: close it later.",
            month=f"{month.first:%Y-%m}",
            ends_at=month.end.isoformat(),
        )


class MonthBeforeOpen(DeskError):
    """A month before it is still open."""

    def __init__(self, month: date, earlier: date) -> None:
        super().__init__(
            f"{earlier:%Y-%m} is not closed. Close it before {month:%Y-%m}.",
            month=f"{month:%Y-%m}",
            earlier=f"{earlier:%Y-%m}",
        )


class LaterMonthClosed(DeskError):
    """A later month is closed on top of it."""

    def __init__(self, month: date, later: date) -> None:
        super().__init__(
            f"The books of {later:%Y-%m} stand on those of {month:%Y-%m}. Re-open {later:%Y-%m} "
            "first, or let the correction go to the month that is open.",
            month=f"{month:%Y-%m}",
            later=f"{later:%Y-%m}",
        )


class MonthIs(DeskError):
    """The month does not stand as this needs it."""

    def __init__(self, month: date, state: PeriodState, wanted: str) -> None:
        super().__init__(
            f"{month:%Y-%m} is {state.replace('_', ' ')}; this can be done when it is {wanted}.",
            month=f"{month:%Y-%m}",
            state=state,
        )


class MonthHeldUp(DeskError):
    """Something is to be done before the month can be approved."""

    def __init__(self, month: date, held: Mapping[str, int]) -> None:
        named = ", ".join(f"{count} {hold.replace('_', ' ')}" for hold, count in held.items())
        super().__init__(
            f"{month:%Y-%m} is held up: {named}. Settle these on its checklist, then approve it.",
            month=f"{month:%Y-%m}",
            held=dict(held),
        )


class StepNotReached(DeskError):
    """The month has not come that far."""

    def __init__(self, month: date, step: CloseStep, wanted: CloseStep) -> None:
        super().__init__(
            f"{month:%Y-%m} is at the step '{step}'; this is done at '{wanted}'. Look at its "
            "checklist again in a minute.",
            month=f"{month:%Y-%m}",
            step=step,
        )


class OnePersonTwoDuties(DeskError):
    """One person has two duties in one month."""

    kind: ClassVar[Kind] = Kind.FORBIDDEN

    def __init__(self, duty: FinanceDuty, other: FinanceDuty) -> None:
        super().__init__(
            f"You have acted as the {other} of this month. Whoever brings in, approves and closes "
            f"are three persons: ask another {duty}.",
            duty=duty,
            other=other,
        )


class ReopeningNotAsked(DeskError):
    """Nobody has asked to re-open this month."""

    def __init__(self, month: date) -> None:
        super().__init__(
            f"A first person asks to re-open {month:%Y-%m} with a reason; then a second confirms.",
            month=f"{month:%Y-%m}",
        )


class SamePersonReopens(DeskError):
    """The same person asked to re-open the month."""

    kind: ClassVar[Kind] = Kind.FORBIDDEN

    def __init__(self, month: date) -> None:
        super().__init__(
            f"You asked to re-open {month:%Y-%m}. A second person has to confirm it.",
            month=f"{month:%Y-%m}",
        )


class WhyMissing(DeskError):
    """The reason is missing."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self) -> None:
        super().__init__("Say why in a few words: it is kept with the month.", field="because")


class UnknownMonth(DeskError):
    """Nothing is known of this month."""

    kind: ClassVar[Kind] = Kind.MISSING

    def __init__(self, month: date) -> None:
        super().__init__(
            f"Nobody has begun to close {month:%Y-%m}. Ask for its close first.",
            month=f"{month:%Y-%m}",
        )
