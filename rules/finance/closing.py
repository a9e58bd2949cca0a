"""The close of a month: its steps in order, what holds each up, and who may take part."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from rules.finance.closing_refusals import MonthBeforeOpen, MonthNotOver, OnePersonTwoDuties
from rules.finance.money_words import CloseStep, FinanceDuty
from rules.local_month import LocalMonth


class Hold(StrEnum):
    """What keeps a step from being done, as long as there is one of it."""

    MONTH_BEFORE = "month_before"
    SHIPMENTS_WITHOUT_PRICE = "shipments_without_price"
    FILES_LOADING = "files_loading"
    FILES_QUARANTINED = "files_quarantined"
    BILLS_QUARANTINED = "bills_quarantined"
    BILLS_UNMATCHED = "bills_unmatched"
    EXCEPTIONS_OPEN = "exceptions_open"
    BILLS_TO_APPROVE = "bills_to_approve"
    APPROVAL_MISSING = "approval_missing"
    CLOSE_NOT_ASKED = "close_not_asked"
    STATEMENTS_IN_GRACE = "statements_in_grace"
    BILLS_TO_POST = "bills_to_post"
    STATEMENTS_TO_POST = "statements_to_post"
    BOOKS_DIFFER = "books_differ"


#: How many there are of what holds steps up; what is not named is not there.
Counts = Mapping[Hold, int]

#: What each step waits for before the next one begins.
HELD_BY: Mapping[CloseStep, tuple[Hold, ...]] = {
    CloseStep.FREEZE: (Hold.MONTH_BEFORE,),
    CloseStep.RATE: (Hold.SHIPMENTS_WITHOUT_PRICE,),
    CloseStep.MATCH: (
        Hold.FILES_LOADING,
        Hold.FILES_QUARANTINED,
        Hold.BILLS_QUARANTINED,
        Hold.BILLS_UNMATCHED,
    ),
    CloseStep.EXCEPTIONS: (Hold.EXCEPTIONS_OPEN,),
    CloseStep.APPROVE: (Hold.BILLS_TO_APPROVE, Hold.APPROVAL_MISSING, Hold.CLOSE_NOT_ASKED),
    CloseStep.ISSUE: (Hold.STATEMENTS_IN_GRACE,),
    CloseStep.POST: (Hold.BILLS_TO_POST, Hold.STATEMENTS_TO_POST),
    CloseStep.LOCK: (Hold.BOOKS_DIFFER,),
    CloseStep.DONE: (),
}
#: The steps in their order.
STEPS = tuple(CloseStep)
#: While people still decide, a bill that comes in has to be matched and judged first.
STILL_OPEN = (CloseStep.MATCH, CloseStep.EXCEPTIONS, CloseStep.APPROVE)
#: What an approver waits for, other than the approval itself.
READY_WITHOUT = frozenset({Hold.APPROVAL_MISSING, Hold.CLOSE_NOT_ASKED})


def holds(step: CloseStep, counts: Counts) -> tuple[Hold, ...]:
    """What keeps this step from being done now."""
    return tuple(hold for hold in HELD_BY[step] if counts.get(hold, 0) > 0)


def next_step(step: CloseStep, counts: Counts) -> CloseStep:
    """The step that is due once this one has done its work.

    A step that is held up is due again. Until the month is approved, a step before it that is held
    up again is taken up first.
    """
    if step in STILL_OPEN:
        for earlier in STILL_OPEN[: STILL_OPEN.index(step)]:
            if holds(earlier, counts):
                return earlier
    if step is CloseStep.DONE or holds(step, counts):
        return step
    return STEPS[STEPS.index(step) + 1]


def unready(counts: Counts) -> tuple[Hold, ...]:
    """What is to be done before anybody can approve the month."""
    upto = STEPS[: STEPS.index(CloseStep.APPROVE) + 1]
    found = (hold for step in upto for hold in holds(step, counts))
    return tuple(hold for hold in found if hold not in READY_WITHOUT)


def require_over(month: LocalMonth, at: datetime) -> None:
    """The month is over in its zone (MonthNotOver)."""
    if at < month.end:
        raise MonthNotOver(month, at)


def require_closable(month: LocalMonth, at: datetime, open_before: date | None) -> None:
    """The month is over in its zone and no month before it is open.

    Raises MonthNotOver, MonthBeforeOpen.
    """
    require_over(month, at)
    if open_before is not None and open_before < month.first:
        raise MonthBeforeOpen(month.first, open_before)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hands:
    """Who has had a hand in a month, by what they did."""

    brought_in: frozenset[str] = frozenset()
    approved: frozenset[str] = frozenset()
    closed: frozenset[str] = frozenset()

    def of(self, duty: FinanceDuty) -> frozenset[str]:
        """Who did what belongs to that duty."""
        return {
            FinanceDuty.IMPORTER: self.brought_in,
            FinanceDuty.APPROVER: self.approved,
            FinanceDuty.CLOSER: self.closed,
        }[duty]


def require_other_hands(name: str, duty: FinanceDuty, hands: Hands) -> None:
    """The person has done nothing of another duty in this month (OnePersonTwoDuties)."""
    for other in FinanceDuty:
        if other is not duty and name in hands.of(other):
            raise OnePersonTwoDuties(duty, other)
