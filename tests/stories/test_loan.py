from dataclasses import replace
from datetime import datetime

import pytest

from desk.decisions import DecisionForm, decide
from desk.loans import list_loans
from desk.scans import Station
from models.cases import PromiseOutcome
from models.parties import Role
from rules.case_facts import Told
from rules.case_loan import WhyOut
from rules.case_state import CaseState
from rules.case_words import Direction, Inbound, Outbound, Stage
from tests.stories import harness
from tests.stories.steps import BEFORE_CUTOFF, DAY, HOUR, Moving, delivered, inbound, outbound
from tests.way_back import LITWARE, WIPE, PhoneCustomer, a_phone_swap, serve_phones

pytestmark = pytest.mark.asyncio(loop_scope="module")

#: As LITWARE, but a loan is always wanted back.
STRICT = PhoneCustomer(
    code="fourthcoffee",
    returns={**LITWARE.returns, "care": {"loan": {"becomes_swap": False}}},
    settings={"mode": "lend"},
)


def why(stage: harness.Stage, number: str) -> list[WhyOut]:
    loans = list_loans(stage.database, stage.desk.clerk)
    return [one.why for one in loans if one.case == number]


async def lent(stage: harness.Stage, customer: PhoneCustomer, serial: str) -> Moving:
    form = a_phone_swap(customer, serial, BEFORE_CUTOFF)
    return await delivered(stage, form, BEFORE_CUTOFF + HOUR)


async def handed_in(stage: harness.Stage, number: str, serial: str, at: datetime) -> CaseState:
    """The carrier brings it, and a scan at the dock receives it."""
    await stage.carrier_moves(number, Direction.RETURN, "handed_over", at)
    await stage.carrier_moves(number, Direction.RETURN, "delivered", at + DAY)
    await stage.until(number, inbound(Inbound.ARRIVED))
    assert await stage.scan(Station.RECEIPT, serial, at + DAY + HOUR) == "RECEIVED"
    return await stage.until(number, inbound(Inbound.RECEIVED))


async def repaired_and_home(
    stage: harness.Stage, number: str, serial: str, at: datetime
) -> CaseState:
    """The bench repairs the user's own device, and the carrier delivers it."""
    found = {"finding": "defect_confirmed", "grade": "B"}
    await stage.decide(number, Told.INSPECTED, at, **found)
    await stage.decide(number, Told.DISPOSED, at, destination="repair_here")
    await stage.decide(number, Told.REPAIR_ENDED, at + HOUR, repaired="yes")
    await stage.decide(number, Told.DISPOSED, at + HOUR, destination="return_to_user")
    await stage.until(number, outbound(Outbound.RESERVED))
    assert stage.reserved_serial(number) == serial
    assert await stage.scan(Station.PACK, serial, at + 2 * HOUR) == "PACK"
    await stage.until(number, lambda s: s.outbound is Outbound.LABELLED and not s.pending)
    await stage.carrier_moves(number, Direction.OUTBOUND, "handed_over", at + 3 * HOUR)
    await stage.until(number, outbound(Outbound.ON_ITS_WAY))
    await stage.carrier_moves(number, Direction.OUTBOUND, "delivered", at + DAY)
    return await stage.until(number, lambda s: "home_again" in stage.story(number) and not s.ended)


async def beyond_repair(stage: harness.Stage, number: str, at: datetime) -> None:
    """The bench scraps the user's own device."""
    await stage.decide(number, Told.INSPECTED, at, finding="not_economical")
    await stage.decide(number, Told.WIPED, at, **WIPE)
    await stage.until(number, lambda s: not s.pending)
    because = {"destination": "scrap", "because": "The board is corroded."}
    await stage.decide(number, Told.DISPOSED, at + HOUR, **because)


async def approve_charge(stage: harness.Stage, number: str, at: datetime) -> None:
    """Finance charges what never came."""
    finance = replace(stage.desk.clerk, name="finance@acme.example", role=Role.FINANCE)
    verdict = {"kind": "unreturned_unit", "verdict": "approve", "because": "It never came."}
    form = DecisionForm(decision=Told.CHARGE_DECIDED, answers=verdict, at=at)
    await decide(stage.database, stage.door, finance, number, form, stage.key())


async def test_the_repaired_phone_s_delivery_recalls_the_loan_and_its_return_ends_the_case(
    stage: harness.Stage,
) -> None:
    case = await lent(stage, LITWARE, "LN-1")
    assert stage.promise_of(case.number).outcome is PromiseOutcome.KEPT
    assert why(stage, case.number) == [WhyOut.OWN_NOT_SENT]
    await handed_in(stage, case.number, "LN-1", BEFORE_CUTOFF + 3 * DAY)
    assert why(stage, case.number) == [WhyOut.OWN_ON_BENCH]
    home = BEFORE_CUTOFF + 5 * DAY
    await repaired_and_home(stage, case.number, "LN-1", home)
    assert stage.place_of("LN-1") == stage.place_of(case.serial) == "AT-LITWARE"
    assert stage.debts(case.number) == {"LN-1": "received", case.serial: "open"}
    state = await stage.until(case.number, lambda s: "return_due" in s.deadlines)
    assert state.deadlines["return_due"] == home + DAY + 10 * DAY
    assert stage.live_labels(case.number) == 3  # out, in, home; none for the loan yet
    await stage.decide(case.number, Told.BATTERY_ANSWERED, home + 2 * DAY, battery="ok")
    await stage.until(case.number, inbound(Inbound.LABELLED))
    await stage.restart_worker()
    await handed_in(stage, case.number, case.serial, home + 3 * DAY)
    assert not stage.state(case.number).ended
    bench = home + 5 * DAY
    await stage.decide(case.number, Told.INSPECTED, bench, finding="no_fault_found", grade="A")
    await stage.decide(case.number, Told.WIPED, bench, **WIPE)
    await stage.until(case.number, lambda s: not s.pending)
    await stage.decide(case.number, Told.DISPOSED, bench + HOUR, destination="restock")
    end = await stage.until(case.number, lambda s: s.ended)
    assert end.stage is Stage.CLOSED
    assert stage.place_of(case.serial) == "POOL-LITWARE"
    assert stage.debts(case.number) == {"LN-1": "received", case.serial: "received"}
    assert (stage.custody(case.number), stage.charges(case.number)) == ({}, {})
    assert (stage.money(case.number), why(stage, case.number)) == ({}, [])
    assert sorted(stage.billed(case.number)) == ["freight_outbound", "freight_return", "packaging"]
    letters = stage.letters(case.number)
    assert (letters.count("loan_due_back"), letters.count("loan_overdue")) == (1, 0)
    await stage.keep_history("loan-returned", stage.workflow_id(case.number))


async def test_a_loan_that_does_not_come_back_is_chased_and_charged(stage: harness.Stage) -> None:
    case = await lent(stage, LITWARE, "LN-2")
    await handed_in(stage, case.number, "LN-2", BEFORE_CUTOFF + 3 * DAY)
    home = BEFORE_CUTOFF + 5 * DAY
    await repaired_and_home(stage, case.number, "LN-2", home)
    came = home + DAY
    await stage.skip_to(case.number, came + 10 * DAY)
    await stage.until(case.number, lambda s: "return_due" not in s.deadlines)
    assert "loan_overdue" in stage.letters(case.number)
    assert stage.letters(case.number).count("loan_due_back") >= 2  # recalled, and reminded
    overdue = [one.case for one in list_loans(stage.database, stage.desk.clerk, overdue=True)]
    assert overdue == [case.number]
    await stage.skip_to(case.number, came + 20 * DAY)
    await stage.until(case.number, lambda s: bool(s.back.charges))
    await approve_charge(stage, case.number, came + 21 * DAY)
    end = await stage.until(case.number, lambda s: s.ended)
    assert end.stage is Stage.CLOSED
    assert stage.debts(case.number) == {"LN-2": "received", case.serial: "charged"}
    assert stage.charges(case.number) == {"unreturned_unit": "approved"}
    assert stage.money(case.number) == {"unreturned_unit": "450.00"}
    assert (stage.place_of(case.serial), stage.owner_of(case.serial)) == (
        "AT-LITWARE",
        "customer",
    )


async def test_a_phone_beyond_repair_makes_the_loan_the_customer_s_replacement(
    stage: harness.Stage,
) -> None:
    case = await lent(stage, LITWARE, "LN-3")
    await handed_in(stage, case.number, "LN-3", BEFORE_CUTOFF + 3 * DAY)
    await beyond_repair(stage, case.number, BEFORE_CUTOFF + 5 * DAY)
    end = await stage.until(case.number, lambda s: s.ended)
    assert end.stage is Stage.CLOSED
    assert stage.place_of("LN-3") == "SCRAP"
    assert (stage.place_of(case.serial), stage.owner_of(case.serial)) == (
        "AT-LITWARE",
        "customer",
    )
    assert stage.debts(case.number) == {"LN-3": "received"}
    assert (stage.custody(case.number), stage.charges(case.number)) == ({}, {})
    assert "loan_is_yours" in stage.letters(case.number)
    assert "loan_due_back" not in stage.letters(case.number)


async def test_without_that_rule_the_loan_is_recalled_although_the_phone_is_scrapped(
    stage: harness.Stage,
) -> None:
    serve_phones(stage.database, stage.desk.tenant_id, STRICT)
    case = await lent(stage, STRICT, "LN-4")
    await handed_in(stage, case.number, "LN-4", BEFORE_CUTOFF + 3 * DAY)
    at = BEFORE_CUTOFF + 5 * DAY
    await beyond_repair(stage, case.number, at)
    await stage.until(case.number, inbound(Inbound.OWED))
    assert stage.debts(case.number) == {"LN-4": "received", case.serial: "open"}
    await stage.decide(case.number, Told.BATTERY_ANSWERED, at + DAY, battery="ok")
    await stage.until(case.number, inbound(Inbound.LABELLED))
    await handed_in(stage, case.number, case.serial, at + 2 * DAY)
    assert stage.place_of(case.serial) == "BENCH"
    assert "loan_is_yours" not in stage.letters(case.number)
