"""Makes, shows and answers cost proposals for what is not covered."""

import asyncio
from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import Annotated

import typer

from cli.asking import AsPerson, Key, Moment, OfTenant, at_the_desk
from cli.case import decided
from cli.output import AsJson, show
from cli.ticket_words import spaced
from desk.proposals import ProposalView, list_proposals
from rules.case_facts import Told

app = typer.Typer(add_completion=False, rich_markup_mode=None, help=__doc__)

Number = Annotated[str, typer.Argument(help="The case's number, such as SE-2026-000123.")]


class Reply(StrEnum):
    """What the customer says to a proposal."""

    ACCEPT = "accept"
    DECLINE = "decline"


class Otherwise(StrEnum):
    """What the customer wants with a unit that is not repaired."""

    RETURN = "return"
    SCRAP = "scrap"


@app.command()
def make(  # noqa: PLR0913 - one parameter for each option
    number: Number,
    *,
    line: Annotated[
        list[str],
        typer.Option(metavar="TEXT;QTY;PRICE", help="Such as 'Screen; 1; 120.00'; repeatable."),
    ],
    reason: Annotated[str, typer.Option(help="Why it is not covered; the customer reads it.")],
    serial: Annotated[str, typer.Option(help="The unit, where there are several.")] = "",
    at: Moment = "",
    key: Key = "",
    tenant: OfTenant = "",
    email: AsPerson = "",
    as_json: AsJson = False,
) -> None:
    """Makes a proposal: it is printed and sent with its link."""
    answers = {"lines": "\n".join(line), "reason": reason, "serial": serial}
    said = {name: word for name, word in answers.items() if word}
    once, asker = (at, key), (tenant, email)
    stands = asyncio.run(decided(number, Told.PROPOSAL_MADE, said, once, asker))
    show(stands, as_json=as_json, text=f"{number} waits for {spaced(stands['waiting_for'])}.")


@app.command("show")
def show_(
    number: Number, *, tenant: OfTenant = "", email: AsPerson = "", as_json: AsJson = False
) -> None:
    """Shows the case's proposals."""
    with at_the_desk(tenant, email) as desk:
        found = list_proposals(desk.database, desk.actor, number)
    show(found, as_json=as_json, text=proposal_lines(found))


@app.command()
def answer(  # noqa: PLR0913 - one parameter for each option
    number: Number,
    reply: Annotated[Reply, typer.Argument(help="What the customer says.")],
    *,
    otherwise: Annotated[
        Otherwise | None, typer.Option(help="What becomes of a unit that is not repaired.")
    ] = None,
    at: Moment = "",
    key: Key = "",
    tenant: OfTenant = "",
    email: AsPerson = "",
    as_json: AsJson = False,
) -> None:
    """Records the customer's answer to the open proposal."""
    said = {"answer": reply.value, **({"otherwise": otherwise.value} if otherwise else {})}
    once, asker = (at, key), (tenant, email)
    stands = asyncio.run(decided(number, Told.PROPOSAL_ANSWERED, said, once, asker))
    show(stands, as_json=as_json, text=f"{number} waits for {spaced(stands['waiting_for'])}.")


def proposal_lines(found: Iterable[ProposalView]) -> Iterator[str]:
    """Each proposal with its lines, at most 80 columns wide for ordinary texts."""
    lines = [line for one in found for line in lines_of(one)]
    yield from lines or ["No cost proposal was made."]


def lines_of(proposal: ProposalView) -> Iterator[str]:
    """Such as P1  open until 2026-12-07  1600.00 SEK  S-1, and what it is made of."""
    until = f"{proposal.state} (until {proposal.valid_until:%Y-%m-%d})"
    amount = f"{proposal.amount} {proposal.currency}"
    yield f"{proposal.number}  {until}  {amount}  {proposal.device} {proposal.serial}"
    for line in proposal.lines:
        yield f"    {line.quantity} x {line.unit_price}  {line.text}"
    yield f"    {proposal.reason}"
