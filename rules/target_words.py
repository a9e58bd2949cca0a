"""The reasons of a target as sentences in the requester's language, to check against a calendar."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from rules.dates_in_words import month_day, weekday_date
from rules.plain_words import clock_time, place_of
from rules.reasons import Reason, ReasonCode
from rules.target_wordings import TARGET_WORDINGS, Forms, Wording
from rules.working_calendar import Closure

FALLBACK = "en"
_SATURDAY = 5
_FROM_MANY = 20
#: Readings that are said with the amount, not after the story.
_OF_THE_AMOUNT = {"hours", "day_reading", "commitment"}


def target_sentences(
    reasons: Sequence[Reason], *, zone: str, due_at: datetime | None, language: str
) -> str:
    """What happened, what counts, days worked and days off, when it is due, and the readings."""
    known = language if language in TARGET_WORDINGS else FALLBACK
    return _Telling(reasons, zone, known).all(due_at)


class _Telling:
    """One explanation in one language; days of the year it starts in are told without it."""

    def __init__(self, reasons: Sequence[Reason], zone: str, language: str) -> None:
        self.reasons, self.zone, self.language = reasons, ZoneInfo(zone), language
        self.words: Wording = TARGET_WORDINGS[language]
        self.start = datetime.fromisoformat(reasons[0].facts["at"]).astimezone(self.zone)

    def all(self, due_at: datetime | None) -> str:
        story = [self.opening(), *self.steps()]
        if due_at is not None:
            story.append(self.words.due.format(when=self.moment(due_at)))
        told = "; ".join(story)
        readings = "; ".join(self.readings())
        return f"{told}. {self.words.readings}{readings}." if readings else f"{told}."

    def opening(self) -> str:
        when, place = self.moment(self.start, with_year=True), place_of(self.zone.key)
        return self.words.events[self.reasons[0].code].format(when=when, place=place)

    def steps(self) -> Iterator[str]:
        for _, run in groupby(self.reasons[1:], key=_kind):
            reasons = list(run)
            first = reasons[0]
            if first.code is ReasonCode.DAY_SKIPPED:
                yield self.skipped(reasons)
            elif first.code is ReasonCode.COUNTED_FROM:
                yield "; ".join(self.counted(reason) for reason in reasons)
            elif first.facts["name"] in _OF_THE_AMOUNT:
                yield self.amount(first)

    def amount(self, reason: Reason) -> str:
        """Such as 12 working hours of calendar office, or that no time is promised."""
        value = reason.facts["value"]
        if "amount" not in reason.facts:
            return self.words.untimed[value]
        said = self.words.amounts[value]
        number = int(reason.facts["amount"])
        return said.format(
            amount=with_number(number, self.words.hours_and_days[value], self.language),
            calendar=reason.facts["calendar"],
        )

    def counted(self, reason: Reason) -> str:
        """A stretch of days and the time in it, or where counting was taken up."""
        facts = reason.facts
        if "at" in facts:
            said = self.words.taken_up_again if "used" in facts else self.words.taken_up
            when = self.moment(datetime.fromisoformat(facts["at"]))
            return said.format(when=when, used=duration_words(int(facts.get("used", "0"))))
        said = self.words.stretch if "until" in facts else self.words.day
        return said.format(
            time=duration_words(int(facts["seconds"])),
            first=self.day(facts["day"]),
            last=self.day(facts.get("until", facts["day"])),
        )

    def skipped(self, run: Sequence[Reason]) -> str:
        """Days off in a row: weekends by that name, all others with their dates and names."""
        parts = (self.closed(*group) for group in groupby(run, key=_closure))
        return ", ".join(parts)

    def closed(self, closure: tuple[str, str], days: Iterator[Reason]) -> str:
        why, calendar = closure
        listed = list(days)
        where = self.words.elsewhere.format(calendar=calendar) if calendar else ""
        if not why:
            return f"{self.words.weekend}{where}"
        label = self.words.closures[Closure(why)][len(listed) > 1]
        return f"{label}{', '.join(self.day_off(reason) for reason in listed)}{where}"

    def day_off(self, reason: Reason) -> str:
        name = reason.facts.get("name", "")
        day = month_day(date.fromisoformat(reason.facts["day"]), self.language)
        return f"{day} ({name})" if name else day

    def readings(self) -> Iterator[str]:
        for reason in self.reasons:
            name = reason.facts.get("name", "")
            if reason.code is ReasonCode.READING and name not in _OF_THE_AMOUNT:
                yield self.words.meanings[name, reason.facts["value"]]

    def day(self, written: str) -> str:
        return self.weekday(date.fromisoformat(written), seen_from=self.start.date())

    def moment(self, moment: datetime, *, with_year: bool = False) -> str:
        local = moment.astimezone(self.zone)
        day = self.weekday(local.date(), seen_from=None if with_year else self.start.date())
        return self.words.moment.format(day=day, clock=clock_time(local))

    def weekday(self, day: date, *, seen_from: date | None) -> str:
        return weekday_date(day, self.language, seen_from=seen_from)


def duration_words(seconds: int) -> str:
    """Such as 1 h 50 min, the same in every language; seconds only where there are no minutes."""
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    parts = [f"{hours} h"] * bool(hours) + [f"{minutes} min"] * bool(minutes)
    return " ".join(parts) or f"{rest} s"


def with_number(number: int, forms: Forms, language: str) -> str:
    """The number with its noun; Romanian puts "de" between from 20 up (20, 121 has none)."""
    one, few, many = forms
    if number == 1:
        return one.format(n=number)
    takes_de = language == "ro" and (number % 100 == 0 or number % 100 >= _FROM_MANY)
    return (many if takes_de else few).format(n=number)


def _kind(reason: Reason) -> tuple[ReasonCode, str]:
    return reason.code, reason.facts.get("name", "") if reason.code is ReasonCode.READING else ""


def _closure(reason: Reason) -> tuple[str, str]:
    """Why the day is off, or nothing for a weekend, and the other calendar that says so."""
    why = reason.facts["why"]
    day = date.fromisoformat(reason.facts["day"])
    weekend = why == Closure.REST_DAY and day.weekday() >= _SATURDAY
    return "" if weekend else why, reason.facts.get("calendar", "")
