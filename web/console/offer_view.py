"""A tier's offer as lists of lines, for the page of a contract and that of a programme."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from rules.programme import GroundRules, Tier
from rules.readings import Readings
from rules.working_calendar import Calendar
from web.console.offer_words import (
    Told,
    access_told,
    channel_told,
    coverage_told,
    english,
    exclusion_told,
    facts_of,
    plain,
    remedies_told,
    sale_told,
    target_told,
)
from web.console.reading_words import Read, readings_told
from web.console.service_words import NEEDS


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferView:
    """Everything sold with a tier, in words; what is not sold is an empty list."""

    id: str
    label: str
    sections: tuple[tuple[str, tuple[Told, ...]], ...]
    readings: tuple[Read, ...]
    open: tuple[str, ...]


def offer_view(
    offer: Tier,
    ground: GroundRules,
    readings: Readings,
    calendars: Mapping[str, Calendar],
    currency: str,
) -> OfferView:
    """The tier in words."""
    sections = {
        "Who may ask": [access_told(row) for row in offer.access],
        "Ways in": [channel_told(row, calendars) for row in offer.channels],
        "Targets": [target_told(row, ground) for row in offer.targets],
        "Remedies": list(remedies_told(offer)),
        "Coverage of devices": [coverage_told(row) for row in offer.coverage],
        "Not covered": exclusions(offer),
        "Help with": [topic_told(offer, one) for one in offer.topics],
        "A ticket": list(intake_told(ground)),
        "Returns": list(returns_told(offer)),
        "Fees": list(fees_told(offer, ground, currency)),
        "Once expired": list(expired_told(offer)),
    }
    return OfferView(
        id=offer.id,
        label=offer.label,
        sections=tuple((title, tuple(told)) for title, told in sections.items() if told),
        readings=tuple(readings_told(readings, offer)),
        open=tuple(plain(one.value) for row in offer.open for one in row.quantities),
    )


def exclusions(offer: Tier) -> list[Told]:
    """The causes no row of coverage covers, each once."""
    rows = {one.code: one for row in offer.coverage for one in row.exclusions}
    return [exclusion_told(one) for one in rows.values()]


def topic_told(offer: Tier, name: str) -> Told:
    """A topic by its name, and the need it is."""
    topic = offer.topics[name]
    return Told(about=english(topic.label, name), says=NEEDS[topic.need], source=topic.source)


def intake_told(ground: GroundRules) -> Iterator[Told]:
    """What a ticket has to say, what is wanted with it, and what an emergency asks for."""
    intake = ground.intake
    if intake.required_fields:
        needed = ", ".join(map(plain, intake.required_fields))
        yield Told(about="Has to say", says=needed, source=intake.source)
    if intake.wanted:
        wanted = ", ".join(map(plain, intake.wanted))
        yield Told(about="Wanted with it", says=wanted, source=intake.source)
    if intake.emergency:
        one = intake.emergency
        says = f"write “{one.phrase}” and call {one.call}"
        yield Told(about="System down", says=says, source=one.source)
    if ground.scope.required:
        proofs = ", ".join(plain(one.value) for one in ground.scope.required)
        yield Told(about="Has to hold of the device", says=proofs, source=ground.scope.source)
    if ground.scope.registry_check:
        says = "is looked up on every request"
        yield Told(about="The manufacturer's registry", says=says, source=ground.scope.source)


def returns_told(offer: Tier) -> Iterator[Told]:
    """How a device comes back, where any remedy sends or takes one."""
    if offer.swap or offer.advance_replacement or offer.repair:
        says = "; ".join(facts_of(offer.returns))
        yield Told(about="The device", says=says, source=offer.returns.source)


def fees_told(offer: Tier, ground: GroundRules, currency: str) -> Iterator[Told]:
    """How the tier is sold, and who pays what besides."""
    if offer.sale:
        yield sale_told(offer.sale, currency)
    for about, row in (
        ("Besides the fee", ground.billing),
        ("Hours bought ahead", ground.prepaid),
        ("Stock to swap from", ground.swap_stock),
    ):
        if row is not None:
            yield Told(about=about, says="; ".join(facts_of(row)), source=row.source)


def expired_told(offer: Tier) -> Iterator[Told]:
    """What an expired contract has to buy before work starts."""
    if offer.expired is not None:
        says = "; ".join(facts_of(offer.expired))
        yield Told(about="Before work starts", says=says, source=offer.expired.source)
