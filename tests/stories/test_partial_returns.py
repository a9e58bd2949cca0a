"""Row 2: a split or partial return, and several cases' units in one box."""

import pytest

from desk.scans import Station
from rules.case_facts import Told
from rules.case_words import Direction, Inbound, Outbound, Stage
from tests.builders import a_swap
from tests.stories import harness
from tests.stories.steps import BEFORE_CUTOFF, DAY, HOUR, delivered, outbound, sent_back

pytestmark = pytest.mark.asyncio(loop_scope="module")

BACK = BEFORE_CUTOFF + 6 * DAY
DESTROY = {
    "method": "destroy",
    "technique": "shredding",
    "tool": "shredder 2",
    "verification": "looked at",
}


async def owing_two(stage: harness.Stage, serial: str) -> tuple[str, str]:
    """A case that is owed its broken unit and a replacement that was dead on arrival."""
    case = await delivered(stage, a_swap(serial, at=BEFORE_CUTOFF), BEFORE_CUTOFF + HOUR)
    number, at = case.number, BEFORE_CUTOFF + 2 * DAY
    await stage.decide(number, Told.DEAD_ON_ARRIVAL, at, battery="ok", note="It stays black.")
    await stage.until(number, outbound(Outbound.RESERVED))
    await stage.scan(Station.PACK, stage.reserved_serial(number), at + HOUR)
    await stage.until(number, lambda s: s.outbound is Outbound.LABELLED and not s.pending)
    await stage.carrier_moves(number, Direction.OUTBOUND, "handed_over", at + 2 * HOUR)
    await stage.carrier_moves(number, Direction.OUTBOUND, "delivered", at + DAY)
    await stage.until(number, outbound(Outbound.DELIVERED))
    return number, case.serial


async def test_a_split_or_partial_return_and_several_cases_in_one_box(
    stage: harness.Stage,
) -> None:
    number, dead = await owing_two(stage, "SPLIT-1")
    others = [
        await delivered(stage, a_swap(serial, at=BEFORE_CUTOFF), BEFORE_CUTOFF + HOUR)
        for serial in ("SPLIT-2", "SPLIT-3")
    ]
    # The first box holds one unit of two: the rest is still owed and has a label of its own.
    await sent_back(stage, number, BACK)
    assert await stage.scan(Station.RECEIPT, "SPLIT-1", BACK + 2 * DAY) == "RECEIVED"
    state = await stage.until(
        number, lambda s: s.return_attempt == 2 and s.inbound is Inbound.LABELLED
    )
    assert not state.ended
    assert stage.debts(number) == {"SPLIT-1": "received", dead: "open"}
    assert stage.letters(number).count("more_is_owed") == 1
    await stage.restart_worker()
    # The second box holds the rest, and the units of two other cases; nobody looks at its label.
    await sent_back(stage, number, BACK + 3 * DAY)
    at = BACK + 5 * DAY
    for serial in ("SPLIT-3", dead, "SPLIT-2"):
        assert await stage.scan(Station.RECEIPT, serial, at, number) == "RECEIVED"
    for other in others:
        end = await stage.until(other.number, lambda s: s.ended)
        assert end.stage is Stage.CLOSED
    await stage.until(number, lambda s: all(debt.settled for debt in s.back.debts))
    await stage.decide(number, Told.INSPECTED, at + HOUR, serial=dead, finding="defect_confirmed")
    await stage.decide(number, Told.WIPED, at + HOUR, serial=dead, **DESTROY)
    scrap = {"serial": dead, "destination": "scrap", "because": "Beyond repair."}
    await stage.decide(number, Told.DISPOSED, at + 2 * HOUR, **scrap)
    end = await stage.until(number, lambda s: s.ended)
    assert end.stage is Stage.CLOSED
    # Units: each debt ended by its own unit.
    assert stage.debts(number) == {"SPLIT-1": "received", dead: "received"}
    assert [stage.debts(one.number) for one in others] == [
        {"SPLIT-2": "received"},
        {"SPLIT-3": "received"},
    ]
    assert [stage.place_of(f"SPLIT-{n}") for n in (1, 2, 3)] == ["BENCH"] * 3
    # Custody and money: nothing is held, nothing charged, unused labels cost nothing.
    for one in (number, *(other.number for other in others)):
        assert stage.custody(one) == {}
        assert stage.charges(one) == {}
        assert stage.money(one) == {}
        assert stage.live_labels(one) == stage.carrier_holds(one)
    assert all("freight_return" not in stage.billed(one.number) for one in others)
