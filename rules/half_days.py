"""Half days by rule: a day of every year, or every day before a holiday, that closes early."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from rules.errors import DeskError, Kind
from rules.windows import Window, clock_of

#: The rule of a half day that is no day of the year.
BEFORE_HOLIDAY = "before_holiday"


class HalfDayNeverOpens(DeskError):
    """A half day closes before it opens."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self, half_day: "HalfDay", window: Window) -> None:
        super().__init__(
            f"The half day {half_day.day} closes at {clock_of(half_day.close)}, and a day opens "
            f"with {window}. Close it later, or close those dates with overrides.",
            day=half_day.day,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class HalfDay:
    """`day` is MM-DD or `before_holiday`; `close` in minutes after local midnight."""

    day: str
    close: int

    def falls_on(self, day: date, *, before_holiday: bool) -> bool:
        """True when the rule holds for that day."""
        return before_holiday if self.day == BEFORE_HOLIDAY else f"{day:%m-%d}" == self.day

    def to_json(self) -> dict[str, str]:
        """The rule as a calendar's file writes it."""
        return {"day": self.day, "close": clock_of(self.close)}


def shortened(windows: Iterable[Window], close: int) -> tuple[Window, ...]:
    """The windows up to that minute of the day; those that open later are gone."""
    return tuple(
        Window(opens=window.opens, closes=min(window.closes, close))
        for window in windows
        if window.opens < close
    )


def check_half_days(half_days: Iterable[HalfDay], weekly: Sequence[Sequence[Window]]) -> None:
    """A short day is still a working day (A16); raises HalfDayNeverOpens."""
    for half_day in half_days:
        for windows in weekly:
            if windows and windows[0].opens >= half_day.close:
                raise HalfDayNeverOpens(half_day, windows[0])
