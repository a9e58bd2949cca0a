import codecs
import io
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from activities.finance.bill_reading import charges_in_row, read_bills
from activities.finance.bill_text import weigh
from activities.finance.profile_files import (
    FOLDER,
    ProfileInvalid,
    ProfileUnknown,
    house_profiles,
    load_profile,
    read_profile,
)
from rules.errors import DeskError
from rules.finance.bill_refusals import (
    FileEmpty,
    FileNotText,
    FileOfAnotherKind,
    FileTooBig,
    FileUnreadable,
    LineEndless,
    TooManyInFile,
    XmlBroken,
    XmlHostile,
)
from rules.finance.bills_read import BillRead, RowRefused
from rules.finance.charge_lines import FIELDS, Found
from rules.finance.freight_words import BillKind
from tests.bills import (
    Bill,
    Charge,
    many_charges,
    mapped_csv,
    narrow_csv,
    ups_250,
)
from tests.xml_bills import peppol_bis3, postnord_specification

FILES = {
    "narrow_csv": narrow_csv(Bill(charges=many_charges(4))),
    "mapped_csv": mapped_csv(Bill(charges=many_charges(4))),
    "ups_250": ups_250(Bill(charges=many_charges(4))),
    "postnord_specification": postnord_specification(Bill(charges=many_charges(4))),
    "peppol_bis3": peppol_bis3(Bill(charges=many_charges(4))),
}
XML = ("postnord_specification", "peppol_bis3")
LAUGHS = (
    '<!DOCTYPE bomb [<!ENTITY a "ha">'
    + "".join(
        f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    + "]>"
)


def read(content: bytes, profile: str) -> list[Found]:
    return list(read_bills(io.BytesIO(content), load_profile(profile)))


def charges(found: list[Found]) -> list[dict[str, str]]:
    lines = [one for one in found if isinstance(one, tuple)]
    return [dict(zip(FIELDS, fields.split("\t"), strict=True)) for _, _, fields in lines]


def bill(found: list[Found]) -> BillRead:
    (one,) = (one for one in found if isinstance(one, BillRead))
    return one


def problems(found: list[Found]) -> list[RowRefused]:
    return [one for one in found if isinstance(one, RowRefused)]


@pytest.mark.parametrize("profile", FILES)
def test_item_2_every_layout_gives_the_same_charges(profile: str) -> None:
    found = read(FILES[profile], profile)
    assert [(one["tracking"], one["net"]) for one in charges(found)] == [
        (one.tracking, one.net) for one in many_charges(4)
    ]
    assert bill(found).number == "B-1001"
    assert problems(found) == []


def test_an_invoice_is_read_with_its_allowance_charge_and_days() -> None:
    found = read(peppol_bis3(Bill(), allowance="10.00", charge="2.10"), "peppol_bis3")
    head = bill(found)
    assert (head.net, head.vat, head.gross) == (
        Decimal("90.00"),
        Decimal("22.50"),
        Decimal("112.50"),
    )
    assert (head.kind, head.due_on, head.currency) == (
        BillKind.INVOICE,
        date(2026, 11, 30),
        "SEK",
    )
    assert [one["net"] for one in charges(found)] == ["-10.00", "2.10", "89.00", "8.90"]
    assert [one["charge_class"] for one in charges(found)] == [
        "adjustment",
        "adjustment",
        "freight",
        "fuel",
    ]
    assert charges(found)[2]["vat_percent"] == "25"


def test_a_credit_note_turns_every_sign() -> None:
    credit = Bill(credit=True, credits="B-0900")
    found = read(peppol_bis3(credit, allowance="1.00"), "peppol_bis3")
    assert (bill(found).kind, bill(found).net) == (BillKind.CREDIT_NOTE, Decimal("-96.90"))
    assert bill(found).credits_number == "B-0900"
    assert [one["net"] for one in charges(found)] == ["1.00", "-89.00", "-8.90"]


def test_a_line_that_cannot_be_read_is_refused_alone() -> None:
    three = Bill(charges=(Charge(), Charge(net="1.005"), Charge()), net="179.00")
    for profile, content in (
        ("peppol_bis3", peppol_bis3(three)),
        ("postnord_specification", postnord_specification(three)),
    ):
        found = read(content, profile)
        assert [one.row for one in problems(found)] == [2], profile
        assert "finer than a cent" in problems(found)[0].detail
        assert len(charges(found)) == 2


@pytest.mark.parametrize("profile", XML)
def test_hostile_xml_is_refused_before_it_is_read(profile: str) -> None:
    root = FILES[profile].partition(b"?>")[2]
    outside = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>'
    for declared in (LAUGHS.encode(), outside, b"<!doctype x SYSTEM 'http://127.0.0.1:9/x.dtd'>"):
        with pytest.raises(XmlHostile):
            read(b'<?xml version="1.0"?>' + declared + root, profile)
    late = b'<?xml version="1.0"?><!--' + b"x" * 70_000 + b"-->" + outside + root
    with pytest.raises(XmlHostile):
        read(late, profile)
    wide = b'<?xml version="1.0" encoding="UTF-16"?>' + LAUGHS.encode() + root
    with pytest.raises(FileUnreadable):
        read(codecs.BOM_UTF16_LE + wide.decode().encode("utf-16-le"), profile)


def test_xml_that_never_ends_its_header_is_refused() -> None:
    start, _, end = FILES["peppol_bis3"].partition(b"<cbc:ID>")
    with pytest.raises(TooManyInFile):
        read(start + b"<cbc:Note>x</cbc:Note>" * 60_000 + b"<cbc:ID>" + end, "peppol_bis3")
    deep = start + b"<cac:A>" * 5_000
    with pytest.raises(XmlBroken):
        read(deep, "peppol_bis3")


@pytest.mark.parametrize("profile", XML)
def test_xml_that_was_cut_off_says_where(profile: str) -> None:
    with pytest.raises(XmlBroken) as broken:
        read(FILES[profile][:-40], profile)
    assert broken.value.detail.startswith("Line ")
    with pytest.raises(FileOfAnotherKind):
        read(b"<?xml version='1.0'?><other><x/></other>", profile)
    with pytest.raises(FileOfAnotherKind):
        read(FILES["narrow_csv"], profile)


@pytest.mark.parametrize(
    ("content", "refusal", "advice"),
    [
        (b"%PDF-1.7", FileOfAnotherKind, "a PDF"),
        (b"PK\x03\x04xl", FileOfAnotherKind, "an Excel workbook"),
        (b"\x1f\x8b\x08", FileOfAnotherKind, "a GZIP file"),
        (b"<html><table>", FileOfAnotherKind, "an XML file"),
        ("é;b\n".encode("cp1252"), FileNotText, "Windows-1252"),
        ("a;b\n".encode("utf-16"), FileNotText, "UTF-16"),
        ("a;b\n".encode("utf-16-le"), FileNotText, "NUL byte"),
        (b"a,b\nc\0d,e\n", FileNotText, "NUL byte"),
        (b"a,b\n\xc3", FileNotText, "cut off"),
        (b"a," * 1_500_000, LineEndless, "more than 1048576 bytes"),
    ],
)
def test_a_file_of_another_kind_or_encoding_is_refused_with_advice(
    content: bytes, refusal: type[DeskError], advice: str
) -> None:
    with pytest.raises(refusal) as refused:
        read(content, "narrow_csv")
    assert advice in refused.value.detail


def test_a_mark_before_the_text_and_other_line_ends_change_nothing() -> None:
    expected = charges(read(FILES["narrow_csv"], "narrow_csv"))
    marked = codecs.BOM_UTF8 + FILES["narrow_csv"]
    assert charges(read(marked, "narrow_csv")) == expected
    for end in (b"\n", b"\r"):
        assert charges(read(FILES["narrow_csv"].replace(b"\r\n", end), "narrow_csv")) == expected


def test_a_profile_may_be_written_for_another_encoding() -> None:
    text = (FOLDER / "narrow_csv.yaml").read_text(encoding="utf-8")
    profile = read_profile(text.replace("encoding: utf-8", "encoding: cp1252"), "own.yaml")
    content = narrow_csv(Bill(charges=(Charge(text="Frakt Örebro"),)))
    found = list(read_bills(io.BytesIO(content.decode().encode("cp1252")), profile))
    assert charges(found)[0]["text"] == "Frakt Örebro"


def test_an_empty_or_endless_file_is_refused_as_it_is_weighed() -> None:
    with pytest.raises(FileEmpty):
        weigh(io.BytesIO(b"\n \n"))
    with pytest.raises(FileTooBig):
        weigh(io.BytesIO(b"x" * 11), largest=10)


@pytest.mark.parametrize(
    ("changed", "to", "advice"),
    [
        ("layout: csv", "layout: tsv", "Write csv, xml or ubl"),
        ("header: true", "header: maybe", "Write true or false"),
        ("columns: 14", "columns: 0", "Write 1, 2, 3"),
        ("encoding: utf-8", "encoding: klingon", "utf-8, utf-16"),
        ("FREIGHT: freight", "FREIGHT: fright", "is no class"),
        ("title:", "titel:", "Did you mean title"),
        ('decimal_mark: "."', 'decimal_mark: "!"', "decimal mark"),
        ("  account: account\n", "", "Add account"),
    ],
)
def test_a_profile_that_cannot_be_used_says_where_and_what_to_do(
    changed: str, to: str, advice: str
) -> None:
    text = (FOLDER / "narrow_csv.yaml").read_text(encoding="utf-8")
    assert changed in text
    with pytest.raises(ProfileInvalid) as wrong:
        read_profile(text.replace(changed, to, 1), "own.yaml")
    assert advice in wrong.value.detail
    assert wrong.value.detail.startswith("own.yaml, line ")


def test_one_word_changed_in_a_profile_changes_the_class() -> None:
    text = (FOLDER / "narrow_csv.yaml").read_text(encoding="utf-8")
    profile = read_profile(text.replace("FUEL: fuel", "FUEL: fee"), "own.yaml")
    found = list(read_bills(io.BytesIO(narrow_csv(Bill())), profile))
    assert [one["charge_class"] for one in charges(found)] == ["freight", "fee"]


def test_the_house_knows_its_profiles() -> None:
    assert [one.id for one in house_profiles()] == sorted(FILES)
    assert {charges_in_row(load_profile(name)) for name in FILES} == {1}
    with pytest.raises(ProfileUnknown):
        load_profile("nothing")


@settings(max_examples=150, deadline=None)
@given(
    profile=st.sampled_from(sorted(FILES)),
    cut=st.integers(min_value=0, max_value=4_000),
    at=st.integers(min_value=0, max_value=4_000),
    put=st.binary(max_size=12),
)
def test_truncated_and_garbled_files_are_refused_or_read_in_part(
    profile: str, cut: int, at: int, put: bytes
) -> None:
    content = FILES[profile]
    broken = content[: min(at, cut)] + put + content[min(at, cut) : max(0, len(content) - cut)]
    try:
        found = read(broken, profile)
    except FileUnreadable as wrong:
        assert wrong.detail  # noqa: PT017 - either is right, anything else is not
    else:
        assert all(one.row > 0 and one.detail and len(one.raw) <= 1000 for one in problems(found))
        assert all(
            "\n" not in one[2] and "\0" not in one[2] for one in found if isinstance(one, tuple)
        )


@settings(max_examples=60, deadline=None)
@given(content=st.binary(max_size=300), profile=st.sampled_from(sorted(FILES)))
def test_any_bytes_are_refused_or_read(content: bytes, profile: str) -> None:
    try:
        read(content, profile)
    except FileUnreadable as wrong:
        assert wrong.detail  # noqa: PT017


def test_the_kinds_of_the_specification_are_data() -> None:
    content = FILES["postnord_specification"].replace(b"INVOICE", b"KREDIT")
    assert bill(read(content, "postnord_specification")).kind is BillKind.CREDIT_NOTE
    assert replace(bill(read(content, "postnord_specification")), kind=BillKind.INVOICE).net is None
