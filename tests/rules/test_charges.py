from decimal import Decimal
from typing import Any

import pytest

from rules.case_charges import charges_in, propose_charge
from rules.case_decisions import check_decision
from rules.case_facts import Told
from rules.case_refusals import DecisionIncomplete, WrongStage
from rules.case_state import CaseState, ReturnPlan, Step, Turn
from rules.case_values import ChargeKind, ChargeState, DebtState
from rules.case_waiting import waits_for
from rules.case_words import Enter, Mover, Stage
from tests.rules.cases import UNINSPECTED, UNUSED_LABEL, a_fact, carrier, delivered, tell


def proposed(amount: Decimal | None = Decimal("450.00"), **changes: Any) -> CaseState:
    plan = ReturnPlan(charge_after_days=20, charge=amount, currency="SEK", care=UNINSPECTED)
    owed = delivered(plan=plan, **changes)
    return tell(owed, a_fact(Told.DEADLINE_PASSED, 500, name="return_charge")).state


def decide(state: CaseState, hours: float = 510, **details: str) -> Step:
    fact = a_fact(Told.CHARGE_DECIDED, hours, **{"because": "Agreed.", **details})
    check_decision(state, fact)
    return tell(state, fact)


def billed(step: Step) -> list[tuple[str, str]]:
    found = [e.details for e in step.entries if e.enter is Enter.BILL]
    return [(one["event"], one["amount"]) for one in found if "amount" in one]


def states(state: CaseState) -> list[ChargeState]:
    return [charge.state for charge in state.back.charges]


def test_a_proposal_waits_for_finance_and_comes_up_again() -> None:
    state = proposed()
    assert waits_for(state).mover is Mover.FINANCE
    again = tell(state, a_fact(Told.DEADLINE_PASSED, 600, name="charge_review")).state
    assert again.deadlines["charge_review"] > state.deadlines["charge_review"]


def test_an_approved_charge_is_billed_once_and_settles_the_debt() -> None:
    step = decide(proposed(), verdict="approve")
    assert billed(step) == [("unreturned_unit", "450.00")]
    assert step.state.stage is Stage.CLOSED
    assert [debt.state for debt in step.state.back.debts] == [DebtState.CHARGED]
    letters = [e.details["letter"] for e in step.entries if e.enter is Enter.WRITE]
    assert letters == ["unreturned_charged", "case_closed"]


def test_a_dropped_charge_leaves_the_unit_owed() -> None:
    step = decide(proposed(), verdict="drop")
    assert billed(step) == []
    assert states(step.state) == [ChargeState.DROPPED]
    assert step.state.owed_unit == "broken"
    assert "charge_review" not in step.state.deadlines
    with pytest.raises(WrongStage):
        check_decision(
            step.state, a_fact(Told.CHARGE_DECIDED, 520, verdict="approve", because="After all.")
        )


@pytest.mark.parametrize("amount", ["0", "-1", "NaN", "Infinity", "1.005", "1e12", "much", ""])
def test_a_charge_without_a_price_needs_one_that_can_be_billed(amount: str) -> None:
    with pytest.raises(DecisionIncomplete, match="above zero"):
        decide(proposed(None), verdict="approve", amount=amount)


def test_finance_names_the_amount_where_the_contract_names_none() -> None:
    assert billed(decide(proposed(None), verdict="approve", amount="99.90")) == [
        ("unreturned_unit", "99.90")
    ]


def test_a_decision_that_could_mean_several_charges_has_to_name_one() -> None:
    turn = Turn(proposed(), a_fact(Told.OPENED, 505))
    propose_charge(turn, ChargeKind.ACCESSORY, "charger", Decimal(20))
    with pytest.raises(DecisionIncomplete, match="missing_accessory charger"):
        decide(turn.state, verdict="approve")
    step = decide(turn.state, verdict="approve", about="charger")
    assert billed(step) == [("missing_accessory", "20")]
    assert [one.kind for one in charges_in(step.state, ChargeState.PROPOSED)] == [
        ChargeKind.UNRETURNED
    ]


def test_a_unit_that_comes_before_finance_has_decided_is_not_billed() -> None:
    step = tell(
        proposed(),
        a_fact(Told.RECEIPT_SCANNED, 505, unit_id="broken", serial="S"),
        UNUSED_LABEL,
    )
    assert states(step.state) == [ChargeState.WITHDRAWN]
    assert billed(step) == []
    assert step.state.stage is Stage.CLOSED


def test_a_unit_on_its_way_or_in_dispute_is_not_charged() -> None:
    under_way = tell(proposed(), carrier("handed_over", "return", 505)).state
    disputed = tell(proposed(), a_fact(Told.DISPUTED, 505, because="Sent.")).state
    for state in (under_way, disputed):
        with pytest.raises(WrongStage, match="not on its way"):
            decide(state, verdict="approve")
        assert states(decide(state, verdict="drop").state) == [ChargeState.DROPPED]


def test_a_waived_unit_is_not_charged_for() -> None:
    step = tell(proposed(), a_fact(Told.RETURN_WAIVED, 505, because="Burnt."))
    assert states(step.state) == [ChargeState.WITHDRAWN]
    assert step.state.stage is Stage.CLOSED


def test_a_proposal_is_made_once_however_often_its_day_comes() -> None:
    again = tell(proposed(), a_fact(Told.DEADLINE_PASSED, 900, name="return_charge")).state
    assert len(again.back.charges) == 1
