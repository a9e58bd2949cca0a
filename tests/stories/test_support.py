"""Help without a parcel on the real servers: three programmes' clocks, warned of and broken."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
import pytest_asyncio

from rules.case_facts import Told
from rules.case_state import CaseState
from rules.case_waiting import waits_for
from rules.case_words import (
    ClockState,
    Mover,
    Stage,
)
from rules.service_words import ChannelKind, Metric
from tests.served import BISTRO, BRASSERIE, DIALTONE, FIBRA, a_ticket, serve
from tests.stories import harness

pytestmark = pytest.mark.asyncio(loop_scope="module")

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
#: Seconds of working time.
HOURS = Decimal(3600)
RESPONSE, RESOLUTION = Metric.RESPONSE, Metric.RESOLUTION
#: Monday 23 November 2026, 10:00 in Paris and Stockholm.
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
#: Friday 27 November 2026, 11:00 in New York.
FRIDAY = datetime(2026, 11, 27, 16, 0, tzinfo=UTC)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def desk(stage: harness.Stage) -> harness.Stage:
    """The running desk, with a customer under each of the three programmes."""
    serve(stage.database, stage.desk.tenant_id, BRASSERIE, BISTRO, FIBRA, DIALTONE)
    return stage


def waits(metric: Metric, part: str) -> Callable[[CaseState], bool]:
    """The clock still waits for its warning, or for its due instant."""
    return lambda state: f"clock_{part}:{metric}" in state.deadlines


def warned(metric: Metric) -> Callable[[CaseState], bool]:
    return lambda state: f"clock_warning:{metric}" not in state.deadlines


def overdue(metric: Metric) -> Callable[[CaseState], bool]:
    return lambda state: state.clocks[metric].overdue


async def test_twelve_working_hours_with_lunch_are_warned_of_and_broken_across_a_restart(
    desk: harness.Stage,
) -> None:
    number = await desk.open(a_ticket("brasserie", "EX-1", MONDAY, severity="4"))
    state = await desk.until(number, waits(RESPONSE, "warning"))
    # Monday has 2:30 before lunch and 4:00 after it; the rest is Tuesday's.
    due = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
    assert state.deadlines["clock_due:response"] == due
    assert state.deadlines["clock_warning:response"] == datetime(2026, 11, 24, 10, 30, tzinfo=UTC)
    await desk.skip_to(number, state.deadlines["clock_warning:response"])
    await desk.until(number, warned(RESPONSE))
    assert "clock_warning" in desk.story(number)
    await desk.restart_worker()
    await desk.skip_to(number, due)
    await desk.until(number, overdue(RESPONSE))
    assert desk.clock_of(number).state is ClockState.RUNNING
    await desk.decide(number, Told.REPLIED, due + HOUR, human="yes", text="We look at it.")
    clock = desk.clock_of(number)
    assert (clock.state, clock.used_seconds) == (ClockState.BREACHED, 13 * HOURS)
    await desk.decide(number, Told.RESOLVED, due + 2 * HOUR, how="A new release.")
    assert (await desk.until(number, lambda s: s.ended)).stage is Stage.CLOSED
    assert desk.letters(number) == ["help_registered", "reply", "resolved"]
    await desk.keep_history("support-breached", desk.workflow_id(number))


async def test_a_reply_within_the_working_hours_of_its_severity_is_in_time(
    desk: harness.Stage,
) -> None:
    number = await desk.open(a_ticket("brasserie", "EX-2", MONDAY, severity="1"))
    await desk.until(number, waits(RESPONSE, "due"))
    # Asked at 10:00, due at 12:00; a machine's thanks at 10:01 is no answer.
    await desk.decide(number, Told.REPLIED, MONDAY + MINUTE, human="no")
    assert desk.clock_of(number).stopped_at is None
    await desk.decide(number, Told.REPLIED, MONDAY + 2 * HOUR, human="yes")
    assert desk.clock_of(number).state is ClockState.MET
    await desk.decide(number, Told.CANCEL_ASKED, MONDAY + 3 * HOUR, because="It works.")
    assert (await desk.until(number, lambda s: s.ended)).stage is Stage.CANCELLED


async def test_a_tier_without_a_commitment_has_no_instant_and_still_comes_up(
    desk: harness.Stage,
) -> None:
    number = await desk.open(
        a_ticket("bistro", "EX-3", MONDAY, severity="4", channel=ChannelKind.EMAIL)
    )
    state = await desk.until(number, lambda s: RESPONSE in s.clocks)
    assert set(state.deadlines) == {"review"}
    await desk.skip_to(number, state.deadlines["review"])
    again = await desk.until(number, lambda s: s.deadlines["review"] > state.deadlines["review"])
    assert not again.clocks[RESPONSE].overdue
    await desk.decide(number, Told.RESOLVED, MONDAY + 80 * HOUR, how="Restart it.")
    assert desk.clock_of(number).state is ClockState.ANSWERED


async def test_24_and_72_business_hours_are_three_and_nine_days_each_judged_on_its_own(
    desk: harness.Stage,
) -> None:
    number = await desk.open(a_ticket("fibra", "SC-1", MONDAY, severity="minor"))
    state = await desk.until(number, waits(RESOLUTION, "due"))
    answer_by = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
    solve_by = datetime(2026, 12, 4, 9, 0, tzinfo=UTC)
    assert state.deadlines["clock_due:response"] == answer_by
    assert state.deadlines["clock_due:resolution"] == solve_by
    await desk.skip_to(number, state.deadlines["clock_warning:response"])
    await desk.until(number, warned(RESPONSE))
    await desk.decide(number, Told.CUSTOMER_ASKED, answer_by - HOUR, question="Which release?")
    assert desk.clock_of(number).state is ClockState.MET
    assert desk.clock_of(number).used_seconds == 23 * HOURS
    await desk.decide(number, Told.CUSTOMER_ANSWERED, answer_by, note="7.1")
    await desk.decide(number, Told.ESCALATED, answer_by, reference="M-1", follow_up_on="2026-12-03")
    state = desk.state(number)
    assert waits_for(state).mover is Mover.MANUFACTURER
    await desk.skip_to(number, state.deadlines["manufacturer"])
    await desk.until(number, lambda s: "manufacturer" not in s.deadlines)
    await desk.decide(number, Told.MANUFACTURER_ANSWERED, solve_by - 2 * HOUR)
    await desk.skip_to(number, solve_by)
    await desk.until(number, overdue(RESOLUTION))
    await desk.decide(number, Told.SOFTWARE_SENT, solve_by + HOUR, what="7.2")
    await desk.decide(number, Told.SOFTWARE_ACKNOWLEDGED, solve_by + 2 * HOUR)
    await desk.decide(number, Told.RESOLVED, solve_by + 2 * HOUR, how="Release 7.2.")
    clock = desk.clock_of(number, RESOLUTION)
    assert (clock.state, clock.used_seconds) == (ClockState.BREACHED, 74 * HOURS)
    await desk.until(number, lambda s: s.ended)
    await desk.keep_history("support-escalated", desk.workflow_id(number))


async def test_24_hours_on_weekdays_end_at_the_same_time_on_the_next_one(
    desk: harness.Stage,
) -> None:
    monday = datetime(2026, 11, 30, 16, 0, tzinfo=UTC)
    in_time = await desk.open(a_ticket("dialtone", "EM-1", FRIDAY))
    too_late = await desk.open(a_ticket("dialtone", "EM-2", FRIDAY))
    for number in (in_time, too_late):
        state = await desk.until(number, waits(RESPONSE, "due"))
        assert state.deadlines["clock_due:response"] == monday
        await desk.skip_to(number, state.deadlines["clock_warning:response"])
        await desk.until(number, warned(RESPONSE))
    await desk.decide(in_time, Told.REPLIED, monday - MINUTE, human="yes", channel="phone")
    await desk.skip_to(too_late, monday)
    await desk.until(too_late, overdue(RESPONSE))
    await desk.decide(too_late, Told.REPLIED, monday + MINUTE, human="yes", channel="phone")
    assert desk.clock_of(in_time).state is ClockState.MET
    broken = desk.clock_of(too_late)
    assert (broken.state, broken.used_seconds) == (ClockState.BREACHED, 24 * HOURS + 60)
    for number in (in_time, too_late):
        await desk.decide(number, Told.RESOLVED, monday + HOUR, how="A new licence.")
        await desk.until(number, lambda s: s.ended)
