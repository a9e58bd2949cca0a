"""What a person hears whose decision ended the case while its answer was lost on the way."""

from datetime import UTC, datetime

import pytest

from desk.decisions import DecisionForm, Prepared, after_the_end, prepare
from desk.refusals import WorkflowsUnavailable
from rules.case_facts import Told
from rules.case_refusals import CaseEnded
from rules.case_words import Stage
from tests.builders import TestDesk, a_swap
from tests.desk.case_walk import CaseWalk

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def cancelling(walk: CaseWalk, desk: TestDesk, number: str, key: str) -> Prepared:
    form = DecisionForm(decision=Told.CANCEL_ASKED, answers={"because": "found"}, at=MONDAY)
    prepared = prepare(walk.database, desk.clerk, number, form, key)
    assert isinstance(prepared, Prepared)
    return prepared


def test_a_decision_that_was_taken_is_answered_although_its_workflow_has_ended(
    walk: CaseWalk, desk: TestDesk
) -> None:
    number = walk.open(a_swap("BROKEN-1", at=MONDAY))
    prepared = cancelling(walk, desk, number, "first")
    walk.take(number, [prepared.fact])
    assert after_the_end(walk.database, desk.clerk, prepared).stage == Stage.CANCELLED


def test_another_decision_on_the_case_that_has_ended_meanwhile_is_refused(
    walk: CaseWalk, desk: TestDesk
) -> None:
    number = walk.open(a_swap("BROKEN-1", at=MONDAY))
    first, second = (cancelling(walk, desk, number, key) for key in ("first", "second"))
    walk.take(number, [first.fact])
    with pytest.raises(CaseEnded):
        after_the_end(walk.database, desk.clerk, second)


def test_a_decision_nobody_knows_of_on_an_open_case_may_be_repeated(
    walk: CaseWalk, desk: TestDesk
) -> None:
    number = walk.open(a_swap("BROKEN-1", at=MONDAY))
    with pytest.raises(WorkflowsUnavailable):
        after_the_end(walk.database, desk.clerk, cancelling(walk, desk, number, "first"))
