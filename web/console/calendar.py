"""The calendar explained: a month day by day, and when a number of hours would be due."""

from collections.abc import Mapping
from http import HTTPStatus

from fastapi import APIRouter, Request
from fastapi.responses import Response

from desk.actors import Actor
from desk.calendar_page import Calculation, CalendarMonth, calculate, calendar_month
from rules.business_time import Boundary
from rules.errors import DeskError
from rules.readings import Hours
from rules.service_words import Unit
from rules.targets import TargetDue
from web.asking import ask
from web.console.offer_words import week_of
from web.console.pages import show
from web.problems import status_of
from web.sign_in import Signed

router = APIRouter()
FIELDS = ("start", "amount", "unit", "hours", "boundary")
UNITS = {Unit.HOUR: "hours", Unit.WORKING_DAY: "working days"}
HOURS = {
    Hours.WORKING: "inside the windows",
    Hours.WORKING_DAYS: "clock hours of working days",
    Hours.ELAPSED: "elapsed",
}
BOUNDARIES = {
    Boundary.CLOSING: "due at closing",
    Boundary.NEXT_OPENING: "due at the next opening",
}


@router.get("/calendars/{programme}/{calendar}")
async def calendar(
    request: Request,
    actor: Signed,
    programme: str,
    calendar: str,
    month: str = "",
    contract: str = "",
) -> Response:
    """The month, and what was calculated, if anything was asked."""
    database = request.app.state.database
    shown = await ask(
        calendar_month, database, actor, programme, calendar, month=month, contract=contract
    )
    typed = {name: request.query_params.get(name, "").strip() for name in FIELDS}
    if not typed["start"]:
        return page(request, actor, shown, typed)
    try:
        due = calculate(shown, asked(typed))
    except DeskError as refusal:
        return page(request, actor, shown, typed, refusal=refusal)
    return page(request, actor, shown, typed, due=due)


def asked(typed: Mapping[str, str]) -> Calculation:
    """The calculation; a word that is none of its choices is the usual one."""
    units, hours, boundaries = set(Unit), set(Hours), set(Boundary)
    return Calculation(
        start=typed["start"],
        amount=typed["amount"],
        unit=Unit(typed["unit"]) if typed["unit"] in units else Unit.HOUR,
        hours=Hours(typed["hours"]) if typed["hours"] in hours else Hours.WORKING,
        boundary=(
            Boundary(typed["boundary"]) if typed["boundary"] in boundaries else Boundary.CLOSING
        ),
    )


def page(
    request: Request,
    actor: Actor,
    shown: CalendarMonth,
    typed: Mapping[str, str],
    *,
    due: TargetDue | None = None,
    refusal: DeskError | None = None,
) -> Response:
    """The page, with the answer or why there is none."""
    return show(
        request,
        "calendar.html",
        actor,
        status=status_of(type(refusal)) if refusal else HTTPStatus.OK,
        month=shown,
        calendar=shown.calendar,
        week=list(week_of(shown.calendar)),
        typed=typed,
        due=due,
        refusal=refusal,
        units=UNITS,
        counted=HOURS,
        boundaries=BOUNDARIES,
    )
