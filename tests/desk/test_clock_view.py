from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Select, text

from desk.board import board_version, due_cases, list_cases, tally, view_case
from desk.case_rows import CaseRow, pick, rows_of
from desk.clock_view import (
    ClockLine,
    Standing,
    cases_whose_clock,
    counted_clocks,
    is_overdue,
    soonest_clocks,
)
from models.cases import Case
from rules.case_facts import Told
from rules.case_words import ClockState
from rules.decision import Verdict
from rules.service_words import Commitment, Metric
from runtime.database import Database
from tests.builders import TestDesk, a_swap
from tests.desk.case_walk import CaseWalk
from tests.desk.service_cases import CARE, MAINTENANCE, a_support_case, sell_service

#: A Monday, 09:00 in Paris: the help desk opens.
MONDAY_0900 = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def services(shared_record: Database, desk: TestDesk) -> None:
    sell_service(shared_record, desk)


def line(walk: CaseWalk, number: str) -> CaseRow:
    rows = due_cases(walk.database, walk.desk.clerk, only="all", text=number)
    return next(row for row in rows if row.number == number)


def clock(walk: CaseWalk, number: str) -> ClockLine:
    found = line(walk, number).clock
    assert found is not None
    return found


def a_clock(**changes: Any) -> ClockLine:
    known: dict[str, Any] = {
        "metric": Metric.RESPONSE,
        "state": ClockState.RUNNING,
        "commitment": Commitment.GUARANTEED,
        "due_at": MONDAY_0900 + 4 * HOUR,
        "warn_at": MONDAY_0900 + 3 * HOUR,
        "overdue": False,
    }
    return ClockLine(**{**known, **changes})


@pytest.mark.parametrize(
    ("hours", "standing"),
    [
        (0, Standing.DUE),
        (3, Standing.WARNING),
        (4, Standing.OVERDUE),
    ],
)
def test_a_clock_is_due_then_warned_of_then_overdue(hours: int, standing: Standing) -> None:
    assert a_clock().standing(MONDAY_0900 + hours * HOUR) is standing


@pytest.mark.parametrize(
    ("commitment", "standing"),
    [
        (Commitment.QUEUE_ORDER, Standing.QUEUE_ORDER),
        (Commitment.BEST_EFFORT, Standing.BEST_EFFORT),
        (Commitment.NONE, Standing.NO_COMMITMENT),
    ],
)
def test_a_clock_without_an_instant_says_so_and_is_never_overdue(
    commitment: Commitment, standing: Standing
) -> None:
    untimed = a_clock(state=ClockState.UNTIMED, commitment=commitment, due_at=None, warn_at=None)
    assert untimed.standing(MONDAY_0900 + timedelta(days=900)) is standing


def test_what_the_case_marked_as_overdue_is_so_whatever_the_wall_clock_says() -> None:
    assert a_clock(overdue=True).standing(MONDAY_0900) is Standing.OVERDUE


def test_a_line_of_the_board_shows_the_clock_that_is_due_first(walk: CaseWalk) -> None:
    number = walk.open(a_support_case(severity="4", at=MONDAY_0900))
    shown = clock(walk, number)
    assert shown.metric is Metric.RESPONSE
    # 7.5 hours on Monday, 3.5 before lunch on Tuesday and one after it.
    assert shown.due_at == datetime(2026, 11, 24, 14, 0, tzinfo=UTC)
    assert line(walk, number).overdue(shown.due_at)


def test_support_in_order_of_arrival_and_without_commitment_are_told_apart(
    walk: CaseWalk,
) -> None:
    queued = walk.open(a_support_case("FW-1", contract=MAINTENANCE, severity="1", at=MONDAY_0900))
    free = walk.open(a_support_case("FW-2", contract=MAINTENANCE, severity="3", at=MONDAY_0900))
    later = MONDAY_0900 + timedelta(days=30)
    assert clock(walk, queued).standing(later) is Standing.QUEUE_ORDER
    assert clock(walk, free).standing(later) is Standing.NO_COMMITMENT
    assert not line(walk, free).overdue(later)


def test_an_answer_leaves_the_resolution_on_the_line_and_a_question_pauses_it(
    walk: CaseWalk,
) -> None:
    number = walk.open(a_support_case(contract=CARE, severity="minor", at=MONDAY_0900))
    assert clock(walk, number).metric is Metric.RESPONSE
    walk.tell(number, Told.REPLIED, MONDAY_0900 + HOUR, human="yes")
    running = clock(walk, number)
    assert (running.metric, running.standing(MONDAY_0900)) == (Metric.RESOLUTION, Standing.DUE)
    walk.tell(number, Told.CUSTOMER_ASKED, MONDAY_0900 + 2 * HOUR, question="Which release?")
    assert clock(walk, number).standing(MONDAY_0900) is Standing.PAUSED


def test_the_soonest_instant_of_a_promise_or_a_clock_comes_first(
    walk: CaseWalk, desk: TestDesk
) -> None:
    swap = walk.open(a_swap("BROKEN-A", at=MONDAY_0900))  # Tuesday's end
    slow = walk.open(a_support_case("FW-1", severity="4", at=MONDAY_0900))  # Tuesday 15:00
    fast = walk.open(a_support_case("FW-2", severity="1", at=MONDAY_0900))  # Monday 11:00
    never = walk.open(
        a_support_case("FW-3", contract=MAINTENANCE, severity="3", at=MONDAY_0900 - 9 * HOUR)
    )
    order = [row.number for row in due_cases(walk.database, desk.clerk)]
    assert order == [fast, slow, swap, never]


def test_the_board_is_narrowed_to_what_is_overdue_or_warned_of(
    walk: CaseWalk, desk: TestDesk
) -> None:
    fast = walk.open(a_support_case("FW-1", severity="1", at=MONDAY_0900))
    slow = walk.open(a_support_case("FW-2", severity="2", at=MONDAY_0900))
    late_swap = walk.open(a_swap("BROKEN-A", at=MONDAY_0900 - timedelta(days=9)))

    def shown(only: str, hours: float) -> set[str]:
        now = MONDAY_0900 + hours * HOUR
        return {row.number for row in due_cases(walk.database, desk.clerk, only=only, now=now)}

    assert shown("warning", 1.6) == {fast}
    assert shown("overdue", 1.6) == {late_swap}
    assert shown("overdue", 2) == {fast, late_swap}
    assert shown("warning", 2) == set()
    assert slow in shown("open", 2)
    page = list_cases(walk.database, desk.clerk, only="overdue")
    assert late_swap in {row.number for row in page.items}


def test_the_tally_counts_late_clocks_with_late_promises(walk: CaseWalk, desk: TestDesk) -> None:
    walk.open(a_support_case("FW-1", severity="1", at=MONDAY_0900))
    walk.open(a_support_case("FW-2", severity="2", at=MONDAY_0900))
    walk.open(a_swap("BROKEN-A", at=MONDAY_0900 - timedelta(days=9)))
    counted = tally(walk.database, desk.clerk, MONDAY_0900 + 1.6 * HOUR)
    assert (counted.open, counted.overdue, counted.warning) == (3, 1, 1)
    counted = tally(walk.database, desk.clerk, MONDAY_0900 + 2 * HOUR)
    assert (counted.overdue, counted.warning) == (2, 0)


def test_every_change_of_a_clock_is_a_step_so_open_screens_hear_of_it(
    walk: CaseWalk, desk: TestDesk
) -> None:
    number = walk.open(a_support_case(severity="4", at=MONDAY_0900))
    seen = [board_version(walk.database, desk.clerk)]
    walk.tell(number, Told.SEVERITY_SET, MONDAY_0900 + HOUR, severity="1")
    seen.append(board_version(walk.database, desk.clerk))
    walk.tell(number, Told.DEADLINE_PASSED, MONDAY_0900 + 2 * HOUR, name="clock_due:response")
    seen.append(board_version(walk.database, desk.clerk))
    walk.tell(number, Told.REPLIED, MONDAY_0900 + 3 * HOUR, human="yes")
    seen.append(board_version(walk.database, desk.clerk))
    assert len(set(seen)) == len(seen)


def test_a_case_shows_its_clocks_with_their_reason_and_keeps_the_earlier_counts(
    walk: CaseWalk, desk: TestDesk
) -> None:
    number = walk.open(a_support_case(severity="4", at=MONDAY_0900))
    walk.tell(number, Told.SEVERITY_SET, MONDAY_0900 + HOUR, severity="1")
    view = view_case(walk.database, desk.clerk, number)
    now, before = view.clocks
    assert (now.number, now.severity, now.superseded_at) == (2, "1", None)
    assert now.due_at == datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
    assert "2 working hours" in now.explanation
    assert (before.number, before.severity) == (1, "4")
    assert before.superseded_at == MONDAY_0900 + HOUR
    walk.tell(number, Told.REPLIED, MONDAY_0900 + 4 * HOUR, human="yes")
    stopped = view_case(walk.database, desk.clerk, number).clocks[0]
    assert stopped.standing(MONDAY_0900) is Standing.BREACHED
    assert stopped.used == 3.5 * HOUR  # lunch begins at 12:30


def test_a_case_tells_what_was_decided_with_its_sources(walk: CaseWalk, desk: TestDesk) -> None:
    number = walk.open(a_support_case(severity="2", at=MONDAY_0900))
    view = view_case(walk.database, desk.clerk, number)
    assert view.judged is not None
    assert view.judged.verdict is Verdict.COVERED
    assert any("[Charte du CST" in reason for reason in view.judged.reasons)
    assert (view.need, view.severity) == ("incident", "2")
    assert dict(view.severities)["1"] == "Severity 1"
    assert view.remote_kinds == ("view", "change")


def plan_of(session: Any, query: Select[Any]) -> str:
    session.execute(text("SET LOCAL enable_seqscan = off"))
    compiled = query.compile(session.connection(), compile_kwargs={"literal_binds": True})
    return "\n".join(row[0] for row in session.execute(text(f"EXPLAIN {compiled}")))


def test_every_look_at_open_clocks_can_use_an_index(
    walk: CaseWalk, shared_record: Database, desk: TestDesk
) -> None:
    walk.open(a_support_case(at=MONDAY_0900))
    now = MONDAY_0900
    picked = pick(desk.clerk, "open", "", Case.wake_at, source=Case.__table__)
    looks = [
        rows_of(picked),
        cases_whose_clock(is_overdue(now)),
        soonest_clocks().select(),
        counted_clocks(now).select(),
    ]
    with shared_record.as_tenant(desk.tenant_id) as session:
        for look in looks:
            assert "Seq Scan on service_clocks" not in plan_of(session, look)
