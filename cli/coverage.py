"""Covers devices, extends their coverage and names the next dates."""

from datetime import date
from typing import Annotated

import typer

from cli.asking import AsPerson, Key, Moment, OfTenant, at_the_desk, moment_of, under_key
from cli.contract import Day, Number, Order, Price
from cli.contract_lines import date_line
from cli.output import AsJson, show
from desk.contract_page import contract_page
from desk.coverage import CoveredDeviceForm, ExtensionForm, add_covered_device, buy_extension
from desk.devices import DeviceForm

app = typer.Typer(add_completion=False, rich_markup_mode=None, help=__doc__)

Serial = Annotated[str, typer.Argument(help="The device's serial number.")]


@app.command("add-device")
def add_device(  # noqa: PLR0913 - one parameter for each option
    number: Number,
    serial: Serial,
    *,
    model: Annotated[str, typer.Option(help="For a device not on record yet.")] = "",
    invoiced_on: Day = None,
    shipped_on: Day = None,
    activated_on: Day = None,
    at: Moment = "",
    key: Key = "",
    tenant: OfTenant = "",
    email: AsPerson = "",
    as_json: AsJson = False,
) -> None:
    """Puts a device under a contract, with the days its warranty counts from."""
    with at_the_desk(tenant, email) as desk, under_key(key) as own_key:
        form = CoveredDeviceForm(
            device=DeviceForm(serial=serial, model=model),
            invoiced_on=invoiced_on,
            shipped_on=shipped_on,
            activated_on=activated_on,
            at=moment_of(desk.settings, at),
        )
        answer = add_covered_device(desk.database, desk.actor, number, form, own_key)
    show(answer, as_json=as_json, text=f"Device {answer['serial']} is under contract {number}.")


@app.command()
def extend(  # noqa: PLR0913 - one parameter for each option
    number: Number,
    serial: Serial,
    *,
    bought_on: Day = None,
    coverage: Annotated[str, typer.Option(help="Which coverage (default: the first).")] = "",
    price: Price = None,
    order: Order = "",
    at: Moment = "",
    key: Key = "",
    tenant: OfTenant = "",
    email: AsPerson = "",
    as_json: AsJson = False,
) -> None:
    """Records an extension that was bought for a device."""
    with at_the_desk(tenant, email) as desk, under_key(key) as own_key:
        form = ExtensionForm(
            serial=serial,
            bought_on=bought_on,
            coverage=coverage,
            price=price,
            order_reference=order,
            at=moment_of(desk.settings, at),
        )
        answer = buy_extension(desk.database, desk.actor, number, form, own_key)
    text = f"Device {answer['serial']} is covered {answer['months']} months longer."
    show(answer, as_json=as_json, text=text)


@app.command("next")
def next_(
    number: Number,
    *,
    at: Moment = "",
    tenant: OfTenant = "",
    email: AsPerson = "",
    as_json: AsJson = False,
) -> None:
    """Names what falls due next under a contract."""
    with at_the_desk(tenant, email) as desk:
        moment = moment_of(desk.settings, at)
        dates = contract_page(desk.database, desk.actor, number, moment).upcoming
    first: date | None = min((one.on for one in dates), default=None)
    due = tuple(one for one in dates if one.on == first)
    text = [date_line(one) for one in due] or [f"Nothing is to come under contract {number}."]
    show(due, as_json=as_json, text=text)
