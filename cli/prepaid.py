"""Buys prepaid hours, draws work from them, and tells what is left."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Annotated

import typer

from cli.asking import AsPerson, Key, Moment, OfTenant, at_the_desk, moment_of, under_key
from cli.contract import an_amount
from cli.output import AsJson, show
from desk.prepaid import DrawForm, PackForm, buy_pack, draw
from desk.prepaid_statement import (
    DrawLine,
    PackLine,
    PrepaidBalance,
    PrepaidStatement,
    balance,
    statement,
)
from rules.prepaid import spoken

app = typer.Typer(add_completion=False, rich_markup_mode=None, help=__doc__)

OfCustomer = Annotated[str, typer.Argument(metavar="CUSTOMER", help="The customer's code.")]


@app.command()
def buy(  # noqa: PLR0913 - one parameter for each option
    customer: OfCustomer,
    hours: Annotated[int, typer.Argument(help="The pack's size, such as 5.")],
    *,
    order: Annotated[str, typer.Option(help="The customer's order reference.")],
    price: Annotated[str, typer.Option(help='What it costs, such as "495.00".')] = "",
    contract: Annotated[str, typer.Option(help="The contract it is billed with.")] = "",
    programme: Annotated[str, typer.Option(help="Who sells it, if no contract says.")] = "",
    at: Moment = "",
    key: Key = "",
    tenant: OfTenant = "",
    email: AsPerson = "",
    as_json: AsJson = False,
) -> None:
    """Puts a pack of hours on record; it counts for any product."""
    with at_the_desk(tenant, email) as desk, under_key(key) as own_key:
        form = PackForm(
            customer=customer,
            hours=hours,
            order_reference=order,
            contract=contract,
            programme=programme,
            price=amount_of(price),
            at=moment_of(desk.settings, at),
        )
        answer = buy_pack(desk.database, desk.actor, form, own_key)
    text = f"Bought: {answer['hours']} h. Left: {spoken(answer['left_minutes'])}."
    show(answer, as_json=as_json, text=text)


@app.command("draw")
def draw_(  # noqa: PLR0913 - one parameter for each option
    customer: OfCustomer,
    minutes: Annotated[int, typer.Argument(help="The minutes worked.")],
    what: Annotated[str, typer.Argument(help="What for, in a few words.")],
    *,
    case: Annotated[str, typer.Option(metavar="NUMBER", help="The case it was for.")] = "",
    at: Moment = "",
    key: Key = "",
    tenant: OfTenant = "",
    email: AsPerson = "",
    as_json: AsJson = False,
) -> None:
    """Draws work from the oldest pack; refused when there is not enough left."""
    with at_the_desk(tenant, email) as desk, under_key(key) as own_key:
        form = DrawForm(
            customer=customer,
            minutes=minutes,
            what=what,
            case=case,
            at=moment_of(desk.settings, at),
        )
        answer = draw(desk.database, desk.actor, form, own_key)
    drawn, left = spoken(answer["drawn_minutes"]), spoken(answer["left_minutes"])
    show(answer, as_json=as_json, text=f"Drawn: {drawn}. Left: {left}.")


@app.command("balance")
def balance_(
    customer: OfCustomer,
    *,
    at: Moment = "",
    tenant: OfTenant = "",
    email: AsPerson = "",
    as_json: AsJson = False,
) -> None:
    """Shows what is left of each pack."""
    with at_the_desk(tenant, email) as desk:
        found = balance(desk.database, desk.actor, customer, moment_of(desk.settings, at))
    show(found, as_json=as_json, text=balance_lines(found))


@app.command("statement")
def statement_(
    customer: OfCustomer,
    month: Annotated[str, typer.Argument(metavar="YYYY-MM", help="The month.")],
    *,
    tenant: OfTenant = "",
    email: AsPerson = "",
    as_json: AsJson = False,
) -> None:
    """Shows one month: opening balance, bought, drawn, closing balance."""
    with at_the_desk(tenant, email) as desk:
        found = statement(desk.database, desk.actor, customer, first_of(month))
    show(found, as_json=as_json, text=statement_lines(found))


def amount_of(text: str) -> Decimal | None:
    """The price, or None when none is given."""
    return an_amount(text) if text else None


def first_of(month: str) -> date:
    """The first day of a month written YYYY-MM."""
    try:
        return date.fromisoformat(f"{month}-01")
    except ValueError as wrong:
        raise typer.BadParameter(f"'{month}' is no month, such as 2026-11.") from wrong


def balance_lines(found: PrepaidBalance) -> Iterator[str]:
    """The packs, then what is left of them all."""
    yield from (pack_line(pack) for pack in found.packs)
    yield f"Left: {spoken(found.left_minutes)}."


def statement_lines(found: PrepaidStatement) -> Iterator[str]:
    """The month as an account."""
    yield f"{found.month:%Y-%m}  opening balance: {spoken(found.opening_minutes)}"
    yield from (pack_line(pack) for pack in found.bought)
    yield from (draw_line(line) for line in found.drawn)
    yield f"{found.month:%Y-%m}  closing balance: {spoken(found.closing_minutes)}"


def pack_line(pack: PackLine) -> str:
    """Such as 2026-11-23  + 5 h  order PO-7 (4 h left)."""
    left = spoken(pack.left_minutes)
    return f"{pack.bought_on}  + {pack.hours} h  order {pack.order_reference} ({left} left)"


def draw_line(line: DrawLine) -> str:
    """Such as 2026-11-24  - 30 min  Firewall rule FR-2026-000001."""
    return f"{line.at:%Y-%m-%d}  - {spoken(line.minutes)}  {line.what} {line.case}".rstrip()
