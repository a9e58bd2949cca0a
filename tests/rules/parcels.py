"""Parcels at the dock and what is told of them, for tests of the case machine."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from rules.case_debts import debt_of
from rules.case_facts import Told
from rules.case_state import CaseState, Fact, ReturnPlan, Step
from rules.case_values import Debt, DebtState, Item, Why
from rules.case_words import Enter
from rules.way_back_terms import Accessory, BenchTerms, MissingRule, WayBack
from tests.rules.cases import a_fact, carrier, delivered, tell

INSPECTED = ReturnPlan(remind_after_days=(5, 10), review_after_days=14)
FITTED = ReturnPlan(
    review_after_days=14,
    currency="SEK",
    care=WayBack(
        bench=BenchTerms(inspected=False),
        accessories=(
            Accessory(name="Charger", missing=MissingRule.CHARGE, charge=Decimal(190)),
            Accessory(name="Dock"),
            Accessory(name="Film", missing=MissingRule.IGNORE),
        ),
    ),
)


def scan(unit: str, serial: str = "SN-1", hours: float = 100, **details: str) -> Fact:
    return a_fact(Told.RECEIPT_SCANNED, hours, unit_id=unit, serial=serial, **details)


def arrived(**changes: Any) -> CaseState:
    road = (carrier("handed_over", "return", 60), carrier("delivered", "return", 90))
    return tell(delivered(**changes), *road).state


def owing_two(**changes: Any) -> CaseState:
    """A dead replacement is owed together with the broken unit."""
    state = arrived(**changes)
    both = (*state.back.debts, Debt(unit="dead", why=Why.DEAD))
    return replace(state, back=replace(state.back, debts=both))


def written(step: Step, enter: Enter) -> list[dict[str, str]]:
    return [entry.details for entry in step.entries if entry.enter is enter]


def letters(step: Step) -> list[str]:
    return [entry["letter"] for entry in written(step, Enter.WRITE)]


def words(step: Step) -> list[str]:
    return [line.word for line in step.story]


def debt_state(state: CaseState, unit: str = "broken") -> DebtState:
    debt = debt_of(state, unit)
    assert debt is not None
    return debt.state


def only_item(state: CaseState) -> Item:
    (item,) = state.back.items
    return item
