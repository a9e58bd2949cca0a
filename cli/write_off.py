"""Proposes that units leave the books, and confirms or refuses what another person proposed."""

from typing import Annotated

import typer

from cli.asking import AsPerson, Key, Moment, OfTenant, at_the_desk, moment_of, under_key
from cli.output import AsJson, show
from desk.request_keys import Answer
from desk.write_off_list import list_write_offs
from desk.write_offs import DecideForm, ProposeForm, decide_write_off, propose_write_off

app = typer.Typer(add_completion=False, rich_markup_mode=None, help=__doc__)

Serial = Annotated[str, typer.Argument(metavar="SERIAL", help="The unit's serial or IMEI.")]


@app.command("list")
def list_(
    *,
    waiting: Annotated[bool, typer.Option("--waiting", help="Undecided ones only.")] = False,
    tenant: OfTenant = "",
    email: AsPerson = "",
    as_json: AsJson = False,
) -> None:
    """Lists what waits for a second person, and what was decided."""
    with at_the_desk(tenant, email) as desk:
        found = list_write_offs(desk.database, desk.actor, waiting_only=waiting)
    lines = [f"{one.serial}  {one.model}  {one.state}  {one.place}  {one.reason}" for one in found]
    show(found, as_json=as_json, text=lines)


@app.command()
def propose(
    serial: Serial,
    *,
    because: Annotated[str, typer.Option(help="Why it should leave the books.")],
    at: Moment = "",
    key: Key = "",
    tenant: OfTenant = "",
    email: AsPerson = "",
    as_json: AsJson = False,
) -> None:
    """Proposes to write a unit off; another person has to confirm it."""
    with at_the_desk(tenant, email) as desk, under_key(key) as own_key:
        form = ProposeForm(serial=serial, reason=because, at=moment_of(desk.settings, at))
        answer = propose_write_off(desk.database, desk.actor, form, own_key)
    show(answer, as_json=as_json, text=standing(answer))


@app.command()
def confirm(
    serial: Serial,
    *,
    remark: Annotated[str, typer.Option(help="What else is to be said.")] = "",
    at: Moment = "",
    key: Key = "",
    tenant: OfTenant = "",
    email: AsPerson = "",
    as_json: AsJson = False,
) -> None:
    """Writes a unit off that another person proposed."""
    with at_the_desk(tenant, email) as desk, under_key(key) as own_key:
        when = moment_of(desk.settings, at)
        form = DecideForm(serial=serial, confirmed=True, remark=remark, at=when)
        answer = decide_write_off(desk.database, desk.actor, form, own_key)
    show(answer, as_json=as_json, text=standing(answer))


@app.command()
def refuse(
    serial: Serial,
    *,
    because: Annotated[str, typer.Option(help="Why it stays in the books.")],
    at: Moment = "",
    key: Key = "",
    tenant: OfTenant = "",
    email: AsPerson = "",
    as_json: AsJson = False,
) -> None:
    """Keeps a unit in the books that another person proposed to write off."""
    with at_the_desk(tenant, email) as desk, under_key(key) as own_key:
        when = moment_of(desk.settings, at)
        form = DecideForm(serial=serial, confirmed=False, remark=because, at=when)
        answer = decide_write_off(desk.database, desk.actor, form, own_key)
    show(answer, as_json=as_json, text=standing(answer))


def standing(answer: Answer) -> str:
    """How the write-off stands now."""
    return "{serial}: write-off {state}.".format(**answer)
