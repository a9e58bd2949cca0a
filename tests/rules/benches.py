"""A bench in the pure machine: returned units, what is decided of them, what followed."""

from datetime import timedelta
from decimal import Decimal

from rules.case_bench import job_of
from rules.case_decisions import check_decision
from rules.case_facts import Told
from rules.case_state import CaseState, Entry, ReturnPlan, Step
from rules.case_values import (
    ChargeKind,
    ChargeState,
    Job,
)
from rules.case_words import Enter
from rules.fulfilment import RepairedGoesTo
from rules.way_back_terms import BenchTerms, WayBack
from tests.rules.cases import a_fact, carrier, delivered, tell
from tests.way_back import WIPE

DAY = timedelta(days=1)
FEE = Decimal("25.00")
PRICE = Decimal("450.00")


def bench_plan(*, lends: bool = False, **bench: object) -> ReturnPlan:
    terms = BenchTerms(**({"no_fault_fee": FEE, "not_covered_charge": PRICE} | bench))  # type: ignore[arg-type]
    return ReturnPlan(lends=lends, currency="SEK", care=WayBack(bench=terms))


def on_the_bench(
    plan: ReturnPlan | None = None, repaired_to: str = "stock", **changes: object
) -> CaseState:
    """A swap whose broken unit has come back and waits to be inspected."""
    given = {"plan": plan or bench_plan(), "repaired_to": RepairedGoesTo(repaired_to), **changes}
    state = delivered(20, **given)
    state = tell(state, carrier("handed_over", "return", 40)).state
    state = tell(state, carrier("delivered", "return", 60)).state
    return tell(state, a_fact(Told.RECEIPT_SCANNED, 61, unit_id="broken", serial="B-1")).state


def decide(state: CaseState, told: Told, hours: float = 62, **details: str) -> Step:
    fact = a_fact(told, hours, **details)
    check_decision(state, fact)
    return tell(state, fact)


def inspected(finding: str, plan: ReturnPlan | None = None, **changes: object) -> CaseState:
    more = {"exclusion": "c"} if finding == "exclusion" else {}
    state = on_the_bench(plan, **changes)  # type: ignore[arg-type]
    return decide(state, Told.INSPECTED, 62, finding=finding, **more).state


def wiped(state: CaseState) -> CaseState:
    step = decide(state, Told.WIPED, 63, **WIPE)
    certificate = step.state.pending[-1]
    printed = a_fact(Told.PAPER_PRINTED, 63, errand=certificate.key, paper="wipe_certificate")
    return tell(step.state, printed).state


def job(state: CaseState, unit: str = "broken") -> Job:
    found = job_of(state, unit)
    assert found is not None
    return found


def moves(entries: tuple[Entry, ...]) -> list[tuple[str, str]]:
    wanted = {Enter.MOVE, Enter.RECEIVE}
    return [(e.details["unit_id"], e.details["to"]) for e in entries if e.enter in wanted]


def letters(step: Step) -> list[str]:
    return [e.details["letter"] for e in step.entries if e.enter is Enter.WRITE]


def words(step: Step) -> list[str]:
    return [line.word for line in step.story]


def charges(state: CaseState) -> list[tuple[ChargeKind, ChargeState, Decimal | None]]:
    return [(one.kind, one.state, one.amount) for one in state.back.charges]
