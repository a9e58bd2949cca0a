from dataclasses import replace
from datetime import UTC, datetime

import pytest

from desk.board import CaseView, view_case
from desk.story import SENTENCES
from rules.case_decisions import ANSWERS
from rules.case_facts import DECISIONS as DECIDED
from rules.case_facts import Told
from rules.case_words import (
    Awaited,
    ClockState,
    Mover,
    Remedy,
    Stage,
)
from rules.decision_words import FREE
from rules.service_words import Commitment, Metric
from tests.builders import a_swap
from tests.web.console import front_desk
from web.console import words
from web.console.decision_forms import forms_for, own_choices
from web.console.decision_words import DECISIONS

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


def test_every_decision_a_person_can_take_has_a_form() -> None:
    assert set(DECISIONS) == DECIDED


@pytest.mark.parametrize("told", sorted(ANSWERS))
def test_a_form_asks_for_every_answer_the_case_machine_wants_and_offers_its_words(
    told: Told,
) -> None:
    asked = {question.name: question for question in DECISIONS[told].questions}
    for name, wanted in ANSWERS[told].items():
        assert asked[name].required
        offered = tuple(code for code, _ in asked[name].choices)
        assert set(offered) == (set() if wanted in FREE else set(wanted))


def test_no_form_demands_what_the_case_machine_can_do_without() -> None:
    for told, form in DECISIONS.items():
        required = {question.name for question in form.questions if question.required}
        assert required == set(ANSWERS.get(Told(told), {})), told


def test_every_word_of_a_case_has_one_for_people() -> None:
    assert set(words.STAGES) == set(Stage)
    assert set(words.MOVERS) == set(Mover)
    assert set(words.REMEDIES) == set(Remedy)
    assert set(words.METRICS) == set(words.MEASURED) == set(Metric)
    assert {awaited.value for awaited in Awaited} <= set(words.WAITING)
    assert {"clock_met", "clock_breached", "clock_answered"} <= set(SENTENCES)
    untimed = set(Commitment) - {Commitment.GUARANTEED}
    timed = set(ClockState) - {ClockState.RUNNING, ClockState.UNTIMED}
    assert len(words.STANDINGS) == len(untimed) + len(timed) + 3


def a_view(front: front_desk.FrontDesk) -> CaseView:
    number = front.walk.open(a_swap("FORMS-1", at=NOW))
    return view_case(front.walk.database, front.walk.desk.clerk, number)


def test_a_form_offers_the_severities_and_sessions_of_the_cases_own_terms(
    front: front_desk.FrontDesk,
) -> None:
    view = replace(
        a_view(front),
        severity="S2",
        severities=(("S1", "Blocker"), ("S2", "Severe"), ("S3", "Low")),
        remote_kinds=("view",),
        decisions=(Told.SEVERITY_SET, Told.REMOTE_SESSION),
    )
    forms = {form.decision: form for form in forms_for(front.walk.desk.clerk, view, None)}
    (severity,) = forms[Told.SEVERITY_SET].words.questions
    assert severity.choices == (("S1", "Blocker"), ("S3", "Low"))
    kind = forms[Told.REMOTE_SESSION].words.questions[0]
    assert kind.choices == (("view", "looked"),)
    assert own_choices(replace(view, remote_kinds=()))["kind"] == []
