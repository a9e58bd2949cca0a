"""Quality reports at the desk: the list, and one customer's month with its charts."""

import re
from datetime import date
from http import HTTPStatus
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import RedirectResponse, Response

from desk.quality_report import report_list, report_paper, told_report
from desk.quality_table import report_table
from documents.language import Language
from documents.quality_words import sections_of, title_of
from web.asking import ask
from web.charts import bar_svg
from web.console.pages import show
from web.report_files import paper_file, table_file
from web.sign_in import Signed

router = APIRouter()
CustomerCode = Annotated[str, Path(max_length=40, pattern=r"^[^\x00-\x1f\x7f]+$")]
OfMonth = Annotated[str, Path(pattern="^20[0-9]{2}-(0[1-9]|1[0-2])$")]
Typed = Annotated[str, Query(max_length=40)]
_MONTH = re.compile(r"20\d\d-(0[1-9]|1[0-2])")


@router.get("/reports")
async def reports(
    request: Request, actor: Signed, customer: Typed = "", month: Typed = ""
) -> Response:
    """What was told, newest first; a customer with a month leads to that report."""
    customer, month = customer.strip(), month.strip()
    if customer and _MONTH.fullmatch(month):
        return RedirectResponse(f"/reports/{quote(customer)}/{month}", HTTPStatus.SEE_OTHER)
    found = await ask(report_list, request.app.state.database, actor, customer)
    return show(request, "reports.html", actor, reports=found, customer=customer, month=month)


# The files before the page: its month would take their names for its own.
@router.get("/reports/{customer}/{month}.pdf")
async def report_as_paper(
    request: Request, actor: Signed, customer: CustomerCode, month: OfMonth
) -> Response:
    """The PDF, shown in place."""
    first = date.fromisoformat(f"{month}-01")
    paper = await ask(report_paper, request.app.state.database, actor, customer, first)
    return paper_file(paper, customer, month)


@router.get("/reports/{customer}/{month}.csv")
async def report_as_table(
    request: Request, actor: Signed, customer: CustomerCode, month: OfMonth
) -> Response:
    """The CSV, to be saved."""
    first = date.fromisoformat(f"{month}-01")
    found = await ask(told_report, request.app.state.database, actor, customer, first)
    return table_file(report_table(found.report), customer, month)


@router.get("/reports/{customer}/{month}")
async def report(
    request: Request, actor: Signed, customer: CustomerCode, month: OfMonth
) -> Response:
    """One month, as it was told or as it stands now."""
    first = date.fromisoformat(f"{month}-01")
    found = await ask(told_report, request.app.state.database, actor, customer, first)
    return show(
        request,
        "report.html",
        actor,
        found=found,
        title=title_of(found.report, Language.ENGLISH),
        sections=sections_of(found.report, Language.ENGLISH),
        bar_svg=bar_svg,
        month=month,
    )
