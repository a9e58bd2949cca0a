from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from rules.case_clocks import in_hours
from rules.case_facts import Told
from rules.case_state import CaseState, Fact
from rules.case_waiting import waits_for
from rules.case_words import (
    Enter,
    Remedy,
    Stage,
)
from rules.service_words import Metric
from runtime.payloads import from_plain, to_plain
from tests.rules.cases import (
    OPEN,
    OPENED,
    a_case,
    a_fact,
    a_ticket,
    decided,
    delivered,
    tell,
)

HOUR = timedelta(hours=1)
RESPONSE = Metric.RESPONSE


def counted(state: str = "running", hours: float = 0, **changes: str) -> Fact:
    """What the record tells of a response clock of four hours that started at the opening."""
    timed = state == "running"
    told = Told.CLOCK_STOPPED if changes.get("stopped_at") else Told.CLOCK_SET
    usual = {
        "metric": "response",
        "state": state,
        "commitment": "guaranteed" if state != "untimed" else "queue_order",
        "started_at": OPENED.isoformat(),
        "counted_from": OPENED.isoformat(),
        "due_at": (OPENED + 4 * HOUR).isoformat() if timed else "",
        "warn_at": (OPENED + 3 * HOUR).isoformat() if timed else "",
        "used": "0",
        "why": "opening",
    }
    return a_fact(told, hours, **(usual | changes))


def stopped(state: str, hours: float, used: str) -> Fact:
    return counted(state, hours, stopped_at=(OPENED + hours * HOUR).isoformat(), used=used)


def running() -> CaseState:
    return tell(a_ticket(), counted()).state


def words(state: CaseState, *facts: Fact) -> list[str]:
    return [line.word for line in tell(state, *facts).story]


def test_a_counted_clock_warns_and_falls_due_by_two_deadlines() -> None:
    state = running()
    assert state.deadlines == {
        "clock_warning:response": OPENED + 3 * HOUR,
        "clock_due:response": OPENED + 4 * HOUR,
    }
    assert waits_for(state).what == "first_answer"


def test_the_warning_is_a_line_of_the_story_and_nothing_else() -> None:
    step = tell(running(), a_fact(Told.DEADLINE_PASSED, 3, name="clock_warning:response"))
    assert [line.word for line in step.story] == ["clock_warning"]
    assert step.entries == ()
    assert set(step.state.deadlines) == {"clock_due:response"}


def test_past_its_instant_a_clock_is_overdue_and_keeps_running() -> None:
    step = tell(running(), a_fact(Told.DEADLINE_PASSED, 4, name="clock_due:response"))
    clock = step.state.clocks[RESPONSE]
    assert (clock.overdue, clock.open, clock.state) == (True, True, "running")
    assert [e.enter for e in step.entries] == [Enter.MARK_OVERDUE]
    assert "review" not in step.state.deadlines
    late = tell(step.state, a_fact(Told.DEADLINE_PASSED, 3, name="clock_warning:response")).state
    assert set(late.deadlines) == {"review"}


def test_an_overdue_clock_may_still_have_been_met() -> None:
    overdue = tell(running(), a_fact(Told.DEADLINE_PASSED, 4, name="clock_due:response")).state
    step = tell(overdue, stopped("met", 6, used="14400"))
    assert [line.word for line in step.story] == ["clock_met"]
    assert step.story[0].details["used"] == "4 h"
    assert not step.state.clocks[RESPONSE].open


def test_a_reply_asks_the_record_to_judge_and_a_second_one_does_not() -> None:
    step = tell(running(), a_fact(Told.REPLIED, 1, human="yes", channel="phone"))
    stop = next(e for e in step.entries if e.enter is Enter.STOP_CLOCK)
    assert {k: stop.details[k] for k in ("metric", "human", "channel")} == {
        "metric": "response",
        "human": "yes",
        "channel": "phone",
    }
    answered = tell(step.state, stopped("met", 1, used="3600")).state
    assert answered.deadlines.keys() == {"review"}
    again = tell(answered, a_fact(Told.REPLIED, 2, human="yes"))
    assert Enter.STOP_CLOCK not in [e.enter for e in again.entries]


def test_a_clock_without_an_instant_invents_no_deadline() -> None:
    step = tell(a_ticket(), counted("untimed"))
    assert set(step.state.deadlines) == {"review"}
    assert [line.word for line in step.story] == ["clock_untimed"]
    assert words(step.state, stopped("answered", 2, used="7200")) == ["clock_answered"]


def test_a_clock_that_stands_still_has_no_deadlines_until_it_goes_on() -> None:
    asked = decided(running(), Told.CUSTOMER_ASKED, question="Which release?")
    held = tell(asked, counted("paused", 1, used="3600", why="pause"))
    assert [line.word for line in held.story] == ["clock_paused"]
    assert set(held.state.deadlines) == {"customer"}
    on = counted("running", 9, due_at=(OPENED + 12 * HOUR).isoformat(), why="resume", warn_at="")
    step = tell(held.state, on)
    assert [line.word for line in step.story] == ["clock_recounted"]
    assert step.state.deadlines["clock_due:response"] == OPENED + 12 * HOUR


def test_a_wait_names_its_pause_states_for_the_record_to_judge() -> None:
    def waiting(state: CaseState, fact: Fact) -> str:
        entries = tell(state, fact).entries
        recount = next(e for e in entries if e.enter is Enter.RECOUNT_CLOCKS)
        return recount.details["waiting"]

    asked = a_fact(Told.CUSTOMER_ASKED, question="?")
    escalated = a_fact(Told.ESCALATED, reference="M-1")
    assert waiting(a_ticket(), asked) == "waiting_for_customer"
    assert waiting(a_ticket(), escalated) == "waiting_for_manufacturer"
    both = tell(a_ticket(), asked).state
    assert waiting(both, escalated) == "waiting_for_customer,waiting_for_manufacturer"
    shop = a_fact(Told.REFERRED, workshop="Shop", service_bag="no")
    assert waiting(a_ticket(), shop) == ""


def test_a_warning_that_has_passed_is_not_given_again_after_a_recount() -> None:
    again = counted("running", 3.5, why="severity")
    assert set(tell(running(), again).state.deadlines) == {"clock_due:response"}


def test_the_clock_of_a_case_that_has_just_ended_is_still_judged() -> None:
    closed = tell(running(), a_fact(Told.RESOLVED, 5, how="Restart it."))
    stops = [e.details["metric"] for e in closed.entries if e.enter is Enter.STOP_CLOCK]
    assert stops == ["response", "resolution"]
    step = tell(closed.state, stopped("breached", 5, used="18000"))
    assert [line.word for line in step.story] == ["clock_breached"]
    assert step.state.stage is Stage.CLOSED
    assert step.state.deadlines == {}


def test_a_delivered_swap_with_clocks_has_reached_its_resolution() -> None:
    state = delivered(need="hardware", severity="1")
    opened = tell(a_case(need="hardware", severity="1"), OPEN)
    assert Enter.SET_CLOCKS in [e.enter for e in opened.entries]
    end = tell(state, a_fact(Told.RETURN_WAIVED, 30, because="Never sent."))
    stops = [e.details["metric"] for e in end.entries if e.enter is Enter.STOP_CLOCK]
    assert stops == ["response", "resolution"]


def test_a_diagnosis_starts_the_clocks_that_count_from_it() -> None:
    case = a_case(
        remedy=Remedy.ADVANCE_REPLACEMENT, promise_due=None, definite_fault=None, need="hardware"
    )
    step = tell(tell(case, OPEN).state, a_fact(Told.DIAGNOSED, 2, defective="yes"))
    starts = [e.details["event"] for e in step.entries if e.enter is Enter.SET_CLOCKS]
    assert starts == ["defect_identified"]


def test_a_snapshot_of_before_there_were_clocks_still_loads() -> None:
    new = {
        *("need", "severity", "severities", "remote_kinds", "clocks", "awaiting"),
        *("bench", "disposition", "repaired_to"),
    }
    plain = {name: value for name, value in to_plain(a_case()).items() if name not in new}
    assert from_plain(CaseState, plain) == a_case()


def test_a_snapshot_keeps_its_clocks() -> None:
    state = tell(running(), a_fact(Told.CUSTOMER_ASKED, question="?")).state
    state = tell(state, counted("paused", 1, used="3600.25", why="pause")).state
    assert from_plain(CaseState, to_plain(state)) == state
    assert state.clocks[RESPONSE].used == HOUR + timedelta(milliseconds=250)


def test_durations_are_told_in_hours_and_minutes() -> None:
    spans = [timedelta(), 30 * timedelta(seconds=1), 90 * timedelta(minutes=1), 48 * HOUR]
    assert [in_hours(span) for span in spans] == ["0 s", "30 s", "1 h 30 min", "48 h"]


DECISIONS = st.lists(
    st.sampled_from(
        [
            (Told.REPLIED, {"human": "yes"}),
            (Told.REPLIED, {"human": "no"}),
            (Told.CUSTOMER_ASKED, {"question": "?"}),
            (Told.CUSTOMER_ANSWERED, {}),
            (Told.ESCALATED, {"reference": "M"}),
            (Told.MANUFACTURER_ANSWERED, {}),
            (Told.SOFTWARE_SENT, {"what": "7.2"}),
            (Told.SOFTWARE_ACKNOWLEDGED, {}),
            (Told.REFERRED, {"workshop": "Shop", "service_bag": "no"}),
            (Told.SEVERITY_SET, {"severity": "1"}),
            (Told.DEADLINE_PASSED, {"name": "clock_due:response"}),
            (Told.DEADLINE_PASSED, {"name": "clock_warning:response"}),
            (Told.DEADLINE_PASSED, {"name": "customer"}),
            (Told.RESOLVED, {"how": "done"}),
        ]
    ),
    max_size=14,
)


@given(decisions=DECISIONS)
@settings(max_examples=200, deadline=None)
def test_help_in_any_order_always_says_what_it_waits_for_and_until_when(
    decisions: list[tuple[Told, dict[str, str]]],
) -> None:
    state = running()
    for number, (told, details) in enumerate(decisions):
        state = tell(state, a_fact(told, number, **details)).state
        waiting = waits_for(state)
        assert state.ended or (waiting.until is not None and waiting.what != "nothing")
