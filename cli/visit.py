"""Lists visits to customers' sites, books one, and reports what came of it."""

import asyncio
from collections.abc import Iterator
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from cli.asking import AsPerson, Key, Moment, OfTenant, at_the_desk
from cli.case import decided
from cli.output import AsJson, show
from desk.visits import VisitBoard, VisitLine, list_visits
from rules.case_facts import Told
from rules.visit_decisions import REPORTS

app = typer.Typer(add_completion=False, rich_markup_mode=None, help=__doc__)
Number = Annotated[str, typer.Argument(metavar="CASE", help="The case's number.")]
Instant = Annotated[str, typer.Argument(metavar="INSTANT", help="Such as 2026-12-01T09:00+01:00.")]
OUTCOMES = tuple(one.value for one in REPORTS)


@app.command("list")
def list_(
    *,
    case: Annotated[str, typer.Option(metavar="CASE", help="Of this case only.")] = "",
    tenant: OfTenant = "",
    email: AsPerson = "",
    as_json: AsJson = False,
) -> None:
    """Lists what is to be booked, then every visit, those ahead first."""
    with at_the_desk(tenant, email) as desk:
        board = list_visits(desk.database, desk.actor, case=case)
    show(board, as_json=as_json, text=list(board_lines(board)))


@app.command()
def book(  # noqa: PLR0913 - one parameter for each option
    number: Number,
    begins: Instant,
    ends: Instant,
    *,
    at: Moment = "",
    key: Key = "",
    tenant: OfTenant = "",
    email: AsPerson = "",
    as_json: AsJson = False,
) -> None:
    """Books a visit, or moves the one that is ahead; only once the part is on site."""
    answers = {"begins_at": begins, "ends_at": ends}
    stands = asyncio.run(decided(number, Told.VISIT_BOOKED, answers, (at, key), (tenant, email)))
    show(stands, as_json=as_json, text=f"{number}: a visit is booked.")


@app.command()
def report(  # noqa: PLR0913 - one parameter for each option
    number: Number,
    outcome: Annotated[str, typer.Argument(help=f"One of {', '.join(OUTCOMES)}.")],
    note: Annotated[str, typer.Argument(help="What was done; the customer reads it.")],
    *,
    part: Annotated[
        str, typer.Option(metavar="CODE", help="The part that is needed instead of a wrong one.")
    ] = "",
    at: Moment = "",
    key: Key = "",
    tenant: OfTenant = "",
    email: AsPerson = "",
    as_json: AsJson = False,
) -> None:
    """Records what came of the visit that is ahead."""
    if outcome not in OUTCOMES:
        raise typer.BadParameter(f"'{outcome}' is none of {', '.join(OUTCOMES)}.")
    answers = {"outcome": outcome, "note": note} | ({"part": part} if part else {})
    stands = asyncio.run(decided(number, Told.VISIT_DONE, answers, (at, key), (tenant, email)))
    show(stands, as_json=as_json, text=f"{number}: {outcome.replace('_', ' ')}.")


def board_lines(board: VisitBoard) -> Iterator[str]:
    """One line for each, at most 80 columns wide."""
    for one in board.to_book:
        yield f"{one.case:<16} {one.customer:<15.15} {one.device:<15.15} to be booked"
    for visit in board.visits:
        yield visit_line(visit)
    if not board.to_book and not board.visits:
        yield "No visit is booked, and none has to be."


def visit_line(visit: VisitLine) -> str:
    """Case, customer, device, window and outcome."""
    zone = ZoneInfo(visit.timezone)
    begins, ends = visit.begins_at.astimezone(zone), visit.ends_at.astimezone(zone)
    window = f"{begins:%Y-%m-%d %H:%M}-{ends:%H:%M}"
    outcome = visit.outcome.replace("_", " ") or "ahead"
    return f"{visit.case:<16} {visit.customer:<12.12} {visit.device:<12.12} {window} {outcome}"
