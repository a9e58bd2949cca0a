from datetime import timedelta

import pytest

from desk.scans import Station
from models.cases import PromiseOutcome
from rules.battery import BatteryState
from rules.case_facts import Told
from rules.case_words import (
    Direction,
    Inbound,
    Outbound,
    Stage,
)
from tests.builders import a_swap
from tests.stories import harness
from tests.stories.steps import (
    AT_CUTOFF,
    BEFORE_CUTOFF,
    DAY,
    HOUR,
    delivered,
    inbound,
    outbound,
    reserved,
    sent_back,
)

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_swap_goes_from_intake_to_the_receipt_of_the_broken_phone(
    stage: harness.Stage,
) -> None:
    case = await delivered(stage, a_swap("SW-1", at=BEFORE_CUTOFF), BEFORE_CUTOFF + HOUR)
    assert stage.place_of(case.serial) == "AT-FABRIKAM"
    await sent_back(stage, case.number, BEFORE_CUTOFF + 3 * DAY)
    assert await stage.scan(Station.RECEIPT, "SW-1", BEFORE_CUTOFF + 5 * DAY) == "RECEIVED"
    end = await stage.until(case.number, lambda s: s.ended)
    assert end.stage is Stage.CLOSED
    assert stage.place_of("SW-1") == "BENCH"
    assert stage.billed(case.number) == {
        "freight_outbound": "customer",
        "packaging": "customer",
        "freight_return": "customer",
    }
    assert sorted(stage.letters(case.number)) == [
        "case_closed",
        "delivered_return_due",
        "dispatched",
        "registered",
        "return_received",
    ]
    assert stage.carrier_holds(case.number) == stage.live_labels(case.number) == 2


async def test_a_swap_registered_before_1400_is_promised_for_tomorrow_and_kept(
    stage: harness.Stage,
) -> None:
    case = await delivered(stage, a_swap("SW-2", at=BEFORE_CUTOFF), BEFORE_CUTOFF + HOUR)
    promise = stage.promise_of(case.number)
    assert promise.due_at.isoformat() == "2026-11-24T23:00:00+00:00"
    assert "before 14:00" in promise.explanation
    assert promise.outcome is PromiseOutcome.KEPT


async def test_a_swap_registered_at_1400_is_delivered_one_day_later(stage: harness.Stage) -> None:
    number = await stage.open(a_swap("SW-3", at=AT_CUTOFF))
    promise = stage.promise_of(number)
    assert promise.due_at.isoformat() == "2026-11-25T23:00:00+00:00"
    await stage.until(number, outbound(Outbound.RESERVED))
    await stage.decide(number, Told.CANCEL_ASKED, AT_CUTOFF + HOUR, because="test")
    await stage.until(number, lambda s: s.ended)


async def test_an_undelivered_swap_breaks_its_promise_at_the_end_of_the_promised_day(
    stage: harness.Stage,
) -> None:
    case = await reserved(stage, a_swap("SW-4", at=BEFORE_CUTOFF))
    await stage.skip_to(case.number, BEFORE_CUTOFF + 2 * DAY)
    await stage.until(case.number, lambda s: "promise" not in s.deadlines)
    assert stage.promise_of(case.number).outcome is PromiseOutcome.MISSED
    assert "promise_overdue" in stage.story(case.number)
    await stage.decide(case.number, Told.CANCEL_ASKED, BEFORE_CUTOFF + 2 * DAY, because="test")
    await stage.until(case.number, lambda s: s.ended)


async def test_control_questions_that_find_no_definite_fault_end_in_advice(
    stage: harness.Stage,
) -> None:
    number = await stage.open(a_swap("SW-5", at=BEFORE_CUTOFF, definite_fault=None))
    answer = await stage.decide(
        number, Told.ANSWERED, BEFORE_CUTOFF + HOUR, definite_fault="no", note="Restart it."
    )
    assert answer.stage == "advised"
    assert stage.letters(number) == ["registered", "advice_given"]


async def test_reminders_come_on_the_days_of_the_contract_and_stop_at_the_acceptance_scan(
    stage: harness.Stage,
) -> None:
    case = await delivered(stage, a_swap("SW-6", at=BEFORE_CUTOFF), BEFORE_CUTOFF + HOUR)
    handed = BEFORE_CUTOFF + HOUR + DAY
    state = stage.state(case.number)
    # The label itself lives for a year.
    assert {name: at for name, at in state.deadlines.items() if name != "return_label"} == {
        "return_reminder:1": handed + 5 * DAY,
        "return_reminder:2": handed + 10 * DAY,
        "return_review": handed + 14 * DAY,
    }
    await stage.skip_to(case.number, handed + 5 * DAY)
    await stage.until(case.number, lambda s: "return_reminder:1" not in s.deadlines)
    assert stage.letters(case.number).count("return_reminder") == 1
    await stage.carrier_moves(case.number, Direction.RETURN, "handed_over", handed + 6 * DAY)
    state = await stage.until(case.number, inbound(Inbound.ON_ITS_WAY))
    assert not [name for name in state.deadlines if name.startswith("return_reminder")]
    await stage.carrier_moves(case.number, Direction.RETURN, "delivered", handed + 7 * DAY)
    await stage.scan(Station.RECEIPT, "SW-6", handed + 7 * DAY)
    await stage.until(case.number, lambda s: s.ended)
    assert stage.letters(case.number).count("return_reminder") == 1
    await stage.keep_history("swap-reminded", stage.workflow_id(case.number))


async def test_no_return_label_exists_before_the_battery_question_is_answered(
    stage: harness.Stage,
) -> None:
    form = a_swap("SW-7", at=BEFORE_CUTOFF, battery=BatteryState.UNKNOWN)
    case = await delivered(stage, form, BEFORE_CUTOFF + HOUR)
    assert stage.live_labels(case.number) == 1
    await stage.decide(case.number, Told.BATTERY_ANSWERED, BEFORE_CUTOFF + 2 * DAY, battery="ok")
    await stage.until(case.number, inbound(Inbound.LABELLED))
    assert stage.live_labels(case.number) == stage.carrier_holds(case.number) == 2


async def test_a_swollen_battery_takes_the_return_label_back_and_the_replacement_still_goes(
    stage: harness.Stage,
) -> None:
    case = await delivered(stage, a_swap("SW-8", at=BEFORE_CUTOFF), BEFORE_CUTOFF + HOUR)
    later = BEFORE_CUTOFF + 2 * DAY
    await stage.decide(case.number, Told.BATTERY_ANSWERED, later, battery="suspect")
    state = await stage.until(case.number, lambda s: not s.pending)
    assert state.inbound is Inbound.BLOCKED
    assert not [name for name in state.deadlines if name.startswith("return")]
    assert stage.live_labels(case.number) == stage.carrier_holds(case.number) == 1
    answer = await stage.decide(
        case.number, Told.RETURN_WAIVED, later + HOUR, because="Collected as dangerous goods."
    )
    assert answer.stage == "closed"
    await stage.keep_history("swap-unsafe_battery", stage.workflow_id(case.number))


async def test_a_twin_of_the_reserved_unit_may_be_packed_and_a_stranger_may_not(
    stage: harness.Stage,
) -> None:
    case = await reserved(stage, a_swap("SW-9", at=BEFORE_CUTOFF))
    at = BEFORE_CUTOFF + HOUR
    assert await stage.scan(Station.PACK, "KIOSK-0001", at, case=case.number) == "OTHER UNIT"
    while "pack_refused" not in stage.story(case.number):
        await stage.until(case.number, outbound(Outbound.RESERVED))
    twin = "POOL-0012"
    assert await stage.scan(Station.PACK, twin, at, case=case.number) == "OTHER UNIT"
    await stage.until(case.number, lambda s: s.outbound is Outbound.LABELLED and not s.pending)
    assert stage.place_of(twin) == "DOCK"
    assert stage.place_of(case.serial) == "POOL-FABRIKAM"
    await stage.decide(case.number, Told.CANCEL_ASKED, at + timedelta(minutes=5), because="test")
    await stage.until(case.number, lambda s: s.ended)
    assert stage.place_of(twin) == "POOL-FABRIKAM"
    assert stage.live_labels(case.number) == stage.carrier_holds(case.number) == 0
