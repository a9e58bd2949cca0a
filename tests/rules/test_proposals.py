import json
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.case_decisions import check_decision
from rules.case_facts import Told
from rules.case_refusals import DecisionIncomplete, WrongStage
from rules.case_state import CaseState, Fact, ReturnPlan, Step
from rules.case_values import (
    ChargeKind,
    Destination,
    Finding,
    Job,
    JobState,
    ProposalState,
    WayBackState,
)
from rules.case_words import Bench, Disposition, Enter, Inbound, Outbound, Remedy, Stage
from rules.cost_lines import CENT, CostLinesUnclear, read_lines, total_of
from rules.fulfilment import RepairedGoesTo
from rules.way_back_terms import Expiring, ProposalTerms, WayBack
from tests.rules.cases import OPENED, a_case, a_fact, tell

LINES = "Screen; 1; 1200.00\nWork; 0,5; 800"
DAY = timedelta(days=1)


def decide(state: CaseState, fact: Fact) -> Step:
    """The decision worked out, if the case can take it."""
    check_decision(state, fact)
    return tell(state, fact)


def refused_repair(**terms: object) -> CaseState:
    """A repair whose device is on the bench and not covered."""
    proposal = ProposalTerms(**terms)  # type: ignore[arg-type]
    return a_case(
        remedy=Remedy.REPAIR,
        stage=Stage.REPAIRING,
        inbound=Inbound.RECEIVED,
        bench=Bench.NOT_COVERED,
        plan=ReturnPlan(currency="SEK", care=WayBack(proposal=proposal)),
        back=WayBackState(jobs=(Job(unit="broken", serial="S-1", state=JobState.INSPECTED),)),
    )


def damaged_loan(**changes: object) -> CaseState:
    """A lent replacement is with the user, whose own damaged device is on the bench."""
    job = Job(
        unit="broken",
        serial="S-1",
        state=JobState.INSPECTED,
        finding=Finding.CUSTOMER_DAMAGE,
        wiped=True,
    )
    return a_case(
        stage=Stage.RETURNING,
        outbound=Outbound.DELIVERED,
        inbound=Inbound.RECEIVED,
        replacement_unit="loan",
        promise_due=None,
        plan=ReturnPlan(currency="SEK", lends=True, care=WayBack()),
        back=WayBackState(jobs=(replace(job, **changes),), loan="loan"),  # type: ignore[arg-type]
    )


def made(hours: float = 0, **details: str) -> Fact:
    told = {"lines": LINES, "reason": "Liquid damage.", **details}
    return a_fact(Told.PROPOSAL_MADE, hours, **told)


def answered(answer: str, hours: float = 24, **details: str) -> Fact:
    return a_fact(Told.PROPOSAL_ANSWERED, hours, answer=answer, **details)


def passed(name: str, days: int) -> Fact:
    return a_fact(Told.DEADLINE_PASSED, days * 24, name=name)


def printed() -> Fact:
    return a_fact(Told.PAPER_PRINTED, paper="cost_proposal", errand="proposal/P1")


def proposed(state: CaseState) -> CaseState:
    return tell(decide(state, made()).state, printed()).state


def charges(state: CaseState) -> dict[str, Decimal | None]:
    return {f"{charge.kind}/{charge.about}": charge.amount for charge in state.back.charges}


def test_a_proposal_is_numbered_summed_and_dated() -> None:
    (proposal,) = proposed(refused_repair()).back.proposals
    assert proposal.name == "P1"
    assert (proposal.amount, proposal.currency) == (Decimal("1600.00"), "SEK")
    assert proposal.valid_until == OPENED + 14 * DAY


def test_the_customer_reads_it_once_it_is_printed() -> None:
    step = decide(refused_repair(), made())
    assert "cost_proposal" not in [e.details.get("letter") for e in step.entries]
    after = tell(step.state, printed())
    assert "cost_proposal" in [e.details.get("letter") for e in after.entries]
    assert not after.state.pending


def test_reminders_come_before_the_last_day_only() -> None:
    state = proposed(refused_repair(valid_days=7, remind_after_days=(5, 10)))
    assert sorted(state.deadlines) == ["proposal_expiry", "proposal_reminder:1"]
    step = tell(state, passed("proposal_reminder:1", 5))
    assert [e.details["part"] for e in step.entries if e.enter is Enter.WRITE] == ["P1-1"]


def test_the_last_day_is_the_customers_to_its_end() -> None:
    state = proposed(refused_repair())
    assert state.deadlines["proposal_expiry"] == OPENED + 15 * DAY
    assert decide(state, answered("accept", hours=14 * 24 + 23)).state.bench is Bench.NONE
    with pytest.raises(WrongStage, match="answer by 2026-12-07"):
        decide(state, answered("accept", hours=15 * 24))


def test_an_accepted_repair_is_billed_when_it_is_done_and_not_before() -> None:
    state = decide(proposed(refused_repair()), answered("accept")).state
    assert charges(state) == {}
    assert "proposal_expiry" not in state.deadlines
    done = decide(state, a_fact(Told.BENCH_DONE, 48, outcome="repaired"))
    assert charges(done.state) == {"repair/P1": Decimal("1600.00")}
    billed = [e.details for e in done.entries if e.enter is Enter.BILL]
    assert [(one["event"], one["payer"]) for one in billed] == [("repair", "customer")]
    assert done.state.outbound is Outbound.WAITING


def test_a_repair_that_fails_costs_nothing() -> None:
    state = decide(proposed(refused_repair()), answered("accept")).state
    failed = a_fact(Told.BENCH_DONE, 48, outcome="not_covered", note="Beyond repair.")
    state = decide(state, failed).state
    home = a_fact(Told.DISPOSITION_SET, 49, disposition="send_back", because="Asked for.")
    assert charges(decide(state, home).state) == {}


def test_declining_costs_the_estimate_where_the_contract_has_a_fee() -> None:
    free = proposed(refused_repair())
    paid = proposed(refused_repair(estimate_fee=Decimal(95)))
    told = answered("decline", otherwise="scrap")
    assert charges(decide(free, told).state) == {}
    assert charges(decide(paid, told).state) == {"estimate/P1": Decimal(95)}


@pytest.mark.parametrize(
    ("otherwise", "disposition", "outbound"),
    [
        ("scrap", Disposition.SCRAP, Outbound.NONE),
        ("return", Disposition.SEND_BACK, Outbound.WAITING),
    ],
)
def test_a_declined_unit_goes_where_the_customer_chose(
    otherwise: str, disposition: Disposition, outbound: Outbound
) -> None:
    state = decide(proposed(refused_repair()), answered("decline", otherwise=otherwise)).state
    assert (state.disposition, state.outbound) == (disposition, outbound)


@pytest.mark.parametrize(
    ("expired", "disposition"),
    [(Expiring.SEND_BACK, Disposition.SEND_BACK), (Expiring.SCRAP, Disposition.SCRAP)],
)
def test_a_proposal_nobody_answers_expires_as_the_contract_says(
    expired: Expiring, disposition: Disposition
) -> None:
    state = proposed(refused_repair(expired=expired, estimate_fee=Decimal(95)))
    after = tell(state, passed("proposal_expiry", 15)).state
    assert after.back.proposals[0].state is ProposalState.EXPIRED
    assert (after.disposition, charges(after)) == (disposition, {})


def test_an_answer_is_taken_once() -> None:
    state = proposed(refused_repair())
    yes = answered("accept")
    once = decide(state, yes).state
    assert tell(once, yes).state.back == once.back
    with pytest.raises(WrongStage):
        decide(once, answered("decline", otherwise="scrap"))


def test_an_answer_to_another_proposal_is_refused() -> None:
    with pytest.raises(WrongStage, match="proposal P2"):
        decide(proposed(refused_repair()), answered("accept", number="P2"))


def test_declining_says_what_is_to_become_of_the_unit() -> None:
    with pytest.raises(DecisionIncomplete, match="otherwise"):
        decide(proposed(refused_repair()), answered("decline"))


def test_there_is_one_proposal_at_a_time() -> None:
    with pytest.raises(WrongStage, match="no proposal that still waits"):
        decide(proposed(refused_repair()), made())


def test_a_covered_repair_has_no_proposal() -> None:
    with pytest.raises(WrongStage, match="not covered"):
        decide(replace(refused_repair(), bench=Bench.NONE), made())


def test_a_unit_sent_off_meanwhile_is_no_longer_for_the_customer_to_decide() -> None:
    state = proposed(refused_repair())
    scrap = a_fact(Told.DISPOSITION_SET, 5, disposition="scrap", because="Asked by phone.")
    state = decide(state, scrap).state
    with pytest.raises(WrongStage):
        decide(state, answered("accept"))
    assert tell(state, passed("proposal_expiry", 15)).state.stage is Stage.CLOSED


def test_a_damaged_device_of_a_loan_is_repaired_and_billed_when_it_leaves_the_bench() -> None:
    state = decide(proposed(damaged_loan()), answered("accept")).state
    assert state.back.jobs[0].state is JobState.IN_REPAIR
    state = decide(state, a_fact(Told.REPAIR_ENDED, 30, repaired="yes")).state
    assert charges(state) == {}
    home = a_fact(Told.DISPOSED, 31, destination="return_to_user")
    state = decide(state, home).state
    assert charges(state) == {"repair/P1": Decimal("1600.00")}
    assert state.back.repaired == ("broken",)


def test_a_repair_on_the_bench_that_fails_costs_nothing_either() -> None:
    state = decide(proposed(damaged_loan()), answered("accept")).state
    state = decide(state, a_fact(Told.REPAIR_ENDED, 30, repaired="no")).state
    state = decide(state, a_fact(Told.DISPOSED, 31, destination="return_to_user")).state
    assert (charges(state), state.back.repaired) == ({}, ())


def test_a_declined_device_of_a_loan_goes_home_by_itself() -> None:
    state = decide(proposed(damaged_loan()), answered("decline", otherwise="return")).state
    assert state.homeward == "broken"
    assert state.back.proposals[0].otherwise is Destination.RETURN_TO_USER


def test_a_unit_that_is_not_wiped_yet_is_never_scrapped_by_itself() -> None:
    told = answered("decline", otherwise="scrap")
    wiped = decide(proposed(damaged_loan()), told).state
    held = decide(proposed(damaged_loan(wiped=False)), told).state
    assert wiped.back.jobs[0].state is JobState.DONE
    assert held.back.jobs[0].state is JobState.INSPECTED


def test_a_customer_who_still_has_to_answer_the_finding_is_asked_one_thing_at_a_time() -> None:
    with pytest.raises(WrongStage):
        decide(damaged_loan(asked=True), made())


def test_what_the_customer_pays_for_goes_to_its_own_stock_where_the_contract_says_so() -> None:
    state = replace(refused_repair(), repaired_to=RepairedGoesTo.STOCK)
    state = decide(proposed(state), answered("accept")).state
    wiped = replace(state.back, jobs=(replace(state.back.jobs[0], wiped=True),))
    done = a_fact(Told.BENCH_DONE, 48, outcome="repaired")
    after = decide(replace(state, back=wiped), done).state
    assert charges(after) == {f"{ChargeKind.REPAIR}/P1": Decimal("1600.00")}


@pytest.mark.parametrize(
    "lines",
    [
        "",
        "Screen",
        "Screen; 1",
        "Screen; none; 10",
        "Screen; 0; 10",
        "Screen; 1; 0.001",
        "Screen; 1; 1e9",
        "Screen; 1; NaN",
        "Screen; 1; -10",
        "; 1; 10",
        "[",
        '["Screen"]',
        '[{"text": "Screen"}]',
        '[{"text": "S", "quantity": "1", "unit_price": "1", "vat": "25"}]',
        "Screen; 1; 10\n" * 21,
        "x" * 300 + "; 1; 10",
        "[" * 9000,
    ],
)
def test_unclear_lines_are_refused_with_an_example(lines: str) -> None:
    with pytest.raises(CostLinesUnclear, match="Give 1 to 20 lines"):
        read_lines(lines)


def test_lines_may_be_typed_or_json() -> None:
    written = json.dumps(
        [
            {"text": "Screen", "quantity": 1, "unit_price": 1200.0},
            {"text": "Work", "quantity": "0.5", "unit_price": "800"},
        ]
    )
    assert total_of(read_lines(written)) == total_of(read_lines(LINES)) == Decimal(1600)


FIGURES = st.decimals(min_value="1.00", max_value="9999", places=2)


@given(st.lists(st.tuples(FIGURES, FIGURES), min_size=1, max_size=20))
def test_a_total_is_the_sum_of_cents_however_the_lines_are_written(
    rows: list[tuple[Decimal, Decimal]],
) -> None:
    lines = read_lines("\n".join(f"Part; {quantity}; {price}" for quantity, price in rows))
    again = read_lines(json.dumps([line.to_json() for line in lines]))
    assert again == lines
    assert total_of(lines) == total_of(lines).quantize(CENT) > 0
