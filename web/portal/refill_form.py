"""The answer to a refill prompt as its form sends it, checked before it goes any further."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from desk.prompt_answers import PromptChoice
from rules.prompt_answers import (
    DETAILS,
    LONGEST_REASON,
    LONGEST_REFERENCE,
    Answer,
    NotTaken,
)

#: The fields a form may fill in, and how many characters of each are looked at.
LONGEST: Mapping[str, int] = {
    "quantity": 9,
    "model": 40,
    "reason": LONGEST_REASON,
    "until": 10,
    "reference": LONGEST_REFERENCE,
    "seen": 40,
}
#: The field a refusal is shown at; what is not named here concerns the whole question.
FIELD_OF: Mapping[str, str] = {
    NotTaken.NO_QUANTITY: "quantity",
    NotTaken.TOO_MANY: "quantity",
    NotTaken.NO_SUCH_MODEL: "model",
    NotTaken.NO_REASON: "reason",
    NotTaken.NO_SUCH_DAY: "until",
    NotTaken.TOO_LATE_A_DAY: "until",
}
#: The field of the radio buttons.
ANSWER = "answer"


@dataclass(frozen=True, slots=True, kw_only=True)
class RefillForm:
    """What was typed, or what a fresh form starts with."""

    answer: str = ""
    quantity: str = ""
    model: str = ""
    reason: str = ""
    until: str = ""
    reference: str = ""
    seen: str = ""

    def choice(self) -> PromptChoice:
        """The answer with its own details; what was typed for another answer is left out."""
        wanted = DETAILS[Answer(self.answer)]
        details = {name: str(getattr(self, name)) for name in sorted(wanted)}
        return PromptChoice(
            answer=self.answer, details={name: text for name, text in details.items() if text}
        )


def read_form(sent: Mapping[str, str]) -> RefillForm:
    """The fields as they were sent; one character too many is kept, to be refused."""
    typed = {name: sent.get(name, "").strip()[: most + 1] for name, most in LONGEST.items()}
    said = sent.get(ANSWER, "")
    return RefillForm(answer=said if said in set(Answer) else "", **typed)


def errors_in(form: RefillForm, today: date) -> dict[str, str]:
    """The phrase of what is wrong, by field."""
    if not form.answer:
        return {ANSWER: "refill.error.choose"}
    details = form.choice().details
    long = {
        name: "refill.error.long" for name, text in details.items() if len(text) > LONGEST[name]
    }
    return dict(missing_in(form, today)) | long


def missing_in(form: RefillForm, today: date) -> Iterator[tuple[str, str]]:
    """What the chosen answer lacks."""
    if form.answer == Answer.CHANGE and not is_quantity(form.quantity):
        yield "quantity", because(NotTaken.NO_QUANTITY)
    if form.answer == Answer.DECLINE and not form.reason:
        yield "reason", because(NotTaken.NO_REASON)
    if form.answer == Answer.LATER and not is_after(form.until, today):
        yield "until", because(NotTaken.NO_SUCH_DAY)


def is_quantity(written: str) -> bool:
    """True for a whole number of 1 or more."""
    return written.isascii() and written.isdigit() and int(written) > 0


def is_after(written: str, today: date) -> bool:
    """True for a day after today, written as 2026-11-30."""
    try:
        return date.fromisoformat(written) > today
    except ValueError:
        return False


def because(why: str) -> str:
    """The name of the phrase for an answer that was not taken."""
    known = why if why in set(NotTaken) else "otherwise"
    return f"refill.because.{known}"
