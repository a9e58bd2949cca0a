"""Silent and lost parcels in plain English: the decision, and what became of each parcel."""

from collections.abc import Mapping

from desk.searches import Standing
from rules.case_facts import Told
from web.console.decision_shapes import DecisionWords, Question

PARCELS: Mapping[str, DecisionWords] = {
    Told.DECLARED_LOST: DecisionWords(
        title="Give a parcel up as lost",
        button="Declare it lost",
        questions=(
            Question(
                name="leg",
                label="Which parcel is lost?",
                choices=(("outbound", "the replacement's"), ("return", "the returning one")),
            ),
            Question(name="because", label="Reason"),
        ),
        grave=True,
    ),
}
STANDINGS: Mapping[Standing, str] = {
    Standing.SEARCHED: "looked for",
    Standing.SEEN: "seen again",
    Standing.LOST: "lost",
    Standing.FOUND: "found",
}
LEGS: Mapping[str, str] = {"outbound": "out", "return": "back"}
