"""Cases that cannot balance, ended by a named person with a reason."""

import asyncio
from collections.abc import Awaitable
from dataclasses import replace
from datetime import datetime

import pytest

from desk.board import view_case
from desk.decisions import DecisionForm, decide
from desk.refusals import NotAllowed
from desk.scans import Station
from models.parties import Role
from rules.case_facts import Told
from rules.case_orders import DecisionAnswer
from rules.case_refusals import DecisionIncomplete, WrongStage
from rules.case_words import Direction, Inbound
from rules.case_words import Stage as CaseStage
from rules.safety_decisions import UnitsInHand
from tests.stories import harness
from tests.stories.steps import (
    BEFORE_CUTOFF,
    DAY,
    HOUR,
    delivered,
    inbound,
    labelled,
    reserved,
    sent_back,
)
from tests.way_back import ADATUM, a_phone_swap

pytestmark = pytest.mark.asyncio(loop_scope="module")

HANDED_IN = BEFORE_CUTOFF + HOUR + DAY
WHY = "The customer went out of business; nothing will come."


def closed(
    stage: harness.Stage, number: str, at: datetime, because: str = WHY
) -> Awaitable[DecisionAnswer]:
    """The desk's lead closes the case."""
    lead = replace(stage.desk.clerk, name="lead@acme.example", role=Role.ADMIN)
    form = DecisionForm(decision=Told.CLOSED_BY_HAND, answers={"because": because}, at=at)
    return decide(stage.database, stage.door, lead, number, form, stage.key())


async def test_a_unit_that_will_never_come_is_let_go_with_a_name_and_a_reason(
    stage: harness.Stage,
) -> None:
    form = a_phone_swap(ADATUM, "CBH-1", BEFORE_CUTOFF)
    case = await delivered(stage, form, BEFORE_CUTOFF + HOUR)
    await stage.skip_to(case.number, HANDED_IN + 20 * DAY)
    await stage.until(case.number, lambda s: bool(s.back.charges) and not s.pending)
    at = HANDED_IN + 21 * DAY
    with pytest.raises(NotAllowed):
        await stage.decide(case.number, Told.CLOSED_BY_HAND, at, because=WHY)
    with pytest.raises(DecisionIncomplete):
        await closed(stage, case.number, at, because="lost")
    await closed(stage, case.number, at)
    end = await stage.until(case.number, lambda s: s.ended)
    assert end.stage is CaseStage.CLOSED
    assert stage.debts(case.number) == {"CBH-1": "waived"}
    assert stage.charges(case.number) == {"unreturned_unit": "dropped"}
    assert stage.money(case.number) == stage.custody(case.number) == {}
    assert stage.live_labels(case.number) == stage.carrier_holds(case.number) == 1
    assert stage.place_of(case.serial) == "AT-ADATUM"
    assert "closed_by_hand" in stage.letters(case.number)
    told = view_case(stage.database, stage.desk.clerk, case.number).story
    [line] = [one for one in told if one.word == "closed_by_hand"]
    assert line.actor == "lead@acme.example"
    assert line.sentence == f"The case was closed by hand: {WHY} Left open were: debt, charge."
    await stage.keep_history("swap-closed_by_hand", stage.workflow_id(case.number))


async def test_a_reserved_unit_is_free_again_when_its_case_is_closed_by_hand(
    stage: harness.Stage,
) -> None:
    case = await reserved(stage, a_phone_swap(ADATUM, "CBH-2", BEFORE_CUTOFF))
    shelf = stage.place_of(case.serial)
    await closed(stage, case.number, BEFORE_CUTOFF + HOUR)
    await stage.until(case.number, lambda s: s.ended)
    assert stage.place_of(case.serial) == shelf
    assert stage.debts(case.number) == {"CBH-2": "waived"}
    again = await reserved(stage, a_phone_swap(ADATUM, "CBH-3", BEFORE_CUTOFF))
    assert again.serial == case.serial


async def test_what_is_packed_or_on_the_bench_keeps_a_case_from_being_closed_by_hand(
    stage: harness.Stage,
) -> None:
    packed = await labelled(
        stage, a_phone_swap(ADATUM, "CBH-4", BEFORE_CUTOFF), BEFORE_CUTOFF + HOUR
    )
    with pytest.raises(WrongStage, match="on its way out"):
        await closed(stage, packed.number, BEFORE_CUTOFF + 2 * HOUR)
    form = a_phone_swap(ADATUM, "CBH-5", BEFORE_CUTOFF)
    case = await delivered(stage, form, BEFORE_CUTOFF + HOUR)
    await sent_back(stage, case.number, HANDED_IN + DAY)
    await stage.scan(Station.RECEIPT, "CBH-5", HANDED_IN + 3 * DAY)
    await stage.until(case.number, inbound(Inbound.RECEIVED))
    with pytest.raises(UnitsInHand, match="CBH-5"):
        await closed(stage, case.number, HANDED_IN + 4 * DAY)


async def test_a_parcel_that_vanished_on_its_way_to_us_is_lost_and_taken_in_if_it_comes(
    stage: harness.Stage,
) -> None:
    form = a_phone_swap(ADATUM, "CBH-6", BEFORE_CUTOFF)
    case = await delivered(stage, form, BEFORE_CUTOFF + HOUR)
    await stage.carrier_moves(case.number, Direction.RETURN, "handed_over", HANDED_IN + DAY)
    await stage.until(case.number, inbound(Inbound.ON_ITS_WAY))
    await closed(stage, case.number, HANDED_IN + 60 * DAY)
    await stage.until(case.number, lambda s: s.ended)
    assert stage.place_of("CBH-6") == "LOST"
    assert stage.debts(case.number) == {"CBH-6": "waived"}
    assert stage.money(case.number) == {}
    assert await stage.scan(Station.RECEIPT, "CBH-6", HANDED_IN + 90 * DAY) == "LATE RETURN"
    async with asyncio.timeout(harness.PATIENCE):
        await harness.eventually(lambda: stage.place_of("CBH-6") == "BENCH")
