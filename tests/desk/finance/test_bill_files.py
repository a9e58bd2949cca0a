import io
import uuid
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import func, select

from activities.finance.bill_text import PIECE
from activities.finance.profile_files import ProfileUnknown
from desk.finance.bill_files import take_file
from desk.finance.bill_list import file_content, file_view, list_files
from desk.finance.bill_refusals import CarrierNotOurs
from desk.refusals import KeyMissing, KeyReused, NotAllowed
from models.finance.bills import BillFile, CarrierBill, CarrierCharge
from models.finance.verdicts import ChargeVerdict
from rules.finance.bill_refusals import FileEmpty
from rules.finance.freight_words import BillKind, BillState, ChargeClass, FileState
from rules.finance.money_words import FinanceDuty
from runtime.database import Database
from tests.bills import (
    TAKEN,
    Bill,
    Charge,
    finance_of,
    know_carrier,
    many_charges,
    mapped_csv,
    narrow_csv,
    take,
    ups_250,
)
from tests.builders import TestDesk, found_desk
from tests.xml_bills import peppol_bis3, postnord_specification


@pytest.fixture
def desk(empty_database: str, record: Database) -> TestDesk:
    made = found_desk(empty_database, record)
    know_carrier(record, made.tenant_id)
    return made


def counts(record: Database, desk: TestDesk) -> tuple[int, int, int]:
    """How many files, bills and charges there are."""
    with record.as_tenant(desk.tenant_id) as session:
        files = session.scalar(select(func.count()).select_from(BillFile)) or 0
        bills = session.scalar(select(func.count()).select_from(CarrierBill)) or 0
        charges = session.scalar(select(func.count()).select_from(CarrierCharge)) or 0
    return files, bills, charges


def bills_of(record: Database, desk: TestDesk) -> list[CarrierBill]:
    with record.as_tenant(desk.tenant_id) as session:
        return list(session.scalars(select(CarrierBill).order_by(CarrierBill.number)))


def charges_of(record: Database, desk: TestDesk) -> list[CarrierCharge]:
    with record.as_tenant(desk.tenant_id) as session:
        rows = session.scalars(select(CarrierCharge).order_by(CarrierCharge.line))
        return list(rows)


def test_item_1_the_same_file_twice_gives_no_new_row(record: Database, desk: TestDesk) -> None:
    first = take(record, desk, narrow_csv(Bill()))
    stood = counts(record, desk)
    again = take(record, desk, narrow_csv(Bill()), name="another name.csv")
    assert (first.state, first.already, first.charges) == (FileState.LOADED, False, 2)
    assert (again.already, again.charges, again.file_id) == (True, 0, first.file_id)
    assert counts(record, desk) == stood == (1, 1, 2)


def test_item_1_the_same_bill_in_another_file_gives_no_new_row(
    record: Database, desk: TestDesk
) -> None:
    take(record, desk, narrow_csv(Bill()))
    other = Bill(number="B-0999", charges=many_charges(3))
    again = take(record, desk, narrow_csv(other, Bill()))
    assert (again.state, again.loaded, again.known, again.charges) == (FileState.LOADED, 1, 1, 3)
    assert counts(record, desk) == (2, 2, 5)


def test_item_1_a_changed_bill_with_the_same_number_is_an_exception(
    record: Database, desk: TestDesk
) -> None:
    take(record, desk, narrow_csv(Bill()))
    changed = take(record, desk, narrow_csv(Bill(charges=(Charge(net="120.00"),))))
    assert (changed.state, changed.charges) == (FileState.QUARANTINED, 0)
    assert "here already with other contents" in changed.because
    loaded, held = sorted(bills_of(record, desk), key=lambda one: one.net)
    assert (loaded.net, loaded.state) == (Decimal("97.90"), BillState.MATCHED)
    assert (held.net, held.state) == (Decimal("120.00"), BillState.QUARANTINED)
    assert [str(one.net) for one in charges_of(record, desk)] == ["89.00", "8.90"]


@pytest.mark.parametrize("said", ["97.89", "97.91", "0.00", "-97.90"])
def test_item_1_a_bill_that_does_not_tie_to_the_cent_is_quarantined(
    record: Database, desk: TestDesk, said: str
) -> None:
    taken = take(record, desk, narrow_csv(Bill(net=said, vat="0.00")))
    assert (taken.state, taken.loaded, taken.quarantined) == (FileState.QUARANTINED, 0, 1)
    assert said in taken.because
    assert "97.90" in taken.because
    assert counts(record, desk) == (1, 1, 0)


def test_one_bill_that_does_not_tie_leaves_the_others_of_its_file(
    record: Database, desk: TestDesk
) -> None:
    file = narrow_csv(Bill(), Bill(number="B-1002", net="1.00"), Bill(number="B-1003"))
    taken = take(record, desk, file)
    assert (taken.loaded, taken.quarantined, taken.charges) == (2, 1, 4)
    states = {one.number: one.state for one in bills_of(record, desk)}
    assert states["B-1002"] is BillState.QUARANTINED
    assert states["B-1001"] is states["B-1003"] is BillState.MATCHED


def test_a_refused_row_is_kept_with_its_reason_and_the_bill_waits(
    record: Database, desk: TestDesk
) -> None:
    content = narrow_csv(Bill()).replace(b"8.90\r\n", b"eight\r\n")
    taken = take(record, desk, content)
    assert (taken.state, taken.refused) == (FileState.QUARANTINED, 1)
    view = file_view(record, finance_of(desk), uuid.UUID(taken.file_id))
    assert [(one.row, one.problem) for one in view.problems] == [(3, "cell unreadable")]
    assert "net 'eight'" in view.problems[0].detail


def test_item_2_the_four_layouts_say_the_same_of_one_bill(record: Database, desk: TestDesk) -> None:
    bill = Bill(vat="0.00")
    for name, (profile, content) in {
        "N": ("narrow_csv", narrow_csv(replace(bill, number="N"))),
        "M": ("mapped_csv", mapped_csv(replace(bill, number="M"))),
        "P": (
            "postnord_specification",
            postnord_specification(replace(bill, number="P"), total=True),
        ),
        "U": ("ups_250", ups_250(replace(bill, number="U"))),
        "X": ("peppol_bis3", peppol_bis3(replace(bill, number="X"))),
    }.items():
        taken = take(record, desk, content, profile)
        assert (taken.state, taken.charges, taken.because) == (FileState.LOADED, 2, ""), name
    for one in bills_of(record, desk):
        assert (one.account, one.net, one.vat, one.gross) == (
            "ACC-1",
            Decimal("97.90"),
            Decimal("0.00"),
            Decimal("97.90"),
        ), one.number
    for charge in charges_of(record, desk):
        assert charge.tracking_key == "00373500123456789012"
        assert (charge.billed_g, str(charge.shipped_on)) == (2500, "2026-10-14")


def test_item_2_an_unknown_layout_is_quarantined_with_the_reason(
    record: Database, desk: TestDesk
) -> None:
    taken = take(record, desk, narrow_csv(Bill()), "ups_250")
    assert taken.state is FileState.QUARANTINED
    assert "Row 1 has 14 columns; the profile reads 250" in taken.because
    again = take(record, desk, narrow_csv(Bill()), "narrow_csv")
    assert (again.state, again.file_id, again.charges) == (FileState.LOADED, taken.file_id, 2)


def test_a_credit_note_is_negative_and_names_what_it_credits(
    record: Database, desk: TestDesk
) -> None:
    credit = Bill(number="C-1", credit=True, credits="B-1001")
    assert take(record, desk, peppol_bis3(credit), "peppol_bis3").state is FileState.LOADED
    (bill,) = bills_of(record, desk)
    assert (bill.kind, bill.credits_number) == (BillKind.CREDIT_NOTE, "B-1001")
    assert (bill.net, bill.gross) == (Decimal("-97.90"), Decimal("-122.38"))
    assert [str(one.net) for one in charges_of(record, desk)] == ["-89.00", "-8.90"]


def test_vat_in_rows_of_its_own_is_the_bills_vat_and_no_charge(
    record: Database, desk: TestDesk
) -> None:
    vat = Charge(net="24.48", charge_class="VAT", tracking="", reference="", code="01")
    fee = Charge(net="12.00", charge_class="FEE", tracking="", reference="", code="400")
    bill = Bill(charges=(*Bill().charges, fee, vat))
    assert take(record, desk, ups_250(bill), "ups_250").charges == 3
    (found,) = bills_of(record, desk)
    assert (found.net, found.vat, found.gross) == (
        Decimal("109.90"),
        Decimal("24.48"),
        Decimal("134.38"),
    )
    last = charges_of(record, desk)[-1]
    assert (last.charge_class, last.tracking_key, last.line) == (ChargeClass.FEE, "", 3)


def test_a_specification_without_a_total_takes_the_one_on_paper(
    record: Database, desk: TestDesk
) -> None:
    content = postnord_specification(Bill())
    held = take(record, desk, content, "postnord_specification")
    assert held.state is FileState.QUARANTINED
    assert "97.90" in held.because
    wrong = take(record, desk, content, "postnord_specification", net_total=Decimal("97.00"))
    assert wrong.state is FileState.QUARANTINED
    right = take(record, desk, content, "postnord_specification", net_total=Decimal("97.90"))
    assert (right.state, right.charges, right.file_id) == (FileState.LOADED, 2, held.file_id)
    assert counts(record, desk) == (1, 1, 2)


def test_every_charge_has_a_verdict_once_its_file_is_loaded(
    record: Database, desk: TestDesk
) -> None:
    take(record, desk, narrow_csv(Bill(charges=many_charges(40))))
    with record.as_tenant(desk.tenant_id) as session:
        judged, billed = session.execute(select(func.count(), func.sum(ChargeVerdict.billed))).one()
    (bill,) = bills_of(record, desk)
    assert (judged, billed, bill.state) == (40, bill.net, BillState.MATCHED)


def test_the_bytes_are_kept_whatever_the_file_is(record: Database, desk: TestDesk) -> None:
    content = b"%PDF-1.7 no table " + bytes(range(256)) * 10_000
    assert len(content) > 2 * PIECE
    taken = take(record, desk, content, name="C:\\bills\\scan.pdf")
    assert taken.state is FileState.QUARANTINED
    assert "a PDF" in taken.because
    kept = file_content(record, finance_of(desk), uuid.UUID(taken.file_id))
    assert (kept.name, kept.content) == ("scan.pdf", content)


def test_a_file_is_read_from_a_stream_in_blocks_and_tells_how_far(
    record: Database, desk: TestDesk
) -> None:
    told: list[int] = []
    stream = io.BytesIO(narrow_csv(Bill(charges=many_charges(5_000))))
    taken = take_file(
        record,
        finance_of(desk),
        name="big.csv",
        content=stream,
        profile="narrow_csv",
        carrier="practice",
        key="one",
        now=TAKEN,
        progress=told.append,
    )
    assert (taken.charges, taken.rows) == (5_000, 5_000)
    assert told == [2_000, 4_000, 5_000]


def test_a_repeated_request_has_the_same_answer(record: Database, desk: TestDesk) -> None:
    first = take(record, desk, narrow_csv(Bill()), key="one")
    assert take(record, desk, narrow_csv(Bill()), key="one") == first
    with pytest.raises(KeyReused):
        take(record, desk, narrow_csv(Bill(number="B-2")), key="one")


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"content": b" \n "}, FileEmpty),
        ({"content": b""}, FileEmpty),
        ({"carrier": "nobody"}, CarrierNotOurs),
        ({"profile": "nothing"}, ProfileUnknown),
        ({"key": ""}, KeyMissing),
    ],
)
def test_what_cannot_be_taken_at_all_is_refused(
    record: Database, desk: TestDesk, changes: dict[str, Any], refusal: type[Exception]
) -> None:
    given = {"content": narrow_csv(Bill()), "profile": "narrow_csv"} | changes
    with pytest.raises(refusal):
        take(record, desk, given.pop("content"), given.pop("profile"), **given)


@pytest.mark.parametrize("duty", [FinanceDuty.APPROVER, FinanceDuty.CLOSER, None])
def test_item_12_only_the_importer_brings_files_in(
    record: Database, desk: TestDesk, duty: FinanceDuty | None
) -> None:
    with pytest.raises(NotAllowed):
        take(record, desk, narrow_csv(Bill()), actor=finance_of(desk, duty))
    assert counts(record, desk) == (0, 0, 0)


def test_files_that_wait_stand_first(record: Database, desk: TestDesk) -> None:
    held = take(record, desk, narrow_csv(Bill(net="1.00")))
    take(record, desk, narrow_csv(Bill(number="B-2")))
    files = list_files(record, finance_of(desk))
    assert next(str(one.id) for one in files) == held.file_id
    assert [one.state for one in files] == [FileState.QUARANTINED, FileState.LOADED]


def test_another_tenants_file_is_its_own(
    empty_database: str, record: Database, desk: TestDesk
) -> None:
    other = found_desk(empty_database, record, code="globex")
    know_carrier(record, other.tenant_id)
    take(record, desk, narrow_csv(Bill()))
    assert take(record, other, narrow_csv(Bill())).charges == 2
    assert counts(record, other) == counts(record, desk) == (1, 1, 2)
