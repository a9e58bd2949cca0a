"""Days written in English, Swedish, French and Romanian, the same on every machine."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class DayNames:
    """Weekdays from Monday, months from January, and the word between the last two of a list.

    `first` is how the first day of a month is written.
    """

    weekdays: tuple[str, ...]
    months: tuple[str, ...]
    last: str
    first: str = "1"


def full_date(day: date, language: str = "en") -> str:
    """Such as 6 June 2025, 6 juni 2025, 6 juin 2025 or 6 iunie 2025."""
    return f"{month_day(day, language)} {day.year}"


def month_day(day: date, language: str = "en") -> str:
    """Such as 6 June, 6 juni, 1er juin or 6 iunie."""
    return f"{_number(day, language)} {_NAMES[language].months[day.month - 1]}"


def month_year(day: date, language: str = "en") -> str:
    """Such as June 2025, juni 2025, juin 2025 or iunie 2025."""
    return f"{_NAMES[language].months[day.month - 1]} {day.year}"


def weekday_date(day: date, language: str = "en", *, seen_from: date | None = None) -> str:
    """Such as Mon 9 June 2025; the year is left out when it is that of `seen_from`."""
    year = "" if seen_from and seen_from.year == day.year else f" {day.year}"
    return f"{_NAMES[language].weekdays[day.weekday()]} {month_day(day, language)}{year}"


def listed(items: Sequence[str], language: str = "en") -> str:
    """The items as a, b and c."""
    last = f" {_NAMES[language].last} "
    return last.join(filter(None, [", ".join(items[:-1]), *items[-1:]]))


def days_listed(days: Sequence[date], language: str = "en") -> str:
    """Such as 24 and 25 December, or 31 December and 1 January."""
    if len({day.month for day in days}) == 1:
        numbers = listed([_number(day, language) for day in days], language)
        return f"{numbers} {_NAMES[language].months[days[0].month - 1]}"
    return listed([month_day(day, language) for day in days], language)


def _number(day: date, language: str) -> str:
    return _NAMES[language].first if day.day == 1 else str(day.day)


_NAMES = {
    "en": DayNames(
        weekdays=("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
        months=(
            "January", "February", "March", "April", "May", "June",
            "July", "August", "September", "October", "November", "December",
        ),
        last="and",
    ),
    "sv": DayNames(
        weekdays=("mån", "tis", "ons", "tors", "fre", "lör", "sön"),
        months=(
            "januari", "februari", "mars", "april", "maj", "juni",
            "juli", "augusti", "september", "oktober", "november", "december",
        ),
        last="och",
    ),
    "fr": DayNames(
        weekdays=("lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim."),
        months=(
            "janvier", "février", "mars", "avril", "mai", "juin",
            "juillet", "août", "septembre", "octobre", "novembre", "décembre",
        ),
        last="et",
        first="1er",
    ),
    "ro": DayNames(
        weekdays=("luni", "marți", "miercuri", "joi", "vineri", "sâmbătă", "duminică"),
        months=(
            "ianuarie", "februarie", "martie", "aprilie", "mai", "iunie",
            "iulie", "august", "septembrie", "octombrie", "noiembrie", "decembrie",
        ),
        last="și",
    ),
}  # fmt: skip
