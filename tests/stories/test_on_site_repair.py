"""A part, then a technician, then the defective part: a repair on site on the real servers."""

import pytest

from desk.scans import Station
from rules.case_facts import Told
from rules.case_words import Direction, Inbound, Outbound, Stage
from rules.visit_decisions import PartNotOnSite
from tests.on_site import FRIDAY, THURSDAY, a_visit, know_kiosks
from tests.parts import FAN, fans, stock_fans
from tests.stories import harness
from tests.stories.steps import BEFORE_CUTOFF, DAY, HOUR, inbound, outbound, sent_back

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_technician_comes_once_the_part_is_on_site_and_the_old_one_comes_back(
    stage: harness.Stage,
) -> None:
    know_kiosks(stage.database, stage.desk)
    stock_fans(stage.database, stage.desk, 2)
    number = await stage.open(a_visit("OS-1", BEFORE_CUTOFF))
    await stage.until(number, outbound(Outbound.RESERVED))
    with pytest.raises(PartNotOnSite):
        await stage.decide(number, Told.VISIT_BOOKED, BEFORE_CUTOFF + HOUR, **THURSDAY)
    packed = BEFORE_CUTOFF + 2 * HOUR
    assert await stage.scan(Station.PACK, FAN.code, packed) == "PACK"
    await stage.until(number, lambda s: s.outbound is Outbound.LABELLED and not s.pending)
    await stage.carrier_moves(number, Direction.OUTBOUND, "handed_over", packed + HOUR)
    await stage.carrier_moves(number, Direction.OUTBOUND, "delivered", packed + DAY)
    await stage.until(number, lambda s: s.stage is Stage.VISITING)
    await stage.restart_worker()
    booked = packed + DAY + HOUR
    await stage.decide(number, Told.VISIT_BOOKED, booked, **THURSDAY)
    absent = {"outcome": "customer_absent", "note": "Nobody opened."}
    await stage.decide(number, Told.VISIT_DONE, BEFORE_CUTOFF + 3 * DAY, **absent)
    await stage.decide(number, Told.VISIT_BOOKED, BEFORE_CUTOFF + 3 * DAY + HOUR, **FRIDAY)
    fixed = {"outcome": "fixed", "note": "The fan was replaced."}
    await stage.decide(number, Told.VISIT_DONE, BEFORE_CUTOFF + 4 * DAY, **fixed)
    await stage.until(number, inbound(Inbound.LABELLED))
    await sent_back(stage, number, BEFORE_CUTOFF + 5 * DAY)
    code, received = FAN.code, BEFORE_CUTOFF + 7 * DAY
    assert await stage.scan(Station.RECEIPT, code, received, case=number) == "RECEIVED"
    end = await stage.until(number, lambda s: s.ended)
    assert end.stage is Stage.CLOSED
    # Units: the device never moved, one part is in it, the old one is here.
    assert stage.place_of("OS-1") == "AT-NORTHWIND"
    assert fans(stage.database, stage.desk) == {"AT-NORTHWIND": 1, "BENCH": 1, "SHELF": 1}
    assert stage.debts(number) == {FAN.code: "received"}
    # Custody and money: nothing is held or charged, and the vendor pays what moved.
    assert stage.custody(number) == {}
    assert stage.charges(number) == {}
    assert set(stage.billed(number).values()) == {"vendor"}
    assert stage.live_labels(number) == stage.carrier_holds(number) == 2
    told = [word for word in stage.story(number) if word.startswith("visit")]
    assert told == ["visit_booked", "visit_done", "visit_booked", "visit_done"]
    letters = stage.letters(number)
    assert [letters.count(one) for one in ("part_on_site", "visit_booked")] == [1, 2]
    await stage.keep_history("on_site-fixed", stage.workflow_id(number))


async def test_cancelled_before_the_visit_the_unused_part_is_back_on_the_shelf(
    stage: harness.Stage,
) -> None:
    before = fans(stage.database, stage.desk)
    number = await stage.open(a_visit("OS-2", BEFORE_CUTOFF))
    await stage.until(number, outbound(Outbound.RESERVED))
    at = BEFORE_CUTOFF + HOUR
    await stage.scan(Station.PACK, FAN.code, at, case=number)
    await stage.until(number, lambda s: s.outbound is Outbound.LABELLED and not s.pending)
    await stage.carrier_moves(number, Direction.OUTBOUND, "handed_over", at + HOUR)
    await stage.carrier_moves(number, Direction.OUTBOUND, "delivered", at + DAY)
    await stage.until(number, lambda s: s.stage is Stage.VISITING)
    await stage.decide(number, Told.VISIT_BOOKED, at + DAY, **THURSDAY)
    await stage.decide(number, Told.CANCEL_ASKED, at + 2 * DAY, because="It works again.")
    await stage.until(number, inbound(Inbound.LABELLED))
    await sent_back(stage, number, at + 3 * DAY)
    await stage.scan(Station.RECEIPT, FAN.code, at + 5 * DAY, case=number)
    await stage.until(number, lambda s: s.ended)
    assert stage.debts(number) == {FAN.code: "received"}
    assert fans(stage.database, stage.desk) == before
    assert stage.charges(number) == stage.custody(number) == {}
