"""Row 4 of the ten: lost in transit, either way, and found later."""

from datetime import datetime, timedelta

import pytest

from desk.scans import Station
from models.money import BillableEvent
from models.searches import ParcelClaim
from rules.case_facts import Told
from rules.case_state import CaseState
from rules.case_values import DebtState
from rules.case_words import Direction, Inbound, Outbound, Stage
from tests.builders import a_swap
from tests.stories import harness
from tests.stories.steps import (
    BEFORE_CUTOFF,
    DAY,
    HOUR,
    Moving,
    delivered,
    inbound,
    on_its_way,
    outbound,
    sent_back,
)
from tests.way_back import ADATUM, a_phone_swap

pytestmark = pytest.mark.asyncio(loop_scope="module")
LATER = BEFORE_CUTOFF + 2 * HOUR
OUT, BACK = Direction.OUTBOUND, Direction.RETURN


def second_reserved(state: CaseState) -> bool:
    return state.attempt == 2 and state.outbound is Outbound.RESERVED


def settled(state: CaseState) -> bool:
    return not state.pending


def claims(stage: harness.Stage, number: str) -> list[tuple[str, bool, bool]]:
    """Leg, whether it was claimed, and whether it turned up again."""
    return [
        (row.direction.value, bool(row.claim_no), row.found_at is not None)
        for row in stage.rows(number, ParcelClaim)
    ]


def bills(stage: harness.Stage, number: str) -> list[str]:
    """What is billed, journey by journey."""
    rows = stage.rows(number, BillableEvent)
    return sorted(row.key.partition("/")[2] for row in rows)


async def lost(stage: harness.Stage, serial: str) -> tuple[Moving, str]:
    """A swap whose first parcel its carrier has lost, and that parcel's tracking number."""
    case = await on_its_way(stage, a_swap(serial, at=BEFORE_CUTOFF), LATER)
    first = stage.tracking(case.number, OUT)
    await stage.carrier_moves(case.number, OUT, "lost", LATER + 3 * DAY)
    # The claim is filed before anything else happens to the parcel.
    await stage.until(case.number, lambda s: second_reserved(s) and settled(s))
    return case, first


async def sent_again(stage: harness.Stage, number: str, at: datetime) -> str:
    """The second unit is packed and delivered; its serial."""
    serial = stage.reserved_serial(number)
    await stage.scan(Station.PACK, serial, at)
    await stage.until(number, lambda s: s.outbound is Outbound.LABELLED and settled(s))
    await stage.carrier_moves(number, OUT, "handed_over", at + HOUR)
    await stage.carrier_moves(number, OUT, "delivered", at + DAY)
    await stage.until(number, outbound(Outbound.DELIVERED))
    return serial


async def returned(stage: harness.Stage, number: str, serial: str, at: datetime) -> CaseState:
    """The owed unit travels back and is scanned."""
    await sent_back(stage, number, at)
    await stage.scan(Station.RECEIPT, serial, at + DAY + HOUR)
    return await stage.until(number, lambda s: s.inbound is not Inbound.ARRIVED)


async def test_a_silent_parcel_is_traced_given_up_claimed_and_replaced(
    stage: harness.Stage,
) -> None:
    case = await on_its_way(stage, a_swap("LT-1", at=BEFORE_CUTOFF), LATER)
    due = stage.state(case.number).promise_due
    silent = stage.state(case.number).deadlines["outbound_silence"]
    assert silent == LATER + HOUR + 5 * DAY
    await stage.skip_to(case.number, silent)
    state = await stage.until(case.number, lambda s: settled(s) and "outbound_claim" in s.deadlines)
    assert "parcel_searched" in stage.letters(case.number)
    await stage.skip_to(case.number, state.deadlines["outbound_lost"])
    state = await stage.until(case.number, lambda s: second_reserved(s) and settled(s))
    assert state.promise_due == due
    assert stage.place_of(case.serial) == "LOST"
    assert claims(stage, case.number) == [("outbound", True, False)]
    second = await sent_again(stage, case.number, silent + 7 * DAY)
    await returned(stage, case.number, "LT-1", silent + 9 * DAY)
    end = await stage.until(case.number, lambda s: s.ended)
    assert end.stage is Stage.CLOSED
    assert [stage.place_of(one) for one in ("LT-1", second, case.serial)] == [
        "BENCH",
        "AT-FABRIKAM",
        "LOST",
    ]
    assert stage.debts(case.number) == {"LT-1": "received"}
    assert bills(stage, case.number) == [
        "freight_outbound/1",
        "freight_outbound/2",
        "freight_return/1",
        "packaging/1",
        "packaging/2",
    ]
    assert stage.money(case.number) == {}


async def test_a_parcel_delivered_without_a_word_is_found_by_the_search(
    stage: harness.Stage,
) -> None:
    case = await on_its_way(stage, a_swap("LT-2", at=BEFORE_CUTOFF), LATER)
    tracking = stage.tracking(case.number, OUT)
    await stage.parcel_moves_unheard(tracking, "delivered", LATER + DAY)
    await stage.skip_to(case.number, stage.state(case.number).deadlines["outbound_silence"])
    state = await stage.until(case.number, outbound(Outbound.DELIVERED))
    assert state.back.delivered_at == LATER + DAY
    assert stage.promise_of(case.number).outcome == "kept"
    assert stage.place_of(case.serial) == "AT-FABRIKAM"
    await returned(stage, case.number, "LT-2", LATER + 10 * DAY)
    await stage.until(case.number, lambda s: s.ended)
    assert stage.debts(case.number) == {"LT-2": "received"}


async def test_a_lost_parcel_found_at_the_customers_before_the_second_left_is_the_replacement(
    stage: harness.Stage,
) -> None:
    case, first = await lost(stage, "LT-3")
    second = stage.reserved_serial(case.number)
    await stage.scan(Station.PACK, second, LATER + 3 * DAY + HOUR)
    await stage.until(case.number, lambda s: s.outbound is Outbound.LABELLED and settled(s))
    await stage.parcel_moves(first, "delivered", LATER + 4 * DAY)
    state = await stage.until(
        case.number, lambda s: s.outbound is Outbound.DELIVERED and settled(s)
    )
    assert stage.reserved_serial(case.number) == case.serial
    assert state.back.given_up == ()
    assert [stage.place_of(one) for one in (case.serial, second)] == [
        "AT-FABRIKAM",
        "POOL-FABRIKAM",
    ]
    assert claims(stage, case.number) == [("outbound", True, True)]
    await returned(stage, case.number, "LT-3", LATER + 6 * DAY)
    end = await stage.until(case.number, lambda s: s.ended)
    assert end.stage is Stage.CLOSED
    assert stage.debts(case.number) == {"LT-3": "received"}
    # The second parcel never left, so nothing is billed for it.
    assert bills(stage, case.number) == ["freight_outbound/1", "freight_return/1", "packaging/1"]


async def test_a_lost_parcel_found_after_the_second_was_delivered_is_owed_back_as_one_too_many(
    stage: harness.Stage,
) -> None:
    case, first = await lost(stage, "LT-4")
    second = await sent_again(stage, case.number, LATER + 3 * DAY)
    await returned(stage, case.number, "LT-4", LATER + 6 * DAY)
    await stage.until(case.number, lambda s: s.ended)
    assert stage.debts(case.number) == {"LT-4": "received"}
    assert stage.place_of(second) == "AT-FABRIKAM"
    # The parcel comes back to the desk weeks later, when the case has long been closed.
    await stage.parcel_moves(first, "returned", LATER + 30 * DAY)
    assert await stage.scan(Station.RECEIPT, case.serial, LATER + 31 * DAY) == "LATE RETURN"


async def test_an_extra_unit_that_was_delivered_is_owed_and_comes_back_with_the_broken_one(
    stage: harness.Stage,
) -> None:
    case, first = await lost(stage, "LT-5")
    second = await sent_again(stage, case.number, LATER + 3 * DAY)
    await stage.parcel_moves(first, "delivered", LATER + 5 * DAY)
    await stage.until(case.number, lambda s: len(s.back.debts) == 2)
    assert stage.debts(case.number) == {"LT-5": "open", case.serial: "open"}
    assert "extra_unit_owed" in stage.letters(case.number)
    await sent_back(stage, case.number, LATER + 7 * DAY)
    for serial in ("LT-5", case.serial):
        await stage.scan(Station.RECEIPT, serial, LATER + 8 * DAY + HOUR)
    state = await stage.until(
        case.number,
        lambda s: all(debt.state is DebtState.RECEIVED for debt in s.back.debts) and settled(s),
    )
    assert stage.debts(case.number) == {"LT-5": "received", case.serial: "received"}
    # A unit of the pool that was at a customer's is looked at before it is stock again.
    assert [job.serial for job in state.back.jobs] == [case.serial]
    assert [stage.place_of(one) for one in ("LT-5", case.serial, second)] == [
        "BENCH",
        "BENCH",
        "AT-FABRIKAM",
    ]
    assert stage.charges(case.number) == {}


async def test_a_lost_parcel_that_comes_back_to_the_dock_is_absorbed_onto_the_shelf(
    stage: harness.Stage,
) -> None:
    case, first = await lost(stage, "LT-6")
    await stage.parcel_moves(first, "returned", LATER + 5 * DAY)
    assert await stage.scan(Station.RECEIPT, case.serial, LATER + 6 * DAY) == "FOUND AGAIN"
    await stage.until(case.number, lambda s: s.back.given_up == ())
    assert stage.place_of(case.serial) == "POOL-FABRIKAM"
    assert claims(stage, case.number) == [("outbound", True, True)]
    await sent_again(stage, case.number, LATER + 6 * DAY)
    await returned(stage, case.number, "LT-6", LATER + 8 * DAY)
    end = await stage.until(case.number, lambda s: s.ended)
    assert end.stage is Stage.CLOSED
    assert stage.debts(case.number) == {"LT-6": "received"}


async def test_a_return_lost_under_our_label_is_nobodys_debt_and_is_absorbed_when_found(
    stage: harness.Stage,
) -> None:
    case = await delivered(stage, a_phone_swap(ADATUM, "LT-7", BEFORE_CUTOFF), LATER)
    await stage.carrier_moves(case.number, BACK, "handed_over", LATER + 3 * DAY)
    await stage.until(case.number, inbound(Inbound.ON_ITS_WAY))
    assert stage.state(case.number).back.clock is not None
    await stage.decide(
        case.number,
        Told.DECLARED_LOST,
        LATER + 20 * DAY,
        leg="return",
        because="The carrier's depot burned down.",
    )
    end = await stage.until(case.number, lambda s: s.ended)
    assert end.stage is Stage.CLOSED
    assert stage.debts(case.number) == {"LT-7": "lost"}
    assert stage.charges(case.number) == {}
    assert stage.place_of("LT-7") == "LOST"
    assert claims(stage, case.number) == [("return", True, False)]


async def test_a_silent_return_is_traced_before_it_is_given_up(stage: harness.Stage) -> None:
    case = await delivered(stage, a_swap("LT-8", at=BEFORE_CUTOFF), LATER)
    await stage.carrier_moves(case.number, BACK, "handed_over", LATER + 3 * DAY)
    state = await stage.until(case.number, inbound(Inbound.ON_ITS_WAY))
    assert state.deadlines["return_silence"] == LATER + 3 * DAY + timedelta(days=10)
    await stage.skip_to(case.number, state.deadlines["return_silence"])
    state = await stage.until(case.number, lambda s: settled(s) and "return_claim" in s.deadlines)
    await stage.carrier_moves(case.number, BACK, "delivered", LATER + 14 * DAY)
    await stage.until(case.number, inbound(Inbound.ARRIVED))
    await stage.scan(Station.RECEIPT, "LT-8", LATER + 14 * DAY + HOUR)
    end = await stage.until(case.number, lambda s: s.ended)
    assert end.stage is Stage.CLOSED
    assert stage.debts(case.number) == {"LT-8": "received"}
    assert claims(stage, case.number) == [("return", False, False)]
