"""A part is sent ahead of the broken one, on the real servers."""

from datetime import timedelta

import pytest

from desk.scans import Station
from models.cases import PromiseOutcome
from rules.case_facts import Told
from rules.case_words import (
    Direction,
    Inbound,
    Outbound,
    Stage,
)
from tests.parts import FAN, a_fan, fans, stock_fans
from tests.stories import harness
from tests.stories.steps import BEFORE_CUTOFF, DAY, HOUR, inbound, outbound, sent_back

pytestmark = pytest.mark.asyncio(loop_scope="module")

MINUTE = timedelta(minutes=1)


async def test_a_part_is_sent_ahead_by_its_code_and_the_broken_one_comes_back(
    stage: harness.Stage,
) -> None:
    stock_fans(stage.database, stage.desk, 2)
    number = await stage.open(a_fan("PA-1", at=BEFORE_CUTOFF))
    await stage.until(number, lambda s: s.version > 0)
    await stage.decide(number, Told.DIAGNOSED, BEFORE_CUTOFF + HOUR, defective="yes")
    await stage.until(number, outbound(Outbound.RESERVED))
    await stage.restart_worker()
    packed_at = BEFORE_CUTOFF + 2 * HOUR
    assert await stage.scan(Station.PACK, "KIOSK-0001", packed_at, case=number) == "OTHER PART"
    assert await stage.scan(Station.PACK, FAN.code, packed_at + MINUTE) == "PACK"
    await stage.until(number, lambda s: s.outbound is Outbound.LABELLED and not s.pending)
    await stage.carrier_moves(number, Direction.OUTBOUND, "handed_over", packed_at + HOUR)
    await stage.until(number, outbound(Outbound.ON_ITS_WAY))
    assert stage.promise_of(number).outcome is PromiseOutcome.KEPT
    await stage.carrier_moves(number, Direction.OUTBOUND, "delivered", packed_at + DAY)
    await stage.until(number, inbound(Inbound.LABELLED))
    await sent_back(stage, number, packed_at + 2 * DAY)
    assert await stage.scan(Station.RECEIPT, FAN.code, packed_at + 4 * DAY) == "RECEIVED"
    end = await stage.until(number, lambda s: s.ended)
    assert end.stage is Stage.CLOSED
    assert fans(stage.database, stage.desk) == {"AT-NORTHWIND": 1, "BENCH": 1, "SHELF": 1}
    assert (stage.place_of("PA-1"), stage.owner_of("PA-1")) == ("AT-NORTHWIND", "customer")
    assert set(stage.billed(number).values()) == {"vendor"}
    assert stage.carrier_holds(number) == stage.live_labels(number) == 2
    assert "part_wanted" in stage.story(number)
