"""Lists loans: which unit is with whom, why still, and until when."""

from collections.abc import Iterable
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from cli.asking import AsPerson, OfTenant, at_the_desk
from cli.output import AsJson, show
from desk.loans import WHY_WORDS, Loan, list_loans

app = typer.Typer(add_completion=False, rich_markup_mode=None, help=__doc__)


@app.callback()
def loan() -> None:
    """Lists loans: which unit is with whom, why still, and until when."""


@app.command("list")
def list_(
    *,
    overdue: Annotated[bool, typer.Option("--overdue", help="Only those past their day.")] = False,
    tenant: OfTenant = "",
    email: AsPerson = "",
    as_json: AsJson = False,
) -> None:
    """Lists the loans of open cases, overdue ones first."""
    with at_the_desk(tenant, email) as desk:
        found = list_loans(desk.database, desk.actor, overdue=overdue)
    show(found, as_json=as_json, text=loan_lines(found))


def loan_lines(loans: Iterable[Loan]) -> list[str]:
    """Two lines for each loan, at most 80 columns wide."""
    lines = [line for one in loans for line in (head_of(one), f"    {WHY_WORDS[one.why]}")]
    return lines or ["No unit is on loan."]


def head_of(loan: Loan) -> str:
    """Unit, customer, case and last day."""
    zone = ZoneInfo(loan.timezone)
    due = f"{loan.due.astimezone(zone):%Y-%m-%d}" if loan.due else "not due"
    late = "  OVERDUE" if loan.overdue else ""
    return f"{loan.serial:<17.17} {loan.customer:<17.17} {loan.case:<16} {due}{late}"
