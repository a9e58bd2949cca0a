"""The readings about clocks, as they come out in a case under a contract that sets them."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from desk.programme_versions import load_version
from rules.case_facts import Told
from rules.case_state import CaseState
from rules.case_words import (
    ClockState,
    Direction,
)
from rules.programme import Programme
from rules.service_words import Metric
from tests.builders import a_swap, an_advance_replacement
from tests.desk.case_walk import CaseWalk
from tests.programmes.facts.asking import EXER, SMART
from tests.programmes.one_value import changed
from tests.programmes.reading_list import reading
from tests.served import BRASSERIE, FIBRA, Served, a_repair, a_ticket, serve

#: Monday 23 November 2026, 10:00 in Paris and Stockholm.
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
RESPONSE = Metric.RESPONSE
DUE = "clock_due:response"
MINOR = """\
  - metric: response
    severities: [minor]
"""


def premium(**policies: Any) -> Served:
    """A customer of the four severities whose contract sets these readings."""
    return Served(
        code="brasserie",
        programme=BRASSERIE.programme,
        tier=BRASSERIE.tier,
        settings={"policies": policies} if policies else {},
    )


def load(walk: CaseWalk, programme: Programme) -> None:
    with walk.database.as_tenant(walk.desk.tenant_id) as session:
        load_version(session, walk.desk.tenant_id, programme, MONDAY, "person-1")


def opened(walk: CaseWalk, served: Served, severity: str = "1") -> str:
    serve(walk.database, walk.desk.tenant_id, served)
    return walk.open(a_ticket(served.code, "T-1", MONDAY, severity=severity))


@reading("A27")
def test_a_swap_is_promised_at_registration_and_a_replacement_at_the_diagnosis(
    walk: CaseWalk,
) -> None:
    assert walk.state(walk.open(a_swap(at=MONDAY))).promise_due is not None
    replacement = walk.open(an_advance_replacement(at=MONDAY))
    assert walk.state(replacement).promise_due is None
    found = MONDAY + 2 * DAY
    state = walk.tell(replacement, Told.DIAGNOSED, found, defective="yes")
    assert state.promise_due == datetime(2026, 11, 27, 22, 0, tzinfo=UTC)


@reading("A27")
@pytest.mark.parametrize(
    ("starts_at", "before", "after"),
    [
        ("ticket_received", MONDAY + 3 * DAY, MONDAY + 3 * DAY),
        ("defect_identified", None, MONDAY + 7 * DAY),
    ],
)
def test_a_clock_starts_with_the_ticket_or_with_the_finding(
    tmp_path: Path,
    walk: CaseWalk,
    starts_at: str,
    before: datetime | None,
    after: datetime,
) -> None:
    written = changed(MINOR, f"{MINOR}    starts_at: {starts_at}\n").of(SMART, tmp_path)
    load(walk, written)
    serve(walk.database, walk.desk.tenant_id, FIBRA)
    number = walk.open(a_repair("fibra", "R-1", MONDAY, severity="minor"))
    walk.run_errands(number)
    assert walk.state(number).deadlines.get(DUE) == before
    walk.carried(number, Direction.RETURN, "handed_over", MONDAY + DAY)
    walk.receive(number, MONDAY + 2 * DAY - HOUR)
    state = walk.tell(number, Told.BENCH_DONE, MONDAY + 2 * DAY, outcome="repaired")
    assert state.clocks[RESPONSE].due_at == after


@reading("A28")
@pytest.mark.parametrize(("policies", "open_still"), [({}, True), ({"first_reply": "any"}, False)])
def test_a_machines_thanks_is_no_answer_unless_any_reply_counts(
    walk: CaseWalk,
    policies: dict[str, Any],
    open_still: bool,  # noqa: FBT001
) -> None:
    number = opened(walk, premium(**policies))
    state = walk.tell(number, Told.REPLIED, MONDAY + HOUR, human="no", text="We have your ticket.")
    assert state.clocks[RESPONSE].open is open_still
    state = walk.tell(number, Told.REPLIED, MONDAY + 2 * HOUR, human="yes", text="We look.")
    assert state.clocks[RESPONSE].state is ClockState.MET


@reading("A28")
@pytest.mark.parametrize(("counts", "open_still"), [("true", False), ("false", True)])
def test_a_reply_through_a_channel_that_does_not_count_stops_no_clock(
    tmp_path: Path,
    walk: CaseWalk,
    counts: str,
    open_still: bool,  # noqa: FBT001
) -> None:
    mail = "  - kind: email\n"
    written = changed(mail, f"{mail}    counts_as_response: {counts}\n").of(EXER, tmp_path)
    load(walk, written)
    number = opened(walk, premium())
    state = walk.tell(number, Told.REPLIED, MONDAY + HOUR, human="yes", channel="email")
    assert state.clocks[RESPONSE].open is open_still


def due(state: CaseState) -> datetime | None:
    return state.clocks[RESPONSE].due_at


def worse(walk: CaseWalk, number: str) -> CaseState:
    """At 11:00, after one hour, twelve hours become four."""
    return walk.tell(number, Told.SEVERITY_SET, MONDAY + HOUR, severity="2")


def answered(walk: CaseWalk, number: str) -> CaseState:
    """The manufacturer is asked at 11:00 and answers at 12:00."""
    walk.tell(number, Told.ESCALATED, MONDAY + HOUR, reference="M-1")
    return walk.tell(number, Told.MANUFACTURER_ANSWERED, MONDAY + 2 * HOUR)


@reading("A29")
@pytest.mark.parametrize(
    ("policies", "severity", "what", "expected"),
    [
        # Four hours from 10:00 are half past three, from 11:00 half past four.
        ({}, "4", worse, MONDAY + 5.5 * HOUR),
        ({"severity_change": "restart"}, "4", worse, MONDAY + 6.5 * HOUR),
        ({}, "2", answered, MONDAY + 5.5 * HOUR),
        ({"pause_states": ["waiting_for_manufacturer"]}, "2", answered, MONDAY + 6.5 * HOUR),
        ({"pause_states": ["waiting_for_customer"]}, "2", answered, MONDAY + 5.5 * HOUR),
    ],
)
def test_a_clock_is_counted_from_its_start_without_pause_unless_the_contract_says(
    walk: CaseWalk,
    policies: dict[str, Any],
    severity: str,
    what: Callable[[CaseWalk, str], CaseState],
    expected: datetime,
) -> None:
    number = opened(walk, premium(**policies), severity)
    assert due(what(walk, number)) == expected
