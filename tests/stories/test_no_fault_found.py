"""No fault found, or customer damage (operations.md part 4, row 8): nothing was wrong with it."""

import pytest
import pytest_asyncio

from rules.bench_refusals import NotWiped
from rules.case_facts import Told
from rules.case_words import Stage
from tests.stories import harness
from tests.stories.steps import BEFORE_CUTOFF, DAY, HOUR, sent_back
from tests.stories.workbench import (
    WINGTIP,
    asked,
    finance,
    received,
    returned,
    sent_home,
    shelve,
)
from tests.way_back import ADATUM, PROSEWARE, serve_phones

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def desk(stage: harness.Stage) -> harness.Stage:
    serve_phones(stage.database, stage.desk.tenant_id, WINGTIP)
    return stage


async def test_no_fault_found_is_kept_for_nothing_and_shelved_only_wiped(
    desk: harness.Stage,
) -> None:
    case = await returned(desk, ADATUM, "NF-1", BEFORE_CUTOFF)
    at = case.at + HOUR
    found = {"finding": "no_fault_found", "note": "Charged and called for a day.", "grade": "A"}
    await desk.decide(case.number, Told.INSPECTED, at, **found)
    with pytest.raises(NotWiped):
        await desk.decide(case.number, Told.DISPOSED, at, destination="restock")
    await shelve(desk, case.number, "NF-1", at + HOUR)
    end = await desk.until(case.number, lambda s: s.ended)
    assert end.stage is Stage.CLOSED
    assert (desk.place_of("NF-1"), desk.place_of(case.replacement)) == ("POOL-ADATUM", "AT-ADATUM")
    assert desk.debts(case.number) == {"NF-1": "received"}
    assert (desk.custody(case.number), desk.charges(case.number)) == ({}, {})
    assert desk.money(case.number) == {}
    assert "no_fault_found" in desk.letters(case.number)
    await desk.keep_history("swap-no-fault-found", desk.workflow_id(case.number))


async def test_no_fault_found_costs_what_finance_says_where_a_fee_is_agreed(
    desk: harness.Stage,
) -> None:
    case = await returned(desk, PROSEWARE, "NF-2", BEFORE_CUTOFF)
    at = case.at + HOUR
    await desk.decide(case.number, Told.INSPECTED, at, finding="no_fault_found")
    await shelve(desk, case.number, "NF-2", at)
    assert desk.charges(case.number) == {"no_fault_found": "proposed"}
    verdict = {"verdict": "approve", "amount": "30.00", "because": "As agreed."}
    await finance(desk, case.number, at + DAY, **verdict)
    end = await desk.until(case.number, lambda s: s.ended)
    assert end.stage is Stage.CLOSED
    assert desk.money(case.number) == {"no_fault_found": "30.00"}
    assert desk.place_of("NF-2") == "POOL-PROSEWARE"


async def test_the_customer_sends_the_replacement_back_and_has_its_own_unit_again(
    desk: harness.Stage,
) -> None:
    case = await returned(desk, WINGTIP, "NF-3", BEFORE_CUTOFF)
    at = case.at + HOUR
    await desk.decide(case.number, Told.INSPECTED, at, finding="no_fault_found")
    await desk.until(case.number, asked)
    answer = {"answer": "send_replacement_back"}
    await desk.decide(case.number, Told.FINDING_ANSWERED, at + DAY, **answer)
    assert desk.debts(case.number) == {"NF-3": "received", case.replacement: "open"}
    await desk.restart_worker()
    await sent_home(desk, case.number, "NF-3", at + 2 * DAY)
    await sent_back(desk, case.number, at + 5 * DAY)
    await received(desk, case.number, case.replacement, at + 7 * DAY)
    await desk.decide(case.number, Told.INSPECTED, at + 7 * DAY, finding="no_fault_found")
    await shelve(desk, case.number, case.replacement, at + 7 * DAY)
    end = await desk.until(case.number, lambda s: s.ended)
    assert end.stage is Stage.CLOSED
    assert desk.place_of("NF-3") == "AT-WINGTIP"
    assert desk.place_of(case.replacement) == "POOL-WINGTIP"
    assert desk.debts(case.number) == {"NF-3": "received", case.replacement: "received"}
    assert (desk.custody(case.number), desk.charges(case.number)) == ({}, {})
    assert desk.money(case.number) == {}
    assert desk.carrier_holds(case.number) == desk.live_labels(case.number) == 4
    assert {"new_return_label", "unrepaired_dispatched"} <= set(desk.letters(case.number))


async def test_silence_counts_as_keeping_it_and_the_fee_goes_before_finance(
    desk: harness.Stage,
) -> None:
    case = await returned(desk, WINGTIP, "NF-4", BEFORE_CUTOFF)
    at = case.at + HOUR
    await desk.decide(case.number, Told.INSPECTED, at, finding="no_fault_found")
    state = await desk.until(case.number, asked)
    await desk.skip_to(case.number, state.deadlines["finding_answer"])
    await desk.until(case.number, lambda s: not asked(s))
    assert desk.charges(case.number) == {"no_fault_found": "proposed"}
    late = at + 11 * DAY
    await finance(desk, case.number, late, verdict="approve", because="Silent.")
    await shelve(desk, case.number, "NF-4", late)
    end = await desk.until(case.number, lambda s: s.ended)
    assert end.stage is Stage.CLOSED
    assert desk.money(case.number) == {"no_fault_found": "25.00"}
    assert desk.place_of("NF-4") == "POOL-WINGTIP"
