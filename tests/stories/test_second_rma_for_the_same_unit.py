"""A unit that is in a case already opens no other: the request is sent to the one that is open."""

import pytest

from desk.refusals import DeviceHasOpenCase
from desk.second_case import DeviceIsReplacement
from rules.case_facts import Told
from rules.case_words import Outbound, Stage
from tests.builders import a_swap
from tests.stories import harness
from tests.stories.steps import BEFORE_CUTOFF, DAY, HOUR, delivered, outbound

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_second_request_for_a_unit_is_refused_with_the_link_to_its_open_case(
    stage: harness.Stage,
) -> None:
    case = await delivered(stage, a_swap("RMA-1", at=BEFORE_CUTOFF), BEFORE_CUTOFF + HOUR)
    later = BEFORE_CUTOFF + 2 * DAY
    with pytest.raises(DeviceHasOpenCase) as device:
        await stage.open(a_swap("RMA-1", at=later))
    with pytest.raises(DeviceIsReplacement) as replacement:
        await stage.open(a_swap(case.serial, at=later))
    assert device.value.facts["case"] == replacement.value.facts["case"] == case.number
    # Nothing has happened to units, custody or money.
    assert stage.debts(case.number) == {"RMA-1": "open"}
    assert stage.place_of(case.serial) == stage.place_of("RMA-1") == "AT-FABRIKAM"
    assert stage.custody(case.number) == stage.charges(case.number) == {}
    # The way the refusal shows is open: the same case goes on.
    dead = {"battery": "ok", "note": "It stays black."}
    await stage.decide(case.number, Told.DEAD_ON_ARRIVAL, later, **dead)
    await stage.until(case.number, outbound(Outbound.RESERVED))
    assert stage.debts(case.number) == {"RMA-1": "open", case.serial: "open"}
    with pytest.raises(DeviceHasOpenCase) as owed:
        await stage.open(a_swap(case.serial, at=later + DAY))
    assert owed.value.facts["case"] == case.number


async def test_once_the_case_has_ended_its_replacement_opens_one_that_follows_it(
    stage: harness.Stage,
) -> None:
    case = await delivered(stage, a_swap("RMA-2", at=BEFORE_CUTOFF), BEFORE_CUTOFF + HOUR)
    waived = BEFORE_CUTOFF + 3 * DAY
    await stage.decide(case.number, Told.RETURN_WAIVED, waived, because="Destroyed in a fire.")
    first = await stage.until(case.number, lambda s: s.ended)
    assert first.stage is Stage.CLOSED
    second = await delivered(
        stage, a_swap(case.serial, at=BEFORE_CUTOFF + 5 * DAY), BEFORE_CUTOFF + 5 * DAY + HOUR
    )
    assert stage.story(second.number)[0] == "follows_case"
    assert stage.debts(case.number) == {"RMA-2": "waived"}
    assert stage.debts(second.number) == {case.serial: "open"}
    assert stage.place_of(second.serial) == "AT-FABRIKAM"
    assert stage.charges(case.number) == stage.charges(second.number) == {}
