"""Moves spare phones between a customer's pool and its site, and lists them."""

from collections.abc import Iterable, Mapping
from typing import Annotated, Any

import typer

from cli.asking import AsPerson, Key, Moment, OfTenant, at_the_desk, moment_of, under_key
from cli.output import AsJson, show
from desk.site_stock import SpareForm, SpareLevel, list_spares, place_spares, take_spares_back

app = typer.Typer(add_completion=False, rich_markup_mode=None, help=__doc__)

Customer = Annotated[str, typer.Argument(help="The customer's code.")]
Serials = Annotated[list[str], typer.Argument(metavar="SERIAL…", help="The units.")]


@app.command("list")
def list_(*, tenant: OfTenant = "", email: AsPerson = "", as_json: AsJson = False) -> None:
    """Counts the spares of each customer and model."""
    with at_the_desk(tenant, email) as desk:
        found = list_spares(desk.database, desk.actor)
    show(found, as_json=as_json, text=spare_lines(found))


def spare_lines(levels: Iterable[SpareLevel]) -> list[str]:
    """A line for each customer and model, with the serials below."""
    lines = [
        line
        for one in levels
        for line in (
            f"{one.place:<24.24} {one.model:<24.24} {one.count:>5}",
            f"    {', '.join(one.serials)}",
        )
    ]
    return lines or ["No spares are on any site."]


@app.command()
def place(
    customer: Customer,
    serials: Serials,
    *,
    at: Moment = "",
    key: Key = "",
    tenant: OfTenant = "",
    email: AsPerson = "",
    as_json: AsJson = False,
) -> None:
    """Moves free units of a customer's pool to its site, all of them or none."""
    with at_the_desk(tenant, email) as desk, under_key(key) as own_key:
        moment = moment_of(desk.settings, at)
        form = SpareForm(customer=customer, serials=tuple(serials), at=moment)
        answer = place_spares(desk.database, desk.actor, form, own_key)
    show(answer, as_json=as_json, text=moved_lines(answer))


@app.command("take-back")
def take_back(
    customer: Customer,
    serials: Serials,
    *,
    at: Moment = "",
    key: Key = "",
    tenant: OfTenant = "",
    email: AsPerson = "",
    as_json: AsJson = False,
) -> None:
    """Moves spares back to the pool and grants them to the earliest promises that wait."""
    with at_the_desk(tenant, email) as desk, under_key(key) as own_key:
        moment = moment_of(desk.settings, at)
        form = SpareForm(customer=customer, serials=tuple(serials), at=moment)
        answer = take_spares_back(desk.database, desk.actor, form, own_key)
    show(answer, as_json=as_json, text=moved_lines(answer))


def moved_lines(answer: Mapping[str, Any]) -> list[str]:
    """What was moved, and how many cases had waited for it."""
    lines = [f"Moved from {answer['from_place']} to {answer['to_place']}: {answer['moved']}."]
    waited = answer["granted"]
    return [*lines, f"Granted at once to waiting cases: {waited}."] if waited else lines
