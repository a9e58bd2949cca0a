"""Lists, shows and opens pools, counts their fleets, and names who approves refills."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated, Any

import typer

from cli.asking import AsPerson, Key, Moment, OfTenant, at_the_desk, moment_of, under_key
from cli.contract import a_day, an_amount
from cli.output import AsJson, show, tell
from cli.pool_lines import list_lines, pool_lines
from cli.pool_transfers import exchange, take_out, transfer
from desk.people_to_reach import ContactForm
from desk.pool_approvers import add_approver
from desk.pool_board import PoolFilter, list_pools
from desk.pool_forms import (
    ApproverForm,
    EndOfModelForm,
    FleetForm,
    PoolForm,
    PoolModelForm,
    PoolSize,
)
from desk.pool_keeping import count_fleet, open_pool
from desk.pool_models import add_model, discontinue_model
from desk.pool_page import pool_page
from desk.pool_watch import check_due_pools

app = typer.Typer(add_completion=False, rich_markup_mode=None, help=__doc__)

Code = Annotated[str, typer.Argument(metavar="POOL", help="The pool's code.")]
Model = Annotated[str, typer.Argument(help="The device model's code.")]
Figure = Annotated[Decimal | None, typer.Option(parser=an_amount, metavar="NUMBER")]
FromDay = Annotated[
    date, typer.Option("--from", parser=a_day, metavar="DAY", help="From this day on.")
]
MOST_LISTED = 100
for verb in (transfer, take_out, exchange):
    app.command()(verb)


@app.command("list")
def list_(  # noqa: PLR0913 - one parameter for each option
    *,
    customer: Annotated[str, typer.Option(metavar="CODE", help="Of this customer only.")] = "",
    text: Annotated[str, typer.Option(help="Part of a code, name, site or customer.")] = "",
    asked: Annotated[bool, typer.Option("--asked", help="With an open question only.")] = False,
    short: Annotated[bool, typer.Option("--short", help="Below target only.")] = False,
    after: Annotated[str, typer.Option(metavar="CURSOR", help="The page after.")] = "",
    at: Moment = "",
    tenant: OfTenant = "",
    email: AsPerson = "",
    as_json: AsJson = False,
) -> None:
    """Lists a page of pools with their levels against their targets."""
    wanted = PoolFilter(customer=customer, text=text, open_prompt=asked, below_target=short)
    with at_the_desk(tenant, email) as desk:
        now = moment_of(desk.settings, at) or datetime.now(UTC)
        page = list_pools(
            desk.database,
            desk.actor,
            now,
            wanted=wanted,
            cursor=after or None,
            limit=MOST_LISTED,
        )
    show(page, as_json=as_json, text=list_lines(page.items))
    if page.next and not as_json:
        tell(f"More follow: --after {page.next}")


@app.command("show")
def show_(
    code: Code,
    *,
    at: Moment = "",
    tenant: OfTenant = "",
    email: AsPerson = "",
    as_json: AsJson = False,
) -> None:
    """Shows a pool: its levels part by part, why its target, its questions, orders and story."""
    with at_the_desk(tenant, email) as desk:
        now = moment_of(desk.settings, at) or datetime.now(UTC)
        view = pool_page(desk.database, desk.actor, code, now)
    show(view, as_json=as_json, text=pool_lines(view))


@app.command("open")
def open_(  # noqa: PLR0913 - one parameter for each option
    code: Code,
    *,
    customer: Annotated[str, typer.Option(metavar="CODE", help="Whose pool.")],
    contract: Annotated[str, typer.Option(help="Its contract (default: the only one).")] = "",
    name: Annotated[str, typer.Option(help="What it is called (default: its code).")] = "",
    site: Annotated[str, typer.Option(help="The site (default: the main one).")] = "",
    family: Annotated[str, typer.Option(help="The family of models.")] = "",
    percent: Figure = None,
    floor: Annotated[int, typer.Option(help="Never fewer units than this.")] = 0,
    ceiling: Annotated[int | None, typer.Option(help="Never more units than this.")] = None,
    lead_days: Annotated[int | None, typer.Option(help="Calendar days of an order.")] = None,
    postcode: Annotated[
        list[str] | None, typer.Option(help="Beginning of postcodes it serves; may be repeated.")
    ] = None,
    rented: Annotated[bool, typer.Option("--rented", help="Its units are rented.")] = False,
    at: Moment = "",
    key: Key = "",
    tenant: OfTenant = "",
    email: AsPerson = "",
    as_json: AsJson = False,
) -> None:
    """Opens a pool of a customer under a contract whose programme has a swap stock."""
    size = PoolSize(
        percent=percent,
        floor=floor,
        ceiling=ceiling,
        lead_days=lead_days,
        postcodes=tuple(postcode or ()),
    )
    with at_the_desk(tenant, email) as desk, under_key(key) as own_key:
        form = PoolForm(
            code=code,
            name=name,
            customer=customer,
            contract=contract,
            site=site,
            family=family,
            size=size,
            rented=rented,
            at=moment_of(desk.settings, at),
        )
        answer = open_pool(desk.database, desk.actor, form, own_key)
    show(answer, as_json=as_json, text="Pool {pool} is kept on {shelf}.".format(**answer))


@app.command()
def model(  # noqa: PLR0913 - one parameter for each option
    code: Code,
    model: Model,
    *,
    weight: Figure = None,
    substitute: Annotated[str, typer.Option(metavar="MODEL", help="Goes out instead.")] = "",
    at: Moment = "",
    key: Key = "",
    tenant: OfTenant = "",
    email: AsPerson = "",
    as_json: AsJson = False,
) -> None:
    """Lets the pool hold a model."""
    with at_the_desk(tenant, email) as desk, under_key(key) as own_key:
        form = PoolModelForm(
            model=model,
            weight=Decimal(1) if weight is None else weight,
            substitute=substitute,
            at=moment_of(desk.settings, at),
        )
        answer = add_model(desk.database, desk.actor, code, form, own_key)
    text = f"Pool {code} holds {model}."
    show(answer, as_json=as_json, text=advised(text, answer))


@app.command()
def fleet(  # noqa: PLR0913 - one parameter for each option
    code: Code,
    model: Model,
    devices: Annotated[int, typer.Argument(help="How many are installed.")],
    *,
    counts_from: FromDay,
    source: Annotated[str, typer.Option(help="Who said so.")] = "",
    at: Moment = "",
    key: Key = "",
    tenant: OfTenant = "",
    email: AsPerson = "",
    as_json: AsJson = False,
) -> None:
    """Counts the customer's installed devices of a model, from a day on."""
    with at_the_desk(tenant, email) as desk, under_key(key) as own_key:
        form = FleetForm(
            model=model,
            devices=devices,
            counts_from=counts_from,
            source=source,
            at=moment_of(desk.settings, at),
        )
        answer = count_fleet(desk.database, desk.actor, code, form, own_key)
    text = "{model}: {base} installed, target {target}, level {counted}.".format(**answer)
    show(answer, as_json=as_json, text=advised(text, answer))


@app.command()
def discontinue(  # noqa: PLR0913 - one parameter for each option
    code: Code,
    model: Model,
    successor: Annotated[str, typer.Argument(help="The model that follows it.")],
    *,
    from_day: FromDay,
    at: Moment = "",
    key: Key = "",
    tenant: OfTenant = "",
    email: AsPerson = "",
    as_json: AsJson = False,
) -> None:
    """Has a successor ordered in a model's place, from a day on."""
    with at_the_desk(tenant, email) as desk, under_key(key) as own_key:
        form = EndOfModelForm(
            model=model,
            successor=successor,
            from_day=from_day,
            at=moment_of(desk.settings, at),
        )
        answer = discontinue_model(desk.database, desk.actor, code, form, own_key)
    show(answer, as_json=as_json, text=f"{successor} follows {model} from {from_day}.")


@app.command()
def approver(  # noqa: PLR0913 - one parameter for each option
    customer: Annotated[str, typer.Argument(help="The customer's code.")],
    mail: Annotated[str, typer.Argument(help="The approver's e-mail address.")],
    *,
    name: Annotated[str, typer.Option(help="The approver's name.")],
    limit: Figure = None,
    language: Annotated[str, typer.Option(help="Of its letters: en, sv, fr or ro.")] = "en",
    at: Moment = "",
    key: Key = "",
    tenant: OfTenant = "",
    email: AsPerson = "",
    as_json: AsJson = False,
) -> None:
    """Names who decides about a customer's stock, up to what amount."""
    with at_the_desk(tenant, email) as desk, under_key(key) as own_key:
        form = ApproverForm(
            customer=customer,
            contact=ContactForm(name=name, email=mail, locale=language),
            limit=limit,
            at=moment_of(desk.settings, at),
        )
        answer = add_approver(desk.database, desk.actor, form, own_key)
    show(answer, as_json=as_json, text=f"{mail} decides about the stock of {customer}.")


@app.command()
def check(*, at: Moment = "", tenant: OfTenant = "", as_json: AsJson = False) -> None:
    """Judges every pool that was asked to be checked, as the relay does by itself."""
    with at_the_desk(tenant) as desk:
        now = moment_of(desk.settings, at) or datetime.now(UTC)
        judged = check_due_pools(desk.database, now, settled_for=0)
    show({"checked": judged}, as_json=as_json, text=f"Pools checked: {judged}.")


def advised(text: str, answer: Mapping[str, Any]) -> list[str]:
    """The text, with the advice there is."""
    return [text, answer["advice"]] if answer["advice"] else [text]
