"""Says whether a request would be covered, by a programme and its dates alone."""

from typing import Annotated

import typer

from cli import answers
from cli.output import AsJson, show
from programmes.loader import load_programme
from rules.channel_hours import ChannelHours, hours_of_channel, say_hours
from rules.decision import Decision
from rules.entitling import TopicUnknown, decide
from rules.fields import MissingKey, day
from rules.question import ContractRun, DeviceOnRecord, Question
from rules.reason_words import VOCABULARIES, language_of, say_decision
from rules.service_words import Asker, Cause, ChannelKind, Need
from rules.terms import Terms, calendars_under, terms_under

app = typer.Typer(add_completion=False, rich_markup_mode=None, help=__doc__)

Pairs = list[str] | None
Flag = bool | None


@app.callback()
def entitlement() -> None:
    """Says whether a request would be covered, by a programme and its dates alone."""


@app.command()
def check(  # noqa: PLR0913 - one parameter for each option
    programme: Annotated[str, typer.Argument(help="The programme's id.")],
    tier: Annotated[str, typer.Argument(help="The tier's id.")],
    *,
    need: Annotated[Need | None, typer.Option(help="What is wanted (or name a topic).")] = None,
    topic: Annotated[str, typer.Option(help="A subject of the programme.")] = "",
    who: Annotated[Asker, typer.Option(help="Who asks.")] = Asker.END_CUSTOMER,
    channel: Annotated[ChannelKind, typer.Option(help="Through what.")] = ChannelKind.PORTAL,
    severity: Annotated[str, typer.Option(help="One of the programme's severities.")] = "",
    at: Annotated[str, typer.Option(metavar="TIME", help="ISO 8601 with offset (now).")] = "",
    starts: Annotated[str, typer.Option(metavar="DAY", help="First day of the contract.")],
    ends: Annotated[str, typer.Option(metavar="DAY", help="Its expiry date (none).")] = "",
    product_class: Annotated[str, typer.Option("--class", help="The product's class.")] = "",
    invoiced: Annotated[str, typer.Option(metavar="DAY", help="Invoiced on.")] = "",
    shipped: Annotated[str, typer.Option(metavar="DAY", help="Shipped on.")] = "",
    activated: Annotated[str, typer.Option(metavar="DAY", help="Activated on.")] = "",
    extension: Annotated[
        Pairs, typer.Option(metavar="MONTHS=DAY", help="A bought extension; repeatable.")
    ] = None,
    field: Annotated[
        Pairs, typer.Option(metavar="NAME=VALUE", help="A field of the ticket; repeatable.")
    ] = None,
    scope: Annotated[
        Pairs, typer.Option(metavar="FACT=true", help="Known of the device; repeatable.")
    ] = None,
    settings: Annotated[
        Pairs, typer.Option("--set", metavar="KEY=JSON", help="A contract setting; repeatable.")
    ] = None,
    reseller_asked: Annotated[bool, typer.Option(help="The reseller asked for it.")] = False,
    registered: Annotated[Flag, typer.Option(help="Is it in the maker's registry?")] = None,
    system_down: Annotated[bool, typer.Option(help="The system is down.")] = False,
    called: Annotated[bool, typer.Option(help="The emergency number was called.")] = False,
    cause: Annotated[Cause, typer.Option(help="What made it fail.")] = Cause.UNKNOWN,
    material: Annotated[bool, typer.Option(help="Material or workmanship too.")] = False,
    defect_confirmed: Annotated[bool, typer.Option(help="A defect is confirmed.")] = False,
    definite_fault: Annotated[Flag, typer.Option(help="Is the fault definite?")] = None,
    under_warranty: Annotated[Flag, typer.Option(help="Under the maker's warranty?")] = None,
    site_eligible: Annotated[Flag, typer.Option(help="Can the site be visited?")] = None,
    part_arrived: Annotated[bool, typer.Option(help="The part is on site.")] = False,
    handler: Annotated[str, typer.Option(metavar="US/US", help="Citizenship/place.")] = "",
    prepaid_minutes: Annotated[int, typer.Option(min=0, help="The balance of hours.")] = 0,
    order_approved: Annotated[bool, typer.Option(help="The order is approved.")] = False,
    language: Annotated[str, typer.Option(help="en, sv, fr or ro (the programme's).")] = "",
    as_json: AsJson = False,
) -> None:
    """Prints the decision in words; exit code 0 also when nothing is covered."""
    found = load_programme(programme)
    terms = terms_under(found, tier, answers.settings(settings or []))
    citizenship, location = answers.handler(handler)
    question = Question(
        need=need or _need_of(terms, topic),
        asked_at=answers.moment_or_now("at", at),
        who=who,
        channel=channel,
        topic=topic,
        severity=severity,
        reseller_asked=reseller_asked,
        ticket=answers.pairs("field", field or []),
        system_down=system_down,
        emergency_called=called,
        scope=answers.scope_facts(scope or []),
        registered=registered,
        cause=cause,
        caused_by_material=material,
        defect_confirmed=defect_confirmed,
        definite_fault=definite_fault,
        under_warranty=under_warranty,
        site_eligible=site_eligible,
        part_arrived=part_arrived,
        handler_citizenship=citizenship,
        handler_location=location,
        prepaid_minutes=prepaid_minutes,
        order_approved=order_approved,
    )
    device = DeviceOnRecord(
        product_class=product_class,
        invoiced_on=answers.day_of("invoiced", invoiced),
        shipped_on=answers.day_of("shipped", shipped),
        activated_on=answers.day_of("activated", activated),
        extensions=answers.extensions(extension or []),
    )
    run = ContractRun(starts_on=day(starts, ("starts",)), ends_on=answers.day_of("ends", ends))
    decision = decide(terms=terms, run=run, device=device, question=question)
    calendars = calendars_under(found, terms.figures)
    hours = hours_of_channel(terms, calendars, channel, who, question.asked_at)
    _print(decision, hours, _language(language, terms), as_json=as_json)


def _print(decision: Decision, hours: ChannelHours | None, language: str, *, as_json: bool) -> None:
    lines = (*say_decision(decision, language), *([say_hours(hours, language)] if hours else ()))
    facts = {**decision.to_json(), "hours": hours, "sentences": lines}
    show(facts, as_json=as_json, text=lines)


def _need_of(terms: Terms, topic: str) -> Need:
    if not topic:
        raise MissingKey(("need",))
    if topic not in terms.ground.topics:
        raise TopicUnknown(terms, topic)
    return terms.ground.topics[topic].need


def _language(given: str, terms: Terms) -> str:
    if given and given not in VOCABULARIES:
        raise typer.BadParameter(f"'{given}' is none of {', '.join(VOCABULARIES)}.")
    return given or language_of(terms.locale)
