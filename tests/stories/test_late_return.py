import asyncio

import pytest

from desk.scans import Station
from rules.case_facts import Told
from rules.case_words import Stage
from tests.builders import a_swap
from tests.stories import harness
from tests.stories.harness import eventually
from tests.stories.steps import BEFORE_CUTOFF, DAY, HOUR, delivered

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_unit_that_comes_after_its_case_was_closed_is_booked_in_and_settles_its_debt(
    stage: harness.Stage,
) -> None:
    case = await delivered(stage, a_swap("LR-1", at=BEFORE_CUTOFF), BEFORE_CUTOFF + HOUR)
    late = BEFORE_CUTOFF + 20 * DAY
    await stage.decide(case.number, Told.RETURN_WAIVED, late, because="Never sent.")
    end = await stage.until(case.number, lambda s: s.ended)
    assert end.stage is Stage.CLOSED
    assert stage.place_of("LR-1") == "AT-FABRIKAM"
    assert await stage.scan(Station.RECEIPT, "LR-1", late + DAY) == "LATE RETURN"
    async with asyncio.timeout(harness.PATIENCE):
        await eventually(lambda: stage.place_of("LR-1") == "BENCH")
    # Nobody inspects this customer's units: the case is opened and closed in one step.
    assert stage.story(case.number)[-3:] == ["reopened", "received", "closed"]
    assert stage.debts(case.number) == {"LR-1": "received"}
    late_id = f"{stage.desk.tenant}/late-return/{case.number}/{stage.last_key}"
    await stage.keep_history("late_return-booked", late_id)
