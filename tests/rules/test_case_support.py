from datetime import timedelta

import pytest

from rules.case_decisions import ALLOWED, check_decision
from rules.case_facts import Told
from rules.case_machine import take
from rules.case_refusals import CaseEnded, DecisionIncomplete, WrongStage
from rules.case_support import ASK_AGAIN_AFTER
from rules.case_waiting import waits_for
from rules.case_words import (
    Awaited,
    Enter,
    Mover,
    Remedy,
    Stage,
)
from tests.rules.cases import OPEN, OPENED, a_case, a_fact, a_ticket, decided, tell

HOUR = timedelta(hours=1)


def letters(*facts: tuple[Told, dict[str, str]]) -> list[str]:
    state, found = a_ticket(), []
    for told, details in facts:
        step = tell(state, a_fact(told, 1, **details))
        state = step.state
        found += [e.details["letter"] for e in step.entries if e.enter is Enter.WRITE]
    return found


def test_a_ticket_is_confirmed_and_waits_for_the_desk() -> None:
    step = tell(
        a_case(remedy=Remedy.SUPPORT, promise_due=None, definite_fault=None, need="incident"), OPEN
    )
    assert step.state.stage is Stage.HELPING
    assert [e.enter for e in step.entries] == [Enter.SET_CLOCKS, Enter.WRITE]
    assert (waits_for(step.state).what, waits_for(step.state).mover) == ("solution", Mover.DESK)
    assert set(step.state.deadlines) == {"review"}


def test_a_case_that_says_no_need_asks_for_no_clocks() -> None:
    entries = tell(a_case(), OPEN).entries
    assert Enter.SET_CLOCKS not in [entry.enter for entry in entries]


@pytest.mark.parametrize(
    ("told", "details", "what", "mover", "deadline"),
    [
        (
            Told.CUSTOMER_ASKED,
            {"question": "Which release?"},
            "customer_answer",
            Mover.CUSTOMER,
            "customer",
        ),
        (
            Told.ESCALATED,
            {"reference": "RMA-7"},
            "manufacturer_answer",
            Mover.MANUFACTURER,
            "manufacturer",
        ),
        (Told.SOFTWARE_SENT, {"what": "7.2"}, "software_receipt", Mover.CUSTOMER, "software"),
        (
            Told.REFERRED,
            {"workshop": "Shop", "service_bag": "no"},
            "workshop_visit",
            Mover.CUSTOMER,
            "workshop",
        ),
    ],
)
def test_help_says_what_it_waits_for_whose_move_it_is_and_until_when(
    told: Told, details: dict[str, str], what: str, mover: Mover, deadline: str
) -> None:
    state = decided(a_ticket(), told, **details)
    waiting = waits_for(state)
    assert (waiting.what, waiting.mover) == (what, mover)
    assert waiting.until == OPENED + HOUR + ASK_AGAIN_AFTER[Awaited(what)]
    assert set(state.deadlines) == {deadline}


def test_an_answer_makes_it_the_desk_s_move_again() -> None:
    asked = decided(a_ticket(), Told.CUSTOMER_ASKED, question="Which release?")
    state = decided(asked, Told.CUSTOMER_ANSWERED, note="7.1")
    assert waits_for(state).mover is Mover.DESK
    assert set(state.deadlines) == {"review"}


def test_a_question_to_the_customer_comes_before_the_manufacturer_and_leaves_it_waiting() -> None:
    state = decided(a_ticket(), Told.ESCALATED, reference="M-1")
    state = decided(state, Told.CUSTOMER_ASKED, question="Since when?")
    assert waits_for(state).mover is Mover.CUSTOMER
    state = decided(state, Told.CUSTOMER_ANSWERED)
    assert waits_for(state).mover is Mover.MANUFACTURER
    assert set(state.deadlines) == {"manufacturer"}


def test_the_manufacturer_is_asked_again_on_the_day_that_was_named() -> None:
    state = decided(a_ticket(), Told.ESCALATED, reference="M-1", follow_up_on="2026-12-01")
    assert state.deadlines["manufacturer"].isoformat() == "2026-12-01T00:00:00+00:00"


def test_an_escalation_without_a_day_it_can_read_is_refused() -> None:
    with pytest.raises(DecisionIncomplete, match="2026-12-23"):
        decided(a_ticket(), Told.ESCALATED, reference="M-1", follow_up_on="soon")


def test_a_follow_up_that_passes_comes_up_and_the_case_is_never_without_a_deadline() -> None:
    state = decided(a_ticket(), Told.ESCALATED, reference="M-1")
    step = tell(state, a_fact(Told.DEADLINE_PASSED, 80, name="manufacturer"))
    assert [line.word for line in step.story] == ["still_waiting"]
    assert set(step.state.deadlines) == {"review"}


def test_a_solution_closes_the_case_and_tells_the_customer_how() -> None:
    assert letters((Told.RESOLVED, {"how": "Restart it."})) == ["resolved"]
    state = decided(a_ticket(), Told.RESOLVED, how="Restart it.")
    assert state.stage is Stage.CLOSED
    assert state.deadlines == {}
    with pytest.raises(CaseEnded):
        check_decision(state, a_fact(Told.RESOLVED, how="again"))


def test_a_cancelled_ticket_ends_at_once_and_withdraws_its_clocks() -> None:
    step = tell(a_ticket(), a_fact(Told.CANCEL_ASKED, because="It works."))
    assert step.state.stage is Stage.CANCELLED
    stops = [e.details for e in step.entries if e.enter is Enter.STOP_CLOCK]
    assert [(stop["metric"], stop["withdrawn"]) for stop in stops] == [
        ("response", "yes"),
        ("resolution", "yes"),
    ]


def test_each_text_goes_out_as_a_letter_of_its_own() -> None:
    assert letters(
        (Told.REPLIED, {"human": "yes", "text": "We look at it."}),
        (Told.CUSTOMER_ASKED, {"question": "Which release?"}),
        (Told.SOFTWARE_SENT, {"what": "7.2", "link": "https://example.org/7.2"}),
        (Told.REFERRED, {"workshop": "Shop", "service_bag": "yes"}),
        (Told.REFERRED, {"workshop": "Shop", "service_bag": "no"}),
    ) == ["reply", "question_asked", "software_sent", "referred_with_bag", "referred"]


def test_a_reply_of_a_machine_or_without_a_text_writes_no_letter() -> None:
    assert letters((Told.REPLIED, {"human": "no", "text": "Thank you for your mail."})) == []
    assert letters((Told.REPLIED, {"human": "yes"})) == []


def test_a_letter_and_its_line_of_the_story_have_the_same_mark() -> None:
    state = a_ticket()
    parts = []
    for question in ("One?", "Two?"):
        step = tell(state, a_fact(Told.CUSTOMER_ASKED, question=question))
        state = step.state
        written = next(e for e in step.entries if e.enter is Enter.WRITE)
        told = next(line for line in step.story if line.word == "customer_asked")
        assert (told.details["part"], told.details["text"]) == (written.details["part"], question)
        parts.append(written.details["part"])
    assert len(set(parts)) == 2


def test_a_session_the_terms_do_not_sell_is_refused() -> None:
    with pytest.raises(DecisionIncomplete, match="view"):
        decided(a_ticket(), Told.REMOTE_SESSION, kind="change", minutes="20")
    state = decided(a_ticket(remote_kinds=("view", "change")), Told.REMOTE_SESSION, **CHANGE)
    assert state.stage is Stage.HELPING
    with pytest.raises(WrongStage, match="terms with sessions"):
        decided(a_ticket(remote_kinds=()), Told.REMOTE_SESSION, **CHANGE)


CHANGE = {"kind": "change", "minutes": "20"}


@pytest.mark.parametrize("minutes", ["0", "1441", "-3", "1.5", "twenty", "٣"])
def test_minutes_that_are_none_are_refused(minutes: str) -> None:
    with pytest.raises(DecisionIncomplete, match="minutes"):
        decided(a_ticket(), Told.REMOTE_SESSION, kind="view", minutes=minutes)


def test_a_severity_the_programme_does_not_know_is_refused() -> None:
    with pytest.raises(DecisionIncomplete, match="1, 2, 3, 4"):
        decided(a_ticket(), Told.SEVERITY_SET, severity="5")


def test_another_severity_has_the_clocks_counted_again() -> None:
    step = tell(a_ticket(), a_fact(Told.SEVERITY_SET, severity="1"))
    assert step.state.severity == "1"
    recount = next(e for e in step.entries if e.enter is Enter.RECOUNT_CLOCKS)
    assert recount.details["severity"] == "1"


def test_decisions_about_help_belong_to_help() -> None:
    swap = tell(a_case(), OPEN).state
    for told in (Told.CUSTOMER_ASKED, Told.ESCALATED, Told.RESOLVED, Told.REFERRED):
        assert ALLOWED[told](swap) != ""
        assert ALLOWED[told](a_ticket()) == ""
    for told in (Told.BENCH_DONE, Told.BATTERY_ANSWERED, Told.DIAGNOSED, Told.RETURN_WAIVED):
        assert ALLOWED[told](a_ticket()) != ""


def test_an_answer_nobody_waits_for_is_refused() -> None:
    for told in (Told.CUSTOMER_ANSWERED, Told.MANUFACTURER_ANSWERED, Told.SOFTWARE_ACKNOWLEDGED):
        with pytest.raises(WrongStage):
            decided(a_ticket(), told)


def test_the_same_decision_told_twice_changes_nothing() -> None:
    fact = a_fact(Told.CUSTOMER_ASKED, question="Which release?")
    once = tell(a_ticket(), fact).state
    assert take(once, [fact]).entries == ()
