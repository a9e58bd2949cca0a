"""The decisions on cost proposals as forms."""

from collections.abc import Mapping

from rules.case_facts import Told
from web.console.decision_shapes import DecisionWords, Question

PROPOSALS: Mapping[str, DecisionWords] = {
    Told.PROPOSAL_MADE: DecisionWords(
        title="Cost proposal",
        button="Send the proposal",
        questions=(
            Question(
                name="lines", label="Costs, one a line: text; quantity; unit price", kind="area"
            ),
            Question(
                name="reason",
                label="Why it is not covered; the customer reads it",
                kind="area",
            ),
            Question(name="serial", label="Serial, if there are several units", required=False),
        ),
    ),
    Told.PROPOSAL_ANSWERED: DecisionWords(
        title="The customer answered the proposal",
        button="Record the answer",
        questions=(
            Question(
                name="answer",
                label="What does the customer say?",
                choices=(("accept", "accepts: repair it"), ("decline", "declines")),
            ),
            Question(
                name="otherwise",
                label="If declined, the unit is",
                choices=(("", "not declined"), ("return", "sent back"), ("scrap", "scrapped")),
                required=False,
            ),
        ),
        grave=True,
    ),
}
