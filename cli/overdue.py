"""Lists the units that customers owe, the one that is most overdue first."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from cli.asking import AsPerson, Moment, OfTenant, at_the_desk, moment_of
from cli.output import AsJson, show
from cli.ticket_words import spaced
from desk.overdue import OwedReturn, owed_returns, standing_words

app = typer.Typer(add_completion=False, rich_markup_mode=None, help=__doc__)


@app.command()
def overdue(
    *,
    customer: Annotated[str, typer.Option(metavar="CODE", help="Only this customer's.")] = "",
    at: Moment = "",
    tenant: OfTenant = "",
    email: AsPerson = "",
    as_json: AsJson = False,
) -> None:
    """Lists the units that customers owe, the one that is most overdue first."""
    with at_the_desk(tenant, email) as desk:
        now = moment_of(desk.settings, at) or datetime.now(UTC)
        found = owed_returns(desk.database, desk.actor, now, customer=customer)
    show(found, as_json=as_json, text=overdue_lines(found))


def overdue_lines(returns: Iterable[OwedReturn]) -> list[str]:
    """Three lines for each unit, at most 80 columns wide."""
    lines = [line for one in returns for line in lines_of(one)]
    return lines or ["No unit is owed."]


def lines_of(one: OwedReturn) -> Iterator[str]:
    """What is owed by whom since when, where its clock stands, and what comes next."""
    late = f"{one.days_overdue} DAYS OVERDUE" if one.days_overdue else f"due {one.due_on}"
    yield f"{one.serial:<20.20} {one.customer:<18.18} {one.case:<16} {late}"
    charge = f"; charge {one.charge}" if one.charge else ""
    label = f"; label {one.label.tracking_no}" if one.label else "; no label"
    yield f"    {standing_words(one)}{charge}{label}"
    when = one.next_at.astimezone(ZoneInfo(one.timezone))
    yield f"    next: {spaced(one.next_step).replace(':', ' ')}, {when:%Y-%m-%d %H:%M}"
