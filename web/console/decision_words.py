"""Every decision as a form: what it asks, in words, and what its button says."""

from collections.abc import Mapping

from rules.case_facts import Told
from web.console.bench_words import BENCH
from web.console.decision_shapes import DecisionWords, Question
from web.console.parcel_words import PARCELS
from web.console.proposal_words import PROPOSALS
from web.console.receiving_words import RECEIVING
from web.console.visit_words import VISIT_DECISIONS
from web.console.words import BATTERIES, CHANNELS

__all__ = ["DECISIONS", "DecisionWords", "Question"]

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
#: What a trained person may find, and how an unsafe unit leaves its user.
FOUND = (("damaged", "damaged or defective"), ("critical", "critical"), ("ok", "sound after all"))
DANGER_PATHS = (
    ("", "none: the battery is sound"),
    ("road_p908", "damaged: by road, P908"),
    ("road_lp904", "damaged: by road, LP904"),
    ("recycle_on_site", "damaged: recycled where it is (SP 377, P909)"),
    ("critical_p911", "critical: by road, P911"),
    ("critical_lp906", "critical: by road, LP906"),
    ("authority", "critical: as the authority approves"),
)
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
    Told.BACKUP_TAKEN: DecisionWords(
        title="Spare taken on site",
        button="Hand the spare over",
        questions=(Question(name="serial", label="Serial number of the spare"),),
    ),
    Told.DANGER_DECIDED: DecisionWords(
        title="Unsafe battery (trained person)",
        button="Record the decision",
        questions=(
            Question(name="battery", label="What was found?", choices=FOUND),
            Question(
                name="path",
                label="How it leaves the user; never by air",
                choices=DANGER_PATHS,
                required=False,
            ),
            REASON,
            Question(
                name="collection",
                label="How it is collected; the customer reads it",
                required=False,
                kind="area",
            ),
        ),
        grave=True,
    ),
    Told.DANGER_COLLECTED: DecisionWords(
        title="Collected as dangerous goods",
        button="Record the collection",
        questions=(Question(name="note", label="Who took it, and when"),),
    ),
    Told.CLOSED_BY_HAND: DecisionWords(
        title="Close by hand",
        button="Close the case",
        questions=(Question(name="because", label="Reason; the customer reads it", kind="area"),),
        grave=True,
    ),
    Told.REMIND_NOW: DecisionWords(title="Remind now", button="Send a reminder", questions=()),
    Told.EXTENDED: DecisionWords(
        title="More time for the return",
        button="Give more time",
        questions=(Question(name="days", label="Days more", kind="number"), REASON),
    ),
    Told.RELABELLED: DecisionWords(
        title="Another return label", button="Make another label", questions=(REASON,)
    ),
    Told.DISPUTED: DecisionWords(
        title="The return is disputed", button="Record the dispute", questions=(REASON,)
    ),
    Told.DISPUTE_SETTLED: DecisionWords(
        title="End of the dispute",
        button="Record the end",
        questions=(
            Question(
                name="outcome",
                label="Is the unit owed?",
                choices=(("owed", "yes, it is owed"), ("waived", "no, it is waived")),
            ),
            REASON,
        ),
        grave=True,
    ),
    Told.CHARGE_DECIDED: DecisionWords(
        title="Charge",
        button="Record the decision",
        questions=(
            Question(
                name="verdict",
                label="Is it charged?",
                choices=(("approve", "yes, charge it"), ("drop", "no, drop it")),
            ),
            Question(name="amount", label="Amount, if none is proposed", required=False),
            Question(name="about", label="What for, if several are proposed", required=False),
            REASON,
        ),
        grave=True,
    ),
    **RECEIVING,
    **BENCH,
    **VISIT_DECISIONS,
    **PROPOSALS,
    **PARCELS,
    Told.CANCEL_ASKED: DecisionWords(
        title="Cancel", button="Cancel the case", questions=(REASON,), grave=True
    ),
    Told.RETURN_WAIVED: DecisionWords(
        title="Waive the return", button="Waive the return", questions=(REASON,), grave=True
    ),
}
