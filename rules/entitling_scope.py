"""What the ticket must say, and what must hold of the device and of the subject."""

from collections.abc import Iterator

from rules.entitling_asked import Asked, Finding, said, spoken
from rules.reasons import Reason, ReasonCode


def in_scope(asked: Asked) -> tuple[Finding, ...]:
    """What is found of the ticket, the registry, the device and the topic."""
    return _intake(asked), _registry(asked), _device(asked), _topic(asked)


def _intake(asked: Asked) -> Finding:
    """The mandatory fields, the emergency, and what is wanted with it (facts 12, 13)."""
    intake, ticket = asked.terms.ground.intake, asked.question.ticket
    source = intake.source or asked.document
    if asked.by_alert:
        return Finding()
    filled = {name for name, text in ticket.items() if text.strip()}
    missing = [name for name in intake.required_fields if name not in filled]
    wanted = ", ".join(name for name in intake.wanted if name not in filled)
    return Finding(
        reasons=(said(ReasonCode.ENCLOSURES_WANTED, source, items=wanted),) if wanted else (),
        conditions=(
            *(said(ReasonCode.FIELD_MISSING, source, field=name) for name in missing),
            *_emergency(asked),
        ),
    )


def _emergency(asked: Asked) -> Iterator[Reason]:
    emergency, question = asked.terms.ground.intake.emergency, asked.question
    if emergency is None or not question.system_down:
        return
    text = " ".join(question.ticket.values()).casefold()
    if not question.emergency_noted and emergency.phrase.casefold() not in text:
        yield said(ReasonCode.EMERGENCY_NOTE, emergency.source, phrase=emergency.phrase)
    if not question.emergency_called:
        yield said(ReasonCode.EMERGENCY_CALL, emergency.source, number=emergency.call)


def _registry(asked: Asked) -> Finding:
    """The manufacturer's registry knows the device, on every request (fact 24)."""
    scope = asked.terms.ground.scope
    if not scope.registry_check:
        return Finding()
    source = scope.source or asked.document
    if asked.question.registered is None:
        return Finding(conditions=(said(ReasonCode.REGISTRY_CHECK, source),))
    if asked.question.registered:
        return Finding(reasons=(said(ReasonCode.REGISTRY_CONFIRMS, source),))
    return Finding(refusals=(said(ReasonCode.NOT_IN_REGISTRY, source),))


def _device(asked: Asked) -> Finding:
    """The facts a programme asks of the device: false refuses, unknown is asked (fact 53)."""
    scope, known = asked.terms.ground.scope, asked.question.scope
    source = scope.source or asked.document

    def those(state: bool | None, code: ReasonCode) -> tuple[Reason, ...]:  # noqa: FBT001 - of a fact
        named = [fact for fact in scope.required if known.get(fact) is state]
        return tuple(said(code, source, fact=fact.value) for fact in named)

    return Finding(
        reasons=those(True, ReasonCode.SCOPE_HOLDS),
        conditions=those(None, ReasonCode.SCOPE_UNKNOWN),
        refusals=those(False, ReasonCode.SCOPE_FAILS),
    )


def _topic(asked: Asked) -> Finding:
    """A subject of the programme is sold with the tier, or not (facts 56, 57)."""
    name, tier = asked.question.topic, asked.terms.tier_label
    if not name:
        return Finding()
    topic = asked.terms.ground.topics[name]
    facts = {"tier": tier, "topic": name, **spoken("topic", topic.label)}
    if name in asked.offer.topics:
        return Finding(reasons=(said(ReasonCode.TOPIC_IN_TIER, topic.source, **facts),))
    return Finding(refusals=(said(ReasonCode.TOPIC_NOT_IN_TIER, topic.source, **facts),))
