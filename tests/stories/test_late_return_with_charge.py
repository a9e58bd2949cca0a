"""Units that never came: chased, charged, and home after all, before or after finance decided."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest

from desk.decisions import DecisionForm, decide
from desk.overdue import owed_returns
from desk.scans import Station
from models.charges import CaseCharge
from models.parties import Role
from rules.case_facts import Told
from rules.case_state import CaseState
from rules.case_values import ChargeState, JobState
from rules.case_waiting import waits_for
from rules.case_words import Inbound, Mover
from rules.case_words import Stage as CaseStage
from tests.stories import harness
from tests.stories.steps import BEFORE_CUTOFF, DAY, HOUR, Moving, delivered
from tests.way_back import ADATUM, WIPE, a_phone_swap

pytestmark = pytest.mark.asyncio(loop_scope="module")

DELIVERED = BEFORE_CUTOFF + HOUR + DAY


async def chased(stage: harness.Stage, serial: str) -> Moving:
    """Delivered, reminded twice, escalated, and put before finance: nobody sends the unit."""
    form = a_phone_swap(ADATUM, serial, BEFORE_CUTOFF)
    case = await delivered(stage, form, BEFORE_CUTOFF + HOUR)
    for days, name in (
        (5, "return_reminder:1"),
        (10, "return_reminder:2"),
        (12, "return_escalation"),
        (20, "return_charge"),
    ):
        state = stage.state(case.number)
        assert state.deadlines[name] == DELIVERED + days * DAY
        await stage.skip_to(case.number, DELIVERED + days * DAY)
        await stage.until(case.number, gone(name))
    assert stage.letters(case.number).count("return_reminder") == 2
    assert stage.letters(case.number).count("return_escalated") == 1
    return case


def gone(name: str) -> Callable[[CaseState], bool]:
    return lambda state: name not in state.deadlines


async def finance_says(stage: harness.Stage, number: str, verdict: str, at: datetime) -> None:
    """Finance decides, as nobody of the desk may."""
    finance = replace(stage.desk.clerk, name="finance@acme.example", role=Role.FINANCE)
    answers = {"verdict": verdict, "because": "Asked twice and escalated."}
    form = DecisionForm(decision=Told.CHARGE_DECIDED, answers=answers, at=at)
    await decide(stage.database, stage.door, finance, number, form, stage.key())


def came_home(state: CaseState) -> bool:
    return state.inbound is Inbound.RECEIVED


async def through_the_bench(stage: harness.Stage, number: str, at: datetime) -> None:
    """Inspected, wiped and scrapped: nothing of the case is in anybody's hands any more."""
    await stage.decide(number, Told.INSPECTED, at, finding="not_economical")
    await stage.decide(number, Told.WIPED, at, **WIPE)
    await stage.until(number, lambda s: not s.pending)
    disposed = {"destination": "scrap", "because": "The board is corroded."}
    await stage.decide(number, Told.DISPOSED, at + HOUR, **disposed)


async def test_a_unit_that_comes_weeks_after_it_was_charged_opens_its_case_and_is_given_back(
    stage: harness.Stage,
) -> None:
    case = await chased(stage, "LC-1")
    now = DELIVERED + 21 * DAY
    assert waits_for(stage.state(case.number)).mover is Mover.FINANCE
    board = owed_returns(stage.database, stage.desk.clerk, now)
    [line] = [one for one in board if one.case == case.number]
    assert (line.serial, line.days_overdue, line.charge) == ("LC-1", 11, "proposed")
    await finance_says(stage, case.number, "approve", now)
    end = await stage.until(case.number, lambda s: s.ended)
    assert end.stage is CaseStage.CLOSED
    assert stage.money(case.number) == {"unreturned_unit": "450.00"}
    assert stage.debts(case.number) == {"LC-1": "charged"}
    assert "unreturned_charged" in stage.letters(case.number)

    late = DELIVERED + 60 * DAY
    assert await stage.scan(Station.RECEIPT, "LC-1", late) == "LATE RETURN"
    state = await stage.until(case.number, came_home)
    assert state.stage is CaseStage.RETURNING
    assert [job.state for job in state.back.jobs] == [JobState.WAITING]
    assert stage.place_of("LC-1") == "BENCH"
    assert stage.debts(case.number) == {"LC-1": "received"}
    assert stage.charges(case.number) == {"unreturned_unit": "reversed"}
    assert stage.money(case.number) == {
        "unreturned_unit": "450.00",
        "unreturned_unit_reversal": "-450.00",
    }
    story = stage.story(case.number)
    assert story.count("reopened") == story.count("charge_reversed") == 1
    assert stage.letters(case.number).count("charge_reversed") == 1

    # Its own story runs again: the bench decides through it, and it ends a second time.
    await through_the_bench(stage, case.number, late + DAY)
    end = await stage.until(case.number, lambda s: s.ended)
    assert end.stage is CaseStage.CLOSED
    assert stage.place_of("LC-1") == "SCRAP"
    assert stage.place_of(case.serial) == "AT-ADATUM"
    assert stage.custody(case.number) == {}
    assert stage.letters(case.number).count("case_closed") == 1
    assert len(stage.rows(case.number, CaseCharge)) == 1
    await stage.keep_history("swap-reopened", stage.workflow_id(case.number))


async def test_a_unit_that_comes_before_finance_has_decided_costs_its_customer_nothing(
    stage: harness.Stage,
) -> None:
    case = await chased(stage, "LC-2")
    assert stage.charges(case.number) == {"unreturned_unit": "proposed"}
    await stage.scan(Station.RECEIPT, "LC-2", DELIVERED + 21 * DAY)
    await stage.until(case.number, came_home)
    [charge] = stage.rows(case.number, CaseCharge)
    assert charge.state is ChargeState.WITHDRAWN
    assert stage.money(case.number) == {}
    await through_the_bench(stage, case.number, DELIVERED + 22 * DAY)
    await stage.until(case.number, lambda s: s.ended)
    assert stage.debts(case.number) == {"LC-2": "received"}
    assert stage.place_of("LC-2") == "SCRAP"
    assert stage.custody(case.number) == {}
    assert "freight_return" not in stage.billed(case.number)
