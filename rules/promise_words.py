"""The reasons of a promise as sentences a person can check against a wall calendar."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from rules.plain_words import clock_time, days_listed, place_of, weekday_date
from rules.reasons import Reason, ReasonCode
from rules.working_calendar import Closure

_SATURDAY = 5
_EVENTS = {
    ReasonCode.REGISTERED: "Registered",
    ReasonCode.DEFECT_IDENTIFIED: "Defect identified",
}


def promise_sentences(reasons: Sequence[Reason], zone: str) -> str:
    """What happened, what was skipped and when it is due; then the readings that were used."""
    happened = _event_time(reasons, zone)
    steps = [reason for reason in reasons if reason.code is not ReasonCode.READING]
    opening, rest = _opening(steps, happened, zone), steps[1:]
    clauses = [
        clause
        for code, run in groupby(rest, key=lambda reason: reason.code)
        if (clause := _clause(code, list(run), happened))
    ]
    story = "; ".join([opening, *clauses])
    readings = "; ".join(_readings(reasons))
    return f"{story}. Readings: {readings}."


def _event_time(reasons: Sequence[Reason], zone: str) -> datetime:
    return datetime.fromisoformat(reasons[0].facts["at"]).astimezone(ZoneInfo(zone))


def _opening(steps: Sequence[Reason], happened: datetime, zone: str) -> str:
    cutoff = _cutoff(steps)
    clock = clock_time(happened, with_seconds=f"{happened:%H:%M}" == cutoff)
    event = f"{_EVENTS[steps[0].code]} {weekday_date(happened.date())} {clock}"
    relation = {
        ReasonCode.BEFORE_CUTOFF: f", before {cutoff}",
        ReasonCode.NOT_BEFORE_CUTOFF: f", not before {cutoff}",
    }.get(steps[1].code, "")
    return f"{event} in {place_of(zone)}{relation}"


def _cutoff(reasons: Sequence[Reason]) -> str:
    return next((reason.facts["cutoff"] for reason in reasons if "cutoff" in reason.facts), "")


def _clause(code: ReasonCode, run: Sequence[Reason], happened: datetime) -> str:
    write = _CLAUSES.get(code)
    return write(run, happened.date()) if write else ""


def _skipped(run: Sequence[Reason], happened: date) -> str:
    """Days off in order, each kind of closure once per stretch."""
    parts = [_closure(list(days)) for _, days in groupby(run, key=_closure_key)]
    follows = _day(run[0]) != happened and run[0].facts["why"] == Closure.REST_DAY
    return ("then " if follows else "") + ", then ".join(parts)


def _closure_key(reason: Reason) -> tuple[str, str, bool]:
    weekend = reason.facts["why"] == Closure.REST_DAY and _day(reason).weekday() >= _SATURDAY
    return reason.facts["why"], reason.facts.get("calendar", ""), weekend


def _closure(run: Sequence[Reason]) -> str:
    why, calendar, weekend = _closure_key(run[0])
    where = f" in calendar {calendar}" if calendar else ""
    if weekend:
        return f"a weekend{where}"
    days = days_listed([_day(reason) for reason in run])
    names = list(dict.fromkeys(reason.facts.get("name", "") for reason in run))
    if why == Closure.HOLIDAY:
        verb = "are holidays" if len(run) > 1 else "is a holiday"
        return f"{days} {verb} ({', '.join(names)}){where}"
    return f"{days} {'are' if len(run) > 1 else 'is'} closed{where}"


def _counted_from(run: Sequence[Reason], happened: date) -> str:
    return f"counted as {weekday_date(_day(run[0]), seen_from=happened)}"


def _delivered(run: Sequence[Reason], happened: date) -> str:
    return f"delivered {weekday_date(_day(run[0]), seen_from=happened)}"


def _shipped(run: Sequence[Reason], happened: date) -> str:
    days = run[0].facts["days"]
    ending = f"{days} working day{'' if days == '1' else 's'} later"
    return f"shipped by the end of {weekday_date(_day(run[0]), seen_from=happened)}, {ending}"


_CLAUSES: Mapping[ReasonCode, Callable[[Sequence[Reason], date], str]] = {
    ReasonCode.DAY_SKIPPED: _skipped,
    ReasonCode.COUNTED_FROM: _counted_from,
    ReasonCode.DELIVERED_BY: _delivered,
    ReasonCode.SHIPPED_BY: _shipped,
}
_READINGS = {
    ("cutoff_inclusive", "false"): "exactly {cutoff}:00 is late",
    ("cutoff_inclusive", "true"): "exactly {cutoff}:00 is still in time",
    ("non_business_day", "roll_forward"): "a day off counts as the next working day",
    ("non_business_day", "count_after"): "counting starts after the day itself, also on a day off",
}


def _readings(reasons: Sequence[Reason]) -> Iterator[str]:
    for reason in reasons:
        if reason.code is ReasonCode.READING:
            name, value = reason.facts["name"], reason.facts["value"]
            usual = f"{name.replace('_', ' ')} of calendar {value}"
            yield _READINGS.get((name, value), usual).format(cutoff=_cutoff(reasons))


def _day(reason: Reason) -> date:
    return date.fromisoformat(reason.facts["day"])
