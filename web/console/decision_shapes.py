"""The shape of a decision as a form: its title, its questions and its button."""

from dataclasses import dataclass


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
