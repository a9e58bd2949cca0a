"""Shows the stock, and receives units from the vendor."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Annotated, Any

import typer

from cli.asking import AsPerson, Key, Moment, OfTenant, at_the_desk, moment_of, under_key
from cli.output import AsJson, show
from desk.founding import UnitForm
from desk.receiving import ReceiptForm, receive_units
from desk.stock_page import StockLevel, stock_levels

app = typer.Typer(add_completion=False, rich_markup_mode=None, help=__doc__)


@app.command()
def levels(*, tenant: OfTenant = "", email: AsPerson = "", as_json: AsJson = False) -> None:
    """Counts the units of each model at each place."""
    with at_the_desk(tenant, email) as desk:
        found = stock_levels(desk.database, desk.actor)
    show(found, as_json=as_json, text=level_lines(found))


def level_lines(levels: Iterable[StockLevel]) -> list[str]:
    """A small table, at most 80 columns wide."""
    head = f"{'place':<18}{'model':<18}{'free':>7}{'reserved':>10}{'units':>7}"
    lines = [
        f"{one.place:<17.17} {one.model:<17.17} {one.available or '-':>7}"
        f"{one.reserved or '-':>10}{one.total:>7}"
        for one in levels
    ]
    return [head, *lines] if lines else ["No unit is on record."]


@app.command()
def receive(  # noqa: PLR0913 - one parameter for each option
    model: Annotated[str, typer.Argument(help="The device model's code.")],
    units: Annotated[
        list[str],
        typer.Argument(metavar="SERIAL[=IMEI[,IMEI]]…", help="The units, as their boxes say."),
    ],
    *,
    customer: Annotated[
        str, typer.Option(metavar="CODE", help="Whose pool (default: the provider's own shelf).")
    ] = "",
    batch: Annotated[str, typer.Option(help="Their production batch, if the box says it.")] = "",
    at: Moment = "",
    key: Key = "",
    tenant: OfTenant = "",
    email: AsPerson = "",
    as_json: AsJson = False,
) -> None:
    """Books units in from the vendor and grants them to the earliest promises that wait."""
    with at_the_desk(tenant, email) as desk, under_key(key) as own_key:
        form = ReceiptForm(
            model=model,
            units=tuple(replace(unit_of(text), batch=batch) for text in units),
            customer=customer,
            at=moment_of(desk.settings, at),
        )
        answer = receive_units(desk.database, desk.actor, form, own_key)
    show(answer, as_json=as_json, text=receipt_lines(answer))


def unit_of(text: str) -> UnitForm:
    """A unit from SERIAL, SERIAL=IMEI or SERIAL=IMEI,IMEI."""
    serial, _, imeis = text.partition("=")
    imei, _, imei2 = imeis.partition(",")
    return UnitForm(serial=serial, imei=imei, imei2=imei2)


def receipt_lines(answer: Mapping[str, Any]) -> list[str]:
    """What was booked in, and how many cases had waited for it."""
    waited = answer["granted"]
    lines = [f"Received at {answer['shelf']}: {answer['received']}."]
    return [*lines, f"Granted at once to waiting cases: {waited}."] if waited else lines
