"""Calendars, explained day by day."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import Response

from desk.calendar_page import CalendarMonth, calendar_month
from web.api.headers import KnownTag, tagged
from web.api.programmes import Named
from web.api.service_answers import CalendarDay, CalendarTold
from web.api.words import Code
from web.asking import ask
from web.sign_in import Signed

router = APIRouter(prefix="/v1/calendars", tags=["programmes"])
CalendarId = Annotated[str, Path(max_length=80, pattern="^[a-z0-9_]+$")]
Month = Annotated[
    str,
    Query(
        pattern="^((19|20|21)[0-9]{2}-(0[1-9]|1[0-2]))?$",
        description="Such as 2026-11; left out, this month in the calendar's zone.",
    ),
]
OfContract = Annotated[
    Code, Query(description="The calendar in the zone and with the holidays of this contract.")
]


@router.get("/{programme}/{calendar}", operation_id="readCalendar", response_model=CalendarTold)
async def read_a_calendar(
    request: Request,
    actor: Signed,
    programme: Named,
    calendar: CalendarId,
    *,
    month: Month = "",
    contract: OfContract = "",
    if_none_match: KnownTag = None,
) -> Response:
    """A month of a calendar: open hours, days off and why, and the hash that promises name."""
    database = request.app.state.database
    found = await ask(
        calendar_month, database, actor, programme, calendar, month=month, contract=contract
    )
    return tagged(month_told(found), if_none_match)


def month_told(found: CalendarMonth) -> CalendarTold:
    """The month under the names programs rely on."""
    calendar, holidays = found.calendar, found.calendar.holidays
    cells = [cell for week in found.weeks for cell in week if cell is not None]
    return CalendarTold(
        programme=found.programme,
        version=found.version,
        contract=found.contract,
        calendar=calendar.id,
        timezone=calendar.zone,
        hash=calendar.hash,
        holidays=holidays.id if holidays else "",
        library=f"{holidays.library} {holidays.version}" if holidays else "",
        month=f"{found.month:%Y-%m}",
        working_days=found.working_days,
        unknown=found.unknown,
        days=tuple(CalendarDay.model_validate(cell) for cell in cells),
    )
