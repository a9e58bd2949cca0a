"""Row 7: a replacement that is dead on arrival stays one case, on the real servers."""

from datetime import datetime

import pytest

from desk.scans import Station
from models.cases import PromiseOutcome
from rules.case_facts import Told
from rules.case_words import Direction, Inbound, Outbound, Stage
from rules.visit_decisions import DeadOnArrivalTooLate
from tests.builders import a_swap
from tests.stories import harness
from tests.stories.steps import BEFORE_CUTOFF, DAY, HOUR, delivered, outbound, sent_back

pytestmark = pytest.mark.asyncio(loop_scope="module")

WIPE = {
    "method": "destroy",
    "technique": "shredding",
    "tool": "shredder 2",
    "verification": "looked at",
}
DEAD = {"battery": "ok", "note": "It stays black."}


async def sent_again(stage: harness.Stage, number: str, before: str) -> str:
    """Another unit is reserved, packed and delivered; its serial."""
    await stage.until(number, outbound(Outbound.RESERVED))
    serial, at = stage.reserved_serial(number), BEFORE_CUTOFF + 3 * DAY
    assert serial != before
    await stage.scan(Station.PACK, serial, at)
    await stage.until(number, lambda s: s.outbound is Outbound.LABELLED and not s.pending)
    await stage.carrier_moves(number, Direction.OUTBOUND, "handed_over", at + HOUR)
    await stage.carrier_moves(number, Direction.OUTBOUND, "delivered", at + DAY)
    await stage.until(number, outbound(Outbound.DELIVERED))
    return serial


async def judged(stage: harness.Stage, number: str, serial: str, at: datetime) -> None:
    """The bench confirms that the unit is dead, wipes and scraps it."""
    found = {"serial": serial, "finding": "defect_confirmed"}
    await stage.decide(number, Told.INSPECTED, at, **found)
    await stage.decide(number, Told.WIPED, at, serial=serial, **WIPE)
    scrap = {"serial": serial, "destination": "scrap", "because": "Beyond repair."}
    await stage.decide(number, Told.DISPOSED, at + HOUR, **scrap)


async def test_a_dead_replacement_continues_its_case_with_two_units_on_one_label(
    stage: harness.Stage,
) -> None:
    case = await delivered(stage, a_swap("DOA-1", at=BEFORE_CUTOFF), BEFORE_CUTOFF + HOUR)
    number, dead = case.number, case.serial
    promise = stage.promise_of(number)
    label = stage.tracking(number, Direction.RETURN)
    await stage.decide(number, Told.DEAD_ON_ARRIVAL, BEFORE_CUTOFF + 2 * DAY, **DEAD)
    assert stage.debts(number) == {"DOA-1": "open", dead: "open"}
    await stage.restart_worker()
    working = await sent_again(stage, number, dead)
    assert stage.tracking(number, Direction.RETURN) == label
    await sent_back(stage, number, BEFORE_CUTOFF + 5 * DAY)
    received = BEFORE_CUTOFF + 7 * DAY
    assert await stage.scan(Station.RECEIPT, dead, received) == "RECEIVED"
    await stage.until(number, lambda s: len([d for d in s.back.debts if d.settled]) == 1)
    assert await stage.scan(Station.RECEIPT, "DOA-1", received) == "RECEIVED"
    await stage.until(number, lambda s: all(debt.settled for debt in s.back.debts))
    await judged(stage, number, dead, received + HOUR)
    end = await stage.until(number, lambda s: s.ended)
    assert end.stage is Stage.CLOSED
    # Units: both are in hand, the working one is with the user. Custody: nothing is held.
    assert stage.debts(number) == {"DOA-1": "received", dead: "received"}
    assert stage.place_of(working) == "AT-FABRIKAM"
    assert (stage.place_of(dead), stage.place_of("DOA-1")) == ("SCRAP", "BENCH")
    assert stage.custody(number) == {}
    # Money: nothing is charged; one label brought both back.
    assert stage.charges(number) == {}
    assert stage.money(number) == {}
    assert set(stage.billed(number)) == {"freight_outbound", "freight_return", "packaging"}
    # One clock: the first promise, judged once, by the first delivery.
    again = stage.promise_of(number)
    assert (again.due_at, again.outcome) == (promise.due_at, PromiseOutcome.KEPT)
    assert again.proved_at == promise.proved_at
    assert stage.letters(number).count("dead_on_arrival") == 1


async def test_after_its_window_a_replacement_is_not_dead_on_arrival(stage: harness.Stage) -> None:
    case = await delivered(stage, a_swap("DOA-2", at=BEFORE_CUTOFF), BEFORE_CUTOFF + HOUR)
    late = BEFORE_CUTOFF + 31 * DAY
    with pytest.raises(DeadOnArrivalTooLate):
        await stage.decide(case.number, Told.DEAD_ON_ARRIVAL, late, **DEAD)
    assert stage.debts(case.number) == {"DOA-2": "open"}


async def test_an_unsafe_dead_replacement_blocks_the_way_back_and_another_still_goes(
    stage: harness.Stage,
) -> None:
    case = await delivered(stage, a_swap("DOA-3", at=BEFORE_CUTOFF), BEFORE_CUTOFF + HOUR)
    answers = {"battery": "suspect", "note": "It is hot."}
    await stage.decide(case.number, Told.DEAD_ON_ARRIVAL, BEFORE_CUTOFF + 2 * DAY, **answers)
    state = await stage.until(
        case.number, lambda s: s.outbound is Outbound.RESERVED and not s.pending
    )
    assert state.inbound is Inbound.BLOCKED
    assert stage.live_labels(case.number) == stage.carrier_holds(case.number) == 1
