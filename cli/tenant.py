"""Founds tenants: service providers that run their desk here."""

from typing import Annotated

import typer

from cli.asking import named_errors
from cli.output import AsJson, show
from desk.founding import found_tenant
from desk.people_to_reach import AddressForm
from runtime.settings import BadSetting, load_settings

app = typer.Typer(add_completion=False, rich_markup_mode=None, help=__doc__)


@app.callback()
def tenant() -> None:
    """Founds tenants: service providers that run their desk here."""


@app.command()
def found(  # noqa: PLR0913 - one parameter for each option
    code: Annotated[str, typer.Argument(help="A short code; case workflows are named after it.")],
    *,
    name: Annotated[str, typer.Option(help="The provider's name.")],
    country: Annotated[str, typer.Option(help="Two letters; case numbers begin with them.")],
    depot_name: Annotated[str, typer.Option(help="Name of the depot on parcels.")],
    street: Annotated[str, typer.Option(help="The depot's street line.")],
    postcode: Annotated[str, typer.Option(help="The depot's postcode.")],
    city: Annotated[str, typer.Option(help="The depot's city.")],
    as_json: AsJson = False,
) -> None:
    """Founds a tenant with its depot and places; harmless for a code that is known."""
    url = load_settings().database_url
    if not url:
        raise BadSetting(
            "No database: start one with `swapdesk up`, or set DATABASE_URL to its owner's."
        )
    depot = AddressForm(
        name=depot_name, street=street, postcode=postcode, city=city, country=country.upper()
    )
    if len(country) != len("SE"):
        raise typer.BadParameter(f"'{country}' is not a two-letter country.")
    with named_errors():
        known = found_tenant(url, code, name, country.upper(), depot)
    show({"tenant": code, "id": known}, as_json=as_json, text=f"Tenant {code} is founded.")
