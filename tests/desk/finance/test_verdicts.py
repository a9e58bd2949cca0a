import uuid
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select

import workers.demo
from desk.actors import Actor
from desk.finance.bill_refusals import ReasonMissing, SecondLookMissing
from desk.finance.claim_rules import ClaimRuleForm, set_claim_rule
from desk.finance.dispute_refusals import ChargeDisputed
from desk.finance.disputes import open_dispute
from desk.finance.exceptions import ExceptionFilter, list_exceptions, open_exceptions
from desk.finance.verdict_refusals import (
    AgreedImpossible,
    BillSettled,
    NoSuchCharge,
    NoSuchShipment,
    NothingExpected,
    VerdictImpossible,
)
from desk.finance.verdicts import Decision, confirm_shipment, decide_charge
from desk.refusals import NotAllowed
from models.finance.bills import CarrierBill
from models.finance.closing import FinanceEvent
from models.finance.matching import match_bills
from models.finance.verdicts import ChargeVerdict
from models.parties import Role
from rules.errors import DeskError
from rules.finance.freight_words import BillState, MatchKey, Verdict
from rules.finance.money_words import FinanceDuty
from runtime.database import Database
from tests.builders import TestDesk
from tests.charges import IMPORTER, a_bill, a_line
from tests.freight import a_shipment, load_sample_rates

AT = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
SAMPLE = Path(workers.demo.__file__).parent / "finance" / "tolerances.yaml"
AS_BILLED = Decision(agreed="billed", because="The zone was ours to know.")


@pytest.fixture
def approver(desk: TestDesk) -> Actor:
    return replace(
        desk.clerk,
        name="approver@acme.example",
        role=Role.FINANCE,
        duty=FinanceDuty.APPROVER,
    )


@pytest.fixture
def bill_id(shared_record: Database, desk: TestDesk) -> uuid.UUID:
    """A matched bill: one charge too dear, one that is only suggested."""
    load_sample_rates(shared_record, desk.tenant_id)
    with shared_record.as_tenant(desk.tenant_id) as session:
        dear = a_shipment(session, desk.tenant_id, scanned_on=date(2026, 11, 11))
        a_shipment(session, desk.tenant_id, scanned_on=date(2026, 11, 11), reference="PO-9")
        bill = a_bill(
            session,
            desk.tenant_id,
            a_line("120.00", dear.tracking),
            a_line("99.00", customer_reference="PO-9"),
        )
        match_bills(session, [bill.id], AT)
        return bill.id


def charges(record: Database, desk: TestDesk, bill_id: uuid.UUID) -> list[ChargeVerdict]:
    """The bill's current verdicts, by line."""
    with record.as_tenant(desk.tenant_id) as session:
        return list(
            session.scalars(
                select(ChargeVerdict)
                .where(ChargeVerdict.bill_id == bill_id, ChargeVerdict.superseded_at.is_(None))
                .order_by(ChargeVerdict.charge_id)
            )
        )


def a_charge(record: Database, desk: TestDesk, bill_id: uuid.UUID, line: int = 1) -> int:
    return charges(record, desk, bill_id)[line - 1].charge_id or 0


def test_item_4_an_override_keeps_who_why_before_and_after(
    shared_record: Database, desk: TestDesk, approver: Actor, bill_id: uuid.UUID
) -> None:
    charge = a_charge(shared_record, desk, bill_id)
    answer = decide_charge(shared_record, approver, charge, AS_BILLED, "k1", AT)
    assert (answer["agreed"], answer["verdict"]) == ("120.00", "over")
    assert decide_charge(shared_record, approver, charge, AS_BILLED, "k1", AT) == answer
    with shared_record.as_tenant(desk.tenant_id) as session:
        known = list(
            session.scalars(
                select(ChargeVerdict)
                .where(ChargeVerdict.charge_id == charge)
                .order_by(ChargeVerdict.id)
            )
        )
        event = session.scalars(select(FinanceEvent).where(FinanceEvent.about_id == bill_id)).one()
    assert [one.superseded_at for one in known] == [AT, None]
    assert known[1].instead_of == known[0].id
    assert (known[1].decided_by, known[1].because) == (approver.name, AS_BILLED.because)
    assert (event.by, event.because) == (approver.name, AS_BILLED.because)
    assert (event.before["agreed"], event.after["agreed"]) == (None, "120.00")


@pytest.mark.parametrize(
    ("said", "agreed"), [("expected", "99.00"), ("0", "0.00"), ("101.50", "101.50")]
)
def test_less_than_billed_may_be_agreed(
    shared_record: Database,
    desk: TestDesk,
    approver: Actor,
    bill_id: uuid.UUID,
    said: str,
    agreed: str,
) -> None:
    charge = a_charge(shared_record, desk, bill_id)
    decision = Decision(agreed=said, because="As quoted.", verdict="adjustment")
    answer = decide_charge(shared_record, approver, charge, decision, "k", AT)
    assert (answer["agreed"], answer["verdict"]) == (agreed, "adjustment")


@pytest.mark.parametrize(
    ("decision", "refusal"),
    [
        (Decision(agreed="121.00", because="?"), AgreedImpossible),
        (Decision(agreed="-1", because="?"), AgreedImpossible),
        (Decision(agreed="1.001", because="?"), AgreedImpossible),
        (Decision(agreed="NaN", because="?"), AgreedImpossible),
        (Decision(agreed="much", because="?"), AgreedImpossible),
        (Decision(agreed="billed", because=" "), ReasonMissing),
        (Decision(agreed="billed", because="?", verdict="unbilled"), VerdictImpossible),
        (Decision(agreed="billed", because="?", verdict="fine"), VerdictImpossible),
    ],
)
def test_what_cannot_be_agreed_is_refused_and_nothing_changes(
    shared_record: Database,
    desk: TestDesk,
    approver: Actor,
    bill_id: uuid.UUID,
    decision: Decision,
    refusal: type[DeskError],
) -> None:
    charge = a_charge(shared_record, desk, bill_id)
    with pytest.raises(refusal):
        decide_charge(shared_record, approver, charge, decision, "k", AT)
    assert charges(shared_record, desk, bill_id)[0].agreed is None


def test_nothing_expected_cannot_be_agreed_as_expected(
    shared_record: Database, desk: TestDesk, approver: Actor, bill_id: uuid.UUID
) -> None:
    charge = a_charge(shared_record, desk, bill_id, line=2)
    with pytest.raises(NothingExpected):
        decide_charge(
            shared_record, approver, charge, Decision(agreed="expected", because="?"), "k", AT
        )


def test_item_12_who_brought_it_in_and_who_has_no_duty_decide_nothing(
    shared_record: Database, desk: TestDesk, approver: Actor, bill_id: uuid.UUID
) -> None:
    charge = a_charge(shared_record, desk, bill_id)
    for duty in (None, FinanceDuty.IMPORTER, FinanceDuty.CLOSER):
        with pytest.raises(NotAllowed):
            decide_charge(shared_record, replace(approver, duty=duty), charge, AS_BILLED, "k", AT)
    with pytest.raises(SecondLookMissing):
        decide_charge(shared_record, replace(approver, name=IMPORTER), charge, AS_BILLED, "k", AT)


def test_a_bill_that_is_approved_is_not_decided_on(
    shared_record: Database, desk: TestDesk, approver: Actor, bill_id: uuid.UUID
) -> None:
    charge = a_charge(shared_record, desk, bill_id)
    with shared_record.as_tenant(desk.tenant_id) as session:
        bill = session.get_one(CarrierBill, (desk.tenant_id, bill_id))
        bill.state, bill.approved_at, bill.approved_by = BillState.APPROVED, AT, "x@acme.example"
    with pytest.raises(BillSettled):
        decide_charge(shared_record, approver, charge, AS_BILLED, "k", AT)
    with pytest.raises(NoSuchCharge):
        decide_charge(shared_record, approver, 10**9, AS_BILLED, "k2", AT)


def test_a_charge_in_dispute_is_the_disputes(
    shared_record: Database, desk: TestDesk, approver: Actor, bill_id: uuid.UUID
) -> None:
    charge = a_charge(shared_record, desk, bill_id)
    rule = ClaimRuleForm(carrier="practice", days=30, valid_from=date(2026, 1, 1))
    set_claim_rule(shared_record, approver, rule, "rule", AT)
    open_dispute(shared_record, approver, bill_id, [charge], "Too dear.", "dispute", AT)
    with pytest.raises(ChargeDisputed):
        decide_charge(shared_record, approver, charge, AS_BILLED, "k", AT)
    found = list_exceptions(shared_record, approver, ExceptionFilter())
    assert charge not in [one.charge for one in found.items]


def test_item_4_a_suggestion_is_confirmed_by_a_person(
    shared_record: Database, desk: TestDesk, approver: Actor, bill_id: uuid.UUID
) -> None:
    found = list_exceptions(shared_record, approver, ExceptionFilter(verdict="unknown"))
    (waiting,) = found.items
    (guess,) = waiting.suggestions
    answer = confirm_shipment(
        shared_record, approver, waiting.charge, guess.shipment, "Their order PO-9.", "k", AT
    )
    assert (answer["verdict"], answer["agreed"]) == ("exact", "99.00")
    judged = charges(shared_record, desk, bill_id)[1]
    assert (judged.matched_by, judged.decided_by) == (MatchKey.PERSON, approver.name)
    with pytest.raises(NoSuchShipment):
        confirm_shipment(shared_record, approver, waiting.charge, 10**9, "?", "k2", AT)


@pytest.mark.usefixtures("bill_id")
def test_the_list_has_what_waits_with_its_money_page_by_page(
    shared_record: Database, desk: TestDesk, approver: Actor
) -> None:
    first = list_exceptions(shared_record, approver, ExceptionFilter(), limit=1)
    assert [(one.verdict, one.charges, one.money) for one in first.waiting] == [
        (Verdict.OVER, 1, Decimal("120.00")),
        (Verdict.UNKNOWN, 1, Decimal("99.00")),
    ]
    assert first.items[0].more == Decimal("21.00")
    assert first.next is not None
    rest = list_exceptions(shared_record, approver, ExceptionFilter(after=first.next))
    assert [one.verdict for one in rest.items] == [Verdict.UNKNOWN]
    assert rest.next is None
    with shared_record.as_tenant(desk.tenant_id) as session:
        assert open_exceptions(session, date(2026, 11, 30)) == 2
        assert open_exceptions(session, date(2026, 11, 29)) == 0
    nobody = list_exceptions(shared_record, approver, ExceptionFilter(bill="?", carrier="practice"))
    assert nobody.items == ()
