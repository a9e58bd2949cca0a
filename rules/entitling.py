"""The decision about a request: covered, covered on conditions or not, what may be done, and why.

Made from values alone, so the same question under the same terms has the same answer.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC
from typing import ClassVar
from zoneinfo import ZoneInfo

from rules.business_time import NaiveMoment
from rules.decision import Decision, Verdict
from rules.entitling_access import at_the_door
from rules.entitling_asked import Asked, Finding, merge, said
from rules.entitling_expired import advised_at_once
from rules.entitling_help import help_with
from rules.entitling_remedies import hardware, on_site
from rules.entitling_scope import in_scope
from rules.errors import DeskError, Kind
from rules.question import ContractRun, DeviceOnRecord, Question
from rules.reasons import Reason, ReasonCode
from rules.service_words import Measure, Need
from rules.terms import Terms


class SeverityUnknown(DeskError):
    """The programme has no such severity."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self, terms: Terms, severity: str) -> None:
        super().__init__(
            f"{terms.programme} has no severity {severity!r}. {_choice(terms.ground.severities)}",
            programme=terms.programme,
            severity=severity,
        )


class TopicUnknown(DeskError):
    """The programme has no such topic."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self, terms: Terms, topic: str) -> None:
        super().__init__(
            f"{terms.programme} has no topic {topic!r}. {_choice(terms.ground.topics)}",
            programme=terms.programme,
            topic=topic,
        )


def decide(
    *, terms: Terms, run: ContractRun, device: DeviceOnRecord, question: Question
) -> Decision:
    """The decision for a request made then; what is not covered is a verdict, not an error.

    Who asks and through what comes first, then the ticket and the device, then the need: the
    first of the three that refuses decides. Raises NaiveMoment, SeverityUnknown and TopicUnknown.
    """
    asked = _asked(terms, run, device, question)
    door = merge(*at_the_door(asked))
    if door.refusals:
        return _decision(asked, door)
    scope = merge(*in_scope(asked))
    if scope.refusals:
        return _decision(asked, _told_at_once(asked, merge(door, scope)))
    found = _what_helps(asked)
    whole = merge(door, scope, found)
    return _decision(asked, _told_at_once(asked, whole) if found.refusals else whole)


def _asked(terms: Terms, run: ContractRun, device: DeviceOnRecord, question: Question) -> Asked:
    if question.asked_at.tzinfo is None:
        raise NaiveMoment(question.asked_at)
    if question.severity and question.severity not in terms.ground.severities:
        raise SeverityUnknown(terms, question.severity)
    if question.topic and question.topic not in terms.ground.topics:
        raise TopicUnknown(terms, question.topic)
    on = question.asked_at.astimezone(ZoneInfo(terms.timezone)).date()
    return Asked(terms=terms, run=run, device=device, question=question, on=on)


def _what_helps(asked: Asked) -> Finding:
    if asked.need is Need.ON_SITE:
        return on_site(asked)
    return hardware(asked) if asked.need is Need.HARDWARE else help_with(asked)


def _told_at_once(asked: Asked, found: Finding) -> Finding:
    """Not covered: advice about it, at once and free (fact 24, A30)."""
    measures = (Measure.ADVICE, *(one for one in found.measures if one is not Measure.ADVICE))
    reasons = (*found.reasons, advised_at_once(asked))
    return replace(found, measures=measures, reasons=reasons)


def _decision(asked: Asked, found: Finding) -> Decision:
    terms = asked.terms
    reasons = (*found.refusals, *found.reasons, *_always(asked, found))
    return Decision(
        programme=terms.programme,
        version=terms.version,
        tier=terms.tier,
        asked_at=asked.question.asked_at.astimezone(UTC),
        asked_on=asked.on,
        verdict=_verdict(found),
        measures=found.measures,
        conditions=found.conditions,
        reasons=tuple(sorted(reasons, key=_is_reading)),
        covered_until=found.covered_until,
        costs=found.costs,
    )


def _verdict(found: Finding) -> Verdict:
    if found.refusals:
        return Verdict.NOT_COVERED
    return Verdict.CONDITIONAL if found.conditions else Verdict.COVERED


def _always(asked: Asked, found: Finding) -> Iterator[Reason]:
    """The day it was opened, where its case starts, and whether the document binds (fact 54)."""
    terms, level = asked.terms, asked.offer.triage_level
    opened = {"day": asked.on.isoformat(), "timezone": terms.timezone}
    yield said(ReasonCode.OPENED, asked.contract, **opened)
    if level and not found.refusals:
        yield said(ReasonCode.TRIAGE_LEVEL, asked.document, level=str(level))
    if not terms.ground.binding:
        yield said(ReasonCode.NOT_BINDING, asked.document, document=asked.document)


def _is_reading(reason: Reason) -> bool:
    return reason.code is ReasonCode.READING


def _choice(known: Iterable[str]) -> str:
    names = ", ".join(known)
    return f"Use one of: {names}." if names else "Leave it out: the programme names none."
