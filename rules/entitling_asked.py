"""What a decision is made from, and what each part of it finds."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from rules.decision import Cost
from rules.programme import Tier
from rules.question import ContractRun, DeviceOnRecord, Question
from rules.readings import Expiry
from rules.reasons import Reason, ReasonCode, because
from rules.service_terms import Words
from rules.service_words import Asker, ChannelKind, Measure, Need
from rules.terms import Terms


class RunState(StrEnum):
    """Where a contract stands on the day of the ticket."""

    NOT_STARTED = "not_started"
    RUNNING = "running"
    OVER = "over"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question with the terms, the contract and the device it is about.

    `on` is the day the ticket is opened, in the programme's zone.
    """

    terms: Terms
    run: ContractRun
    device: DeviceOnRecord
    question: Question
    on: date

    @property
    def offer(self) -> Tier:
        """Everything sold with the tier."""
        return self.terms.offer

    @property
    def need(self) -> Need:
        """What is wanted; a topic of the programme says so itself."""
        topic = self.terms.ground.topics.get(self.question.topic)
        return topic.need if topic else self.question.need

    @property
    def by_alert(self) -> bool:
        """True when a machine asks, or something comes the way only machines use."""
        asked = self.question
        return asked.who is Asker.MONITORING or asked.channel is ChannelKind.ALERT

    @property
    def state(self) -> RunState:
        """Whether the contract runs; the expiry date itself by the reading (A18)."""
        if self.on < self.run.starts_on:
            return RunState.NOT_STARTED
        over = self.last_ticket_day is not None and self.on > self.last_ticket_day
        return RunState.OVER if over else RunState.RUNNING

    @property
    def last_ticket_day(self) -> date | None:
        """The last day a ticket is covered by the contract; None when it runs on (fact 25)."""
        ends = self.run.ends_on
        before = ends is not None and self.terms.readings.expiry is Expiry.BEFORE_DATE
        return ends - timedelta(days=1) if ends and before else ends

    @property
    def document(self) -> str:
        """The published document, or the programme where it has no title."""
        return self.terms.ground.document or self.terms.programme

    @property
    def contract(self) -> str:
        """The source of what the contract itself says: programme, version and tier."""
        return f"{self.terms.programme} {self.terms.version}, {self.terms.tier_label}"

    def cost(self, what: str, *, per: str = "") -> Cost:
        """A cost that is quoted."""
        return Cost(what=what, amount=None, currency=self.terms.currency, per=per)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What one part of a decision found; any refusal means that it is not covered."""

    reasons: tuple[Reason, ...] = ()
    conditions: tuple[Reason, ...] = ()
    refusals: tuple[Reason, ...] = ()
    measures: tuple[Measure, ...] = ()
    costs: tuple[Cost, ...] = ()
    covered_until: date | None = None

    @property
    def granted(self) -> bool:
        """True when it allows a measure and refuses nothing."""
        return bool(self.measures) and not self.refusals

    def softened(self) -> "Finding":
        """The same with its refusals as reasons, where something else helps."""
        return replace(self, reasons=self.refusals + self.reasons, refusals=())


def merge(*findings: Finding) -> Finding:
    """All of them together, each thing once; the first end that is known counts.

    A condition that two rows make is met once, so the first source stands for both.
    """
    ends = [found.covered_until for found in findings if found.covered_until]
    return Finding(
        reasons=_once(reason for found in findings for reason in found.reasons),
        conditions=_met_once(reason for found in findings for reason in found.conditions),
        refusals=_once(reason for found in findings for reason in found.refusals),
        measures=tuple(dict.fromkeys(one for found in findings for one in found.measures)),
        costs=tuple(dict.fromkeys(cost for found in findings for cost in found.costs)),
        covered_until=ends[0] if ends else None,
    )


def said(code: ReasonCode, source: str, **facts: str) -> Reason:
    """The reason with its source."""
    return because(code, source=source, **facts)


def reading(name: str, value: StrEnum) -> Reason:
    """The reading that was used where a sentence can be read two ways."""
    return because(ReasonCode.READING, name=name, value=value.value)


def spoken(name: str, words: Words) -> dict[str, str]:
    """A text of the programme as facts, one for each language it is written in."""
    return {f"{name}_{language}": text for language, text in words.items()}


def _met_once(conditions: Iterable[Reason]) -> tuple[Reason, ...]:
    first: dict[object, Reason] = {}
    for reason in conditions:
        facts = {name: fact for name, fact in reason.facts.items() if name != "source"}
        first.setdefault((reason.code, *sorted(facts.items())), reason)
    return tuple(first.values())


def _once(reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    seen: list[Reason] = []
    for reason in reasons:
        if reason not in seen:
            seen.append(reason)
    return tuple(seen)
