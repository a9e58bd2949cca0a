"""Shows everything that happened to one unit."""

from typing import Annotated

import typer

from cli.asking import AsPerson, OfTenant, at_the_desk
from cli.output import AsJson, show
from cli.ticket_words import spaced
from desk.unit_history import UnitHistory, unit_history

app = typer.Typer(add_completion=False, rich_markup_mode=None, help=__doc__)


@app.callback()
def unit() -> None:
    """Shows everything that happened to one unit."""


@app.command("show")
def show_(
    serial: Annotated[str, typer.Argument(help="Its serial or IMEI.")],
    *,
    tenant: OfTenant = "",
    email: AsPerson = "",
    as_json: AsJson = False,
) -> None:
    """Shows a unit's cases, movements, findings and wipe certificates."""
    with at_the_desk(tenant, email) as desk:
        found = unit_history(desk.database, desk.actor, serial)
    show(found, as_json=as_json, text=history_lines(found))


def history_lines(unit: UnitHistory) -> list[str]:
    """The unit, then each part of its life under a word of its own."""
    batch = f", batch {unit.batch}" if unit.batch else ""
    return [
        f"{unit.serial}: {unit.model}{batch}, at {unit.place}, of the {unit.owner}",
        *(f"case     {one.number} {spaced(one.remedy)}, {one.stage}" for one in unit.cases),
        *(
            f"moved    {one.at:%Y-%m-%d %H:%M} {one.source} -> {one.target} {one.case}".rstrip()
            for one in unit.moves
        ),
        *(
            f"found    {one.at:%Y-%m-%d %H:%M} {spaced(one.finding)} {one.case} {one.note}".rstrip()
            for one in unit.findings
        ),
        *(f"wiped    {one.at:%Y-%m-%d %H:%M} {one.number} {one.method}" for one in unit.wipes),
    ]
