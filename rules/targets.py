"""Response and resolution targets: which one applies, when it is due, and whether it was met."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from rules.business_time import Boundary, must_be_aware
from rules.fields import to_plain
from rules.readings import Met, Readings
from rules.reasons import Reason
from rules.service_terms import Target
from rules.service_words import Commitment, Metric, Need
from rules.shapes import read_shape
from rules.target_counting import NOTHING, Counting, counting_of
from rules.target_reasons import reasons_of, reasons_of_no_instant
from rules.target_words import target_sentences
from rules.terms import Terms
from rules.working_calendar import Calendar

_WHOLE_PERCENT = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetDue:
    """When a target is due and when the board warns, in UTC; None where no time is promised.

    `counted_from` is where counting was taken up last: the start, or the end of a pause.
    """

    metric: Metric
    commitment: Commitment
    started_at: datetime
    due_at: datetime | None
    warn_at: datetime | None
    timezone: str
    calendar: str = ""
    calendar_hash: str = ""
    reasons: tuple[Reason, ...] = ()
    counted_from: datetime | None = None

    def explain(self, language: str = "en") -> str:
        """Why, in that language or else English: start, amount, days off, due time, readings."""
        return target_sentences(
            self.reasons, zone=self.timezone, due_at=self.due_at, language=language
        )

    def to_json(self) -> dict[str, Any]:
        """The instants and reasons as plain data, as `from_json` reads them."""
        return to_plain(self)  # type: ignore[no-any-return]

    @classmethod
    def from_json(cls, data: object) -> "TargetDue":
        """What was stored; raises FieldInvalid with the place."""
        return read_shape(cls, data, ("target",))


def target_for(terms: Terms, metric: Metric, *, severity: str, need: Need) -> Target | None:
    """The tier's first target of that metric for that severity and need; empty lists mean all."""
    return next(
        (
            target
            for target in terms.offer.targets
            if target.metric is metric
            and (not target.severities or severity in target.severities)
            and (not target.needs or need in target.needs)
        ),
        None,
    )


def count_target(
    target: Target,
    *,
    readings: Readings,
    calendars: Mapping[str, Calendar],
    started_at: datetime,
    used: timedelta = NOTHING,
    counted_from: datetime | None = None,
    zone: str = "UTC",
) -> TargetDue:
    """When the target is due that started then, `used` of it being gone at `counted_from`.

    A target whose time is used up is due at `counted_from`. Only a guaranteed target has an
    instant; `zone` is for explaining the others. Raises TargetUncountable, CalendarUnknown,
    NaiveMoment, NoWorkingTime and HolidaysNotFrozen.
    """
    must_be_aware(started_at)
    if target.commitment is not Commitment.GUARANTEED:
        return _without_instant(target, started_at, zone)
    counting = counting_of(target, readings, calendars)
    since = counted_from or started_at
    due_at = _due_at(counting, started_at, used, since)
    return TargetDue(
        metric=target.metric,
        commitment=target.commitment,
        started_at=started_at.astimezone(UTC),
        due_at=due_at,
        warn_at=_warn_at(counting, started_at, used, since),
        timezone=counting.stated.zone,
        calendar=counting.stated.id,
        calendar_hash=counting.stated.hash,
        reasons=reasons_of(target, counting, started_at, used, since, due_at),
        counted_from=since.astimezone(UTC),
    )


def time_used(
    target: Target,
    *,
    readings: Readings,
    calendars: Mapping[str, Calendar],
    start: datetime,
    end: datetime,
) -> timedelta:
    """The time between two moments in the target's own way of counting; nothing if reversed.

    Time without a target is the time that passed. Raises as `count_target` does.
    """
    must_be_aware(start)
    must_be_aware(end)
    if target.commitment is not Commitment.GUARANTEED:
        return max(end.astimezone(UTC) - start.astimezone(UTC), NOTHING)
    return counting_of(target, readings, calendars).used(start, end)


def is_met(
    due: TargetDue,
    target: Target,
    *,
    readings: Readings,
    calendars: Mapping[str, Calendar],
    stopped_at: datetime,
    used_before: timedelta = NOTHING,
) -> tuple[bool, timedelta]:
    """Whether the target was met by stopping then, and the time used in all (A9).

    `used_before` is what was used before `due.counted_from`. By default the time used decides, so
    that nothing is late between a due time at closing and the next opening; with the other
    reading the due instant does. What has no instant cannot be missed.
    """
    since = due.counted_from or due.started_at
    used = used_before + time_used(
        target, readings=readings, calendars=calendars, start=since, end=stopped_at
    )
    if due.due_at is None:
        return True, used
    counting = counting_of(target, readings, calendars)
    if counting.readings.met is Met.DUE_INSTANT:
        return stopped_at.astimezone(UTC) <= due.due_at, used
    return used <= counting.allowed(due.started_at), used


def _without_instant(target: Target, started_at: datetime, zone: str) -> TargetDue:
    return TargetDue(
        metric=target.metric,
        commitment=target.commitment,
        started_at=started_at.astimezone(UTC),
        due_at=None,
        warn_at=None,
        timezone=zone,
        reasons=reasons_of_no_instant(target, started_at),
        counted_from=started_at.astimezone(UTC),
    )


def _due_at(counting: Counting, started_at: datetime, used: timedelta, since: datetime) -> datetime:
    if not used and since == started_at:
        return counting.end(started_at)
    left = counting.allowed(started_at) - used
    return counting.after(since, left, counting.readings.boundary)


def _warn_at(
    counting: Counting, started_at: datetime, used: timedelta, since: datetime
) -> datetime:
    """Always at closing rather than at the next opening: a warning may be early, never late."""
    percent = min(counting.readings.warn_at_percent, _WHOLE_PERCENT)
    left = counting.allowed(started_at) * percent / _WHOLE_PERCENT - used
    return counting.after(since, left, Boundary.CLOSING)
