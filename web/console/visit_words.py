"""Dead replacements and visits to a site in plain English, and what is decided, as forms."""

from collections.abc import Mapping

from rules.battery import BatteryState
from rules.case_facts import Told
from rules.visit_values import VisitOutcome
from web.console.decision_shapes import DecisionWords, Question
from web.console.words import BATTERIES

OUTCOMES: Mapping[str, str] = {
    "": "still to come",
    VisitOutcome.FIXED: "repaired",
    VisitOutcome.WRONG_PART: "the wrong part",
    VisitOutcome.CUSTOMER_ABSENT: "nobody was there",
    VisitOutcome.NOT_FIXED: "not repaired",
    VisitOutcome.MOVED: "moved to another time",
    VisitOutcome.CALLED_OFF: "called off",
}
REPORTS = (
    VisitOutcome.FIXED,
    VisitOutcome.WRONG_PART,
    VisitOutcome.CUSTOMER_ABSENT,
    VisitOutcome.NOT_FIXED,
)
KNOWN = tuple((code, word) for code, word in BATTERIES.items() if code != BatteryState.UNKNOWN)
VISIT_DECISIONS: Mapping[str, DecisionWords] = {
    Told.DEAD_ON_ARRIVAL: DecisionWords(
        title="Replacement dead on arrival",
        button="Send another one",
        questions=(
            Question(name="battery", label="Battery of the dead replacement", choices=KNOWN),
            Question(name="note", label="What does it do?", required=False),
        ),
    ),
    Told.VISIT_BOOKED: DecisionWords(
        title="Book a visit",
        button="Book it",
        questions=(
            Question(name="begins_at", label="From (2026-12-01T09:00+01:00)"),
            Question(name="ends_at", label="Until (2026-12-01T12:00+01:00)"),
        ),
    ),
    Told.VISIT_DONE: DecisionWords(
        title="Report the visit",
        button="Record the report",
        questions=(
            Question(
                name="outcome",
                label="What came of it?",
                choices=tuple((one.value, OUTCOMES[one]) for one in REPORTS),
            ),
            Question(name="note", label="Report; the customer reads it", kind="area"),
            Question(name="part", label="Part needed instead of a wrong one", required=False),
        ),
    ),
}
