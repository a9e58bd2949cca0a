from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.bench_refusals import (
    NotWiped,
    StillLocked,
    WhichUnit,
    WrongDestination,
)
from rules.case_bench import open_job
from rules.case_decisions import ALLOWED, check_decision
from rules.case_destinations import destinations_of
from rules.case_facts import Told
from rules.case_refusals import DecisionIncomplete, WrongStage
from rules.case_state import CaseState, Turn
from rules.case_values import (
    Destination,
    Finding,
    JobState,
)
from rules.case_words import Bench, Enter, Errand, Inbound, Outbound, Stage
from rules.errors import DeskError
from rules.fulfilment import RepairedGoesTo
from rules.sanitization import WipeFactTooLong
from rules.way_back_terms import NoFaultRule
from tests.rules.benches import (
    DAY,
    bench_plan,
    decide,
    inspected,
    job,
    moves,
    on_the_bench,
    wiped,
    words,
)
from tests.rules.cases import OPENED, SLIP, a_case, a_fact, booked, carrier, tell
from tests.rules.test_case_repair import a_repair
from tests.way_back import WIPE


def test_what_is_not_worth_repairing_is_scrapped_or_harvested() -> None:
    state = wiped(inspected("not_economical"))
    with pytest.raises(WrongDestination, match="harvest"):
        decide(state, Told.DISPOSED, destination="repair_here")
    with pytest.raises(DecisionIncomplete, match="because"):
        decide(state, Told.DISPOSED, destination="harvest")
    step = decide(state, Told.DISPOSED, destination="harvest", because="Good screen.")
    assert moves(step.entries) == [("broken", "harvest")]
    assert step.state.stage is Stage.CLOSED


def test_a_wipe_is_complete_or_refused_and_its_certificate_is_printed() -> None:
    state = inspected("no_fault_found")
    with pytest.raises(WipeFactTooLong, match="tool"):
        decide(state, Told.WIPED, 62, **{**WIPE, "tool": "x" * 201})
    with pytest.raises(DecisionIncomplete, match="tool"):
        decide(state, Told.WIPED, 62, **{**WIPE, "tool": " "})
    step = decide(state, Told.WIPED, 62, **WIPE)
    [row] = [entry.details for entry in step.entries if entry.enter is Enter.WIPE]
    assert {name: row[name] for name in WIPE} == WIPE
    [owed] = step.state.pending
    assert (owed.errand, owed.details["wipe"]) == (Errand.PRINT_CERTIFICATE, row["key"])


def test_no_restock_without_a_wipe_unless_the_model_holds_no_data() -> None:
    state = inspected("no_fault_found")
    with pytest.raises(NotWiped, match="B-1"):
        decide(state, Told.DISPOSED, destination="restock")
    assert moves(decide(wiped(state), Told.DISPOSED, destination="restock").entries) == [
        ("broken", "shelf")
    ]
    plain = decide(on_the_bench(), Told.INSPECTED, finding="no_fault_found", holds_data="no").state
    assert decide(plain, Told.DISPOSED, destination="restock").state.stage is Stage.CLOSED


def test_a_contract_may_leave_the_wipe_to_its_customer() -> None:
    state = inspected("no_fault_found", bench_plan(wiped=False))
    assert decide(state, Told.DISPOSED, destination="restock").state.stage is Stage.CLOSED


def test_a_confirmed_defect_is_shelved_only_once_it_is_repaired() -> None:
    state = wiped(inspected("defect_confirmed"))
    with pytest.raises(WrongDestination, match="repair_here"):
        decide(state, Told.DISPOSED, destination="restock")
    state = decide(state, Told.DISPOSED, destination="repair_here").state
    assert job(state).state is JobState.IN_REPAIR
    failed = decide(state, Told.REPAIR_ENDED, repaired="no", note="Board dead.").state
    assert job(failed).state is JobState.INSPECTED
    done = decide(state, Told.REPAIR_ENDED, repaired="yes").state
    assert moves(decide(done, Told.DISPOSED, destination="restock").entries) == [
        ("broken", "shelf")
    ]


def test_a_repairer_is_chased_and_the_same_unit_comes_back() -> None:
    state = wiped(inspected("defect_confirmed"))
    step = decide(state, Told.DISPOSED, 64, destination="repairer")
    assert moves(step.entries) == [("broken", "repairer")]
    due = OPENED + timedelta(hours=64) + 14 * DAY
    assert step.state.deadlines["repairer"] == due
    late = tell(step.state, a_fact(Told.DEADLINE_PASSED, 64 + 336, name="repairer"))
    assert words(late) == ["repairer_late"]
    assert late.state.deadlines["repairer"] == due + 14 * DAY
    other = tell(late.state, a_fact(Told.RECEIPT_SCANNED, 500, unit_id="else", serial="X"))
    assert moves(other.entries) == [("else", "quarantine")]
    back = tell(late.state, a_fact(Told.RECEIPT_SCANNED, 500, unit_id="broken", serial="B-1"))
    assert job(back.state).state is JobState.REPAIRED
    assert "repairer" not in back.state.deadlines


@pytest.mark.parametrize(
    ("goes_to", "refused", "taken"),
    [("stock", "return_to_user", "restock"), ("user", "restock", "return_to_user")],
)
def test_where_a_repaired_unit_goes_follows_the_contract(
    goes_to: str, refused: str, taken: str
) -> None:
    state = wiped(inspected("defect_confirmed", repaired_to=goes_to))
    state = decide(state, Told.DISPOSED, destination="repair_here").state
    state = decide(state, Told.REPAIR_ENDED, repaired="yes").state
    with pytest.raises(WrongDestination):
        decide(state, Told.DISPOSED, destination=refused)
    sent = decide(state, Told.DISPOSED, destination=taken).state
    assert job(sent).destination == taken


def test_a_user_s_own_unit_needs_no_wipe_to_go_home() -> None:
    state = inspected("no_fault_found", repaired_to="user")
    step = decide(state, Told.DISPOSED, destination="return_to_user")
    assert (step.state.homeward, job(step.state).state) == ("broken", JobState.GOING_HOME)
    with pytest.raises(WrongStage):
        decide(step.state, Told.DISPOSED, destination="scrap", because="No.")


def test_a_locked_unit_is_neither_inspected_nor_wiped_nor_sent() -> None:
    state = on_the_bench()
    locked = replace(state, back=replace(state.back, locked=("broken",)))
    with pytest.raises(StillLocked, match="B-1"):
        decide(locked, Told.INSPECTED, finding="no_fault_found")
    state = inspected("no_fault_found")
    locked = replace(state, back=replace(state.back, locked=("broken",)))
    for told, said in ((Told.WIPED, WIPE), (Told.DISPOSED, {"destination": "restock"})):
        with pytest.raises(StillLocked):
            check_decision(locked, a_fact(told, 62, **said))


def two_units() -> CaseState:
    turn = Turn(on_the_bench(), a_fact(Told.RECEIPT_SCANNED, 62))
    open_job(turn, "second", "B-2")
    return turn.state


def test_one_of_several_units_is_named_by_its_serial() -> None:
    state = two_units()
    with pytest.raises(WhichUnit, match="B-1, B-2"):
        decide(state, Told.INSPECTED, finding="defect_confirmed")
    with pytest.raises(WrongStage, match="B-3"):
        decide(state, Told.INSPECTED, finding="defect_confirmed", serial="B-3")
    state = decide(state, Told.INSPECTED, finding="defect_confirmed", serial="b-2").state
    assert (job(state).state, job(state, "second").state) == (
        JobState.WAITING,
        JobState.INSPECTED,
    )
    # Now only one waits to be inspected, so it is the one that is meant.
    assert job(decide(state, Told.INSPECTED, finding="not_economical").state).round == 1


def repairing(**changes: object) -> CaseState:
    state = a_repair(plan=bench_plan(), **changes)
    state = tell(state, a_fact(Told.OPENED), SLIP, booked("return")).state
    state = tell(state, carrier("handed_over", "return", 20)).state
    return tell(state, a_fact(Told.RECEIPT_SCANNED, 30, unit_id="broken", serial="B-1")).state


def test_a_repaired_device_joins_the_stock_only_wiped() -> None:
    state = repairing(repaired_to=RepairedGoesTo.STOCK)
    with pytest.raises(NotWiped):
        decide(state, Told.BENCH_DONE, outcome="repaired")
    state = wiped(decide(state, Told.INSPECTED, finding="defect_confirmed").state)
    step = decide(state, Told.BENCH_DONE, outcome="repaired")
    assert moves(step.entries) == [("broken", "shelf")]
    assert step.state.stage is Stage.CLOSED


def test_a_replaced_device_stays_on_the_bench_until_it_is_sent_somewhere() -> None:
    state = decide(repairing(), Told.BENCH_DONE, outcome="replaced").state
    steps = (
        a_fact(Told.UNIT_GRANTED, 31, unit_id="fresh", serial="NEW-1"),
        a_fact(Told.UNIT_PACKED, 32, unit_id="fresh", serial="NEW-1"),
        booked("outbound"),
        carrier("handed_over", "outbound", 33),
        carrier("delivered", "outbound", 50),
    )
    state = tell(state, *steps).state
    assert (state.bench, state.ended) == (Bench.REPLACED, False)
    state = wiped(decide(state, Told.INSPECTED, finding="not_economical").state)
    end = decide(state, Told.DISPOSED, destination="harvest", because="Good screen.").state
    assert end.stage is Stage.CLOSED


def test_a_device_under_repair_is_not_sent_away_by_the_bench() -> None:
    state = decide(repairing(), Told.INSPECTED, finding="defect_confirmed").state
    with pytest.raises(WrongDestination):
        decide(state, Told.DISPOSED, destination="scrap", because="Old.")
    here = decide(state, Told.DISPOSED, destination="repair_here").state
    assert job(here).state is JobState.IN_REPAIR
    away = decide(wiped(state), Told.DISPOSED, destination="repairer").state
    with pytest.raises(WrongStage, match="repairer"):
        decide(away, Told.BENCH_DONE, outcome="repaired")


@given(
    finding=st.sampled_from(Finding),
    rule=st.sampled_from(NoFaultRule),
    goes_to=st.sampled_from(["user", "stock"]),
    sent=st.sampled_from(Destination),
)
def test_whatever_is_found_some_decision_can_always_move_the_unit_on(
    finding: Finding, rule: NoFaultRule, goes_to: str, sent: Destination
) -> None:
    state = inspected(finding.value, bench_plan(no_fault=rule), repaired_to=goes_to)
    if job(state).asked:
        state = tell(state, a_fact(Told.DEADLINE_PASSED, 400, name="finding_answer")).state
    method = "destroy" if finding is Finding.UNSAFE_BATTERY else "purge"
    state = decide(state, Told.WIPED, 401, **{**WIPE, "method": method}).state
    open_to = destinations_of(state, job(state))
    assert open_to
    assert ALLOWED[Told.DISPOSED](state) == ""
    fact = a_fact(Told.DISPOSED, 402, destination=sent.value, because="Decided.")
    if sent in open_to:
        check_decision(state, fact)
        assert job(tell(state, fact).state).state is not JobState.INSPECTED
    else:
        with pytest.raises(DeskError):
            check_decision(state, fact)


def test_the_leg_home_waits_until_the_replacement_is_delivered() -> None:
    state = replace(inspected("no_fault_found", repaired_to="user"), outbound=Outbound.ON_ITS_WAY)
    with pytest.raises(WrongStage, match="on its way"):
        decide(state, Told.DISPOSED, destination="return_to_user")


def test_a_receipt_without_a_bench_settles_the_case_as_before() -> None:
    state = on_the_bench(bench_plan(inspected=False))
    assert (state.inbound, state.ended) == (Inbound.RECEIVED, True)
    assert a_case().back.jobs == ()
