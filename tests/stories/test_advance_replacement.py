import asyncio
from datetime import datetime

import pytest

from desk.founding import UnitForm
from desk.receiving import ReceiptForm, receive_units
from desk.scans import Station
from models.cases import PromiseOutcome
from rules.case_facts import Told
from rules.case_words import (
    Direction,
    Outbound,
    Stage,
)
from tests.builders import an_advance_replacement
from tests.stories import harness
from tests.stories.steps import BEFORE_CUTOFF, DAY, HOUR, outbound, sent_back

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_an_advance_replacement_ships_within_two_working_days_of_the_diagnosis(
    stage: harness.Stage,
) -> None:
    number = await stage.open(an_advance_replacement("AR-1", at=BEFORE_CUTOFF))
    assert (await stage.until(number, lambda s: s.version > 0)).promise_due is None
    diagnosed = BEFORE_CUTOFF + 4 * DAY  # Friday 27 November
    await stage.decide(number, Told.DIAGNOSED, diagnosed, defective="yes", note="Board is dead.")
    await stage.until(number, outbound(Outbound.RESERVED))
    promise = stage.promise_of(number)
    # 30 November (Saint Andrew) and 1 December (National Day) are holidays in Romania.
    assert promise.due_at.isoformat() == "2026-12-03T22:00:00+00:00"
    await stage.scan(Station.PACK, "KIOSK-0001", diagnosed + 3 * DAY)
    await stage.until(number, lambda s: s.outbound is Outbound.LABELLED and not s.pending)
    shipped = diagnosed + 5 * DAY
    await stage.carrier_moves(number, Direction.OUTBOUND, "handed_over", shipped)
    await stage.until(number, outbound(Outbound.ON_ITS_WAY))
    assert stage.promise_of(number).outcome is PromiseOutcome.KEPT
    await stage.carrier_moves(number, Direction.OUTBOUND, "delivered", shipped + DAY)
    await stage.until(number, outbound(Outbound.DELIVERED))
    assert stage.owner_of("KIOSK-0001") == "customer"
    await sent_back(stage, number, shipped + 2 * DAY)
    await stage.scan(Station.RECEIPT, "AR-1", shipped + 4 * DAY)
    end = await stage.until(number, lambda s: s.ended)
    assert end.stage is Stage.CLOSED
    assert stage.owner_of("AR-1") == "provider"
    assert set(stage.billed(number).values()) == {"vendor"}
    await stage.keep_history("advance_replacement-closed", stage.workflow_id(number))


async def test_without_a_unit_the_case_waits_and_is_served_when_units_come_in(
    stage: harness.Stage,
) -> None:
    # One kiosk is in stock at most: of two cases the one with the later promise waits.
    earlier = await diagnosed(stage, "AR-2", BEFORE_CUTOFF + HOUR)
    number = await diagnosed(stage, "AR-3", BEFORE_CUTOFF + 2 * DAY)
    await stage.until(number, outbound(Outbound.WAITING))
    async with asyncio.timeout(harness.PATIENCE):
        await harness.eventually(lambda: "waiting_for_unit" in stage.letters(number))
    units = (UnitForm(serial="KIOSK-0098"), UnitForm(serial="KIOSK-0099"))
    form = ReceiptForm(model="KIOSK-K1", units=units, at=BEFORE_CUTOFF + 3 * DAY)
    await asyncio.to_thread(receive_units, stage.database, stage.desk.clerk, form, stage.key())
    await stage.until(number, outbound(Outbound.RESERVED))
    await stage.until(earlier, outbound(Outbound.RESERVED))


async def diagnosed(stage: harness.Stage, serial: str, at: datetime) -> str:
    number = await stage.open(an_advance_replacement(serial, at=BEFORE_CUTOFF))
    await stage.until(number, lambda s: s.version > 0)
    await stage.decide(number, Told.DIAGNOSED, at, defective="yes")
    await stage.until(number, lambda s: s.promise_due is not None)
    return number


async def test_no_defect_found_ends_in_advice(stage: harness.Stage) -> None:
    number = await stage.open(an_advance_replacement("AR-4", at=BEFORE_CUTOFF))
    await stage.until(number, lambda s: s.version > 0)
    answer = await stage.decide(
        number, Told.DIAGNOSED, BEFORE_CUTOFF + HOUR, defective="no", note="Update the firmware."
    )
    assert answer.stage == "advised"
