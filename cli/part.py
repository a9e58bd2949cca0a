"""Adds parts without serials, and receives them from the vendor by quantity."""

from typing import Annotated

import typer
from sqlalchemy import select

from cli.asking import AsPerson, Key, Moment, OfTenant, at_the_desk, moment_of, under_key
from cli.output import AsJson, show
from desk.parts import PartForm, PartReceipt, add_part, receive_parts
from desk.refusals import UnknownModel
from models.devices import DeviceModel

app = typer.Typer(add_completion=False, rich_markup_mode=None, help=__doc__)


@app.command()
def add(  # noqa: PLR0913 - one parameter for each option
    code: Annotated[str, typer.Argument(help="The part's code, as its box says.")],
    *,
    model: Annotated[str, typer.Option(help="The device model it belongs to.")],
    name: Annotated[str, typer.Option(help="The part's name.")],
    weight: Annotated[int, typer.Option(metavar="GRAMS", min=1, help="Packed.")],
    size: Annotated[
        tuple[int, int, int], typer.Option(metavar="L W H", help="Packed, in millimetres.")
    ],
    tenant: OfTenant = "",
    email: AsPerson = "",
    as_json: AsJson = False,
) -> None:
    """Puts a part on record."""
    length, width, height = size
    form = PartForm(
        code=code, name=name, weight_g=weight, length_mm=length, width_mm=width, height_mm=height
    )
    with at_the_desk(tenant, email) as desk:
        desk.actor.require("receive stock")
        with desk.database.as_tenant(desk.actor.tenant_id) as session:
            known = select(DeviceModel).where(DeviceModel.code == model)
            of_model = session.scalars(known).one_or_none()
            if of_model is None:
                raise UnknownModel(model)
            part = add_part(session, form, of_model).code
    show({"part": part}, as_json=as_json, text=f"Part {part} is on record.")


@app.command()
def receive(
    code: Annotated[str, typer.Argument(help="The part's code.")],
    quantity: Annotated[int, typer.Argument(help="How many came.")],
    *,
    at: Moment = "",
    key: Key = "",
    tenant: OfTenant = "",
    email: AsPerson = "",
    as_json: AsJson = False,
) -> None:
    """Books parts in from the vendor, onto the provider's own shelf."""
    with at_the_desk(tenant, email) as desk, under_key(key) as own_key:
        form = PartReceipt(part=code, quantity=quantity, at=moment_of(desk.settings, at))
        answer = receive_parts(desk.database, desk.actor, form, own_key)
    text = f"Part {answer['part']}: {answer['held']} on {answer['shelf']}."
    show(answer, as_json=as_json, text=text)
