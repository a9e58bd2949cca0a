"""No fault found, or customer damage (operations.md part 4, row 8): it is not covered after all."""

import pytest
import pytest_asyncio

from rules.bench_refusals import WrongDestination
from rules.case_facts import Told
from rules.case_refusals import WrongStage
from rules.case_values import JobState
from rules.case_words import Stage
from tests.stories import harness
from tests.stories.steps import BEFORE_CUTOFF, DAY, HOUR, sent_back
from tests.stories.workbench import (
    WINGTIP,
    asked,
    finance,
    job_is,
    received,
    returned,
    sent_home,
    shelve,
)
from tests.way_back import WIPE, serve_phones

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def desk(stage: harness.Stage) -> harness.Stage:
    serve_phones(stage.database, stage.desk.tenant_id, WINGTIP)
    return stage


async def test_a_customer_who_pays_keeps_the_replacement_and_the_wreck_is_scrapped(
    desk: harness.Stage,
) -> None:
    case = await returned(desk, WINGTIP, "CD-1", BEFORE_CUTOFF)
    at = case.at + HOUR
    found = {"finding": "customer_damage", "note": "Run over by a lorry.", "grade": "scrap"}
    await desk.decide(case.number, Told.INSPECTED, at, **found)
    await desk.until(case.number, asked)
    with pytest.raises(WrongStage, match="customer's answer"):
        scrap = {"destination": "scrap", "because": "Flat."}
        await desk.decide(case.number, Told.DISPOSED, at, **scrap)
    await desk.decide(case.number, Told.FINDING_ANSWERED, at + DAY, answer="pay")
    with pytest.raises(WrongDestination):
        await desk.decide(case.number, Told.DISPOSED, at + DAY, destination="restock")
    await desk.decide(case.number, Told.WIPED, at + DAY, **{**WIPE, "method": "destroy"})
    await desk.until(case.number, lambda s: not s.pending)
    await desk.decide(case.number, Told.DISPOSED, at + DAY, **scrap)
    end = await desk.until(case.number, lambda s: s.ended)
    assert end.stage is Stage.CLOSED
    assert (desk.place_of("CD-1"), desk.place_of(case.replacement)) == ("SCRAP", "AT-WINGTIP")
    assert desk.debts(case.number) == {"CD-1": "received"}
    assert desk.custody(case.number) == {}
    assert desk.charges(case.number) == {"not_covered": "approved"}
    assert desk.money(case.number) == {"not_covered": "450.00"}
    assert "not_covered_found" in desk.letters(case.number)


async def test_or_sends_the_replacement_back_and_has_the_damaged_unit_home(
    desk: harness.Stage,
) -> None:
    case = await returned(desk, WINGTIP, "CD-2", BEFORE_CUTOFF)
    at = case.at + HOUR
    excluded = {"finding": "exclusion", "exclusion": "Liquid.", "note": "Water in the port."}
    await desk.decide(case.number, Told.INSPECTED, at, **excluded)
    await desk.until(case.number, asked)
    answer = {"answer": "send_replacement_back"}
    await desk.decide(case.number, Told.FINDING_ANSWERED, at + DAY, **answer)
    await sent_home(desk, case.number, "CD-2", at + 2 * DAY)
    await sent_back(desk, case.number, at + 5 * DAY)
    await received(desk, case.number, case.replacement, at + 7 * DAY)
    await desk.decide(case.number, Told.INSPECTED, at + 7 * DAY, finding="no_fault_found")
    await shelve(desk, case.number, case.replacement, at + 7 * DAY)
    end = await desk.until(case.number, lambda s: s.ended)
    assert end.stage is Stage.CLOSED
    assert (desk.place_of("CD-2"), desk.place_of(case.replacement)) == (
        "AT-WINGTIP",
        "POOL-WINGTIP",
    )
    assert (desk.custody(case.number), desk.charges(case.number)) == ({}, {})
    assert desk.money(case.number) == {}


async def test_silence_puts_the_price_before_finance_and_a_repair_saves_the_unit(
    desk: harness.Stage,
) -> None:
    case = await returned(desk, WINGTIP, "CD-3", BEFORE_CUTOFF)
    at = case.at + HOUR
    await desk.decide(case.number, Told.INSPECTED, at, finding="customer_damage")
    state = await desk.until(case.number, asked)
    await desk.skip_to(case.number, state.deadlines["finding_answer"])
    await desk.until(case.number, lambda s: not asked(s))
    late = at + 11 * DAY
    await desk.decide(case.number, Told.DISPOSED, late, destination="repair_here")
    await desk.until(case.number, job_is(JobState.IN_REPAIR))
    await desk.decide(case.number, Told.REPAIR_ENDED, late + HOUR, repaired="yes")
    await shelve(desk, case.number, "CD-3", late + HOUR)
    dropped = {"verdict": "drop", "because": "A good customer."}
    await finance(desk, case.number, late + DAY, **dropped)
    end = await desk.until(case.number, lambda s: s.ended)
    assert end.stage is Stage.CLOSED
    assert desk.place_of("CD-3") == "POOL-WINGTIP"
    assert desk.charges(case.number) == {"not_covered": "dropped"}
    assert desk.money(case.number) == {}
