from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.case_days import wait_days
from rules.case_decisions import check_decision
from rules.case_facts import Told
from rules.case_refusals import DecisionIncomplete, WrongStage
from rules.case_return_clock import INSTANTS, planned_days
from rules.case_state import CaseState, Entry, Fact, ReturnPlan, Turn
from rules.case_values import DebtState, Standstill
from rules.case_waiting import waits_for
from rules.case_words import Enter, Inbound, Mover
from rules.return_days import after_working_days
from rules.way_back_terms import DayKind
from tests.rules.calendars import swedish_calendar
from tests.rules.cases import OPENED, UNINSPECTED, a_fact, carrier, decided, delivered, tell

DAY = timedelta(days=1)
DELIVERED_AT = OPENED + timedelta(hours=20)


def chased(**changes: Any) -> ReturnPlan:
    values: dict[str, Any] = {
        "remind_after_days": (5, 10),
        "due_after_days": 10,
        "escalate_after_days": 12,
        "charge_after_days": 20,
        "review_after_days": 30,
        "charge": None,
        "currency": "SEK",
        "longest_extension_days": 30,
        "care": UNINSPECTED,
    }
    return ReturnPlan(**(values | changes))


def owed(**changes: Any) -> CaseState:
    return delivered(plan=chased(**changes))


def instants(state: CaseState) -> dict[str, datetime]:
    return {name: at for name, at in state.deadlines.items() if name.startswith(INSTANTS)}


def pass_first(state: CaseState) -> tuple[CaseState, str, tuple[Entry, ...]]:
    """Let the earliest instant come."""
    at, name = min((at, name) for name, at in state.deadlines.items())
    fact = Fact(
        told=Told.DEADLINE_PASSED,
        key=f"{name}/{at.isoformat()}",
        at=at,
        by="clock",
        details={"name": name},
    )
    step = tell(state, fact)
    return step.state, name, step.entries


def letters(entries: tuple[Entry, ...]) -> list[tuple[str, str]]:
    found = [entry.details for entry in entries if entry.enter is Enter.WRITE]
    return [(one["letter"], one.get("to", "")) for one in found]


def test_each_instant_does_what_it_is_for() -> None:
    state, done = owed(), []
    for _ in range(6):
        state, name, entries = pass_first(state)
        charges = [e.details["kind"] for e in entries if e.enter is Enter.CHARGE]
        done.append((name, letters(entries), charges))
    assert done == [
        ("return_reminder:1", [("return_reminder", "")], []),
        ("return_due", [], []),
        ("return_reminder:2", [("return_reminder", "")], []),
        ("return_escalation", [("return_escalated", "account")], []),
        ("return_charge", [], ["unreturned_unit"]),
        ("charge_review", [], []),
    ]
    assert waits_for(state).mover is Mover.FINANCE
    assert not {"return_charge", "return_due"} & set(state.deadlines)


def test_an_extension_moves_everything_that_has_not_passed_and_is_said_to_the_customer() -> None:
    before, _, _ = pass_first(owed())
    fact = a_fact(Told.EXTENDED, 6 * 24, days="7", because="On holiday.")
    check_decision(before, fact)
    step = tell(before, fact)
    assert letters(step.entries) == [("return_extended", "")]
    moved = {name: at - before.deadlines[name] for name, at in instants(step.state).items()}
    later = ("return_due", "return_reminder:2", "return_escalation", "return_charge")
    assert moved == dict.fromkeys((*later, "return_review"), 7 * DAY)


@pytest.mark.parametrize("days", ["0", "-1", "31", "1.5", "soon", "٣"])
def test_no_more_days_are_given_than_the_contract_lets_a_desk_give(days: str) -> None:
    with pytest.raises(DecisionIncomplete, match="from 1 to 30"):
        check_decision(owed(), a_fact(Told.EXTENDED, 30, days=days, because="Asked for."))


def test_two_extensions_together_have_the_same_limit() -> None:
    state = decided(owed(), Told.EXTENDED, days="25", because="Asked for.")
    with pytest.raises(DecisionIncomplete, match="from 1 to 5"):
        check_decision(state, a_fact(Told.EXTENDED, 30, days="6", because="Again."))
    full = decided(state, Told.EXTENDED, days="5", because="Again.")
    with pytest.raises(WrongStage, match="not given yet"):
        check_decision(full, a_fact(Told.EXTENDED, 30, days="1", because="Again."))


def test_nothing_is_extended_disputed_or_reminded_of_where_nothing_is_owed() -> None:
    waived = decided(owed(), Told.RETURN_WAIVED, because="Broken beyond use.")
    never = delivered(plan=ReturnPlan(owed=False))
    for state in (waived, never):
        for told in (Told.EXTENDED, Told.DISPUTED, Told.REMIND_NOW, Told.RELABELLED):
            with pytest.raises(Exception, match=r"ended|needs|no longer"):
                check_decision(state, a_fact(told, 30, days="1", because="Why not."))


def test_a_dispute_stands_still_until_a_person_says_that_it_is_owed() -> None:
    disputed = decided(owed(), Told.DISPUTED, because="Sent in March.")
    assert instants(disputed) == {}
    assert waits_for(disputed).what == "dispute"
    settled = tell(
        disputed, a_fact(Told.DISPUTE_SETTLED, 1 + 72, outcome="owed", because="No proof.")
    ).state
    assert instants(settled)["return_due"] == DELIVERED_AT + 10 * DAY + timedelta(hours=72)
    assert {debt.state for debt in settled.back.debts} == {DebtState.OPEN}


def test_a_dispute_that_is_waived_settles_the_debt() -> None:
    disputed = decided(owed(), Told.DISPUTED, because="Sent in March.")
    state = decided(disputed, Told.DISPUTE_SETTLED, outcome="waived", because="There is proof.")
    assert state.ended
    assert {debt.state for debt in state.back.debts} == {DebtState.WAIVED}


def test_a_reminder_by_hand_goes_out_at_once_under_a_key_of_its_own() -> None:
    state, parts = owed(), []
    for told in (Told.REMIND_NOW, Told.REMIND_NOW):
        step = tell(state, a_fact(told, 30))
        state = step.state
        parts += [e.details["part"] for e in step.entries if e.enter is Enter.WRITE]
    _, _, entries = pass_first(state)
    parts += [e.details["part"] for e in entries if e.enter is Enter.WRITE]
    assert parts == ["1", "2", "3"]


def test_a_parcel_on_its_way_is_not_chased() -> None:
    under_way = tell(owed(), carrier("handed_over", "return", 48)).state
    assert instants(under_way) == {}
    with pytest.raises(WrongStage):
        check_decision(under_way, a_fact(Told.REMIND_NOW, 50))


def test_a_count_of_working_days_that_comes_after_the_clock_stopped_sets_nothing() -> None:
    state = owed(days=DayKind.WORKING)
    assert instants(state) == {}
    counted = {name: (DELIVERED_AT + DAY).isoformat() for name in planned_days(state)}
    assert set(instants(tell(state, a_fact(Told.DAYS_COUNTED, 20, **counted)).state)) == {*counted}
    accepted = tell(state, carrier("handed_over", "return", 48)).state
    late = tell(accepted, a_fact(Told.DAYS_COUNTED, 20, **counted)).state
    assert instants(late) == {}


def test_working_days_leave_out_the_days_on_which_the_clock_stood_still() -> None:
    friday = datetime(2026, 12, 18, 12, 0, tzinfo=UTC)
    tuesday = datetime(2026, 12, 22, 9, 0, tzinfo=UTC)
    calendar = swedish_calendar()
    plain = after_working_days(friday, 3, calendar)
    stood = Standstill(began_at=tuesday, ended_at=tuesday + timedelta(hours=2))
    weekend = Standstill(began_at=friday + DAY, ended_at=friday + 2 * DAY)
    assert plain.date().isoformat() == "2026-12-24"  # the end of the 23rd
    assert after_working_days(friday, 3, calendar, (weekend,)) == plain
    # The 24th to the 27th are no working days: Christmas and a weekend.
    assert after_working_days(friday, 3, calendar, (stood,)).date().isoformat() == "2026-12-29"


MOVES = st.lists(
    st.tuples(
        st.integers(min_value=1, max_value=60),
        st.sampled_from(["dispute", "owed", "swollen", "sound", "extend"]),
    ),
    max_size=14,
)
PAUSES = {
    "dispute": (Told.DISPUTED, {"because": "Sent."}),
    "owed": (Told.DISPUTE_SETTLED, {"outcome": "owed", "because": "No proof."}),
    "swollen": (Told.BATTERY_ANSWERED, {"battery": "damaged"}),
    "sound": (Told.BATTERY_ANSWERED, {"battery": "ok"}),
    "extend": (Told.EXTENDED, {"days": "2", "because": "Asked."}),
}


class Oracle:
    """The pauses as plain sets of hours, for comparison."""

    def __init__(self) -> None:
        self.reasons: set[str] = set()
        self.still = 0
        self.extra = 0

    def hour(self) -> None:
        self.still += bool(self.reasons)

    def hear(self, move: str) -> None:
        if move in {"dispute", "swollen"}:
            self.reasons.add(move)
        self.reasons -= {"owed": {"dispute"}, "sound": {"swollen"}}.get(move, set())
        self.extra += 2 * (move == "extend")


@given(moves=MOVES)
def test_whatever_the_order_of_pauses_an_instant_comes_once_and_at_its_time(
    moves: list[tuple[int, str]],
) -> None:
    state, oracle, hour, came = owed(), Oracle(), 20, {}
    plan = planned_days(state)
    moves = [*moves, (1, "owed"), (1, "sound"), (24 * 90, "owed")]
    for hours, move in moves:
        for _ in range(hours):
            hour += 1
            oracle.hour()
            while due := [n for n, at in instants(state).items() if at <= at_hour(hour)]:
                name = min(due)
                assert name not in came
                came[name] = hour - 20 - oracle.still - 24 * oracle.extra
                state = tell(state, a_fact(Told.DEADLINE_PASSED, hour, name=name)).state
        told, details = PAUSES[move]
        state = told_if_allowed(state, a_fact(told, hour, **details), oracle, move)
    clock = state.back.clock
    assert clock is not None
    assert clock.idle == timedelta(hours=oracle.still)
    assert came == {name: days * 24 for name, days in plan.items()}


def at_hour(hour: int) -> datetime:
    return OPENED + timedelta(hours=hour)


def told_if_allowed(state: CaseState, fact: Fact, oracle: Oracle, move: str) -> CaseState:
    # What is said of a battery is a fact, whoever may say it.
    if fact.told is not Told.BATTERY_ANSWERED:
        try:
            check_decision(state, fact)
        except (WrongStage, DecisionIncomplete):
            return state
    oracle.hear(move)
    return tell(state, fact).state


def test_two_pauses_at_once_are_one_standstill() -> None:
    both = decided(owed(), Told.DISPUTED, because="Sent.")
    both = tell(both, a_fact(Told.BATTERY_ANSWERED, 30, battery="damaged")).state
    first = tell(both, a_fact(Told.DISPUTE_SETTLED, 40, outcome="owed", because="No.")).state
    assert instants(first) == {}
    assert first.inbound is Inbound.BLOCKED
    last = tell(first, a_fact(Told.BATTERY_ANSWERED, 50, battery="ok")).state
    clock = last.back.clock
    assert clock is not None
    assert clock.pauses == ()
    assert clock.idle == timedelta(hours=49)


def test_days_are_waited_for_under_their_names() -> None:
    turn = Turn(owed(), a_fact(Told.OPENED))
    wait_days(turn, OPENED, {"outbound_silence": 3}, DayKind.WORKING)
    assert list(turn.state.back.counting) == ["outbound_silence"]
    turn.stop_waiting("outbound")
    assert list(turn.state.back.counting) == []
