import pytest

from desk.scans import Station
from rules.case_facts import Told
from rules.case_refusals import CaseEnded, WrongStage
from rules.case_words import (
    Direction,
    Inbound,
    Outbound,
    Stage,
)
from tests.builders import a_swap
from tests.stories import harness
from tests.stories.steps import (
    BEFORE_CUTOFF,
    DAY,
    HOUR,
    delivered,
    inbound,
    labelled,
    on_its_way,
    outbound,
    reserved,
    sent_back,
)

pytestmark = pytest.mark.asyncio(loop_scope="module")
LATER = BEFORE_CUTOFF + 2 * HOUR


async def test_before_the_pack_scan_a_cancellation_releases_the_unit(stage: harness.Stage) -> None:
    case = await reserved(stage, a_swap("CA-1", at=BEFORE_CUTOFF))
    answer = await stage.decide(case.number, Told.CANCEL_ASKED, LATER, because="It works again.")
    assert answer.stage == "cancelled"
    assert stage.place_of(case.serial) == "POOL-FABRIKAM"
    assert stage.letters(case.number) == ["registered", "case_cancelled"]


async def test_after_the_label_a_cancellation_voids_both_labels(stage: harness.Stage) -> None:
    case = await labelled(stage, a_swap("CA-2", at=BEFORE_CUTOFF), LATER)
    await stage.decide(case.number, Told.CANCEL_ASKED, LATER + HOUR, because="It works again.")
    end = await stage.until(case.number, lambda s: s.ended)
    assert end.stage is Stage.CANCELLED
    assert stage.place_of(case.serial) == "POOL-FABRIKAM"
    assert stage.live_labels(case.number) == stage.carrier_holds(case.number) == 0
    assert stage.billed(case.number) == {}
    await stage.keep_history("swap-voided", stage.workflow_id(case.number))


async def test_after_hand_over_a_cancellation_recalls_the_parcel(stage: harness.Stage) -> None:
    case = await on_its_way(stage, a_swap("CA-3", at=BEFORE_CUTOFF), LATER)
    await stage.decide(case.number, Told.CANCEL_ASKED, LATER + 2 * HOUR, because="Wrong person.")
    await stage.until(case.number, outbound(Outbound.COMING_BACK))
    assert await stage.scan(Station.RECEIPT, case.serial, LATER + 2 * DAY) == "RECEIVED"
    end = await stage.until(case.number, lambda s: s.ended)
    assert end.stage is Stage.CANCELLED
    assert stage.place_of(case.serial) == "POOL-FABRIKAM"
    await stage.keep_history("swap-recalled", stage.workflow_id(case.number))


async def test_after_delivery_a_cancellation_makes_the_replacement_owed_back(
    stage: harness.Stage,
) -> None:
    case = await delivered(stage, a_swap("CA-4", at=BEFORE_CUTOFF), LATER)
    await stage.decide(case.number, Told.CANCEL_ASKED, LATER + 2 * DAY, because="It works again.")
    await sent_back(stage, case.number, LATER + 4 * DAY)
    await stage.scan(Station.RECEIPT, case.serial, LATER + 6 * DAY)
    state = await stage.until(case.number, inbound(Inbound.RECEIVED))
    # It was at a customer's: the bench sees it before it is stock again.
    assert stage.place_of(case.serial) == "BENCH"
    assert [job.serial for job in state.back.jobs] == [case.serial]
    assert stage.place_of("CA-4") == "AT-FABRIKAM"


async def test_a_parcel_refused_at_the_door_may_be_sent_again(stage: harness.Stage) -> None:
    case = await on_its_way(stage, a_swap("CA-5", at=BEFORE_CUTOFF), LATER)
    await stage.carrier_moves(case.number, Direction.OUTBOUND, "refused", LATER + DAY)
    await stage.until(case.number, outbound(Outbound.COMING_BACK))
    await stage.scan(Station.RECEIPT, case.serial, LATER + 2 * DAY)
    await stage.until(case.number, outbound(Outbound.NONE))
    await stage.decide(case.number, Told.SEND_AGAIN, LATER + 2 * DAY, note="New address.")
    state = await stage.until(case.number, outbound(Outbound.RESERVED))
    assert state.attempt == 2
    await stage.decide(case.number, Told.CANCEL_ASKED, LATER + 3 * DAY, because="Enough.")
    await stage.until(case.number, lambda s: s.ended)


async def test_a_lost_parcel_brings_a_second_unit_under_the_same_promise(
    stage: harness.Stage,
) -> None:
    case = await on_its_way(stage, a_swap("CA-6", at=BEFORE_CUTOFF), LATER)
    due = stage.state(case.number).promise_due
    await stage.carrier_moves(case.number, Direction.OUTBOUND, "lost", LATER + DAY)
    state = await stage.until(
        case.number, lambda s: s.attempt == 2 and s.outbound is Outbound.RESERVED
    )
    assert state.promise_due == due
    assert stage.place_of(case.serial) == "LOST"
    assert stage.reserved_serial(case.number) != case.serial


async def test_a_decision_repeated_under_its_key_is_taken_once(stage: harness.Stage) -> None:
    case = await reserved(stage, a_swap("CA-7", at=BEFORE_CUTOFF))
    first = await stage.decide(case.number, Told.CANCEL_ASKED, LATER, key="once", because="No.")
    again = await stage.decide(case.number, Told.CANCEL_ASKED, LATER, key="once", because="No.")
    assert first == again
    with pytest.raises(CaseEnded):
        await stage.decide(case.number, Told.CANCEL_ASKED, LATER, because="No.")


async def test_a_decision_of_another_stage_is_refused_by_name(stage: harness.Stage) -> None:
    case = await reserved(stage, a_swap("CA-8", at=BEFORE_CUTOFF))
    with pytest.raises(WrongStage, match="needs a delivered replacement"):
        await stage.decide(case.number, Told.RETURN_WAIVED, LATER, because="No.")
    await stage.decide(case.number, Told.CANCEL_ASKED, LATER, because="test")
    await stage.until(case.number, lambda s: s.ended)
