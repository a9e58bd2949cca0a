"""Row 5 of the ten: cancelled after dispatch; the replacement refused at the door."""

import pytest

from desk.scans import Station
from models.money import BillableEvent
from rules.case_facts import Told
from rules.case_refusals import CaseEnded, WrongStage
from rules.case_values import JobState
from rules.case_words import Direction, Inbound, Outbound, Stage
from tests.builders import a_swap
from tests.stories import harness
from tests.stories.steps import (
    BEFORE_CUTOFF,
    DAY,
    HOUR,
    delivered,
    inbound,
    on_its_way,
    outbound,
    sent_back,
)

pytestmark = pytest.mark.asyncio(loop_scope="module")
LATER = BEFORE_CUTOFF + 2 * HOUR
OUT = Direction.OUTBOUND
#: What a clerk writes when nothing of the unused unit's data has to be saved.
WIPE = {
    "method": "clear",
    "technique": "factory reset",
    "tool": "front panel",
    "verification": "set-up screen",
}


def bills(stage: harness.Stage, number: str) -> list[str]:
    rows = stage.rows(number, BillableEvent)
    return sorted(row.key.partition("/")[2] for row in rows)


async def test_cancelled_after_dispatch_the_parcel_is_stopped_and_its_unit_is_stock_again(
    stage: harness.Stage,
) -> None:
    case = await on_its_way(stage, a_swap("CD-1", at=BEFORE_CUTOFF), LATER)
    await stage.decide(case.number, Told.CANCEL_ASKED, LATER + 2 * HOUR, because="Wrong person.")
    await stage.until(case.number, outbound(Outbound.COMING_BACK))
    with pytest.raises(WrongStage, match="not being cancelled"):
        await stage.decide(case.number, Told.CANCEL_ASKED, LATER + 3 * HOUR, because="Again.")
    # Until its scan it is not stock: it is on the road.
    assert stage.place_of(case.serial) == "TRANSIT"
    await stage.scan(Station.RECEIPT, case.serial, LATER + 2 * DAY)
    end = await stage.until(case.number, lambda s: s.ended)
    assert end.stage is Stage.CANCELLED
    assert stage.place_of(case.serial) == "POOL-FABRIKAM"
    assert stage.place_of("CD-1") == "AT-FABRIKAM"
    assert stage.debts(case.number) == {"CD-1": "waived"}
    assert stage.custody(case.number) == {}
    assert bills(stage, case.number) == [
        "freight_outbound/1",
        "freight_return/outbound-1",
        "packaging/1",
    ]
    assert stage.money(case.number) == stage.charges(case.number) == {}
    # The label in the box was never used: it is dead here and at the carrier.
    assert stage.live_labels(case.number) == stage.carrier_holds(case.number) == 1
    with pytest.raises(CaseEnded):
        await stage.decide(case.number, Told.CANCEL_ASKED, LATER + 3 * DAY, because="Again.")


async def test_cancelled_too_late_to_stop_it_becomes_the_return_of_an_unused_unit(
    stage: harness.Stage,
) -> None:
    case = await delivered(stage, a_swap("CD-2", at=BEFORE_CUTOFF), LATER)
    late = LATER + 5 * DAY
    await stage.decide(case.number, Told.CANCEL_ASKED, late, because="It works again.")
    state = stage.state(case.number)
    assert stage.debts(case.number) == {"CD-2": "waived", case.serial: "open"}
    # Its clock is its own: nothing was counted for it before.
    assert state.deadlines["return_reminder:1"] == late + 5 * DAY
    await sent_back(stage, case.number, late + 2 * DAY)
    await stage.scan(Station.RECEIPT, case.serial, late + 4 * DAY)
    state = await stage.until(case.number, inbound(Inbound.RECEIVED))
    assert [job.state for job in state.back.jobs] == [JobState.WAITING]
    assert stage.place_of(case.serial) == "BENCH"
    await restock(stage, case.number)
    end = await stage.until(case.number, lambda s: s.ended)
    assert end.stage is Stage.CLOSED
    assert stage.place_of(case.serial) == "POOL-FABRIKAM"
    assert stage.place_of("CD-2") == "AT-FABRIKAM"
    assert stage.debts(case.number) == {"CD-2": "waived", case.serial: "received"}
    assert bills(stage, case.number) == ["freight_outbound/1", "freight_return/1", "packaging/1"]
    assert stage.money(case.number) == {}


async def restock(stage: harness.Stage, number: str) -> None:
    """The bench has looked at the unused unit and wiped it: it is stock again."""
    at = LATER + 10 * DAY
    await stage.decide(
        number, Told.INSPECTED, at, finding="no_fault_found", grade="A", note="Unused."
    )
    if not stage.state(number).back.jobs[0].wiped:
        await stage.decide(number, Told.WIPED, at, **WIPE)
    await stage.until(number, lambda s: not s.pending)
    if stage.state(number).back.jobs[0].state is not JobState.DONE:
        await stage.decide(
            number, Told.DISPOSED, at, destination="restock", because="As good as new."
        )


async def test_a_replacement_refused_at_the_door_comes_home_and_the_desk_decides(
    stage: harness.Stage,
) -> None:
    case = await on_its_way(stage, a_swap("CD-3", at=BEFORE_CUTOFF), LATER)
    await stage.carrier_moves(case.number, OUT, "refused", LATER + DAY)
    await stage.carrier_moves(case.number, OUT, "returned", LATER + 2 * DAY)
    state = await stage.until(case.number, outbound(Outbound.COMING_BACK))
    await stage.scan(Station.RECEIPT, case.serial, LATER + 2 * DAY + HOUR)
    state = await stage.until(case.number, outbound(Outbound.NONE))
    assert not state.ended
    # It never was in a user's hands: nobody has to look at it.
    assert state.back.jobs == ()
    assert stage.place_of(case.serial) == "POOL-FABRIKAM"
    assert stage.debts(case.number) == {"CD-3": "open"}
    await stage.decide(case.number, Told.CANCEL_ASKED, LATER + 3 * DAY, because="Refused.")
    end = await stage.until(case.number, lambda s: s.ended)
    assert end.stage is Stage.CANCELLED
    assert stage.debts(case.number) == {"CD-3": "waived"}
    assert bills(stage, case.number) == [
        "freight_outbound/1",
        "freight_return/outbound-1",
        "packaging/1",
    ]
    assert stage.charges(case.number) == stage.custody(case.number) == {}


async def test_a_cancellation_leaves_no_second_delivery_alive_after_a_loss(
    stage: harness.Stage,
) -> None:
    case = await on_its_way(stage, a_swap("CD-4", at=BEFORE_CUTOFF), LATER)
    await stage.carrier_moves(case.number, OUT, "lost", LATER + DAY)
    await stage.until(case.number, lambda s: s.attempt == 2 and s.outbound is Outbound.RESERVED)
    second = stage.reserved_serial(case.number)
    await stage.decide(case.number, Told.CANCEL_ASKED, LATER + 2 * DAY, because="Enough.")
    end = await stage.until(case.number, lambda s: s.ended)
    assert end.stage is Stage.CANCELLED
    assert [stage.place_of(one) for one in (case.serial, second)] == ["LOST", "POOL-FABRIKAM"]
    assert stage.debts(case.number) == {"CD-4": "waived"}
    assert bills(stage, case.number) == ["freight_outbound/1", "packaging/1"]
