"""When a refill prompt is sent, reminded of, escalated, over, and asked about again.

Instants are kept by name; what is done leaves the names. Waiting is counted in working days of the
customer's calendar, and nothing is sent outside the letter hours of such a day.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import TypeAlias

from rules.business_time import must_be_aware
from rules.refill_terms import RefillTerms
from rules.working_calendar import Calendar

#: The instants of what is still to come, by name.
Schedule: TypeAlias = Mapping[str, datetime]


class Due(StrEnum):
    """What a prompt waits for; reminders are numbered, `remind:1` and on.

    `pause_until` is when somebody who asked for more time is asked again. `amend`, `withdrawal`
    and `above_limit`, which names its reader behind a colon, are letters that wait for the next
    letter hour.
    """

    SEND = "send"
    REMIND = "remind"
    ESCALATE = "escalate"
    EXPIRE = "expire"
    PAUSE_UNTIL = "pause_until"
    AMEND = "amend"
    ABOVE_LIMIT = "above_limit"
    WITHDRAWAL = "withdrawal"
    ASK_AGAIN = "ask_again"


#: What ends the asking when it is due, whatever else is.
ENDING = (Due.EXPIRE,)
#: Those that ask the same people the same thing: of several due at once, the last is enough.
ASKING = (Due.AMEND, Due.REMIND, Due.PAUSE_UNTIL)


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterDays:
    """The terms of the asking, and the calendar whose working days it waits in."""

    terms: RefillTerms
    calendar: Calendar

    def day_of(self, instant: datetime) -> date:
        """The local day of an instant; raises NaiveMoment."""
        must_be_aware(instant)
        return instant.astimezone(self.calendar.tz).date()

    def letter_moment(self, at: datetime) -> datetime:
        """The instant itself within the letter hours of a working day, else the next such moment.

        The first minute of the hours belongs to them, the last does not. Hours that end before
        they begin last to midnight. Raises NaiveMoment, NoWorkingTime and HolidaysNotFrozen.
        """
        day = self.day_of(at)
        clock = at.astimezone(self.calendar.tz).time()
        if not self.calendar.is_working_day(day) or clock < self.terms.letters_from:
            return self.opening_of(self.calendar.working_day_from(day))
        if clock < self.letters_end:
            return at.astimezone(UTC)
        return self.opening_of(self.calendar.next_working_day(day))

    @property
    def letters_end(self) -> time:
        """When the letter hours end."""
        begins, ends = self.terms.letters_from, self.terms.letters_until
        return ends if ends > begins else time.max

    def opening_of(self, day: date) -> datetime:
        """The UTC instant at which the letter hours of that day begin."""
        local = datetime.combine(day, self.terms.letters_from, tzinfo=self.calendar.tz)
        return local.astimezone(UTC)

    def after(self, day: date, days: int) -> datetime:
        """The beginning of the letter hours of the n-th working day after that day."""
        return self.opening_of(self.calendar.next_working_day(day, days))


def schedule_opened(days: LetterDays, opened_at: datetime) -> dict[str, datetime]:
    """A new prompt is sent at once, or at the next letter hour."""
    return {Due.SEND.value: days.letter_moment(opened_at)}


def schedule_sent(days: LetterDays, sent_at: datetime) -> dict[str, datetime]:
    """What follows once the prompt is sent, counted from the day it left."""
    numbers = range(1, len(days.terms.remind_after_days) + 1)
    names = {Due.ESCALATE.value, *(reminder(number) for number in numbers)}
    return counted_from(days, days.day_of(sent_at), names)


def schedule_paused(days: LetterDays, schedule: Schedule, until: date) -> dict[str, datetime]:
    """The customer is asked again on that day; what was still to come is counted from it anew.

    A day off becomes the next working day. A letter to somebody else who may approve is not held.
    """
    day = days.calendar.working_day_from(until)
    others = {name: at for name, at in schedule.items() if kind_of(name) is Due.ABOVE_LIMIT}
    paused = {Due.PAUSE_UNTIL.value: days.opening_of(day)}
    return others | paused | counted_from(days, day, schedule)


def last_pause_day(days: LetterDays, sent_at: datetime) -> date:
    """The last day until which anybody may ask to be left alone, however often they ask."""
    return days.day_of(sent_at) + timedelta(days=days.terms.longest_pause_days)


def ask_again_at(days: LetterDays, ended_at: datetime) -> datetime:
    """When a stock that is still short after a no, or after silence, is asked about again."""
    return days.after(days.day_of(ended_at), days.terms.ask_again_after_days)


def counted_from(days: LetterDays, day: date, names: Iterable[str]) -> dict[str, datetime]:
    """Reminders and escalation of these names, and the expiry; what would follow it is left out."""
    terms = days.terms
    counts = {reminder(n): count for n, count in enumerate(terms.remind_after_days, start=1)}
    if terms.escalate_after_days is not None:
        counts[Due.ESCALATE.value] = terms.escalate_after_days
    wanted = set(names)
    kept = {
        name: days.after(day, count)
        for name, count in counts.items()
        if name in wanted and count < terms.expire_after_days
    }
    return kept | {Due.EXPIRE.value: days.after(day, terms.expire_after_days)}


def reminder(number: int) -> str:
    """The name of the n-th reminder."""
    return f"{Due.REMIND}:{number}"


def kind_of(name: str) -> Due:
    """What kind of thing is due under that name; raises ValueError for a name of none."""
    return Due(name.partition(":")[0])


def due_by(schedule: Schedule, at: datetime) -> tuple[str, ...]:
    """What has to be done at that instant, in its order: each person is asked once at most.

    After a long standstill only the last of several reminders is left, and of an expired prompt
    nothing but its expiry.
    """
    due = sorted((instant, name) for name, instant in schedule.items() if instant <= at)
    names = [name for _, name in due]
    ends = [name for name in names if kind_of(name) in ENDING]
    if ends:
        return tuple(ends)
    asks = [name for name in names if kind_of(name) in ASKING]
    return tuple(name for name in names if name not in asks[:-1])


def without_due(schedule: Schedule, at: datetime) -> dict[str, datetime]:
    """What is still to come after that instant."""
    return {name: instant for name, instant in schedule.items() if instant > at}


def next_reminder(schedule: Schedule) -> datetime | None:
    """When the people who were asked hear of the prompt next, by itself."""
    asks = [
        instant
        for name, instant in schedule.items()
        if kind_of(name) in {Due.REMIND, Due.PAUSE_UNTIL}
    ]
    return min(asks, default=None)
