"""How working days are counted for a case: by the calendar its terms name, in its zone."""

from datetime import datetime

from activities.entries import Clerk, Page, when
from rules.case_days import NO_DEADLINES, read_stood
from rules.case_facts import Told
from rules.case_state import Entry
from rules.case_words import Enter
from rules.return_days import after_working_days
from rules.terms import return_calendar


def count_days(page: Page, entry: Entry) -> None:
    """The instant of each named wait: so many working days after the instant it counts from."""
    since = datetime.fromisoformat(entry.details["since"])
    stood = read_stood(entry.details["stood"])
    calendar = return_calendar(page.terms, page.calendars)
    counted = {
        name: after_working_days(since, int(days), calendar, stood).isoformat()
        for name, days in entry.details.items()
        if name not in NO_DEADLINES
    }
    # One step may count the same waits twice; the later count stands.
    page.result(Told.DAYS_COUNTED, when(entry), part=str(len(page.results)), **counted)


DAY_CLERKS: dict[Enter, Clerk] = {Enter.COUNT_DAYS: count_days}
