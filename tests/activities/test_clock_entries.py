"""The record counts a case's clocks: on the case's own calendars, with its own readings."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from models.cases import AuditEvent, Case
from models.service import ServiceClock, counts_of
from rules.case_facts import Told
from rules.case_state import CaseState
from rules.case_words import ClockState
from rules.service_words import ChannelKind, Commitment, Metric
from runtime.database import Database
from tests.builders import found_desk
from tests.desk.case_walk import CaseWalk
from tests.served import BISTRO, BRASSERIE, DIALTONE, FIBRA, Served, a_ticket, serve

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
#: Monday 23 November 2026, 10:00 in Paris and Stockholm.
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
#: Seconds of working time.
HOURS = Decimal(3600)
RESPONSE, RESOLUTION = Metric.RESPONSE, Metric.RESOLUTION


def at(day: int, local: str) -> datetime:
    """A day of November 2026 at a wall time an hour ahead of UTC."""
    hour, minute = local.split(":")
    return datetime(2026, 11, day, int(hour) - 1, int(minute), tzinfo=UTC)


@pytest.fixture
def walk(record: Database, empty_database: str) -> CaseWalk:
    return CaseWalk(database=record, desk=found_desk(empty_database, record, phones=0))


def served(walk: CaseWalk, one: Served, **settings: Any) -> str:
    serve(
        walk.database,
        walk.desk.tenant_id,
        Served(
            code=one.code,
            programme=one.programme,
            tier=one.tier,
            locale=one.locale,
            settings=settings,
        ),
    )
    return one.code


def rows(walk: CaseWalk, number: str, metric: Metric = RESPONSE) -> list[ServiceClock]:
    with walk.database.as_tenant(walk.desk.tenant_id) as session:
        case_id = session.scalars(select(Case.id).where(Case.number == number)).one()
        found = counts_of(session, case_id, metric)
        session.expunge_all()
    return found


def clock(walk: CaseWalk, number: str, metric: Metric = RESPONSE) -> ServiceClock:
    return rows(walk, number, metric)[-1]


def story(walk: CaseWalk, number: str) -> list[str]:
    with walk.database.as_tenant(walk.desk.tenant_id) as session:
        return list(
            session.scalars(
                select(AuditEvent.word)
                .join(Case, Case.id == AuditEvent.case_id)
                .where(Case.number == number)
                .order_by(AuditEvent.seq)
            )
        )


def opened(walk: CaseWalk, one: Served, when: datetime, severity: str, **settings: Any) -> str:
    channel = ChannelKind.EMAIL if one is BISTRO else ChannelKind.PORTAL
    form = a_ticket(served(walk, one, **settings), "SW-1", when, severity=severity, channel=channel)
    return walk.open(form)


def pass_deadline(walk: CaseWalk, number: str, name: str) -> CaseState:
    due = walk.state(number).deadlines[name]
    return walk.tell(number, Told.DEADLINE_PASSED, due, name=name)


def test_twelve_working_hours_run_over_lunch_and_night(walk: CaseWalk) -> None:
    number = opened(walk, BRASSERIE, MONDAY, "4")
    row = clock(walk, number)
    assert row.due_at == at(24, "16:00")
    assert row.warn_at == at(24, "11:30")
    assert (row.state, row.commitment) == (ClockState.RUNNING, Commitment.GUARANTEED)
    assert (row.tier, row.severity, row.need) == ("premium", "4", "incident")
    assert (row.calendar, len(row.calendar_hash)) == ("cst", 64)
    assert "12" in row.explanation
    assert walk.state(number).deadlines == {
        "clock_warning:response": at(24, "11:30"),
        "clock_due:response": at(24, "16:00"),
    }


def test_a_tier_without_a_resolution_target_has_no_resolution_clock(walk: CaseWalk) -> None:
    assert rows(walk, opened(walk, BRASSERIE, MONDAY, "4"), RESOLUTION) == []


def test_a_human_reply_settles_the_response_and_a_machine_s_does_not(walk: CaseWalk) -> None:
    number = opened(walk, BRASSERIE, MONDAY, "4")
    walk.tell(number, Told.REPLIED, MONDAY + MINUTE, human="no")
    assert clock(walk, number).stopped_at is None
    walk.tell(number, Told.REPLIED, MONDAY + MINUTE, human="yes", channel="bot")
    assert clock(walk, number).stopped_at is None
    walk.tell(number, Told.REPLIED, at(23, "15:00"), human="yes")
    row = clock(walk, number)
    assert (row.state, row.stopped_at) == (ClockState.MET, at(23, "15:00"))
    assert row.used_seconds == Decimal("3.5") * HOURS
    assert not walk.state(number).clocks[RESPONSE].open


def test_where_any_reply_counts_a_machine_s_settles_it(walk: CaseWalk) -> None:
    number = opened(walk, BRASSERIE, MONDAY, "4", policies={"first_reply": "any"})
    walk.tell(number, Told.REPLIED, MONDAY + MINUTE, human="no")
    assert clock(walk, number).state is ClockState.MET


def test_past_its_due_time_it_is_overdue_and_a_later_reply_breaks_it(walk: CaseWalk) -> None:
    number = opened(walk, BRASSERIE, MONDAY, "4")
    pass_deadline(walk, number, "clock_warning:response")
    pass_deadline(walk, number, "clock_due:response")
    assert (clock(walk, number).overdue, clock(walk, number).state) == (True, ClockState.RUNNING)
    walk.tell(number, Told.REPLIED, at(24, "17:00"), human="yes")
    row = clock(walk, number)
    assert (row.state, row.used_seconds) == (ClockState.BREACHED, 13 * HOURS)
    assert story(walk, number)[-5:] == [
        "clock_set",
        "clock_warning",
        "clock_overdue",
        "replied",
        "clock_breached",
    ]


FRIDAY_1400 = at(27, "14:00")


def test_a_reply_after_closing_is_in_time_when_no_working_time_was_used(walk: CaseWalk) -> None:
    # Four hours from Friday 14:00 end at closing, 18:00: the reply comes at 20:00.
    number = opened(walk, BRASSERIE, FRIDAY_1400, "2")
    assert clock(walk, number).due_at == at(27, "18:00")
    pass_deadline(walk, number, "clock_due:response")
    walk.tell(number, Told.REPLIED, at(27, "20:00"), human="yes")
    row = clock(walk, number)
    assert (row.overdue, row.state, row.used_seconds) == (True, ClockState.MET, 4 * HOURS)


def test_the_other_reading_takes_the_due_instant_alone(walk: CaseWalk) -> None:
    number = opened(walk, BRASSERIE, FRIDAY_1400, "2", policies={"met": "due_instant"})
    walk.tell(number, Told.REPLIED, at(27, "20:00"), human="yes")
    assert clock(walk, number).state is ClockState.BREACHED


def test_order_of_arrival_and_no_commitment_are_tracked_without_an_instant(walk: CaseWalk) -> None:
    number = opened(walk, BISTRO, MONDAY, "1")
    row = clock(walk, number)
    assert (row.commitment, row.state, row.due_at) == (
        Commitment.QUEUE_ORDER,
        ClockState.UNTIMED,
        None,
    )
    assert set(walk.state(number).deadlines) == {"review"}
    walk.tell(number, Told.SEVERITY_SET, MONDAY + HOUR, severity="3")
    assert clock(walk, number).commitment is Commitment.NONE
    walk.tell(number, Told.REPLIED, MONDAY + 2 * HOUR, human="yes")
    assert clock(walk, number).state is ClockState.ANSWERED


def test_business_hours_count_three_and_nine_days(walk: CaseWalk) -> None:
    number = opened(walk, FIBRA, MONDAY, "minor")
    assert clock(walk, number).due_at == at(26, "10:00")
    resolution = clock(walk, number, RESOLUTION)
    assert resolution.due_at == datetime(2026, 12, 4, 9, 0, tzinfo=UTC)


def test_a_solution_settles_response_and_resolution(walk: CaseWalk) -> None:
    number = opened(walk, FIBRA, MONDAY, "minor")
    walk.tell(number, Told.RESOLVED, at(24, "10:00"), how="Restart it.")
    assert {m: clock(walk, number, m).state for m in Metric} == {
        RESPONSE: ClockState.MET,
        RESOLUTION: ClockState.MET,
    }
    assert clock(walk, number, RESOLUTION).used_seconds == 8 * HOURS
    assert {c.state for c in walk.state(number).clocks.values()} == {ClockState.MET}


def test_a_cancelled_ticket_withdraws_its_clocks(walk: CaseWalk) -> None:
    number = opened(walk, FIBRA, MONDAY, "minor")
    walk.tell(number, Told.CANCEL_ASKED, MONDAY + HOUR, because="It works.")
    assert {clock(walk, number, m).state for m in Metric} == {ClockState.WITHDRAWN}


def test_another_severity_counts_from_the_original_start(walk: CaseWalk) -> None:
    number = opened(walk, BRASSERIE, MONDAY, "4")
    walk.tell(number, Told.SEVERITY_SET, at(23, "11:00"), severity="2")
    first, second = rows(walk, number)
    assert (first.superseded_at, first.number) == (at(23, "11:00"), 1)
    assert (second.number, second.severity, second.because) == (2, "2", "severity")
    assert (second.started_at, second.due_at) == (MONDAY, at(23, "15:30"))
    walk.tell(number, Told.REPLIED, at(23, "15:00"), human="yes")
    assert clock(walk, number).used_seconds == Decimal("3.5") * HOURS


def test_or_starts_again_where_the_contract_says_so(walk: CaseWalk) -> None:
    number = opened(walk, BRASSERIE, MONDAY, "4", policies={"severity_change": "restart"})
    walk.tell(number, Told.SEVERITY_SET, at(23, "11:00"), severity="2")
    row = clock(walk, number)
    assert (row.started_at, row.due_at) == (at(23, "11:00"), at(23, "16:30"))
    assert walk.state(number).deadlines["clock_due:response"] == at(23, "16:30")


def test_a_severity_that_makes_it_overdue_at_once_says_so(walk: CaseWalk) -> None:
    number = opened(walk, BRASSERIE, MONDAY, "4")
    walk.tell(number, Told.SEVERITY_SET, at(23, "17:00"), severity="1")
    assert clock(walk, number).due_at == at(23, "12:00")
    pass_deadline(walk, number, "clock_due:response")
    assert clock(walk, number).overdue


def test_by_default_nothing_stops_while_the_customer_is_asked(walk: CaseWalk) -> None:
    number = opened(walk, FIBRA, MONDAY, "minor")
    walk.tell(number, Told.CUSTOMER_ASKED, at(23, "11:00"), question="Which release?")
    assert len(rows(walk, number, RESOLUTION)) == 1


PAUSED = {"policies": {"pause_states": ["waiting_for_customer"]}}


def test_a_contract_may_let_the_clock_stand_still_while_the_customer_is_asked(
    walk: CaseWalk,
) -> None:
    number = opened(walk, FIBRA, MONDAY, "minor", **PAUSED)
    walk.tell(number, Told.CUSTOMER_ASKED, at(23, "11:00"), question="Which release?")
    held = clock(walk, number, RESOLUTION)
    assert (held.state, held.due_at, held.used_seconds) == (ClockState.PAUSED, None, HOURS)
    walk.tell(number, Told.CUSTOMER_ANSWERED, at(24, "11:00"))
    on = clock(walk, number, RESOLUTION)
    assert (on.state, on.because, on.counted_from) == (
        ClockState.RUNNING,
        "resume",
        at(24, "11:00"),
    )
    # A day of eight hours stood still: nine working days and one.
    assert on.due_at == datetime(2026, 12, 7, 9, 0, tzinfo=UTC)
    walk.tell(number, Told.RESOLVED, at(24, "13:00"), how="Restart it.")
    assert clock(walk, number, RESOLUTION).used_seconds == 3 * HOURS


def test_a_severity_set_while_it_stands_still_keeps_it_standing(walk: CaseWalk) -> None:
    number = opened(walk, FIBRA, MONDAY, "minor", **PAUSED)
    walk.tell(number, Told.CUSTOMER_ASKED, at(23, "11:00"), question="Which release?")
    walk.tell(number, Told.SEVERITY_SET, at(23, "12:00"), severity="critical")
    assert clock(walk, number, RESOLUTION).state is ClockState.PAUSED
    walk.tell(number, Told.CUSTOMER_ANSWERED, at(23, "15:00"))
    row = clock(walk, number, RESOLUTION)
    # Eight elapsed hours, one of them used before the question.
    assert (row.due_at, row.used_seconds) == (at(23, "22:00"), HOURS)


def test_a_solution_while_it_stands_still_is_judged_by_what_was_used(walk: CaseWalk) -> None:
    number = opened(walk, FIBRA, MONDAY, "minor", **PAUSED)
    walk.tell(number, Told.CUSTOMER_ASKED, at(23, "11:00"), question="Which release?")
    late = datetime(2027, 1, 20, 9, 0, tzinfo=UTC)
    walk.tell(number, Told.RESOLVED, late, how="The customer found it.")
    row = clock(walk, number, RESOLUTION)
    assert (row.state, row.used_seconds) == (ClockState.MET, HOURS)


def test_the_manufacturer_s_time_is_a_pause_of_its_own(walk: CaseWalk) -> None:
    policies = {"pause_states": ["waiting_for_manufacturer"]}
    number = opened(walk, FIBRA, MONDAY, "minor", policies=policies)
    walk.tell(number, Told.CUSTOMER_ASKED, MONDAY + HOUR, question="Which release?")
    assert clock(walk, number, RESOLUTION).state is ClockState.RUNNING
    walk.tell(number, Told.ESCALATED, MONDAY + 2 * HOUR, reference="M-1")
    walk.tell(number, Told.CUSTOMER_ANSWERED, MONDAY + 3 * HOUR)
    assert clock(walk, number, RESOLUTION).state is ClockState.PAUSED
    walk.tell(number, Told.MANUFACTURER_ANSWERED, MONDAY + 4 * HOUR)
    assert clock(walk, number, RESOLUTION).state is ClockState.RUNNING


def test_a_day_of_24_hours_ends_at_the_same_time_on_the_next_weekday(walk: CaseWalk) -> None:
    # Friday 27 November 2026, 11:00 in New York.
    friday = datetime(2026, 11, 27, 16, 0, tzinfo=UTC)
    row = clock(walk, opened(walk, DIALTONE, friday, ""))
    assert row.due_at == datetime(2026, 11, 30, 16, 0, tzinfo=UTC)


def test_a_contract_in_another_zone_is_counted_in_that_zone(walk: CaseWalk) -> None:
    friday = datetime(2026, 11, 27, 16, 0, tzinfo=UTC)
    row = clock(walk, opened(walk, DIALTONE, friday, "", zone="America/Los_Angeles"))
    assert row.due_at == datetime(2026, 11, 30, 16, 0, tzinfo=UTC)
    assert "Los Angeles" in row.explanation


def test_two_counts_of_one_step_both_reach_the_case(walk: CaseWalk) -> None:
    number = opened(walk, FIBRA, MONDAY, "minor", **PAUSED)
    state = walk.tell(number, Told.CUSTOMER_ASKED, MONDAY + HOUR, question="?")
    # The question answered the customer, too: only the resolution stands still.
    assert state.clocks[RESPONSE].state is ClockState.MET
    assert state.clocks[RESOLUTION].state is ClockState.PAUSED
