from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

import workers.demo
from desk.actors import Actor
from desk.finance.tolerances import (
    ToleranceForm,
    list_tolerances,
    load_tolerances,
    set_tolerance,
)
from desk.finance.verdict_refusals import (
    ToleranceKept,
    ToleranceUnclear,
)
from desk.finance.verdicts import Decision
from models.finance.matching import match_bills
from models.parties import Role
from rules.fields import FieldInvalid
from rules.finance.freight_words import Verdict
from rules.finance.money_words import FinanceDuty
from runtime.database import Database
from tests.builders import TestDesk
from tests.charges import a_bill, a_line
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


def test_item_6_the_sample_tolerances_are_loaded_and_judge_the_next_bill(
    shared_record: Database, desk: TestDesk, approver: Actor
) -> None:
    keeper = replace(approver, duty=None)
    sample = SAMPLE.read_text(encoding="utf-8")
    assert load_tolerances(shared_record, keeper, sample, "k", AT) == {"rules": 2}
    assert load_tolerances(shared_record, keeper, sample, "k", AT) == {"rules": 2}
    assert [one.sequence for one in list_tolerances(shared_record, keeper)] == [10, 90]
    with pytest.raises(ToleranceKept):
        load_tolerances(shared_record, keeper, sample, "k2", AT)
    load_sample_rates(shared_record, desk.tenant_id)
    with shared_record.as_tenant(desk.tenant_id) as session:
        parcel = a_shipment(session, desk.tenant_id, scanned_on=date(2026, 11, 11))
        bill = a_bill(session, desk.tenant_id, a_line("100.50", parcel.tracking))
        (found,) = match_bills(session, [bill.id], AT)
        assert found.verdict is Verdict.TOLERANCE


def test_item_6_one_value_changed_in_the_file_changes_the_verdict(
    shared_record: Database, desk: TestDesk, approver: Actor
) -> None:
    tight = SAMPLE.read_text(encoding="utf-8").replace('up_amount: "5.00"', 'up_amount: "1.00"')
    load_tolerances(shared_record, approver, tight, "k", AT)
    load_sample_rates(shared_record, desk.tenant_id)
    with shared_record.as_tenant(desk.tenant_id) as session:
        parcel = a_shipment(session, desk.tenant_id, scanned_on=date(2026, 11, 11))
        bill = a_bill(session, desk.tenant_id, a_line("100.50", parcel.tracking))
        (found,) = match_bills(session, [bill.id], AT)
        assert found.verdict is Verdict.OVER


A_RULE = ToleranceForm(
    sequence=1,
    currency="SEK",
    valid_from=date(2026, 1, 1),
    up_amount=Decimal(1),
    up_percent=Decimal(1),
    down_amount=Decimal(1),
    down_percent=Decimal(1),
    reason_over="over",
    reason_under="under",
    account_over="5711",
    account_under="5711",
)


@pytest.mark.parametrize(
    "form",
    [
        replace(A_RULE, sequence=0),
        replace(A_RULE, currency="kr"),
        replace(A_RULE, up_amount=Decimal(-1)),
        replace(A_RULE, document_cap=Decimal(-1)),
        replace(A_RULE, down_percent=Decimal(101)),
        replace(A_RULE, valid_until=date(2025, 1, 1)),
        replace(A_RULE, account_over=""),
        replace(A_RULE, account_under="9" * 21),
        replace(A_RULE, reason_under=" "),
    ],
)
def test_a_rule_that_cannot_hold_is_refused(
    shared_record: Database, approver: Actor, form: ToleranceForm
) -> None:
    with pytest.raises(ToleranceUnclear):
        set_tolerance(shared_record, approver, form, "k", AT)
    assert list_tolerances(shared_record, approver) == ()


def test_a_file_that_says_nothing_clear_is_refused_with_the_place(
    shared_record: Database, approver: Actor
) -> None:
    sample = SAMPLE.read_text(encoding="utf-8").replace('"2"', "two")
    with pytest.raises(FieldInvalid, match=r"tolerances\.0\.up_percent"):
        load_tolerances(shared_record, approver, sample, "k", AT)
    with pytest.raises(FieldInvalid, match="no YAML"):
        load_tolerances(shared_record, approver, "tolerances: [", "k", AT)
