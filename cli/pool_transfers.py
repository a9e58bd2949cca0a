"""Verbs of `swapdesk pool` that move units, or ask for the exchange of a generation."""

from typing import Annotated

import typer

from cli.asking import AsPerson, Key, Moment, OfTenant, at_the_desk, moment_of, under_key
from cli.output import AsJson, show
from desk.generation_exchange import ExchangeForm, exchange_generation
from desk.shelf_ground import UnitChoice
from desk.taking_out import TakeOutForm, take_out_units
from desk.transfers import TransferForm, transfer_units

Code = Annotated[str, typer.Argument(metavar="POOL", help="The pool's code.")]
Serials = Annotated[list[str] | None, typer.Argument(metavar="SERIAL…", help="Serials or IMEIs.")]
OfModel = Annotated[str, typer.Option(metavar="MODEL", help="Instead: free units of this model.")]
Count = Annotated[int, typer.Option(help="How many of the model.")]
Because = Annotated[str, typer.Option(help="Why, in a few words.")]


def transfer(  # noqa: PLR0913 - one parameter for each option
    source: Code,
    target: Annotated[str, typer.Argument(metavar="TO", help="The pool they go to.")],
    serials: Serials = None,
    *,
    model: OfModel = "",
    count: Count = 0,
    because: Because = "",
    at: Moment = "",
    key: Key = "",
    tenant: OfTenant = "",
    email: AsPerson = "",
    as_json: AsJson = False,
) -> None:
    """Moves free units to another pool of the same customer, all or none."""
    units = UnitChoice(serials=tuple(serials or ()), model=model, quantity=count)
    with at_the_desk(tenant, email) as desk, under_key(key) as own_key:
        when = moment_of(desk.settings, at)
        form = TransferForm(source=source, target=target, units=units, because=because, at=when)
        answer = transfer_units(desk.database, desk.actor, form, own_key)
    text = "Moved: {moved}. Granted at once to waiting cases: {granted}.".format(**answer)
    show(answer, as_json=as_json, text=text)


def take_out(  # noqa: PLR0913 - one parameter for each option
    pool: Code,
    serials: Serials = None,
    *,
    fetched_by: Annotated[str, typer.Option(help="The person who fetched them.")],
    because: Because,
    model: OfModel = "",
    count: Count = 0,
    at: Moment = "",
    key: Key = "",
    tenant: OfTenant = "",
    email: AsPerson = "",
    as_json: AsJson = False,
) -> None:
    """Hands free units out to the customer, whose property they stay."""
    units = UnitChoice(serials=tuple(serials or ()), model=model, quantity=count)
    with at_the_desk(tenant, email) as desk, under_key(key) as own_key:
        when = moment_of(desk.settings, at)
        form = TakeOutForm(pool=pool, units=units, fetched_by=fetched_by, because=because, at=when)
        answer = take_out_units(desk.database, desk.actor, form, own_key)
    show(answer, as_json=as_json, text="Taken out: {taken}, to {place}.".format(**answer))


def exchange(
    pool: Code,
    model: Annotated[str, typer.Argument(help="The model that is no longer made.")],
    *,
    at: Moment = "",
    key: Key = "",
    tenant: OfTenant = "",
    email: AsPerson = "",
    as_json: AsJson = False,
) -> None:
    """Asks the customer to renew a model that is no longer made with its successor."""
    with at_the_desk(tenant, email) as desk, under_key(key) as own_key:
        form = ExchangeForm(pool=pool, model=model, at=moment_of(desk.settings, at))
        answer = exchange_generation(desk.database, desk.actor, form, own_key)
    text = "The customer is asked for {quantity} units of {offered}.".format(**answer)
    show(answer, as_json=as_json, text=text)
