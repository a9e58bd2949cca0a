import uuid
from decimal import Decimal

import pytest
from sqlalchemy import select, update

from desk.finance.bill_list import BillFilter, list_bills
from desk.finance.bill_profiles import (
    ProfileOfTheHouse,
    ProfileVersionKnown,
    add_profile,
    list_profiles,
)
from desk.finance.bill_quarantine import SettleForm, settle_file
from desk.finance.bill_refusals import (
    BillNotReady,
    ChargesUndecided,
    NothingToRelease,
    NotQuarantined,
    ReasonMissing,
    SecondLookMissing,
)
from desk.finance.bills import approve_bill, bill_view
from desk.finance.dispute_refusals import UnknownBill
from desk.refusals import NotAllowed
from models.finance.bills import CarrierBill
from models.finance.closing import FinanceEvent
from models.finance.verdicts import ChargeVerdict
from rules.finance.freight_words import BillState, FileState, Verdict
from rules.finance.money_words import FinanceDuty
from runtime.database import Database
from tests.bills import TAKEN, Bill, finance_of, know_carrier, many_charges, narrow_csv, take
from tests.builders import TestDesk, found_desk

MAPPING = """
profile: our_csv
version: "1"
title: Our own
layout: csv
delimiter: ";"
encoding: utf-8
header: true
decimal_mark: ","
days: ["%d/%m/%Y"]
bill:
  account: {value: OURS}
  number: Bill
  issued_on: Day
  currency: {value: SEK}
  net: Total
charges:
  - net: Amount
    tracking: [Prefix, Parcel]
"""


@pytest.fixture
def desk(empty_database: str, record: Database) -> TestDesk:
    made = found_desk(empty_database, record)
    know_carrier(record, made.tenant_id)
    return made


def only_bill(record: Database, desk: TestDesk) -> CarrierBill:
    with record.as_tenant(desk.tenant_id) as session:
        return session.scalars(select(CarrierBill)).one()


def agree_all(record: Database, desk: TestDesk) -> None:
    with record.as_tenant(desk.tenant_id) as session:
        session.execute(update(ChargeVerdict).values(agreed=ChargeVerdict.billed))


def settle(
    record: Database, desk: TestDesk, file_id: str, *, release: bool, because: str = "Asked them."
) -> None:
    form = SettleForm(file_id=uuid.UUID(file_id), release=release, because=because)
    approver = finance_of(desk, FinanceDuty.APPROVER)
    settle_file(record, approver, form, uuid.uuid4().hex, TAKEN)


def test_a_bill_is_approved_once_all_of_it_is_agreed(record: Database, desk: TestDesk) -> None:
    take(record, desk, narrow_csv(Bill(charges=many_charges(3))))
    bill, approver = only_bill(record, desk), finance_of(desk, FinanceDuty.APPROVER)
    with pytest.raises(ChargesUndecided) as refused:
        approve_bill(record, approver, bill.id, "one", TAKEN)
    assert refused.value.facts["undecided"] == 3
    agree_all(record, desk)
    answer = approve_bill(record, approver, bill.id, "one", TAKEN)
    assert answer == approve_bill(record, approver, bill.id, "one", TAKEN)
    assert (answer["state"], Decimal(answer["agreed"])) == ("approved", bill.net)
    with pytest.raises(BillNotReady):
        approve_bill(record, approver, bill.id, "two", TAKEN)
    with record.as_tenant(desk.tenant_id) as session:
        event = session.scalars(select(FinanceEvent)).one()
    assert (event.word, event.by, event.before) == (
        "bill_approved",
        approver.name,
        {"state": "matched"},
    )


def test_item_12_who_brought_a_bill_in_does_not_approve_it(
    record: Database, desk: TestDesk
) -> None:
    take(record, desk, narrow_csv(Bill()))
    agree_all(record, desk)
    bill, importer = only_bill(record, desk), finance_of(desk)
    with pytest.raises(NotAllowed):
        approve_bill(record, importer, bill.id, "one", TAKEN)
    turned = finance_of(desk, FinanceDuty.APPROVER)
    with record.as_tenant(desk.tenant_id) as session:
        session.execute(update(CarrierBill).values(taken_by=turned.name))
    with pytest.raises(SecondLookMissing):
        approve_bill(record, turned, bill.id, "one", TAKEN)
    assert only_bill(record, desk).state is BillState.MATCHED


def test_the_page_of_a_bill_sums_its_verdicts_and_pages_its_charges(
    record: Database, desk: TestDesk
) -> None:
    take(record, desk, narrow_csv(Bill(charges=many_charges(25))))
    bill, reader = only_bill(record, desk), finance_of(desk, None)
    first = bill_view(record, reader, bill.id, limit=10)
    assert sum(one.billed for one in first.verdicts) == bill.net
    assert first.undecided == 25
    assert [one.line for one in first.charges.items] == list(range(2, 12))
    last = bill_view(record, reader, bill.id, after=21, limit=10)
    assert ([one.line for one in last.charges.items], last.charges.next) == (
        [22, 23, 24, 25, 26],
        None,
    )
    unknown = bill_view(record, reader, bill.id, verdict=Verdict.UNKNOWN, limit=1000)
    assert len(unknown.charges.items) == 25
    assert bill_view(record, reader, bill.id, verdict=Verdict.EXACT).charges.items == ()
    with pytest.raises(UnknownBill):
        bill_view(record, reader, uuid.uuid4())


def test_bills_are_listed_page_by_page_without_a_gap(record: Database, desk: TestDesk) -> None:
    take(record, desk, narrow_csv(*(Bill(number=f"B-{n}") for n in range(7))))
    reader, seen, before = finance_of(desk, None), [], None
    for _ in range(4):
        page = list_bills(record, reader, wanted=BillFilter(before=before), limit=3)
        seen += [one.number for one in page.items]
        before = page.next
        if before is None:
            break
    assert sorted(seen) == [f"B-{n}" for n in range(7)]
    assert list_bills(record, reader, wanted=BillFilter(state="posted")).items == ()


def test_a_second_person_releases_what_was_held_back(record: Database, desk: TestDesk) -> None:
    held = take(record, desk, narrow_csv(Bill(net="97.89", vat="0.00")))
    settle(record, desk, held.file_id, release=True)
    bill = only_bill(record, desk)
    assert (bill.state, bill.net, bill.because) == (BillState.MATCHED, Decimal("97.90"), "")
    view = bill_view(record, finance_of(desk), bill.id)
    assert len(view.charges.items) == 2
    with pytest.raises(NotQuarantined):
        settle(record, desk, held.file_id, release=False)


def test_a_discarded_bill_frees_its_number(record: Database, desk: TestDesk) -> None:
    cut = take(record, desk, narrow_csv(Bill(net="200.00")))
    right = take(record, desk, narrow_csv(Bill()))
    assert right.state is FileState.QUARANTINED
    settle(record, desk, cut.file_id, release=False)
    settle(record, desk, right.file_id, release=True)
    page = list_bills(record, finance_of(desk))
    assert sorted((one.state, one.net) for one in page.items) == [
        (BillState.DISCARDED, Decimal("200.00")),
        (BillState.MATCHED, Decimal("97.90")),
    ]


def test_a_changed_bill_is_never_released_over_another(record: Database, desk: TestDesk) -> None:
    take(record, desk, narrow_csv(Bill()))
    changed = take(record, desk, narrow_csv(Bill(charges=many_charges(1))))
    with pytest.raises(NothingToRelease):
        settle(record, desk, changed.file_id, release=True)
    unreadable = take(record, desk, b"PK\x03\x04 a workbook")
    with pytest.raises(NothingToRelease):
        settle(record, desk, unreadable.file_id, release=True)
    with pytest.raises(ReasonMissing):
        settle(record, desk, unreadable.file_id, release=False, because=" ")


def test_nobody_settles_a_file_alone(record: Database, desk: TestDesk) -> None:
    held = take(record, desk, narrow_csv(Bill(net="1.00")))
    form = SettleForm(file_id=uuid.UUID(held.file_id), release=True, because="I know.")
    with pytest.raises(NotAllowed):
        settle_file(record, finance_of(desk), form, "one", TAKEN)


def test_item_2_a_desk_brings_its_own_mapping(record: Database, desk: TestDesk) -> None:
    importer = finance_of(desk)
    add_profile(record, importer, MAPPING, "one", TAKEN)
    assert "our_csv" in {one.id for one in list_profiles(record, importer)}
    rows = "Bill;Day;Total;Prefix;Parcel;Amount\n7;31/10/2026;10,50;0037;350;10,50\n"
    taken = take(record, desk, rows.encode(), "our_csv")
    assert (taken.state, taken.charges) == (FileState.LOADED, 1)
    view = bill_view(record, importer, only_bill(record, desk).id)
    assert (view.bill.account, view.charges.items[0].tracking) == ("OURS", "0037350")
    with pytest.raises(ProfileVersionKnown):
        add_profile(record, importer, MAPPING.replace("Our own", "Other"), "two", TAKEN)
    with pytest.raises(ProfileOfTheHouse):
        add_profile(record, importer, MAPPING.replace("our_csv", "ups_250"), "three", TAKEN)
