"""Adds device models, with what a carrier and a warranty need to know of them."""

from typing import Annotated

import typer

from cli.asking import AsPerson, OfTenant, at_the_desk
from cli.output import AsJson, show
from desk.founding import ModelForm, add_model
from models.devices import BatteryClass

app = typer.Typer(add_completion=False, rich_markup_mode=None, help=__doc__)


@app.callback()
def model() -> None:
    """Adds device models, with what a carrier and a warranty need to know of them."""


@app.command()
def add(  # noqa: PLR0913 - one parameter for each option
    code: Annotated[str, typer.Argument(help="A short code.")],
    *,
    name: Annotated[str, typer.Option(help="The model's name.")],
    weight: Annotated[int, typer.Option(metavar="GRAMS", help="Packed.")],
    size: Annotated[
        tuple[int, int, int], typer.Option(metavar="L W H", help="Packed, in millimetres.")
    ],
    battery: Annotated[
        BatteryClass, typer.Option(help="How its battery travels.")
    ] = BatteryClass.NONE,
    product_class: Annotated[
        str, typer.Option("--class", help="What a programme's coverage calls it.")
    ] = "",
    tenant: OfTenant = "",
    email: AsPerson = "",
    as_json: AsJson = False,
) -> None:
    """Adds a device model."""
    length, width, height = size
    form = ModelForm(
        code=code,
        name=name,
        weight_g=weight,
        length_mm=length,
        width_mm=width,
        height_mm=height,
        battery_class=battery,
        product_class=product_class,
    )
    with at_the_desk(tenant, email) as desk:
        desk.actor.require("decide")
        with desk.database.as_tenant(desk.actor.tenant_id) as session:
            add_model(session, desk.actor.tenant_id, form)
    show({"model": code}, as_json=as_json, text=f"Model {code} is on record.")
