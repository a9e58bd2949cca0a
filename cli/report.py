"""Shows, saves and counts reports of a customer's month."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from cli.asking import AsPerson, OfTenant, at_the_desk
from cli.output import AsJson, show, tell
from cli.prepaid import OfCustomer, first_of
from desk.quality_report import ToldReport, report_paper, told_report
from desk.quality_table import figures, report_table

app = typer.Typer(add_completion=False, rich_markup_mode=None, help=__doc__)


@app.callback()
def report() -> None:
    """Shows, saves and counts reports of a customer's month."""


@app.command()
def quality(
    customer: OfCustomer,
    month: Annotated[str, typer.Argument(metavar="YYYY-MM", help="The month.")],
    *,
    pdf: Annotated[Path | None, typer.Option(metavar="FILE", help="Save the paper here.")] = None,
    csv: Annotated[Path | None, typer.Option(metavar="FILE", help="Save the table here.")] = None,
    tenant: OfTenant = "",
    email: AsPerson = "",
    as_json: AsJson = False,
) -> None:
    """The quality report as it was told, or the month as it stands now."""
    first = first_of(month)
    with at_the_desk(tenant, email) as desk:
        found = told_report(desk.database, desk.actor, customer, first)
        paper = report_paper(desk.database, desk.actor, customer, first) if pdf else b""
    if pdf:
        save(pdf, paper)
    if csv:
        save(csv, report_table(found.report))
    show(found, as_json=as_json, text=quality_lines(found))


def save(file: Path, content: bytes) -> None:
    """Write the file and say so; a folder that is not there is refused as a wrong value."""
    try:
        file.write_bytes(content)
    except OSError as wrong:
        raise typer.BadParameter(f"{file} cannot be written: {wrong.strerror}.") from wrong
    tell(f"Saved {file}.")


def quality_lines(found: ToldReport) -> Iterator[str]:
    """A head, then one line for each figure that is known."""
    report = found.report
    state = f"told {found.told_at:%Y-%m-%d}" if found.told_at else "as it stands now"
    yield f"{report.customer}, {report.month:%Y-%m} ({report.timezone}), {state}"
    for figure, of, value, unit in figures(report):
        if value is not None:
            words = str(figure).replace("_", " ")
            yield f"{words}{f', {of}' if of else ''}: {value} {unit}"
