"""Lists what is in custody, and ends custody of a thing or places it to a case."""

import asyncio
import uuid
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from cli.asking import (
    AsPerson,
    Desk,
    Key,
    Moment,
    OfTenant,
    at_the_desk,
    connected,
    moment_of,
    under_key,
)
from cli.output import AsJson, show
from desk.custody import CustodyLine, OutcomeForm, custody_list
from rules.case_values import ItemOutcome

app = typer.Typer(add_completion=False, rich_markup_mode=None, help=__doc__)

Item = Annotated[uuid.UUID, typer.Argument(metavar="ID", help="The thing's id, as listed.")]


@app.command("list")
def list_(*, tenant: OfTenant = "", email: AsPerson = "", as_json: AsJson = False) -> None:
    """Lists what is in custody and not settled, oldest first."""
    with at_the_desk(tenant, email) as desk:
        found = custody_list(desk.database, desk.actor)
    show(found, as_json=as_json, text=custody_lines(found))


def custody_lines(lines: Iterable[CustodyLine]) -> list[str]:
    """Two lines for each thing, at most 80 columns wide."""
    now = datetime.now(UTC)
    told = [
        part
        for one in lines
        for part in (
            f"{one.text:<24.24} {one.kind:<12} {one.case or 'nobody':<16} {one.place:<14.14}",
            f"    {one.id}  {max((now - one.received_at).days, 0)} days",
        )
    ]
    return told or ["Nothing is in custody."]


@app.command()
def settle(  # noqa: PLR0913 - one parameter for each option
    item: Item,
    outcome: Annotated[ItemOutcome, typer.Argument(help="How custody ends.")],
    *,
    because: Annotated[str, typer.Option(help="Why, or what was done with it.")] = "",
    case: Annotated[str, typer.Option(metavar="NUMBER", help="The other case.")] = "",
    at: Moment = "",
    key: Key = "",
    tenant: OfTenant = "",
    email: AsPerson = "",
    as_json: AsJson = False,
) -> None:
    """Ends custody of a thing."""
    form = OutcomeForm(outcome=outcome, because=because, case=case)
    end(item, form, (at, key), (tenant, email), as_json)


@app.command()
def place(  # noqa: PLR0913 - one parameter for each option
    item: Item,
    case: Annotated[str, typer.Argument(metavar="NUMBER", help="The case it belongs to.")],
    *,
    serial: Annotated[str, typer.Option(help="Its serial, if it was read wrong.")] = "",
    at: Moment = "",
    key: Key = "",
    tenant: OfTenant = "",
    email: AsPerson = "",
    as_json: AsJson = False,
) -> None:
    """Gives a thing to the case it belongs to."""
    form = OutcomeForm(outcome=ItemOutcome.OTHER_CASE, case=case, serial=serial)
    end(item, form, (at, key), (tenant, email), as_json)


def end(
    item: uuid.UUID,
    form: OutcomeForm,
    once: tuple[str, str],
    asker: tuple[str, str],
    as_json: bool,  # noqa: FBT001 - handed on
) -> None:
    """End custody and say how it ended."""
    at, key = once
    with at_the_desk(*asker) as desk, under_key(key) as own_key:
        timed = OutcomeForm(
            outcome=form.outcome,
            because=form.because,
            case=form.case,
            serial=form.serial,
            at=moment_of(desk.settings, at),
        )
        answer = asyncio.run(settled(desk, item, timed, own_key))
    of_case = f" in case {answer['case']}" if answer["case"] else ""
    show(answer, as_json=as_json, text=f"Recorded: {answer['outcome']}{of_case}.")


async def settled(desk: Desk, item: uuid.UUID, form: OutcomeForm, key: str) -> dict[str, Any]:
    """What the desk answers; only a thing of a case needs its workflow."""
    # Half a second to import, which the list saves.
    from desk.custody_outcome import (  # noqa: PLC0415
        case_of_item,
        settle_custody,
        settle_nobodys,
    )
    from desk.workflow_door import TemporalDoor  # noqa: PLC0415

    if case_of_item(desk.database, desk.actor, item) is None:
        return settle_nobodys(desk.database, desk.actor, item, form, key)
    door = TemporalDoor(await connected(desk.settings))
    return await settle_custody(desk.database, door, desk.actor, item, form, key)
