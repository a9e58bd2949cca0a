"""A decision and what is promised, in words, before or after a ticket is opened."""

from collections.abc import Iterable
from dataclasses import dataclass

from desk.decision_view import DecisionView, decision_view
from desk.entitlement_check import Checked
from desk.own_tickets import TicketClock
from desk.refusals import NotCovered
from rules.case_words import ClockState
from rules.decision import Decision
from rules.promises import Promise
from rules.service_words import Commitment
from rules.targets import TargetDue
from web.portal.times import due, moment
from web.portal.words import Phrases, phrases_in


@dataclass(frozen=True, slots=True, kw_only=True)
class Promised:
    """One thing that is promised: what, by when, and why; `late` is said in red."""

    what: str
    when: str
    why: str
    late: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """The verdict, its first sentence, the reasons below it, and what is promised with it."""

    verdict: str
    language: str
    headline: str
    reasons: tuple[str, ...]
    promised: tuple[Promised, ...] = ()
    binding: bool = True
    refused: bool = False


def decided(checked: Checked) -> Decided:
    """What the desk answered to a question before a ticket exists."""
    phrases = phrases_in(checked.language)
    headline, *reasons = checked.sentences
    return Decided(
        verdict=checked.decision.verdict.value,
        language=checked.language,
        headline=headline,
        reasons=tuple(reasons),
        promised=(
            *(target_told(phrases, one) for one in checked.targets),
            *(promise_told(phrases, one) for one in checked.promises),
        ),
        binding=checked.binding,
    )


def turned_away(refusal: NotCovered) -> Decided:
    """The decision that a ticket was refused with; its advice is given at once."""
    language = str(refusal.facts["language"])
    view = decision_view(Decision.from_json(refusal.facts["decision"]), language)
    return of_decision(view, language, refused=True)


def of_decision(decision: DecisionView, language: str, *, refused: bool = False) -> Decided:
    """A decision as it was stamped, said in that language."""
    return Decided(
        verdict=decision.verdict.value,
        language=language,
        headline=decision.headline,
        reasons=decision.below,
        refused=refused,
    )


def target_told(phrases: Phrases, target: TargetDue) -> Promised:
    """A target that would be timed now, or that no time is promised."""
    language = phrases.language
    return Promised(
        what=phrases.word("metric", target.metric),
        when=untimed(phrases, target.commitment)
        if target.due_at is None
        else phrases.say("clock.running", when=moment(target.due_at, target.timezone, language)),
        why=target.explain(language),
    )


def promise_told(phrases: Phrases, promise: Promise) -> Promised:
    """A delivery or dispatch that would be promised now."""
    language = phrases.language
    return Promised(
        what=phrases.word("promise", promise.kind),
        when=due(promise.due_at, promise.timezone, language),
        why=promise.explain(language),
    )


def clocks_told(phrases: Phrases, clocks: Iterable[TicketClock]) -> tuple[Promised, ...]:
    """Each clock of a ticket: due by when, done in time or too late, or without a time."""
    return tuple(
        Promised(
            what=phrases.word("metric", clock.metric),
            when=standing(phrases, clock),
            why=clock.due.explain(phrases.language),
            late=clock.overdue or clock.state is ClockState.BREACHED,
        )
        for clock in clocks
    )


def standing(phrases: Phrases, clock: TicketClock) -> str:
    """Where a clock stands."""
    if clock.state is ClockState.UNTIMED:
        return untimed(phrases, clock.commitment)
    if clock.state is not ClockState.RUNNING or clock.due_at is None:
        return phrases.word("clock", clock.state)
    when = moment(clock.due_at, clock.due.timezone, phrases.language)
    return phrases.say("clock.overdue" if clock.overdue else "clock.running", when=when)


def untimed(phrases: Phrases, commitment: Commitment) -> str:
    """What is said where no time is promised (A13, A26)."""
    none = commitment is Commitment.NONE
    return phrases.say("clock.none_promised" if none else f"clock.{commitment.value}")
