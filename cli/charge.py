"""Lists the charges that wait for finance, and approves or drops them."""

import asyncio
from collections.abc import Iterable
from typing import Annotated

import typer

from cli.asking import AsPerson, Key, Moment, OfTenant, at_the_desk
from cli.case import decided
from cli.output import AsJson, show
from cli.ticket_words import spaced
from desk.charges import ChargeForm, ProposedCharge, proposed_charges
from rules.case_facts import Told

app = typer.Typer(add_completion=False, rich_markup_mode=None, help=__doc__)
OfCase = Annotated[str, typer.Argument(metavar="CASE", help="The case's number.")]
Because = Annotated[str, typer.Option(help="The reason.")]
Kind = Annotated[str, typer.Option(help="What kind of charge, if several are proposed.")]
About = Annotated[str, typer.Option(help="What it is for, as `list --json` names it.")]


@app.command("list")
def list_(
    *,
    customer: Annotated[str, typer.Option(metavar="CODE", help="Only this customer's.")] = "",
    tenant: OfTenant = "",
    email: AsPerson = "",
    as_json: AsJson = False,
) -> None:
    """Lists the proposed charges, the oldest first."""
    with at_the_desk(tenant, email) as desk:
        found = proposed_charges(desk.database, desk.actor, customer=customer)
    show(found, as_json=as_json, text=charge_lines(found))


@app.command()
def approve(  # noqa: PLR0913 - one parameter for each option
    case: OfCase,
    *,
    because: Because,
    amount: Annotated[str, typer.Option(help='Where none is proposed, such as "450.00".')] = "",
    kind: Kind = "",
    about: About = "",
    at: Moment = "",
    key: Key = "",
    tenant: OfTenant = "",
    email: AsPerson = "",
    as_json: AsJson = False,
) -> None:
    """Approves a proposed charge: the customer is billed, once."""
    form = ChargeForm(verdict="approve", because=because, kind=kind, about=about, amount=amount)
    settle(case, form, (at, key), (tenant, email), as_json=as_json)


@app.command()
def drop(  # noqa: PLR0913 - one parameter for each option
    case: OfCase,
    *,
    because: Because,
    kind: Kind = "",
    about: About = "",
    at: Moment = "",
    key: Key = "",
    tenant: OfTenant = "",
    email: AsPerson = "",
    as_json: AsJson = False,
) -> None:
    """Drops a proposed charge; a unit that never came is still owed."""
    form = ChargeForm(verdict="drop", because=because, kind=kind, about=about)
    settle(case, form, (at, key), (tenant, email), as_json=as_json)


def settle(
    case: str, form: ChargeForm, once: tuple[str, str], asker: tuple[str, str], *, as_json: bool
) -> None:
    """Take the decision and show where the case stands then."""
    answers = form.decision.answers
    stands = asyncio.run(decided(case, Told.CHARGE_DECIDED, answers, once, asker))
    text = f"{case} is {stands['stage']} and waits for {spaced(stands['waiting_for'])}."
    show(stands, as_json=as_json, text=text)


def charge_lines(charges: Iterable[ProposedCharge]) -> list[str]:
    """A line for each charge, at most 80 columns wide."""
    return [line_of(one) for one in charges] or ["No charge waits for a decision."]


def line_of(one: ProposedCharge) -> str:
    """Case, customer, what it is for, and how much."""
    amount = "to be named" if one.amount is None else f"{one.amount} {one.currency}"
    return f"{one.case:<16} {one.customer:<12.12} {spaced(one.kind):<18} {one.what:<17.17} {amount}"
