"""The typical case of each programme, from its ticket to its end, on the real servers."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
import pytest_asyncio

from desk.founding import UnitForm, add_model, shelve_units
from desk.refusals import NotCovered
from models.cases import PromiseOutcome
from models.papers import Paper
from rules.case_facts import Told
from rules.case_words import (
    ClockState,
    Outbound,
)
from rules.decision import Verdict
from rules.prepaid import NoPrepaidTimeLeft
from rules.reasons import ReasonCode
from rules.service_words import Commitment, Measure, Metric
from tests.builders import CONTACT, FOUNDED, a_swap, an_advance_replacement
from tests.served import BRASSERIE, FIBRA, a_repair, a_ticket, serve
from tests.stories.harness import Stage as Desk
from tests.stories.steps import BEFORE_CUTOFF, DAY, HOUR, outbound
from tests.stories.typical import (
    RINGLINE,
    SYSTEM,
    VEGHE,
    a_confirmed_defect,
    a_system_down,
    an_alert,
    attach,
    brought_in,
    buy_hours,
    closed,
    cover,
    decided,
    hours_left,
    in_a_chat,
    packed_and_delivered,
    papers,
    scrapped,
    waits_for_answer,
)

pytestmark = pytest.mark.asyncio(loop_scope="module")

MINUTE = timedelta(minutes=1)
RESPONSE, RESOLUTION = Metric.RESPONSE, Metric.RESOLUTION
#: Monday 23 November 2026, 10:00 in Stockholm and Paris.
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def desk(stage: Desk) -> Desk:
    """The running desk, with a customer under every programme and a spare system."""
    serve(stage.database, stage.desk.tenant_id, BRASSERIE, FIBRA, RINGLINE, VEGHE)
    with stage.database.as_tenant(stage.desk.tenant_id) as session:
        system = add_model(session, stage.desk.tenant_id, SYSTEM)
        shelve_units(session, system, [UnitForm(serial="SYSTEM-SPARE")], None, FOUNDED)
    return stage


async def test_an_attached_user_has_another_phone_tomorrow_and_the_broken_one_comes_back(
    desk: Desk,
) -> None:
    attach(desk, "C-100")
    stranger = replace(CONTACT, email="colleague@fabrikam.example")
    with pytest.raises(NotCovered):
        await desk.open(a_swap("TC-0", contact=stranger, at=BEFORE_CUTOFF))
    number = await desk.open(a_swap("TC-1", at=BEFORE_CUTOFF))
    await packed_and_delivered(desk, number, BEFORE_CUTOFF + HOUR)
    promise = desk.promise_of(number)
    # Registered at 13:52 on Monday: by the end of Tuesday in Stockholm.
    assert promise.due_at == datetime(2026, 11, 24, 23, 0, tzinfo=UTC)
    assert promise.outcome is PromiseOutcome.KEPT
    assert papers(desk, number) == {
        Paper.PARCEL_LABEL,
        Paper.RETURN_LABEL,
        Paper.SERVICE_SLIP,
    }
    await brought_in(desk, number, "TC-1", BEFORE_CUTOFF + 3 * DAY)
    await closed(desk, number)
    assert set(desk.billed(number).values()) == {"customer"}


async def test_a_defect_found_in_a_chat_is_replaced_ahead_at_the_expense_of_the_vendor(
    desk: Desk,
) -> None:
    number = await desk.open(an_advance_replacement("TC-2", at=MONDAY, request=in_a_chat()))
    await desk.until(number, lambda s: "assessment" in s.deadlines)
    await desk.decide(number, Told.DIAGNOSED, MONDAY + HOUR, defective="yes", note="Dead board.")
    await desk.until(number, outbound(Outbound.RESERVED))
    # Identified on Monday: Tuesday and Wednesday are the two working days in Bucharest.
    assert desk.promise_of(number).due_at == datetime(2026, 11, 25, 22, 0, tzinfo=UTC)
    await packed_and_delivered(desk, number, MONDAY + DAY)
    assert desk.promise_of(number).outcome is PromiseOutcome.KEPT
    await brought_in(desk, number, "TC-2", MONDAY + 3 * DAY)
    await closed(desk, number)
    assert desk.owner_of("TC-2") == "provider"
    assert set(desk.billed(number).values()) == {"vendor"}


async def test_a_critical_fault_is_answered_in_the_hour_and_repaired_free_within_seven_years(
    desk: Desk,
) -> None:
    cover(desk, "C-fibra", "TC-OLD", bought=date(2019, 11, 22))
    with pytest.raises(NotCovered):
        await desk.open(a_repair("fibra", "TC-OLD", MONDAY, severity="critical"))
    cover(desk, "C-fibra", "TC-3", bought=date(2019, 11, 23))
    number = await desk.open(a_repair("fibra", "TC-3", MONDAY, severity="critical"))
    assert [(cost.what, cost.amount) for cost in decided(desk, number).costs] == [
        ("repair", Decimal(0))
    ]
    state = await desk.until(number, waits_for_answer)
    assert state.deadlines["clock_due:response"] == MONDAY + HOUR
    await desk.decide(number, Told.REPLIED, MONDAY + 50 * MINUTE, human="yes", text="Send it in.")
    assert desk.clock_of(number).state is ClockState.MET
    await brought_in(desk, number, "TC-3", MONDAY + HOUR)
    await desk.decide(number, Told.BENCH_DONE, MONDAY + 3 * DAY, outcome="repaired")
    await packed_and_delivered(desk, number, MONDAY + 3 * DAY + HOUR)
    await closed(desk, number)
    assert desk.place_of("TC-3") == "AT-FIBRA"
    # Only the transport is billed: the text waives the cost of the repair alone.
    assert set(desk.billed(number)) == {"freight_return", "freight_outbound", "packaging"}


async def test_a_system_that_is_down_is_answered_in_four_phone_hours(desk: Desk) -> None:
    # Friday 20 November 2026, 17:00 in New York: two hours before the phones close.
    friday, due = (
        datetime(2026, 11, 20, 22, 0, tzinfo=UTC),
        datetime(2026, 11, 23, 14, 0, tzinfo=UTC),
    )
    number = await desk.open(a_system_down("TC-4", friday))
    assert decided(desk, number).verdict is Verdict.COVERED
    state = await desk.until(number, waits_for_answer)
    assert state.deadlines["clock_due:response"] == due
    change = {"kind": "change", "minutes": "40", "note": "The release was installed again."}
    await desk.decide(number, Told.REMOTE_SESSION, due - HOUR, **change)
    clock = desk.clock_of(number)
    assert (clock.state, clock.used_seconds) == (ClockState.MET, Decimal(3 * 3600))
    await desk.decide(number, Told.RESOLVED, due, how="It runs on the release before.")
    await closed(desk, number)


async def test_a_confirmed_defect_is_replaced_like_for_like_without_an_instant(desk: Desk) -> None:
    cover(desk, "C-ringline", "TC-5", bought=date(2026, 3, 1), model=SYSTEM.code)
    number = await desk.open(a_confirmed_defect("TC-5", MONDAY))
    assert Measure.LIKE_FOR_LIKE in decided(desk, number).measures
    state = await desk.until(number, lambda s: RESPONSE in s.clocks)
    assert state.clocks[RESPONSE].commitment is Commitment.BEST_EFFORT
    assert not waits_for_answer(state)
    await brought_in(desk, number, "TC-5", MONDAY + DAY)
    await desk.decide(number, Told.BENCH_DONE, MONDAY + 4 * DAY, outcome="replaced")
    await packed_and_delivered(desk, number, MONDAY + 4 * DAY + HOUR)
    await scrapped(desk, number, MONDAY + 6 * DAY)
    await closed(desk, number)
    assert desk.place_of("TC-5") == "SCRAP"
    assert (desk.place_of("SYSTEM-SPARE"), desk.owner_of("SYSTEM-SPARE")) == (
        "AT-RINGLINE",
        "customer",
    )


async def test_a_fault_goes_to_the_manufacturer_and_a_change_is_made_on_prepaid_hours(
    desk: Desk,
) -> None:
    number = await desk.open(a_ticket("brasserie", "TC-6", MONDAY, severity="2"))
    state = await desk.until(number, waits_for_answer)
    # From 10:00 four hours of work, with lunch from 12:30 to 14:00: 15:30 in Paris.
    assert state.deadlines["clock_due:response"] == datetime(2026, 11, 23, 14, 30, tzinfo=UTC)
    look = {"kind": "view", "minutes": "20", "note": "Traces were collected."}
    await desk.decide(number, Told.REMOTE_SESSION, MONDAY + HOUR, **look)
    assert desk.clock_of(number).state is ClockState.MET
    await desk.decide(number, Told.ESCALATED, MONDAY + 2 * HOUR, reference="M-77")
    tuesday = MONDAY + DAY
    await desk.decide(number, Told.MANUFACTURER_ANSWERED, tuesday, note="Lower the MTU.")
    change = {"kind": "change", "minutes": "90", "note": "The MTU was lowered."}
    with pytest.raises(NoPrepaidTimeLeft, match="0 min are left"):
        await desk.decide(number, Told.REMOTE_SESSION, tuesday + HOUR, **change)
    buy_hours(desk, "brasserie", 5, tuesday + HOUR)
    await desk.decide(number, Told.REMOTE_SESSION, tuesday + 2 * HOUR, **change)
    assert hours_left(desk, "brasserie", tuesday) == timedelta(hours=3, minutes=30)
    await desk.decide(number, Told.RESOLVED, tuesday + 4 * HOUR, how="The MTU was too large.")
    await closed(desk, number)


async def test_an_alert_in_the_night_is_answered_by_a_person_within_the_hour(desk: Desk) -> None:
    # Sunday 29 November 2026, 03:00 in Bucharest.
    night = datetime(2026, 11, 29, 1, 0, tzinfo=UTC)
    number = await desk.open(an_alert("TC-7", night))
    decision = decided(desk, number)
    assert decision.verdict is Verdict.COVERED
    assert ReasonCode.ALERT_ACCEPTED in {reason.code for reason in decision.reasons}
    state = await desk.until(number, waits_for_answer)
    assert state.deadlines["clock_due:response"] == night + HOUR
    await desk.decide(number, Told.REPLIED, night + MINUTE, human="yes", channel="alert")
    assert desk.clock_of(number).stopped_at is None
    await desk.decide(number, Told.REPLIED, night + 40 * MINUTE, human="yes", channel="phone")
    assert desk.clock_of(number).state is ClockState.MET
    change = {"kind": "change", "minutes": "30", "note": "A fan was restarted."}
    await desk.decide(number, Told.REMOTE_SESSION, night + HOUR, **change)
    await desk.decide(number, Told.RESOLVED, night + 2 * HOUR, how="The fan runs again.")
    await closed(desk, number)
    # Alert and resolution around the clock, without a figure: no instant to miss.
    assert desk.clock_of(number, RESOLUTION).state is ClockState.ANSWERED
