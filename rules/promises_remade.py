"""A promise made anew for a case that waits: until when it could be kept, and what holds then."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from rules.fulfilment import AdvanceReplacementTerms, SwapTerms
from rules.programme import find_calendar
from rules.promises import Promise, PromiseKind, promise_delivery, promise_dispatch
from rules.reasons import Reason, ReasonCode, because
from rules.terms import Terms
from rules.working_calendar import Calendar

#: No promise is kept by a unit that came earlier than this before its day.
LONGEST_WAY_DAYS = 21
_INSTANT = timedelta(microseconds=1)
#: What a promise says first: what it was counted from.
COUNTED = frozenset({ReasonCode.REGISTERED, ReasonCode.DEFECT_IDENTIFIED})


def last_chance(promise: Promise, terms: Terms, calendars: Mapping[str, Calendar]) -> datetime:
    """The first instant at which a unit that comes then is too late for the promise.

    For a delivery it is the last cut-off that still leads to the promised day; for a dispatch the
    depot's cut-off of the promised day, else the end of its hours. In UTC.
    """
    if promise.kind is PromiseKind.DELIVERY and terms.swap is not None:
        return last_cutoff(promise.due_day, terms.swap, calendars)
    if terms.advance_replacement is None:
        return promise.due_at
    return end_of_dispatch(promise.due_day, terms.advance_replacement, calendars)


def last_cutoff(due_day: date, swap: SwapTerms, calendars: Mapping[str, Calendar]) -> datetime:
    """The latest cut-off before which a registration would still be delivered on that day."""
    depot = find_calendar(calendars, swap.calendar)
    for back in range(LONGEST_WAY_DAYS):
        cutoff = local(due_day - timedelta(days=back), swap.cutoff, depot)
        before = promise_delivery(registered_at=cutoff - _INSTANT, swap=swap, calendars=calendars)
        if before.due_day <= due_day:
            return cutoff
    return local(due_day - timedelta(days=LONGEST_WAY_DAYS), swap.cutoff, depot)


def end_of_dispatch(
    due_day: date, advance: AdvanceReplacementTerms, calendars: Mapping[str, Calendar]
) -> datetime:
    """The cut-off of the promised day at the depot, else the end of its hours."""
    depot = find_calendar(calendars, advance.calendar)
    if advance.cutoff is not None:
        return local(due_day, advance.cutoff, depot)
    closes = max((window.closes for window in depot.hours_of(due_day)), default=24 * 60)
    start = datetime.combine(due_day, time.min, depot.tz)
    return (start + timedelta(minutes=closes)).astimezone(UTC)


def local(day: date, at: time, depot: Calendar) -> datetime:
    """That wall time in the depot's zone, in UTC."""
    return datetime.combine(day, at, depot.tz).astimezone(UTC)


def remake(
    promise: Promise, expected_on: date, terms: Terms, calendars: Mapping[str, Calendar]
) -> Promise:
    """The promise counted from the day on which a unit is expected, never an earlier one.

    Its first reason says so in place of the registration. Raises as `promise_delivery` does.
    """
    again = counted_again(promise, expected_on, terms, calendars)
    if again.due_day <= promise.due_day:
        return remake(promise, expected_on + timedelta(days=1), terms, calendars)
    return again


def counted_again(
    promise: Promise, expected_on: date, terms: Terms, calendars: Mapping[str, Calendar]
) -> Promise:
    """The same kind of promise, as if its case had begun that morning."""
    if promise.kind is PromiseKind.DELIVERY and terms.swap is not None:
        depot = find_calendar(calendars, terms.swap.calendar)
        at = local(expected_on, time.min, depot)
        made = promise_delivery(registered_at=at, swap=terms.swap, calendars=calendars)
    elif terms.advance_replacement is not None:
        depot = find_calendar(calendars, terms.advance_replacement.calendar)
        at = local(expected_on, time.min, depot)
        made = promise_dispatch(
            identified_at=at, advance=terms.advance_replacement, calendars=calendars
        )
    else:
        raise LookupError(promise.kind)  # no such promise is made under these terms
    return replace(made, reasons=tuple(expecting(reason) for reason in made.reasons))


def expecting(reason: Reason) -> Reason:
    """The reason, with the unit that is expected in place of what the promise was counted from."""
    if reason.code not in COUNTED:
        return reason
    return because(ReasonCode.UNIT_EXPECTED, **reason.facts)
