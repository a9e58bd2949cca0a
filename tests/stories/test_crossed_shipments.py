"""Row 3: crossed shipments; a parcel's label says nothing of what is in it."""

import pytest

from desk.scans import Station
from rules.case_words import Direction, Inbound, Stage
from tests.builders import a_swap
from tests.stories import harness
from tests.stories.steps import BEFORE_CUTOFF, DAY, HOUR, delivered, sent_back

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_crossed_shipments_are_settled_by_the_units_themselves(
    stage: harness.Stage,
) -> None:
    first, second = [
        await delivered(stage, a_swap(serial, at=BEFORE_CUTOFF), BEFORE_CUTOFF + HOUR)
        for serial in ("CROSS-1", "CROSS-2")
    ]
    numbers = (first.number, second.number)
    for number in numbers:
        await sent_back(stage, number, BEFORE_CUTOFF + 4 * DAY)
    at = BEFORE_CUTOFF + 6 * DAY
    # The parcels are at the dock: nothing is settled by that.
    for number, serial in zip(numbers, ("CROSS-1", "CROSS-2"), strict=True):
        label = stage.tracking(number, Direction.RETURN)
        assert await stage.scan(Station.RECEIPT, label, at) == "OPEN IT"
        assert stage.debts(number) == {serial: "open"}
        assert stage.state(number).inbound is Inbound.ARRIVED
    # Under the first case's label lies the second's unit, and the other way round.
    assert await stage.scan(Station.RECEIPT, "CROSS-2", at, first.number) == "RECEIVED"
    assert (await stage.until(second.number, lambda s: s.ended)).stage is Stage.CLOSED
    assert stage.debts(first.number) == {"CROSS-1": "open"}
    await stage.restart_worker()
    assert await stage.scan(Station.RECEIPT, "CROSS-1", at + HOUR, second.number) == "RECEIVED"
    assert (await stage.until(first.number, lambda s: s.ended)).stage is Stage.CLOSED
    # Units, custody and money of both balance.
    assert stage.debts(first.number) == {"CROSS-1": "received"}
    assert stage.debts(second.number) == {"CROSS-2": "received"}
    assert [stage.place_of(f"CROSS-{n}") for n in (1, 2)] == ["BENCH", "BENCH"]
    assert [stage.place_of(case.serial) for case in (first, second)] == ["AT-FABRIKAM"] * 2
    for number in numbers:
        assert stage.custody(number) == {}
        assert stage.charges(number) == {}
        assert stage.money(number) == {}
        assert set(stage.billed(number)) == {"freight_outbound", "freight_return", "packaging"}
        assert "wrong_unit_came" not in stage.letters(number)
