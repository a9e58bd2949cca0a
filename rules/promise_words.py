"""The reasons of a promise as sentences a person can check against a wall calendar."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from rules.dates_in_words import days_listed, listed, weekday_date
from rules.plain_words import clock_time, place_of
from rules.promise_vocabulary import PROMISE_WORDS, PromiseWords
from rules.reasons import Reason, ReasonCode
from rules.working_calendar import Closure

_SATURDAY = 5


def promise_sentences(reasons: Sequence[Reason], zone: str, language: str = "en") -> str:
    """What happened, what was skipped and when it is due; then the readings that were used."""
    words, happened = PROMISE_WORDS[language], _event_time(reasons, zone)
    steps = [reason for reason in reasons if reason.code is not ReasonCode.READING]
    opening, rest = _opening(steps, happened, zone, language), steps[1:]
    clauses = [
        clause
        for code, run in groupby(rest, key=lambda reason: reason.code)
        if (clause := _clause(code, list(run), happened, language))
    ]
    story = words.between.join([opening, *clauses])
    readings = words.between.join(_readings(reasons, language))
    return words.whole.format(story=story, readings=readings)


def _event_time(reasons: Sequence[Reason], zone: str) -> datetime:
    return datetime.fromisoformat(reasons[0].facts["at"]).astimezone(ZoneInfo(zone))


def _opening(steps: Sequence[Reason], happened: datetime, zone: str, language: str) -> str:
    words, cutoff = PROMISE_WORDS[language], _cutoff(steps)
    relation = words.relations.get(steps[1].code, "").format(cutoff=cutoff)
    return words.opening.format(
        event=words.events[steps[0].code],
        day=weekday_date(happened.date(), language),
        clock=clock_time(happened, with_seconds=f"{happened:%H:%M}" == cutoff),
        place=place_of(zone),
        relation=relation,
    )


def _cutoff(reasons: Sequence[Reason]) -> str:
    return next((reason.facts["cutoff"] for reason in reasons if "cutoff" in reason.facts), "")


def _clause(code: ReasonCode, run: Sequence[Reason], happened: datetime, language: str) -> str:
    write = _CLAUSES.get(code)
    return write(run, happened.date(), language) if write else ""


def _skipped(run: Sequence[Reason], happened: date, language: str) -> str:
    """Days off in order, each kind of closure once per stretch."""
    then = PROMISE_WORDS[language].then
    parts = [_closure(list(days), language) for _, days in groupby(run, key=_closure_key)]
    follows = _day(run[0]) != happened and run[0].facts["why"] == Closure.REST_DAY
    return (then if follows else "") + f", {then}".join(parts)


def _closure_key(reason: Reason) -> tuple[str, str, bool]:
    weekend = reason.facts["why"] == Closure.REST_DAY and _day(reason).weekday() >= _SATURDAY
    return reason.facts["why"], reason.facts.get("calendar", ""), weekend


def _closure(run: Sequence[Reason], language: str) -> str:
    words = PROMISE_WORDS[language]
    why, calendar, weekend = _closure_key(run[0])
    where = words.where.format(calendar=calendar) if calendar else ""
    if weekend:
        return f"{words.weekend}{where}"
    days = days_listed([_day(reason) for reason in run], language)
    names = list(dict.fromkeys(reason.facts.get("name", "") for reason in run))
    written = words.holiday if why == Closure.HOLIDAY else words.closed
    return f"{written[len(run) > 1].format(days=days, names=', '.join(names))}{where}"


def _counted_from(run: Sequence[Reason], happened: date, language: str) -> str:
    day = weekday_date(_day(run[0]), language, seen_from=happened)
    return PROMISE_WORDS[language].counted.format(day=day)


def _delivered(run: Sequence[Reason], happened: date, language: str) -> str:
    day = weekday_date(_day(run[0]), language, seen_from=happened)
    return PROMISE_WORDS[language].delivered.format(day=day)


def _shipped(run: Sequence[Reason], happened: date, language: str) -> str:
    days = run[0].facts["days"]
    day = weekday_date(_day(run[0]), language, seen_from=happened)
    return PROMISE_WORDS[language].shipped[days != "1"].format(day=day, days=days)


_CLAUSES: Mapping[ReasonCode, Callable[[Sequence[Reason], date, str], str]] = {
    ReasonCode.DAY_SKIPPED: _skipped,
    ReasonCode.COUNTED_FROM: _counted_from,
    ReasonCode.DELIVERED_BY: _delivered,
    ReasonCode.SHIPPED_BY: _shipped,
}


def _readings(reasons: Sequence[Reason], language: str) -> Iterator[str]:
    words: PromiseWords = PROMISE_WORDS[language]
    for reason in reasons:
        if reason.code is ReasonCode.READING:
            name, value = reason.facts["name"], reason.facts["value"]
            calendar = listed(value.split(" and "), language)
            usual = words.working_days.format(calendar=calendar)
            written = words.readings.get((name, value))
            yield written.format(cutoff=_cutoff(reasons)) if written else usual


def _day(reason: Reason) -> date:
    return date.fromisoformat(reason.facts["day"])
