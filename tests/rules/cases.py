"""Cases and facts for tests of the case machine."""

import itertools
from datetime import UTC, datetime, timedelta
from typing import Any

from rules.battery import BatteryState
from rules.case_decisions import check_decision
from rules.case_facts import Told
from rules.case_machine import take
from rules.case_state import CaseState, Fact, ReturnPlan, Step
from rules.case_words import Remedy
from rules.way_back_terms import BenchTerms, WayBack

#: The receipt itself settles the case: no bench.
UNINSPECTED = WayBack(bench=BenchTerms(inspected=False))
OPENED = datetime(2026, 11, 23, 12, 52, tzinfo=UTC)
DUE = datetime(2026, 11, 24, 23, 0, tzinfo=UTC)
NUMBERS = itertools.count(1)


def a_case(**changes: Any) -> CaseState:
    values: dict[str, Any] = {
        "number": "SE-2026-000001",
        "remedy": Remedy.SWAP,
        "opened_at": OPENED,
        "device_unit": "broken",
        "battery": BatteryState.OK,
        "definite_fault": True,
        "promise_kind": "delivery",
        "promise_due": DUE,
        "plan": ReturnPlan(remind_after_days=(5, 10), review_after_days=14, care=UNINSPECTED),
    }
    return CaseState(**(values | changes))


def a_fact(told: Told, hours: float = 0, **details: str) -> Fact:
    return Fact(
        told=told,
        key=f"fact-{next(NUMBERS)}",
        at=OPENED + timedelta(hours=hours),
        by="test",
        details=details,
    )


def carrier(status: str, direction: str = "outbound", hours: float = 0, attempt: str = "1") -> Fact:
    return a_fact(Told.CARRIER_SAID, hours, status=status, direction=direction, attempt=attempt)


def tell(state: CaseState, *facts: Fact) -> Step:
    return take(state, facts)


def booked(direction: str, attempt: str = "1") -> Fact:
    key = f"{direction}/{attempt}/label"
    return a_fact(Told.LABEL_BOOKED, direction=direction, errand=key, tracking=f"T-{direction}")


OPEN = a_fact(Told.OPENED)
GRANT = a_fact(Told.UNIT_GRANTED, unit_id="fresh", serial="POOL-1")
PACK = a_fact(Told.UNIT_PACKED, 1, unit_id="fresh", serial="POOL-1")
#: The label in the box was never used and is taken back.
UNUSED_LABEL = a_fact(Told.LABEL_VOIDED, 130, direction="return", errand="return/1/void")
#: The carrier has the claim for the first parcel that it lost.
CLAIMED = a_fact(Told.CLAIM_FILED, 91, direction="outbound", attempt="1", errand="outbound/1/claim")
SLIP = a_fact(Told.SLIP_PRINTED, 1, errand="slip")


def reserved(**changes: Any) -> CaseState:
    return tell(a_case(**changes), OPEN, GRANT).state


def packed(**changes: Any) -> CaseState:
    return tell(reserved(**changes), PACK).state


def labelled(**changes: Any) -> CaseState:
    return tell(packed(**changes), booked("outbound"), booked("return"), SLIP).state


def handed_over(**changes: Any) -> CaseState:
    return tell(labelled(**changes), carrier("handed_over", hours=4)).state


def delivered(hours: float = 20, **changes: Any) -> CaseState:
    return tell(handed_over(**changes), carrier("delivered", hours=hours)).state


def a_ticket(**changes: Any) -> CaseState:
    values: dict[str, Any] = {
        "remedy": Remedy.SUPPORT,
        "promise_kind": "",
        "promise_due": None,
        "definite_fault": None,
        "need": "incident",
        "severity": "4",
        "severities": ("1", "2", "3", "4"),
        "remote_kinds": ("view",),
    }
    return tell(a_case(**(values | changes)), OPEN).state


def decided(state: CaseState, told: Told, **details: str) -> CaseState:
    fact = a_fact(told, 1, **details)
    check_decision(state, fact)
    return tell(state, fact).state
