"""Attaches users to a contract's level, and detaches them."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Annotated

import typer

from cli.asking import AsPerson, OfTenant, at_the_desk
from cli.output import AsJson, show
from desk.seats import SeatForm, SeatLine, add_seat, end_seat, list_seats

app = typer.Typer(add_completion=False, rich_markup_mode=None, help=__doc__)

OfCustomer = Annotated[str, typer.Argument(metavar="CUSTOMER", help="The customer's code.")]
OfContract = Annotated[str, typer.Argument(metavar="CONTRACT", help="The contract's number.")]
User = Annotated[
    str, typer.Argument(metavar="USER", help="A contact's e-mail address, or a code without @.")
]


@app.command()
def add(  # noqa: PLR0913 - one parameter for each option
    customer: OfCustomer,
    contract: OfContract,
    user: User,
    *,
    since: Annotated[str, typer.Option(metavar="DAY", help="The first day, as 2026-12-01.")],
    until: Annotated[str, typer.Option(metavar="DAY", help="The last day (default: open).")] = "",
    tenant: OfTenant = "",
    email: AsPerson = "",
    as_json: AsJson = False,
) -> None:
    """Attaches a user from a day on."""
    first, last = day_of(since), day_of(until) if until else None
    with at_the_desk(tenant, email) as desk:
        form = form_of(customer, contract, user)
        seat = add_seat(desk.database, desk.actor, form, first, last)
    show(seat, as_json=as_json, text=seat_line(seat))


@app.command()
def end(
    customer: OfCustomer,
    contract: OfContract,
    user: User,
    *,
    until: Annotated[str, typer.Option(metavar="DAY", help="The last day, as 2026-12-31.")],
    tenant: OfTenant = "",
    email: AsPerson = "",
    as_json: AsJson = False,
) -> None:
    """Ends a user's seat with a day, which is still covered."""
    with at_the_desk(tenant, email) as desk:
        form = form_of(customer, contract, user)
        seat = end_seat(desk.database, desk.actor, form, day_of(until))
    show(seat, as_json=as_json, text=seat_line(seat))


@app.command("list")
def list_(
    customer: OfCustomer,
    contract: OfContract,
    *,
    tenant: OfTenant = "",
    email: AsPerson = "",
    as_json: AsJson = False,
) -> None:
    """Lists every seat the contract has had."""
    with at_the_desk(tenant, email) as desk:
        seats = list_seats(desk.database, desk.actor, customer, contract)
    show(seats, as_json=as_json, text=list_lines(seats))


def form_of(customer: str, contract: str, user: str) -> SeatForm:
    """The user by address when it has an @, else by code."""
    if "@" in user:
        return SeatForm(customer=customer, contract=contract, email=user)
    return SeatForm(customer=customer, contract=contract, code=user)


def day_of(text: str) -> date:
    """A day written YYYY-MM-DD."""
    try:
        return date.fromisoformat(text)
    except ValueError as wrong:
        raise typer.BadParameter(f"'{text}' is no day, such as 2026-12-01.") from wrong


def list_lines(seats: Iterable[SeatLine]) -> Iterator[str]:
    """One line a seat."""
    lines = [seat_line(seat) for seat in seats]
    yield from lines or ["Nobody is attached."]


def seat_line(seat: SeatLine) -> str:
    """Such as 2026-12-01 to 2026-12-31  user-17."""
    until = str(seat.until or "open")
    return f"{seat.since} to {until:<10}  {seat.user}"
