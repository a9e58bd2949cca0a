"""Adds customers, each with its pool and the place its devices are at."""

from typing import Annotated

import typer

from cli.asking import AsPerson, OfTenant, at_the_desk
from cli.output import AsJson, show
from desk.agreed import find_customer
from desk.founding import add_customer
from desk.people import normal_email
from desk.people_to_reach import ContactForm, name_account_contact
from desk.request_keys import database_clock

app = typer.Typer(add_completion=False, rich_markup_mode=None, help=__doc__)


@app.callback()
def customer() -> None:
    """Adds customers, each with its pool and the place its devices are at."""


@app.command()
def add(
    code: Annotated[str, typer.Argument(help="A short code.")],
    *,
    name: Annotated[str, typer.Option(help="The customer's name.")],
    locale: Annotated[str, typer.Option(help="The language it is written to in.")] = "en",
    tenant: OfTenant = "",
    email: AsPerson = "",
    as_json: AsJson = False,
) -> None:
    """Adds a customer."""
    with at_the_desk(tenant, email) as desk:
        desk.actor.require("decide")
        with desk.database.as_tenant(desk.actor.tenant_id) as session:
            add_customer(session, desk.actor.tenant_id, code, name, locale)
    show({"customer": code}, as_json=as_json, text=f"Customer {code} is on record.")


@app.command()
def account(
    code: Annotated[str, typer.Argument(help="The customer's code.")],
    contact: Annotated[str, typer.Argument(metavar="EMAIL", help="Who hears of what is overdue.")],
    *,
    name: Annotated[str, typer.Option(help="The contact's name.")],
    tenant: OfTenant = "",
    email: AsPerson = "",
    as_json: AsJson = False,
) -> None:
    """Names the contact that hears, for its whole organisation, of units that are overdue."""
    with at_the_desk(tenant, email) as desk:
        desk.actor.require("decide")
        with desk.database.as_tenant(desk.actor.tenant_id) as session:
            customer = find_customer(session, desk.actor, code, database_clock(session))
            form = ContactForm(name=name, email=normal_email(contact))
            name_account_contact(session, desk.actor, customer, form)
    told = {"customer": code, "account_contact": contact}
    show(told, as_json=as_json, text=f"{contact} hears of what {code} owes.")
