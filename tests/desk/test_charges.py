import asyncio
import uuid
from decimal import Decimal

import pytest
from sqlalchemy import select

from desk.actors import Actor
from desk.charges import ChargeForm, ProposedCharge, proposed_charges
from desk.decisions import DecisionForm, decide
from desk.refusals import NotAllowed
from models.cases import Case
from models.charges import CaseCharge
from models.money import BillableEvent
from models.parties import Role
from rules.case_facts import Told
from rules.case_orders import DecisionAnswer
from rules.case_values import ChargeKind, ChargeState
from tests.desk.case_walk import CaseWalk
from tests.desk.owed_cases import (
    DAY,
    DELIVERED,
    SIMPLE,
    WalkingDoor,
    charged,
    owed,
    person,
    wait,
)
from tests.way_back import serve_phones


@pytest.fixture
def proposed(walk: CaseWalk) -> str:
    """A case with a charge that waits for finance."""
    serve_phones(walk.database, walk.desk.tenant_id, SIMPLE)
    number = owed(walk, SIMPLE, "AD-1")
    wait(walk, number, DELIVERED + 21 * DAY)
    return number


def listed(walk: CaseWalk, role: Role = Role.FINANCE) -> tuple[ProposedCharge, ...]:
    return proposed_charges(walk.database, person(walk, role))


def say(walk: CaseWalk, actor: Actor, number: str, form: DecisionForm) -> DecisionAnswer:
    door, key = WalkingDoor(walk=walk), uuid.uuid4().hex
    return asyncio.run(decide(walk.database, door, actor, number, form, key))


def billed(walk: CaseWalk) -> dict[str, Decimal]:
    with walk.database.as_tenant(walk.desk.tenant_id) as session:
        rows = session.execute(
            select(BillableEvent.kind, BillableEvent.amount).where(
                BillableEvent.amount.is_not(None)
            )
        )
        return {kind: amount for kind, amount in rows if amount is not None}


def test_finance_sees_what_is_charged_for_whom_and_how_much(walk: CaseWalk, proposed: str) -> None:
    [line] = listed(walk)
    assert (line.case, line.customer, line.what) == (proposed, "adatum", "AD-1")
    assert (line.kind, line.amount, line.currency) == (ChargeKind.UNRETURNED, Decimal(450), "SEK")
    assert line.proposed_at == DELIVERED + 20 * DAY


def test_finance_approves_and_the_customer_is_billed_once(walk: CaseWalk, proposed: str) -> None:
    form = ChargeForm(verdict="approve", because="Asked three times.", at=DELIVERED + 22 * DAY)
    answer = say(walk, person(walk, Role.FINANCE), proposed, form.decision)
    assert answer.stage == "closed"
    assert billed(walk) == {"unreturned_unit": Decimal(450)}
    assert listed(walk) == ()
    with walk.database.as_tenant(walk.desk.tenant_id) as session:
        row = session.scalars(select(CaseCharge)).one()
    assert (row.state, row.decided_by) == (ChargeState.APPROVED, "finance@acme.example")
    assert row.because == "Asked three times."


def test_finance_drops_and_nothing_is_billed(walk: CaseWalk, proposed: str) -> None:
    form = ChargeForm(verdict="drop", because="A good customer.", at=DELIVERED + 22 * DAY)
    answer = say(walk, person(walk, Role.FINANCE), proposed, form.decision)
    assert answer.stage == "returning"
    assert billed(walk) == {}


def test_the_desk_cannot_decide_a_charge_and_finance_decides_nothing_else(
    walk: CaseWalk, proposed: str
) -> None:
    charge = ChargeForm(verdict="approve", because="I want to.").decision
    waiver = DecisionForm(decision=Told.RETURN_WAIVED, answers={"because": "I want to."})
    for role, form in [
        (Role.DESK, charge),
        (Role.CUSTOMER, charge),
        (Role.FINANCE, waiver),
    ]:
        with pytest.raises(NotAllowed):
            say(walk, person(walk, role), proposed, form)
    for role in (Role.DESK, Role.CUSTOMER):
        with pytest.raises(NotAllowed):
            listed(walk, role)
    assert [line.case for line in listed(walk, Role.ADMIN)] == [proposed]


def test_a_case_whose_unit_was_charged_has_ended(walk: CaseWalk) -> None:
    serve_phones(walk.database, walk.desk.tenant_id, SIMPLE)
    number = charged(walk, SIMPLE, "AD-1")
    with walk.database.as_tenant(walk.desk.tenant_id) as session:
        case = session.scalars(select(Case).where(Case.number == number)).one()
    assert case.ended_at is not None
