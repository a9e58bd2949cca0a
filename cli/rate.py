"""Loads rate cards, shows them, and says what a parcel would cost."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, ClassVar

import typer

from cli.asking import AsPerson, OfTenant, at_the_desk
from cli.finance.rate_lines import card_line, card_lines, fuel_line, quote_lines
from cli.output import AsJson, show
from cli.supplier import a_day
from desk.finance.rate_list import list_cards, list_fuel, load_rates, read_card
from desk.finance.rate_quote import QuoteForm, quote
from rules.errors import DeskError, Kind
from rules.finance.freight_words import RateSide, Way

app = typer.Typer(add_completion=False, rich_markup_mode=None, help=__doc__)


class RateFileUnreadable(DeskError):
    """The file of rates cannot be read."""

    kind: ClassVar[Kind] = Kind.MISSING

    def __init__(self, file: Path) -> None:
        super().__init__(f"{file} cannot be read as UTF-8. Name a YAML file.", file=str(file))


@app.command()
def load(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A YAML file of rates or fuel.")],
    *,
    tenant: OfTenant = "",
    email: AsPerson = "",
    as_json: AsJson = False,
) -> None:
    """Puts a card and fuel percentages on record; the same file again changes nothing."""
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as wrong:
        raise RateFileUnreadable(file) from wrong
    with at_the_desk(tenant, email) as desk:
        done = load_rates(desk.database, desk.actor, text, file.name)
    card = f"{done.code} {done.version}" if done.code else "No card"
    new = "new" if done.cards else "unchanged"
    said = f"{card} ({new}), {done.fuel_weeks} new fuel percentages."
    show(done, as_json=as_json, text=said)


@app.command("list")
def list_(tenant: OfTenant = "", email: AsPerson = "", *, as_json: AsJson = False) -> None:
    """Shows every version of every card."""
    with at_the_desk(tenant, email) as desk:
        found = list_cards(desk.database, desk.actor)
    text = [card_line(one) for one in found] or ["No rate card is on record."]
    show({"items": found}, as_json=as_json, text=text)


@app.command("show")
def show_card(
    code: Annotated[str, typer.Argument(help="The card's code.")],
    version: Annotated[str, typer.Argument(help="Its version.")],
    *,
    tenant: OfTenant = "",
    email: AsPerson = "",
    as_json: AsJson = False,
) -> None:
    """Shows a card with its prices, zones and surcharges."""
    with at_the_desk(tenant, email) as desk:
        found = read_card(desk.database, desk.actor, code, version)
    show(found, as_json=as_json, text=card_lines(found))


@app.command()
def fuel(tenant: OfTenant = "", email: AsPerson = "", *, as_json: AsJson = False) -> None:
    """Shows every fuel percentage."""
    with at_the_desk(tenant, email) as desk:
        found = list_fuel(desk.database, desk.actor)
    text = [fuel_line(one) for one in found] or ["No fuel percentage is on record."]
    show({"items": found}, as_json=as_json, text=text)


@app.command("quote")
def quote_(  # noqa: PLR0913 - one parameter for each option
    carrier: Annotated[str, typer.Argument(help="The carrier.")],
    service: Annotated[str, typer.Argument(help="Its service.")],
    country: Annotated[str, typer.Argument(help="The customer's country, such as SE.")],
    postcode: Annotated[str, typer.Argument(help="The customer's postcode.")],
    grams: Annotated[int, typer.Argument(help="What the parcel weighs.")],
    *,
    size: Annotated[
        str, typer.Option(metavar="LxWxH", help="In millimetres, such as 400x300x100.")
    ] = "0x0x0",
    way: Annotated[Way, typer.Option(help="Which way it goes.")] = Way.OUTBOUND,
    side: Annotated[RateSide, typer.Option(help="Whose price.")] = RateSide.BUY,
    on: Annotated[str, typer.Option(metavar="DAY", help="Booked on (default: today).")] = "",
    battery: Annotated[bool, typer.Option("--battery", help="Marked batteries inside.")] = False,
    customer: Annotated[str, typer.Option(help="A customer, for its own card.")] = "",
    tenant: OfTenant = "",
    email: AsPerson = "",
    as_json: AsJson = False,
) -> None:
    """Says what a parcel would cost, charge by charge; nothing is written."""
    length, width, height = a_size(size)
    form = QuoteForm(
        side=side,
        carrier=carrier,
        service=service,
        way=way,
        country=country,
        postcode=postcode,
        weight_g=grams,
        on=a_day(on) if on else today(),
        length_mm=length,
        width_mm=width,
        height_mm=height,
        battery=battery,
        customer=customer,
    )
    with at_the_desk(tenant, email) as desk:
        found = quote(desk.database, desk.actor, form)
    show(found, as_json=as_json, text=quote_lines(found))


def today() -> date:
    """The day by the clock, in UTC."""
    return datetime.now(UTC).date()


def a_size(text: str) -> tuple[int, int, int]:
    """Length, width and height in millimetres, written 400x300x100."""
    parts = text.lower().split("x")
    if len(parts) != 3 or not all(part.isdecimal() for part in parts):  # noqa: PLR2004 - a box
        raise typer.BadParameter(f"'{text}' is no size, such as 400x300x100.")
    length, width, height = map(int, parts)
    return length, width, height
