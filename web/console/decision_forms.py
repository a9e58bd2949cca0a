"""The forms for what can be decided on a case now, with the choices its own terms give."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from desk.actors import Actor, verb_of
from desk.board import CaseView
from rules.case_facts import Told
from rules.errors import DeskError
from web.console.decision_words import DECISIONS, DecisionWords, Question
from web.console.pages import new_key

Choices = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionForm:
    """One decision on the page; what was typed and why it was refused, if it was."""

    decision: Told
    words: DecisionWords
    key: str
    refusal: DeskError | None = None
    problem: str = ""
    typed: Mapping[str, str]


def forms_for(actor: Actor, view: CaseView, refused: DecisionForm | None) -> list[DecisionForm]:
    """A form for each decision the case can take, for those who may decide."""
    fresh = [
        DecisionForm(decision=told, words=DECISIONS[told], key=new_key(), typed={})
        for told in view.decisions
        if actor.may(verb_of(told))
    ]
    fresh.sort(key=lambda form: form.words.grave)
    if refused is not None:
        fresh = [refused, *(form for form in fresh if form.decision is not refused.decision)]
    return [replace(form, words=tailored(form.words, own_choices(view))) for form in fresh]


def own_choices(view: CaseView) -> dict[str, Choices]:
    """The answers that the case's terms name, by question."""
    severities = [(code, word) for code, word in view.severities if code != view.severity]
    sold = {"view": "looked", "change": "changed something"}
    return {"severity": severities, "kind": [(one, sold[one]) for one in view.remote_kinds]}


def tailored(words: DecisionWords, choices: Mapping[str, Choices]) -> DecisionWords:
    """The form with those choices in place of what is the same for every case."""

    def own(question: Question) -> Question:
        offered = tuple(choices.get(question.name, ()))
        return replace(question, choices=offered) if offered else question

    return replace(words, questions=tuple(own(question) for question in words.questions))
