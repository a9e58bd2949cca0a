"""Quality reports: a customer's month in figures, as data, as a paper, as a table."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from fastapi.responses import Response

from desk.actors import Actor
from desk.quality_report import ToldReport, report_paper, told_report
from desk.quality_table import report_table
from rules.quality import MissedBecause, Span
from web.api.answers import Answer
from web.api.headers import KnownTag, tagged
from web.asking import ask
from web.report_files import PDF, paper_file, table_file
from web.sign_in import Signed

router = APIRouter(prefix="/v1/quality-reports", tags=["quality reports"])
CustomerCode = Annotated[str, Path(max_length=40, pattern=r"^[^\x00-\x1f\x7f]+$")]
OfMonth = Annotated[
    str, Path(pattern="^20[0-9]{2}-(0[1-9]|1[0-2])$", description="Such as 2026-11.")
]


class TimeTold(Answer):
    """A span in elapsed hours; null while nothing ended in the month."""

    span: Span
    count: int
    median_hours: Decimal | None
    ninetieth_hours: Decimal | None


class MissedTold(Answer):
    """A promise that was missed, and why as far as is known."""

    case: str
    kind: str
    due_at: datetime
    because: MissedBecause


class LevelTold(Answer):
    """The units of one model of one pool."""

    pool: str
    model: str
    available: int
    reserved: int
    waiting: int
    coming: int
    ordered: int
    base: int
    target: int


class QualityReportTold(Answer):
    """The figures of a month; `told_at` is null while they are counted anew at each request.

    Shares are in percent. Cases are those registered in the month, promises those due in it.
    """

    customer: str
    customer_name: str
    month: date
    timezone: str
    counted_at: datetime
    told_at: datetime | None
    cases: int
    by_programme: dict[str, int]
    by_severity: dict[str, int]
    by_model: dict[str, int]
    by_finding: dict[str, int]
    no_fault_percent: Decimal | None
    promises: dict[str, int]
    kept_percent: Decimal | None
    missed_because: dict[str, int]
    missed: tuple[MissedTold, ...]
    times: tuple[TimeTold, ...]
    open_debts: dict[str, int]
    oldest_debt: datetime | None
    freight: dict[str, int]
    pools: tuple[LevelTold, ...]


@router.get(
    "/{customer}/{month}", operation_id="readQualityReport", response_model=QualityReportTold
)
async def read_a_quality_report(
    request: Request,
    actor: Signed,
    customer: CustomerCode,
    month: OfMonth,
    if_none_match: KnownTag = None,
) -> Response:
    """The month as it was reported; before that, as it stands now."""
    found = await told(request, actor, customer, month)
    return tagged(QualityReportTold.model_validate(parts_of(found)), if_none_match)


@router.get(
    "/{customer}/{month}/pdf",
    operation_id="readQualityReportPaper",
    response_class=Response,
    responses={200: {"content": {PDF: {}}}},
)
async def read_its_paper(
    request: Request, actor: Signed, customer: CustomerCode, month: OfMonth
) -> Response:
    """The report as it was sent; before that, drawn as the month stands now."""
    paper = await ask(report_paper, request.app.state.database, actor, customer, first_of(month))
    return paper_file(paper, customer, month)


@router.get(
    "/{customer}/{month}/csv",
    operation_id="readQualityReportTable",
    response_class=Response,
    responses={200: {"content": {"text/csv": {}}}},
)
async def read_its_table(
    request: Request, actor: Signed, customer: CustomerCode, month: OfMonth
) -> Response:
    """The figures as a table, one a row; no cell of it is a formula."""
    found = await told(request, actor, customer, month)
    return table_file(report_table(found.report), customer, month)


async def told(request: Request, actor: Actor, customer: str, month: str) -> ToldReport:
    """The figures from the desk."""
    return await ask(told_report, request.app.state.database, actor, customer, first_of(month))


def first_of(month: str) -> date:
    """The first day of a month written YYYY-MM."""
    return date.fromisoformat(f"{month}-01")


def parts_of(found: ToldReport) -> dict[str, Any]:
    """The answer's parts by their names."""
    report = found.report
    names = [name for name in QualityReportTold.model_fields if name != "told_at"]
    return {"told_at": found.told_at, **{name: getattr(report, name) for name in names}}
