"""The two promises of a case, delivery and dispatch: the instant, the day and the reasons."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from rules.business_time import NaiveMoment
from rules.fields import Parser, Path, choice, day, instant, read_fields, sequence, text, to_plain
from rules.fulfilment import AdvanceReplacementTerms, SwapTerms
from rules.programme import find_calendar
from rules.promise_words import promise_sentences
from rules.reasons import Reason, ReasonCode, because, read_reason
from rules.working_calendar import Calendar, NonBusinessDay, intersect


class PromiseKind(StrEnum):
    """What was promised: arrival at the user, or hand-over to the carrier (A12)."""

    DELIVERY = "delivery"
    DISPATCH = "dispatch"


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """Kept when its event happens before due_at, the UTC end of due_day in the depot's zone."""

    kind: PromiseKind
    due_at: datetime
    due_day: date
    counted_from: date
    timezone: str
    calendar: str
    calendar_hash: str
    reasons: tuple[Reason, ...]

    @property
    def explanation(self) -> str:
        """Why, in English: what happened and when it is due, then the readings that were used."""
        return self.explain()

    def explain(self, language: str = "en") -> str:
        """The explanation in one of the languages of `rules.reason_words.VOCABULARIES`."""
        return promise_sentences(self.reasons, self.timezone, language)

    def to_json(self) -> dict[str, Any]:
        """The promise as plain data, as `from_json` reads it."""
        return to_plain(self)  # type: ignore[no-any-return]

    @classmethod
    def from_json(cls, data: object) -> "Promise":
        """The promise that was stored; raises FieldInvalid with the place."""
        return cls(**read_fields(data, ("promise",), _PROMISE_FIELDS))


def promise_delivery(
    *, registered_at: datetime, swap: SwapTerms, calendars: Mapping[str, Calendar]
) -> Promise:
    """The cut-off promise: registered in time, delivered working days later (fact 58).

    Late registrations count as the next working day of the depot; delivery needs a working day
    of depot and recipient. Raises NaiveMoment, CalendarUnknown, NoWorkingTime and
    HolidaysNotFrozen.
    """
    depot, both = _calendars_of(swap, calendars)
    local = _local(registered_at, depot)
    late = _is_late(local.time(), swap)
    counted_from = _first_counted_day(local.date(), swap.non_business_day, depot, late=late)
    due_day = both.next_working_day(counted_from, swap.deliver_after_days)
    reasons = (
        because(ReasonCode.REGISTERED, at=registered_at.astimezone(UTC).isoformat()),
        because(_cutoff_code(late=late), cutoff=f"{swap.cutoff:%H:%M}"),
        *_skipped(local.date(), counted_from, depot),
        *_counted_from(local.date(), counted_from),
        *_skipped(counted_from + timedelta(days=1), due_day, both),
        because(
            ReasonCode.DELIVERED_BY, day=due_day.isoformat(), days=str(swap.deliver_after_days)
        ),
        *_readings(
            cutoff_inclusive=str(swap.cutoff_inclusive).lower(),
            non_business_day=swap.non_business_day.value,
            working_days=_calendar_names(both),
        ),
    )
    return _promise(PromiseKind.DELIVERY, due_day, counted_from, both, reasons)


def promise_dispatch(
    *, identified_at: datetime, advance: AdvanceReplacementTerms, calendars: Mapping[str, Calendar]
) -> Promise:
    """Shipped within so many depot working days of the identified defect (fact 40, A15).

    Day 0 is the local date of the recorded diagnosis, or the next working day where the depot has
    a dispatch cut-off and it has passed. Raises as `promise_delivery` does.
    """
    depot = find_calendar(calendars, advance.calendar)
    local = _local(identified_at, depot)
    identified, late = local.date(), _after_dispatch(local.time(), advance)
    counted_from = _first_counted_day(identified, advance.non_business_day, depot, late=late)
    due_day = depot.next_working_day(counted_from, advance.ship_within_days)
    reasons = (
        because(ReasonCode.DEFECT_IDENTIFIED, at=identified_at.astimezone(UTC).isoformat()),
        *_dispatch_cutoff(advance, late=late),
        *_skipped(identified, counted_from, depot),
        *_counted_from(identified, counted_from),
        *_skipped(counted_from + timedelta(days=1), due_day, depot),
        because(ReasonCode.SHIPPED_BY, day=due_day.isoformat(), days=str(advance.ship_within_days)),
        *_readings(
            non_business_day=advance.non_business_day.value, working_days=_calendar_names(depot)
        ),
    )
    return _promise(PromiseKind.DISPATCH, due_day, counted_from, depot, reasons)


def _calendars_of(swap: SwapTerms, calendars: Mapping[str, Calendar]) -> tuple[Calendar, Calendar]:
    depot = find_calendar(calendars, swap.calendar)
    if swap.recipient_calendar in (None, swap.calendar):
        return depot, depot
    return depot, intersect(depot, find_calendar(calendars, str(swap.recipient_calendar)))


def _local(moment: datetime, depot: Calendar) -> datetime:
    if moment.tzinfo is None:
        raise NaiveMoment(moment)
    return moment.astimezone(depot.tz)


def _is_late(local: time, swap: SwapTerms) -> bool:
    return local > swap.cutoff if swap.cutoff_inclusive else local >= swap.cutoff


def _after_dispatch(local: time, advance: AdvanceReplacementTerms) -> bool:
    return advance.cutoff is not None and local >= advance.cutoff


def _dispatch_cutoff(advance: AdvanceReplacementTerms, *, late: bool) -> Iterator[Reason]:
    if advance.cutoff is not None:
        yield because(_cutoff_code(late=late), cutoff=f"{advance.cutoff:%H:%M}")


def _cutoff_code(*, late: bool) -> ReasonCode:
    return ReasonCode.NOT_BEFORE_CUTOFF if late else ReasonCode.BEFORE_CUTOFF


def _first_counted_day(
    day: date, non_business_day: NonBusinessDay, depot: Calendar, *, late: bool
) -> date:
    """Day 0. On a day off nobody waits for the cutoff, so rolling forward is not done twice."""
    if depot.is_working_day(day):
        return depot.next_working_day(day) if late else day
    rolls = late or non_business_day is NonBusinessDay.ROLL_FORWARD
    return depot.working_day_from(day) if rolls else day


def _skipped(start: date, end: date, calendar: Calendar) -> Iterator[Reason]:
    """The days off from start to the day before end."""
    for step in range((end - start).days):
        off = calendar.day_off(start + timedelta(days=step))
        if off:
            whose = off.calendar if off.calendar != next(calendar.parts()).id else ""
            yield because(
                ReasonCode.DAY_SKIPPED,
                day=off.day.isoformat(),
                why=off.why.value,
                name=off.name,
                calendar=whose,
            )


def _counted_from(happened: date, counted_from: date) -> Iterator[Reason]:
    if happened != counted_from:
        yield because(ReasonCode.COUNTED_FROM, day=counted_from.isoformat())


def _readings(**readings: str) -> Iterator[Reason]:
    for name, value in readings.items():
        yield because(ReasonCode.READING, name=name, value=value)


def _calendar_names(calendar: Calendar) -> str:
    return " and ".join(calendar.id.split("+"))


def _promise(
    kind: PromiseKind,
    due_day: date,
    counted_from: date,
    calendar: Calendar,
    reasons: tuple[Reason, ...],
) -> Promise:
    return Promise(
        kind=kind,
        due_at=calendar.end_of(due_day).astimezone(UTC),
        due_day=due_day,
        counted_from=counted_from,
        timezone=calendar.zone,
        calendar=calendar.id,
        calendar_hash=calendar.hash,
        reasons=reasons,
    )


def _reasons(value: object, path: Path) -> tuple[Reason, ...]:
    return tuple(read_reason(item, (*path, at)) for at, item in enumerate(sequence(value, path)))


_PROMISE_FIELDS: dict[str, Parser] = {
    "kind": choice(PromiseKind),
    "due_at": instant,
    "due_day": day,
    "counted_from": day,
    "timezone": text,
    "calendar": text,
    "calendar_hash": text,
    "reasons": _reasons,
}
