"""What is decided when a parcel is opened, as forms."""

from collections.abc import Mapping

from rules.case_facts import Told
from web.console.decision_shapes import DecisionWords, Question

SERIAL = Question(name="serial", label="Serial, if several units are here", required=False)
WHICH = Question(name="item", label="Number of the thing, if there are several", required=False)
OUTCOMES = (
    ("returned", "sent back to the customer"),
    ("destroyed", "destroyed"),
    ("kept", "kept by us, or left with the customer"),
    ("accepted", "it has come (accessory)"),
    ("other_case", "it belongs to another case"),
)
RECEIVING: Mapping[str, DecisionWords] = {
    Told.ITEM_FOUND: DecisionWords(
        title="Something else in the parcel",
        button="Take it into custody",
        questions=(
            Question(
                name="kind",
                label="What is it?",
                choices=(
                    ("sim", "a SIM card"),
                    ("memory_card", "a memory card"),
                    ("other", "something else"),
                ),
            ),
            Question(name="text", label="Description", required=False),
        ),
    ),
    Told.ITEM_SETTLED: DecisionWords(
        title="End custody of a thing",
        button="Record the end",
        questions=(
            WHICH,
            Question(name="outcome", label="What becomes of it?", choices=OUTCOMES),
            Question(
                name="because",
                label="Reason, or what was done; for a card the customer reads it",
                required=False,
            ),
            Question(name="case", label="Number of the other case", required=False),
        ),
    ),
    Told.LOCK_FOUND: DecisionWords(
        title="Activation lock on", button="Wait for the customer", questions=(SERIAL,)
    ),
    Told.LOCK_OFF: DecisionWords(
        title="Activation lock off", button="Receive the unit", questions=(SERIAL,)
    ),
    Told.ACCESSORY_MISSING: DecisionWords(
        title="Accessory missing",
        button="Record what is missing",
        questions=(Question(name="what", label="Names, with commas between them"),),
    ),
    Told.UNREADABLE_RECEIVED: DecisionWords(
        title="Serial cannot be read",
        button="Take it into custody",
        questions=(
            Question(
                name="why",
                label="Why not?",
                choices=(("unreadable", "unreadable"), ("defaced", "removed or defaced")),
            ),
            Question(name="text", label="What the unit looks like"),
        ),
    ),
    Told.IDENTIFIED: DecisionWords(
        title="Is it the unit that is owed?",
        button="Record the answer",
        questions=(
            WHICH,
            Question(
                name="outcome",
                label="Is it?",
                choices=(
                    ("accepted", "yes: it ends the debt"),
                    ("refused", "no, or its warranty is void: the debt stays"),
                ),
            ),
            Question(name="because", label="How that is known"),
            Question(name="serial", label="Its serial, if it was read wrong", required=False),
            Question(
                name="why",
                label="Which unit, if several are owed",
                choices=(
                    ("", "the only one"),
                    ("broken", "the broken one"),
                    ("dead_on_arrival", "the one that was dead on arrival"),
                    ("unused", "the unused replacement"),
                    ("extra", "the one too many"),
                    ("loan", "the loan unit"),
                ),
                required=False,
            ),
        ),
    ),
}
