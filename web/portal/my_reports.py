"""One's own quality reports: the list, and a month with its charts, as PDF and as CSV."""

from datetime import date
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Path, Request
from fastapi.responses import RedirectResponse, Response

from desk.quality_report import report_list, report_paper, told_report
from desk.quality_table import report_table
from documents.language import language_of
from documents.quality_words import sections_of, title_of
from rules.dates_in_words import full_date, month_year
from rules.errors import DeskError, Kind
from web.asking import ask
from web.charts import bar_svg
from web.portal.pages import missing, person_of, show
from web.report_files import paper_file, table_file
from web.sign_in import Signed

router = APIRouter()
OfMonth = Annotated[str, Path(pattern="^20[0-9]{2}-(0[1-9]|1[0-2])$")]


@router.get("/my/reports")
async def my_reports(request: Request, actor: Signed) -> Response:
    """What was told, newest first; the desk's own people have the list of all customers."""
    if actor.customer_id is None:
        return RedirectResponse("/reports", HTTPStatus.SEE_OTHER)
    person = await person_of(request, actor)
    return show(
        request,
        "my_reports.html",
        actor,
        person,
        reports=await ask(report_list, request.app.state.database, actor),
        full_date=full_date,
        month_year=month_year,
    )


# The files before the page: its month would take their names for its own.
@router.get("/my/reports/{month}.pdf")
async def my_report_as_paper(request: Request, actor: Signed, month: OfMonth) -> Response:
    """The PDF, shown in place."""
    person = await person_of(request, actor)
    database, first = request.app.state.database, first_of(month)
    paper = await ask(report_paper, database, actor, person.customer, first)
    return paper_file(paper, person.customer, month)


@router.get("/my/reports/{month}.csv")
async def my_report_as_table(request: Request, actor: Signed, month: OfMonth) -> Response:
    """The CSV, to be saved."""
    person = await person_of(request, actor)
    database, first = request.app.state.database, first_of(month)
    found = await ask(told_report, database, actor, person.customer, first)
    return table_file(report_table(found.report), person.customer, month)


@router.get("/my/reports/{month}")
async def my_report(request: Request, actor: Signed, month: OfMonth) -> Response:
    """One month, as it was told or as it stands now."""
    person = await person_of(request, actor)
    database, first = request.app.state.database, first_of(month)
    try:
        found = await ask(told_report, database, actor, person.customer, first)
    except DeskError as refusal:
        if refusal.kind in {Kind.MISSING, Kind.CONFLICT}:
            return missing(request, actor, person)
        raise
    language = language_of(person.language)
    return show(
        request,
        "my_report.html",
        actor,
        person,
        found=found,
        title=title_of(found.report, language),
        sections=sections_of(found.report, language),
        told_on=full_date(found.told_at.date(), person.language) if found.told_at else "",
        bar_svg=bar_svg,
        month=month,
    )


def first_of(month: str) -> date:
    """The first day of a month written as 2026-11."""
    return date.fromisoformat(f"{month}-01")
