"""Adds suppliers, records what they ask for a device, and lists both."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated

import typer

from cli.asking import AsPerson, Key, OfTenant, at_the_desk, under_key
from cli.contract import an_amount
from cli.output import AsJson, show
from desk.supplier_prices import PriceForm, record_price
from desk.suppliers import (
    SupplierForm,
    SupplierLine,
    add_supplier,
    change_supplier,
    list_suppliers,
)

app = typer.Typer(add_completion=False, rich_markup_mode=None, help=__doc__)

OfSupplier = Annotated[str, typer.Argument(metavar="SUPPLIER", help="The supplier's code.")]
Name = Annotated[str, typer.Option(help="The supplier's name.")]
Mail = Annotated[str, typer.Option(help="Where orders are mailed to.")]
Locale = Annotated[str, typer.Option(help="The language of its orders: en, sv, fr or ro.")]
LeadDays = Annotated[
    int | None, typer.Option(metavar="DAYS", help="Calendar days from the order to the dock.")
]


@app.command()
def add(  # noqa: PLR0913 - one parameter for each option
    code: OfSupplier,
    *,
    name: Name,
    mail: Mail,
    locale: Locale = "en",
    lead_days: LeadDays = None,
    key: Key = "",
    tenant: OfTenant = "",
    email: AsPerson = "",
    as_json: AsJson = False,
) -> None:
    """Puts a supplier on record."""
    form = SupplierForm(code=code, name=name, email=mail, locale=locale, lead_days=lead_days)
    with at_the_desk(tenant, email) as desk, under_key(key) as own_key:
        answer = add_supplier(desk.database, desk.actor, form, own_key)
    show(answer, as_json=as_json, text=f"Supplier {code} is on record.")


@app.command()
def change(  # noqa: PLR0913 - one parameter for each option
    code: OfSupplier,
    *,
    name: Name,
    mail: Mail,
    locale: Locale = "en",
    lead_days: LeadDays = None,
    key: Key = "",
    tenant: OfTenant = "",
    email: AsPerson = "",
    as_json: AsJson = False,
) -> None:
    """Replaces what is on record of a supplier."""
    form = SupplierForm(code=code, name=name, email=mail, locale=locale, lead_days=lead_days)
    with at_the_desk(tenant, email) as desk, under_key(key) as own_key:
        answer = change_supplier(desk.database, desk.actor, form, own_key)
    show(answer, as_json=as_json, text=f"Supplier {code} is changed.")


@app.command()
def price(  # noqa: PLR0913 - one parameter for each option
    supplier: OfSupplier,
    model: Annotated[str, typer.Argument(help="The device model's code.")],
    amount: Annotated[str, typer.Argument(help='For one, without VAT, such as "4990.00".')],
    currency: Annotated[str, typer.Argument(help="Such as SEK.")],
    *,
    since: Annotated[str, typer.Option("--from", metavar="DAY", help="Such as 2026-12-01.")],
    until: Annotated[str, typer.Option(metavar="DAY", help="Its last day.")] = "",
    pack: Annotated[int, typer.Option(help="It sells whole packs of so many.")] = 1,
    least: Annotated[int, typer.Option(help="And never fewer than so many.")] = 1,
    key: Key = "",
    tenant: OfTenant = "",
    email: AsPerson = "",
    as_json: AsJson = False,
) -> None:
    """Writes down a price from a day on; one of the same day is corrected."""
    form = PriceForm(
        supplier=supplier,
        model=model,
        price=an_amount(amount),
        currency=currency,
        valid_from=a_day(since),
        valid_until=a_day(until) if until else None,
        pack=pack,
        least=least,
    )
    with at_the_desk(tenant, email) as desk, under_key(key) as own_key:
        answer = record_price(desk.database, desk.actor, form, own_key)
    show(answer, as_json=as_json, text=f"{model} costs {amount} {currency} from {since} on.")


@app.command("list")
def list_(tenant: OfTenant = "", email: AsPerson = "", *, as_json: AsJson = False) -> None:
    """Shows every supplier with its prices."""
    with at_the_desk(tenant, email) as desk:
        found = list_suppliers(desk.database, desk.actor)
    show({"items": found}, as_json=as_json, text=supplier_lines(found))


def a_day(text: str) -> date:
    """A day written YYYY-MM-DD."""
    try:
        return date.fromisoformat(text)
    except ValueError as wrong:
        raise typer.BadParameter(f"'{text}' is no day, such as 2026-12-01.") from wrong


def supplier_lines(found: tuple[SupplierLine, ...]) -> Iterator[str]:
    """Each supplier, and below it its prices."""
    for one in found:
        days = f"{one.lead_days} days" if one.lead_days else "no lead time"
        yield f"{one.code}  {one.name}  {one.email}  {one.locale}  {days}"
        for price in one.prices:
            until = f" until {price.valid_until}" if price.valid_until else ""
            yield (
                f"  {price.model}  {price.price:.2f} {price.currency}  from {price.valid_from}"
                f"{until}  packs of {price.pack}, at least {price.least}"
            )
