"""Opens, lists, shows and decides cases."""

import asyncio
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from cli.asking import (
    AsPerson,
    Desk,
    Key,
    Moment,
    OfTenant,
    at_the_desk,
    connected,
    moment_of,
    under_key,
)
from cli.case_lines import ahead_lines, case_lines, list_lines, receipt_lines, refusal_lines
from cli.case_options import (
    IN_SCOPE,
    DefectConfirmed,
    Language,
    OrderApproved,
    Registered,
    ResellerAsked,
    SaidAsker,
    SaidChannel,
    SaidFields,
    SaidNeed,
    SaidSeverity,
    SaidTopic,
    ScopeHolds,
    SystemDown,
    language_said,
    request_said,
)
from cli.output import REFUSED, AsJson, show, tell
from cli.ticket_words import spaced
from desk.agreed import usual_request
from desk.asked import RequestForm
from desk.board import list_cases, view_case
from desk.case_form import case_choices
from desk.case_rows import FILTERS, OPEN
from desk.devices import DeviceForm
from desk.intake import CaseForm, open_case
from desk.look_ahead import HORIZON, look_ahead
from desk.people_to_reach import AddressForm, ContactForm
from desk.refusals import NotCovered
from rules.battery import BatteryState
from rules.case_facts import DECISIONS, Told
from rules.case_words import Remedy

app = typer.Typer(add_completion=False, rich_markup_mode=None, help=__doc__)

Number = Annotated[str, typer.Argument(help="The case's number, such as SE-2026-000123.")]
#: The decisions a person can take, one choice each.
WORDS = sorted(told.value for told in DECISIONS)


class BadAnswer(typer.BadParameter):
    """An answer is not written as name=value."""


@app.command("open")
def open_(  # noqa: PLR0913 - one parameter for each option
    *,
    customer: Annotated[str, typer.Option(help="The customer's code.")],
    remedy: Annotated[Remedy, typer.Option(help="What the case gives the customer.")],
    serial: Annotated[str, typer.Option(help="The broken device's serial number.")] = "",
    imei: Annotated[str, typer.Option(help="Or its IMEI.")] = "",
    model: Annotated[str, typer.Option(help="Its model; for a device not yet on record.")] = "",
    fault: Annotated[str, typer.Option(help="What is wrong, in a sentence.")],
    contact: Annotated[str, typer.Option(metavar="NAME", help="Whom to write to.")],
    mail: Annotated[str, typer.Option(metavar="EMAIL", help="The contact's e-mail.")],
    phone: Annotated[str, typer.Option(help="The contact's phone.")] = "",
    locale: Annotated[str, typer.Option(help="The contact's language, such as sv.")] = "",
    name: Annotated[str, typer.Option(help="Name on the parcel.")],
    street: Annotated[str, typer.Option(help="Street line on the parcel.")],
    postcode: Annotated[str, typer.Option(help="Postcode on the parcel.")],
    city: Annotated[str, typer.Option(help="City on the parcel.")],
    country: Annotated[str, typer.Option(help="Two letters, such as SE.")],
    contract: Annotated[str, typer.Option(help="Contract number (default: the newest).")] = "",
    definite_fault: Annotated[
        bool | None,
        typer.Option("--definite-fault/--no-definite-fault", help="Are the questions answered?"),
    ] = None,
    battery: Annotated[BatteryState, typer.Option(help="Its state.")] = BatteryState.UNKNOWN,
    part: Annotated[
        str, typer.Option(metavar="CODE", help="Send this part instead of a whole device.")
    ] = "",
    need: SaidNeed = None,
    topic: SaidTopic = "",
    severity: SaidSeverity = "",
    who: SaidAsker = None,
    channel: SaidChannel = None,
    field: SaidFields = None,
    system_down: SystemDown = None,
    reseller_asked: ResellerAsked = None,
    defect_confirmed: DefectConfirmed = None,
    scope_holds: ScopeHolds = None,
    order_approved: OrderApproved = None,
    registered: Registered = None,
    at: Moment = "",
    key: Key = "",
    tenant: OfTenant = "",
    email: AsPerson = "",
    as_json: AsJson = False,
) -> None:
    """Registers a case; its promise and the reason are the answer."""
    said = {
        "need": need,
        "topic": topic,
        "severity": severity,
        "who": who,
        "channel": channel,
        "ticket": answers_of(field or []),
        "system_down": system_down,
        "reseller_asked": reseller_asked,
        "defect_confirmed": defect_confirmed,
        "scope": IN_SCOPE if scope_holds else None,
        "order_approved": order_approved,
        "registered": registered,
    }
    with at_the_desk(tenant, email) as desk, under_key(key) as own_key:
        form = CaseForm(
            customer=customer,
            remedy=remedy,
            device=DeviceForm(serial=serial, imei=imei, model=model),
            contact=ContactForm(name=contact, email=mail, phone=phone, locale=locale),
            address=AddressForm(
                name=name, street=street, postcode=postcode, city=city, country=country
            ),
            fault=fault,
            contract=contract,
            definite_fault=definite_fault,
            battery=battery,
            part=part,
            request=request_said(said, lambda: usual_under(desk, customer, contract, remedy)),
            at=moment_of(desk.settings, at),
        )
        try:
            receipt = open_case(desk.database, desk.actor, form, own_key)
        except NotCovered as refusal:
            if as_json:
                raise
            for line in refusal_lines(refusal):
                tell(line)
            raise typer.Exit(REFUSED) from refusal
    show(receipt, as_json=as_json, text=receipt_lines(receipt))


def usual_under(desk: Desk, customer: str, contract: str, remedy: Remedy) -> RequestForm:
    """What the remedy alone means under the contract that intake would take."""
    terms = case_choices(desk.database, desk.actor, customer=customer, contract=contract).terms
    return usual_request(remedy, None, terms.offer) if terms else RequestForm()


@app.command("list")
def list_(
    *,
    only: Annotated[str, typer.Option(help=f"One of {', '.join(FILTERS)}.")] = OPEN,
    text: Annotated[str, typer.Option(help="Part of a number, serial, IMEI or customer.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=100, help="At most so many.")] = 50,
    cursor: Annotated[str, typer.Option(help="'next' of the page before.")] = "",
    tenant: OfTenant = "",
    email: AsPerson = "",
    as_json: AsJson = False,
) -> None:
    """Lists cases, newest first."""
    with at_the_desk(tenant, email) as desk:
        page = list_cases(
            desk.database, desk.actor, cursor=cursor or None, limit=limit, only=only, text=text
        )
    show(page, as_json=as_json, text=list_lines(page))


@app.command("show")
def show_(
    number: Number,
    *,
    language: Language = "en",
    at: Moment = "",
    tenant: OfTenant = "",
    email: AsPerson = "",
    as_json: AsJson = False,
) -> None:
    """Shows one case: decision, promise and clocks, both legs, what it waits for, its story."""
    chosen = language_said(language)
    with at_the_desk(tenant, email) as desk:
        now = moment_of(desk.settings, at) or datetime.now(UTC)
        view = view_case(desk.database, desk.actor, number)
    show(view, as_json=as_json, text=case_lines(view, now, chosen))


@app.command()
def ahead(
    number: Number,
    *,
    days: Annotated[int, typer.Option(min=1, max=730, help="How far to look.")] = HORIZON.days,
    at: Moment = "",
    tenant: OfTenant = "",
    email: AsPerson = "",
    as_json: AsJson = False,
) -> None:
    """Shows what comes next if nobody moves: letters, labels, charges and days."""
    with at_the_desk(tenant, email) as desk:
        now = moment_of(desk.settings, at) or datetime.now(UTC)
        found = look_ahead(desk.database, desk.actor, number, now, days)
    show(found, as_json=as_json, text=ahead_lines(found))


@app.command()
def decide(  # noqa: PLR0913 - one parameter for each option
    number: Number,
    decision: Annotated[str, typer.Argument(help=f"One of {', '.join(WORDS)}.")],
    *,
    answer: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME=VALUE", help="An answer, such as defective=yes; repeatable."),
    ] = None,
    at: Moment = "",
    key: Key = "",
    tenant: OfTenant = "",
    email: AsPerson = "",
    as_json: AsJson = False,
) -> None:
    """Takes a decision on a case, once per key; the answer is where the case stands then."""
    if decision not in WORDS:
        raise typer.BadParameter(f"'{decision}' is none of {', '.join(WORDS)}.")
    told, answers = Told(decision), answers_of(answer or [])
    stands = asyncio.run(decided(number, told, answers, (at, key), (tenant, email)))
    text = f"{number} is {stands['stage']} and waits for {spaced(stands['waiting_for'])}."
    show(stands, as_json=as_json, text=text)


async def decided(
    number: str, told: Told, answers: dict[str, str], once: tuple[str, str], asker: tuple[str, str]
) -> Mapping[str, Any]:
    """Where the case stands after the decision."""
    # Half a second to import, which the other verbs save.
    from desk.decisions import DecisionForm, decide  # noqa: PLC0415
    from desk.workflow_door import TemporalDoor  # noqa: PLC0415

    at, key = once
    with at_the_desk(*asker) as desk, under_key(key) as own_key:
        form = DecisionForm(decision=told, answers=answers, at=moment_of(desk.settings, at))
        door = TemporalDoor(await connected(desk.settings))
        stands = await decide(desk.database, door, desk.actor, number, form, own_key)
        return {name: getattr(stands, name) for name in type(stands).__dataclass_fields__}


def answers_of(given: Iterable[str]) -> dict[str, str]:
    """The answers by name; raises BadAnswer."""
    pairs = [text.partition("=") for text in given]
    for name, sign, value in pairs:
        if not (name and sign and value):
            raise BadAnswer(f"'{name}{sign}{value}' is not NAME=VALUE.")
    return {name: value for name, _, value in pairs}
