"""Lists, shows, signs and renews contracts."""

import json
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any

import typer

from cli.asking import AsPerson, Key, Moment, OfTenant, at_the_desk, moment_of, under_key
from cli.contract_lines import contract_lines, list_lines
from cli.output import AsJson, show
from desk.contract_page import contract_page, list_contracts
from desk.contract_signing import SigningForm, sign_contract
from desk.people_to_reach import ContactForm
from desk.renewals import RenewalForm, renew_contract
from rules.service_words import Billing

app = typer.Typer(add_completion=False, rich_markup_mode=None, help=__doc__)

Number = Annotated[str, typer.Argument(help="The contract's number.")]
NO_AMOUNT = "'{}' is not an amount, such as 19.50."


def a_day(text: str) -> date:
    """A day written YYYY-MM-DD."""
    try:
        return date.fromisoformat(text)
    except ValueError as wrong:
        raise typer.BadParameter(f"'{text}' is no day, such as 2026-12-01.") from wrong


def an_amount(text: str) -> Decimal:
    """An exact amount, such as 19.50."""
    try:
        amount = Decimal(text)
    except InvalidOperation as wrong:
        raise typer.BadParameter(NO_AMOUNT.format(text)) from wrong
    if not amount.is_finite():
        raise typer.BadParameter(NO_AMOUNT.format(text))
    return amount


def settings_of(text: str) -> dict[str, Any]:
    """The contract's settings from JSON."""
    try:
        found = json.loads(text or "{}")
    except json.JSONDecodeError as wrong:
        raise typer.BadParameter(f"The settings are not JSON: {wrong}") from wrong
    if not isinstance(found, dict):
        raise typer.BadParameter('The settings are not a JSON object, such as {"seats": 40}.')
    return found


Day = Annotated[date | None, typer.Option(parser=a_day, metavar="DAY")]
Price = Annotated[
    Decimal | None, typer.Option(parser=an_amount, metavar="AMOUNT", help="What was agreed.")
]
Order = Annotated[str, typer.Option(help="The buyer's order.")]
Years = Annotated[int | None, typer.Option(help="The term in years.")]


@app.command("list")
def list_(*, tenant: OfTenant = "", email: AsPerson = "", as_json: AsJson = False) -> None:
    """Lists every contract by number."""
    with at_the_desk(tenant, email) as desk:
        found = list_contracts(desk.database, desk.actor)
    show(found, as_json=as_json, text=list_lines(found))


@app.command("show")
def show_(
    number: Number,
    *,
    at: Moment = "",
    tenant: OfTenant = "",
    email: AsPerson = "",
    as_json: AsJson = False,
) -> None:
    """Shows what a contract promises: its devices, fees and dates."""
    with at_the_desk(tenant, email) as desk:
        moment = moment_of(desk.settings, at)
        view = contract_page(desk.database, desk.actor, number, moment)
    show(view, as_json=as_json, text=contract_lines(view))


@app.command()
def add(  # noqa: PLR0913 - one parameter for each option
    number: Number,
    *,
    customer: Annotated[str, typer.Option(metavar="CODE", help="Whose contract it is.")],
    programme: Annotated[str, typer.Option(help="The service programme's id.")],
    tier: Annotated[str, typer.Option(help="The tier's id.")],
    starts_on: Annotated[date, typer.Option(parser=a_day, metavar="DAY")],
    ends_on: Day = None,
    years: Years = None,
    billing: Annotated[Billing | None, typer.Option(help="How its fee is paid.")] = None,
    price: Price = None,
    settings: Annotated[str, typer.Option(metavar="JSON", help="What it sets itself.")] = "",
    contact: Annotated[str, typer.Option(help="Whom its letters go to.")] = "",
    mail: Annotated[str, typer.Option(help="The contact's e-mail address.")] = "",
    followed_from: Day = None,
    at: Moment = "",
    key: Key = "",
    tenant: OfTenant = "",
    email: AsPerson = "",
    as_json: AsJson = False,
) -> None:
    """Signs a contract and has its dates followed."""
    with at_the_desk(tenant, email) as desk, under_key(key) as own_key:
        form = SigningForm(
            number=number,
            customer=customer,
            programme=programme,
            tier=tier,
            starts_on=starts_on,
            ends_on=ends_on,
            term_years=years,
            billing=billing,
            price=price,
            settings=settings_of(settings),
            contact=ContactForm(name=contact or mail, email=mail) if mail else None,
            followed_from=followed_from,
            at=moment_of(desk.settings, at),
        )
        answer = sign_contract(desk.database, desk.actor, form, own_key)
    text = "Contract {contract} runs from {starts_on}; it expires on {ends_on}."
    show(answer, as_json=as_json, text=text.format(**answer))


@app.command()
def renew(  # noqa: PLR0913 - one parameter for each option
    number: Number,
    *,
    years: Years = None,
    bought_on: Day = None,
    price: Price = None,
    order: Order = "",
    at: Moment = "",
    key: Key = "",
    tenant: OfTenant = "",
    email: AsPerson = "",
    as_json: AsJson = False,
) -> None:
    """Renews a contract; an expired one pays the surcharge."""
    with at_the_desk(tenant, email) as desk, under_key(key) as own_key:
        form = RenewalForm(
            term_years=years,
            bought_on=bought_on,
            price=price,
            order_reference=order,
            at=moment_of(desk.settings, at),
        )
        answer = renew_contract(desk.database, desk.actor, number, form, own_key)
    more = f" Surcharge: {answer['surcharge']}." if answer["surcharge"] else ""
    text = f"Contract {number} runs on; it expires on {answer['ends_on']}.{more}"
    show(answer, as_json=as_json, text=text)
