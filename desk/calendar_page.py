"""A calendar explained: a month day by day, where its holidays come from, and what is due when."""

import calendar as gregorian
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import ClassVar

from sqlalchemy.orm import Session

from activities.contract_terms import contract_on_record, programme_now
from desk.actors import Actor
from desk.contract_refusals import ContractNotFound
from desk.contract_rows import find_contract
from desk.programme_page import may_see
from desk.request_keys import database_clock
from rules.business_time import Boundary, elapsed
from rules.errors import DeskError, Kind
from rules.figures import Figures
from rules.frozen_holidays import HolidaysNotFrozen
from rules.programme import Programme, find_calendar
from rules.readings import Hours, Readings
from rules.service_terms import Target
from rules.service_words import Metric, Unit
from rules.targets import TargetDue, count_target
from rules.terms import calendars_under
from rules.working_calendar import Calendar, Closure
from runtime.database import Database

#: A calculation further than this is a mistake, not a target.
MOST_COUNTED = 10_000
EARLIEST, LATEST = 1990, 2190
_DAY = timedelta(days=1)


class CalculationUnreadable(DeskError):
    """This cannot be counted."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self, what: str) -> None:
        super().__init__(what)


@dataclass(frozen=True, slots=True, kw_only=True)
class DayCell:
    """One day of the month: its windows, or why there are none and what the day is called.

    `by` names another calendar that closes the day; `own` windows were set for that very date.
    """

    day: date
    windows: tuple[str, ...]
    why: Closure | None
    name: str
    by: str
    own: bool
    short: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarMonth:
    """A month of a calendar in weeks from Monday; `unknown` says why days cannot be told."""

    programme: str
    version: str
    contract: str
    calendar: Calendar
    readings: Readings
    month: date
    today: date
    previous: date | None
    following: date | None
    weeks: tuple[tuple[DayCell | None, ...], ...]
    worked: timedelta | None
    unknown: str

    @property
    def working_days(self) -> int:
        """How many days of the month are working days."""
        return sum(cell is not None and cell.why is None for week in self.weeks for cell in week)


@dataclass(frozen=True, slots=True, kw_only=True)
class Calculation:
    """So many hours or working days from a start, on local time unless it has an offset."""

    start: str
    amount: str
    unit: Unit = Unit.HOUR
    hours: Hours = Hours.WORKING
    boundary: Boundary = Boundary.CLOSING


def calendar_month(
    database: Database,
    actor: Actor,
    programme: str,
    calendar: str,
    *,
    month: str = "",
    contract: str = "",
    now: datetime | None = None,
) -> CalendarMonth:
    """The month (YYYY-MM, today's when unreadable) as the contract, or else the programme, has it.

    Raises NotAllowed, ProgrammeUnknown, CalendarUnknown and ContractNotFound.
    """
    actor.require("see contracts")
    with database.as_tenant(actor.tenant_id) as session:
        may_see(session, actor, programme)
        found, figures = programme_and_figures(session, actor, programme, contract)
    shown = find_calendar(calendars_under(found, figures), calendar)
    today = (now or datetime.now(UTC)).astimezone(shown.tz).date()
    first = first_of(month) or today.replace(day=1)
    weeks, unknown = weeks_of(shown, first)
    return CalendarMonth(
        programme=found.id,
        version=found.version,
        contract=contract,
        calendar=shown,
        readings=found.readings,
        month=first,
        today=today,
        previous=neighbour(first - _DAY),
        following=neighbour(first + timedelta(days=31)),
        weeks=weeks,
        worked=worked_in(shown, first),
        unknown=unknown,
    )


def programme_and_figures(
    session: Session, actor: Actor, programme: str, contract: str
) -> tuple[Programme, Figures]:
    """The programme in force, and the figures of a contract under it that shift its calendars."""
    if not contract:
        return programme_now(session, actor.tenant_id, programme), Figures()
    row = find_contract(session, actor, contract, database_clock(session))
    if row.programme != programme:
        raise ContractNotFound(contract)
    figures = contract_on_record(session, row).terms.figures
    return programme_now(session, actor.tenant_id, programme), figures


def first_of(month: str) -> date | None:
    """The first day of a month such as 2026-12; None for what is none."""
    try:
        first = date.fromisoformat(f"{month}-01")
    except ValueError:
        return None
    return first if EARLIEST <= first.year <= LATEST else None


def neighbour(day: date) -> date | None:
    """The first day of that day's month, as far as months can be named."""
    return day.replace(day=1) if EARLIEST <= day.year <= LATEST else None


def weeks_of(shown: Calendar, first: date) -> tuple[tuple[tuple[DayCell | None, ...], ...], str]:
    """The weeks that hold the month, days of other months left out; or why they cannot be told."""
    weeks = gregorian.Calendar().monthdatescalendar(first.year, first.month)
    try:
        cells = tuple(
            tuple(cell_of(shown, day) if day.month == first.month else None for day in week)
            for week in weeks
        )
    except HolidaysNotFrozen as unknown:
        return (), unknown.detail
    return cells, ""


def cell_of(shown: Calendar, day: date) -> DayCell:
    """One day as the calendar has it."""
    off = shown.day_off(day)
    hours = shown.hours_of(day)
    name = (shown.holidays.name_of(day) or "") if shown.holidays else ""
    return DayCell(
        day=day,
        windows=() if off else tuple(map(str, hours)),
        why=off.why if off else None,
        name=(off.name if off else "") or name,
        by=off.calendar if off and off.calendar != shown.id else "",
        own=day in shown.overrides,
        short=bool(shown.half_days) and not off and hours != shown.weekly[day.weekday()],
    )


def worked_in(shown: Calendar, first: date) -> timedelta | None:
    """The month's working time by the engine that counts targets; None where holidays end."""
    following = (first + timedelta(days=31)).replace(day=1)
    opens, closes = (datetime.combine(day, time.min, shown.tz) for day in (first, following))
    try:
        return elapsed(shown, opens, closes)
    except HolidaysNotFrozen:
        return None


def calculate(shown: CalendarMonth, asked: Calculation) -> TargetDue:
    """When so much has passed on that calendar, with the reason (CalculationUnreadable)."""
    target = Target(
        metric=Metric.RESPONSE,
        source="",
        amount=amount_of(asked.amount),
        unit=asked.unit,
        calendar=shown.calendar.id,
        hours=asked.hours,
        boundary=asked.boundary,
    )
    return count_target(
        target,
        readings=shown.readings,
        calendars={shown.calendar.id: shown.calendar},
        started_at=start_of(asked.start, shown.calendar),
    )


def amount_of(written: str) -> int:
    """Whole hours or days (CalculationUnreadable)."""
    if not (written.isascii() and written.isdigit() and 0 < int(written[:6]) <= MOST_COUNTED):
        raise CalculationUnreadable(f"Give a whole number from 1 to {MOST_COUNTED}.")
    return int(written)


def start_of(written: str, shown: Calendar) -> datetime:
    """The moment: local to the calendar's zone unless it says otherwise (CalculationUnreadable)."""
    try:
        moment = datetime.fromisoformat(written)
    except ValueError as wrong:
        raise CalculationUnreadable("Give a day and time such as 2026-12-18T15:00.") from wrong
    if not EARLIEST <= moment.year <= LATEST:
        raise CalculationUnreadable(f"Give a year from {EARLIEST} to {LATEST}.")
    return moment if moment.tzinfo else moment.replace(tzinfo=shown.tz)
