"""What was decided of a request's coverage, in words: verdict, reasons, conditions and costs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from rules.decision import Decision, Verdict
from rules.reason_words import say_decision
from rules.reasons import ReasonCode


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionView:
    """A decision as sentences; each reason and condition ends with its source in brackets.

    `more` says what it costs and how the document was read.
    """

    verdict: Verdict
    headline: str
    reasons: tuple[str, ...]
    conditions: tuple[str, ...]
    more: tuple[str, ...]
    covered_until: date | None

    @property
    def below(self) -> tuple[str, ...]:
        """Every sentence after the headline, in order."""
        return (*self.reasons, *self.conditions, *self.more)


def decision_view(decision: Decision, language: str = "en") -> DecisionView:
    """The decision in that language."""
    headline, *said = say_decision(decision, language)
    told = sum(reason.code is not ReasonCode.READING for reason in decision.reasons)
    asked = told + len(decision.conditions)
    return DecisionView(
        verdict=decision.verdict,
        headline=headline,
        reasons=tuple(said[:told]),
        conditions=tuple(said[told:asked]),
        more=tuple(said[asked:]),
        covered_until=decision.covered_until,
    )


def stored_decision(entitlement: Mapping[str, Any], language: str = "en") -> DecisionView | None:
    """The decision a case was stamped with, in that language; older cases have none."""
    stored = entitlement.get("decision")
    return None if stored is None else decision_view(Decision.from_json(stored), language)
