"""The bench's decisions as forms, and its states and steps in plain English."""

from collections.abc import Mapping

from rules.bench_decisions import GRADES, KEEP, PAY, SEND_BACK
from rules.case_facts import Told
from rules.case_values import Destination, Finding, JobState
from rules.sanitization import SanitizationMethod
from web.console.decision_shapes import DecisionWords, Question

FINDINGS: Mapping[str, str] = {
    Finding.DEFECT_CONFIRMED: "defect confirmed",
    Finding.NO_FAULT_FOUND: "no fault found",
    Finding.CUSTOMER_DAMAGE: "damaged by its user",
    Finding.EXCLUSION: "excluded by the programme",
    Finding.UNSAFE_BATTERY: "battery unsafe",
    Finding.COUNTERFEIT: "counterfeit",
    Finding.NOT_ECONOMICAL: "not worth repairing",
}
DESTINATIONS: Mapping[str, str] = {
    Destination.REPAIR_HERE: "repair it here",
    Destination.REPAIRER: "to a repairer",
    Destination.RESTOCK: "onto the shelf",
    Destination.RETURN_TO_USER: "home to its user",
    Destination.SCRAP: "scrap",
    Destination.HARVEST: "take it apart for parts",
}
METHODS: Mapping[str, str] = {
    SanitizationMethod.CLEAR: "clear: overwritten or reset",
    SanitizationMethod.PURGE: "purge: erased for good",
    SanitizationMethod.DESTROY: "destroy: the device itself",
}
STATES: Mapping[str, str] = {
    JobState.WAITING: "waiting",
    JobState.INSPECTED: "inspected",
    JobState.IN_REPAIR: "in repair",
    JobState.AT_REPAIRER: "at the repairer",
    JobState.REPAIRED: "repaired",
    JobState.GOING_HOME: "going home",
    JobState.DONE: "done",
}
STEPS: Mapping[str, str] = {
    "lock_off": "Its user has to take the activation lock off",
    "inspection": "Inspect it",
    "customer_answer": "The customer answers the finding",
    "wipe": "Wipe it",
    "destination": "Decide where it goes",
    "repair": "Finish the repair",
    "repairer": "The repairer sends it back: scan it in",
    "way_home": "Pack it for its user",
    "case_decision": "Decide the case itself first",
}
SERIAL = Question(
    name="serial", label="Serial number, where several units are here", required=False
)
NOTE = Question(name="note", label="Note", required=False, kind="area")
BENCH: Mapping[str, DecisionWords] = {
    Told.INSPECTED: DecisionWords(
        title="Inspect a unit",
        button="Record the finding",
        questions=(
            SERIAL,
            Question(name="finding", label="What was found?", choices=tuple(FINDINGS.items())),
            Question(name="exclusion", label="Which exclusion, if excluded", required=False),
            Question(
                name="grade",
                label="Grade",
                choices=(("", "not graded"), *((one, one) for one in GRADES)),
                required=False,
            ),
            NOTE,
        ),
    ),
    Told.FINDING_ANSWERED: DecisionWords(
        title="The customer answered the finding",
        button="Record the answer",
        questions=(
            SERIAL,
            Question(
                name="answer",
                label="What does the customer want?",
                choices=(
                    (SEND_BACK, "sends the replacement back"),
                    (KEEP, "keeps it (no fault found)"),
                    (PAY, "pays (not covered)"),
                ),
            ),
        ),
    ),
    Told.WIPED: DecisionWords(
        title="Wipe a unit",
        button="Record the wipe",
        questions=(
            SERIAL,
            Question(name="method", label="Method", choices=tuple(METHODS.items())),
            Question(name="technique", label="How it was done"),
            Question(name="tool", label="With which tool and version"),
            Question(name="verification", label="How the result was checked"),
            NOTE,
        ),
    ),
    Told.REPAIR_ENDED: DecisionWords(
        title="The bench's repair is over",
        button="Record the result",
        questions=(
            SERIAL,
            Question(
                name="repaired", label="Is it repaired?", choices=(("yes", "Yes"), ("no", "No"))
            ),
            NOTE,
        ),
    ),
    Told.DISPOSED: DecisionWords(
        title="Where a unit goes",
        button="Send it there",
        questions=(
            SERIAL,
            Question(name="destination", label="Where to?", choices=tuple(DESTINATIONS.items())),
            Question(name="because", label="Reason; needed for scrap and parts", required=False),
        ),
        grave=True,
    ),
}
