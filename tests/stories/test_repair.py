"""A device comes in, the bench judges it, and something goes home; on the real servers."""

from datetime import UTC, datetime, timedelta

import pytest
import pytest_asyncio

from desk.scans import Station
from rules.case_facts import Told
from rules.case_words import (
    Bench,
    ClockState,
    Direction,
    Inbound,
    Outbound,
    Stage,
)
from rules.service_words import Metric
from tests.served import FIBRA, a_repair, serve
from tests.stories import harness
from tests.stories.steps import DAY, HOUR, inbound, outbound, sent_back
from tests.way_back import WIPE

pytestmark = pytest.mark.asyncio(loop_scope="module")

#: Monday 23 November 2026, 10:00 in Stockholm.
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
BENCH_AT = MONDAY + timedelta(days=3)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def desk(stage: harness.Stage) -> harness.Stage:
    serve(stage.database, stage.desk.tenant_id, FIBRA)
    return stage


async def on_the_bench(desk: harness.Stage, serial: str) -> str:
    number = await desk.open(a_repair("fibra", serial, MONDAY))
    await desk.until(number, inbound(Inbound.LABELLED))
    await sent_back(desk, number, MONDAY + DAY)
    assert await desk.scan(Station.RECEIPT, serial, BENCH_AT) == "RECEIVED"
    await desk.until(number, inbound(Inbound.RECEIVED))
    return number


async def sent_home(desk: harness.Stage, number: str, at: datetime) -> None:
    await desk.until(number, outbound(Outbound.RESERVED))
    assert await desk.scan(Station.PACK, desk.reserved_serial(number), at) == "PACK"
    await desk.until(number, lambda s: s.outbound is Outbound.LABELLED and not s.pending)
    await desk.carrier_moves(number, Direction.OUTBOUND, "handed_over", at + HOUR)
    await desk.until(number, outbound(Outbound.ON_ITS_WAY))
    await desk.carrier_moves(number, Direction.OUTBOUND, "delivered", at + DAY)


async def test_a_device_comes_in_is_repaired_and_goes_home(desk: harness.Stage) -> None:
    number = await on_the_bench(desk, "RE-1")
    await desk.decide(number, Told.BENCH_DONE, BENCH_AT + HOUR, outcome="repaired")
    await desk.restart_worker()
    await sent_home(desk, number, BENCH_AT + 2 * HOUR)
    end = await desk.until(number, lambda s: s.ended)
    assert (end.stage, end.bench) == (Stage.CLOSED, Bench.REPAIRED)
    assert (desk.place_of("RE-1"), desk.owner_of("RE-1")) == ("AT-FIBRA", "customer")
    assert sorted(desk.letters(number)) == [
        "case_closed",
        "repair_registered",
        "repaired_dispatched",
        "return_received",
        "send_it_in",
    ]
    assert desk.carrier_holds(number) == desk.live_labels(number) == 2
    await desk.keep_history("repair-repaired", desk.workflow_id(number))


async def test_a_device_nobody_can_repair_is_replaced_for_good(desk: harness.Stage) -> None:
    number = await on_the_bench(desk, "RE-2")
    await desk.decide(number, Told.BENCH_DONE, BENCH_AT + HOUR, outcome="replaced")
    await desk.until(number, outbound(Outbound.RESERVED))
    fresh = desk.reserved_serial(number)
    await sent_home(desk, number, BENCH_AT + 2 * HOUR)
    await desk.until(number, outbound(Outbound.DELIVERED))
    assert (desk.place_of(fresh), desk.owner_of(fresh)) == ("AT-FIBRA", "customer")
    assert (desk.place_of("RE-2"), desk.owner_of("RE-2")) == ("BENCH", "provider")
    later = BENCH_AT + 3 * DAY
    await desk.decide(number, Told.INSPECTED, later, finding="not_economical")
    await desk.decide(number, Told.WIPED, later, **{**WIPE, "method": "destroy"})
    scrapped = {"destination": "scrap", "because": "The board is burnt."}
    await desk.decide(number, Told.DISPOSED, later, **scrapped)
    await desk.until(number, lambda s: s.ended)
    assert (desk.place_of("RE-2"), desk.owner_of("RE-2")) == ("SCRAP", "provider")
    await desk.keep_history("repair-replaced", desk.workflow_id(number))


async def test_a_repair_that_is_not_covered_is_scrapped_when_the_customer_says_so(
    desk: harness.Stage,
) -> None:
    number = await on_the_bench(desk, "RE-3")
    note = "Liquid damage."
    await desk.decide(number, Told.BENCH_DONE, BENCH_AT, outcome="not_covered", note=note)
    choice = {"disposition": "scrap", "because": "Asked for on the phone."}
    answer = await desk.decide(number, Told.DISPOSITION_SET, BENCH_AT + DAY, **choice)
    assert answer.stage == "closed"
    assert desk.place_of("RE-3") == "SCRAP"
    assert "repair_not_covered" in desk.letters(number)


async def test_a_repair_without_its_device_reminds_and_its_clocks_run_on(
    desk: harness.Stage,
) -> None:
    form = a_repair("fibra", "RE-4", MONDAY, severity="minor")
    number = await desk.open(form)
    state = await desk.until(number, inbound(Inbound.LABELLED))
    due = state.deadlines["clock_due:resolution"]
    assert due == datetime(2026, 12, 4, 9, 0, tzinfo=UTC)
    await desk.skip_to(number, due)
    await desk.until(number, lambda s: s.clocks[Metric.RESOLUTION].overdue)
    await desk.decide(number, Told.CANCEL_ASKED, due + HOUR, because="It works again.")
    end = await desk.until(number, lambda s: s.ended)
    assert end.stage is Stage.CANCELLED
    assert desk.live_labels(number) == desk.carrier_holds(number) == 0
    assert desk.clock_of(number, Metric.RESOLUTION).state is ClockState.WITHDRAWN
