"""Every decision as a form: what it asks, in words, and what its button says."""

from collections.abc import Mapping
from dataclasses import dataclass

from rules.case_words import Told
from web.console.words import BATTERIES, CHANNELS


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One answer of a decision: a choice among words, or a text when there are none.

    `kind` is how a text is typed: on a line, in an area, as a number or as a date.
    """

    name: str
    label: str
    choices: tuple[tuple[str, str], ...] = ()
    required: bool = True
    kind: str = "line"


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionWords:
    """A decision as a form: its title, its questions and what its button says."""

    title: str
    button: str
    questions: tuple[Question, ...]
    grave: bool = False


YES_NO = (("yes", "Yes"), ("no", "No"))
BATTERY = Question(
    name="battery", label="Battery of the broken unit", choices=tuple(BATTERIES.items())
)
BATTERY_TOO = Question(
    name="battery",
    label="Battery, if it was asked",
    choices=(("", "not asked now"), *BATTERIES.items()),
    required=False,
)
NOTE = Question(name="note", label="Note", required=False)
REASON = Question(name="because", label="Reason")
MORE = Question(name="note", label="What was said", required=False, kind="area")
DECISIONS: Mapping[str, DecisionWords] = {
    Told.ANSWERED: DecisionWords(
        title="Control questions",
        button="Record the answers",
        questions=(
            Question(name="definite_fault", label="A definite fault?", choices=YES_NO),
            BATTERY_TOO,
        ),
    ),
    Told.DIAGNOSED: DecisionWords(
        title="Diagnosis",
        button="Record the diagnosis",
        questions=(
            Question(name="defective", label="Is the device defective?", choices=YES_NO),
            BATTERY_TOO,
            NOTE,
        ),
    ),
    Told.BATTERY_ANSWERED: DecisionWords(
        title="Battery", button="Record the battery", questions=(BATTERY,)
    ),
    Told.SEND_AGAIN: DecisionWords(title="Send again", button="Send again", questions=(NOTE,)),
    Told.REPLIED: DecisionWords(
        title="Reply",
        button="Record the reply",
        questions=(
            Question(name="human", label="From a person?", choices=YES_NO),
            Question(
                name="text",
                label="Text to send, if it is not sent yet",
                required=False,
                kind="area",
            ),
            Question(
                name="channel",
                label="Through",
                choices=(("", "not said"), *CHANNELS.items()),
                required=False,
            ),
        ),
    ),
    Told.CUSTOMER_ASKED: DecisionWords(
        title="Ask the customer",
        button="Send the question",
        questions=(Question(name="question", label="Question", kind="area"),),
    ),
    Told.CUSTOMER_ANSWERED: DecisionWords(
        title="The customer answered", button="Record the answer", questions=(MORE,)
    ),
    Told.REMOTE_SESSION: DecisionWords(
        title="Remote session",
        button="Record the session",
        questions=(
            Question(
                name="kind",
                label="What was done?",
                choices=(("view", "looked"), ("change", "changed something")),
            ),
            Question(name="minutes", label="Minutes", kind="number"),
            NOTE,
        ),
    ),
    Told.SEVERITY_SET: DecisionWords(
        title="Severity",
        button="Change the severity",
        questions=(Question(name="severity", label="Severity, as the programme names it"),),
    ),
    Told.ESCALATED: DecisionWords(
        title="Escalate to the manufacturer",
        button="Record the escalation",
        questions=(
            Question(name="reference", label="The manufacturer's reference"),
            Question(
                name="follow_up_on", label="Ask again on (YYYY-MM-DD)", required=False, kind="date"
            ),
        ),
    ),
    Told.MANUFACTURER_ANSWERED: DecisionWords(
        title="The manufacturer answered", button="Record the answer", questions=(MORE,)
    ),
    Told.SOFTWARE_SENT: DecisionWords(
        title="Send software",
        button="Send it",
        questions=(
            Question(name="what", label="Software and release"),
            Question(name="link", label="Link", required=False),
        ),
    ),
    Told.SOFTWARE_ACKNOWLEDGED: DecisionWords(
        title="Software in place", button="Record the receipt", questions=(NOTE,)
    ),
    Told.REFERRED: DecisionWords(
        title="Refer to a workshop",
        button="Refer the customer",
        questions=(
            Question(name="workshop", label="Workshop"),
            Question(name="service_bag", label="With a service bag?", choices=YES_NO),
        ),
    ),
    Told.RESOLVED: DecisionWords(
        title="Solved",
        button="Close as solved",
        questions=(
            Question(name="how", label="How it was solved; the customer reads it", kind="area"),
        ),
    ),
    Told.BENCH_DONE: DecisionWords(
        title="Bench",
        button="Record the outcome",
        questions=(
            Question(
                name="outcome",
                label="What became of the unit?",
                choices=(
                    ("repaired", "repaired"),
                    ("replaced", "to be replaced"),
                    ("not_covered", "not covered"),
                ),
            ),
            Question(name="note", label="Finding; needed if not covered", required=False),
        ),
    ),
    Told.DISPOSITION_SET: DecisionWords(
        title="The unit that is not covered",
        button="Record the decision",
        questions=(
            Question(
                name="disposition",
                label="What is to be done with it?",
                choices=(("send_back", "send it back"), ("scrap", "scrap it")),
            ),
            REASON,
        ),
        grave=True,
    ),
    Told.CANCEL_ASKED: DecisionWords(
        title="Cancel", button="Cancel the case", questions=(REASON,), grave=True
    ),
    Told.RETURN_WAIVED: DecisionWords(
        title="Waive the return", button="Waive the return", questions=(REASON,), grave=True
    ),
}
