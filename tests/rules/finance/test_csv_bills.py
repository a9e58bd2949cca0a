import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from activities.finance.profile_files import load_profile, read_profile
from rules.finance.bill_refusals import ColumnsUnknown, FileUnreadable, HeaderUnknown
from rules.finance.bills_read import BillRead, RowRefused
from rules.finance.charge_lines import FIELDS, ChargeLine
from rules.finance.csv_bills import read_csv_bills, row_of
from rules.finance.csv_rows import read_rows
from rules.finance.csv_steps import heading_hash
from rules.finance.profiles import CsvProfile
from tests.bills import NARROW, Bill, Charge, many_charges, narrow_csv, ups_250, written

#: One more file: several charges a row to the right, their sum in the row, a row of totals first.
PAIRS = """
profile: pairs
version: "1"
title: Rows of totals, and pairs of charges
layout: csv
delimiter: ","
quote: '"'
encoding: utf-8
header: false
columns: 12
decimal_mark: "."
days: ["%Y%m%d"]
rows: {column: 1, bill: [I], charge: [S]}
row_total: 6
bill:
  account: 2
  number: 3
  issued_on: 4
  currency: {value: SEK}
  net: 6
charges:
  - net: 7
    tracking: [5, 8]
    otherwise: freight
  - net: 10
    tracking: [5, 8]
    text: 9
    again: {step: 2, times: 2}
    classes:
      - column: 9
        repeated: true
        words: {FUEL: fuel}
    otherwise: surcharge
"""


def profile(name: str) -> CsvProfile:
    found = load_profile(name)
    assert isinstance(found, CsvProfile)
    return found


def read(content: bytes, of: CsvProfile) -> list[BillRead | ChargeLine | RowRefused]:
    return list(read_csv_bills(io.StringIO(content.decode(), newline=""), of))


def charges(found: list[BillRead | ChargeLine | RowRefused]) -> list[dict[str, str]]:
    lines = [one for one in found if isinstance(one, tuple)]
    return [dict(zip(FIELDS, fields.split("\t"), strict=True)) for _, _, fields in lines]


def problems(found: list[BillRead | ChargeLine | RowRefused]) -> list[RowRefused]:
    return [one for one in found if isinstance(one, RowRefused)]


def test_item_2_the_narrow_table_is_read_row_by_row() -> None:
    found = read(narrow_csv(Bill(), Bill(number="B-2")), profile("narrow_csv"))
    bills = [one for one in found if isinstance(one, BillRead)]
    assert [(one.number, one.net) for one in bills] == [
        ("B-1001", Decimal("97.90")),
        ("B-2", Decimal("97.90")),
    ]
    assert [(one[0], one[1]) for one in found if isinstance(one, tuple)] == [
        (0, 2),
        (0, 3),
        (1, 4),
        (1, 5),
    ]
    assert charges(found)[1] == {
        "tracking": "00373500123456789012",
        "tracking_key": "00373500123456789012",
        "reference": "SE-2026-000001",
        "customer_reference": "",
        "charge_class": "fuel",
        "code": "FSC",
        "text": "Parcel",
        "billed_g": "2500",
        "net": "8.90",
        "vat": "\x1a",
        "vat_percent": "\x1a",
        "shipped_on": "2026-10-14",
    }


def test_item_2_the_wide_table_is_grouped_by_tracking_and_not_by_its_lead() -> None:
    two = (Charge(tracking="1Z1"), Charge(tracking="1Z2"))
    found = charges(read(ups_250(Bill(charges=two)), profile("ups_250")))
    assert [one["tracking"] for one in found] == ["1Z1", "1Z2"]


def test_item_2_a_layout_with_several_charges_a_row_is_one_more_file() -> None:
    of = read_profile(PAIRS, "pairs.yaml")
    assert isinstance(of, CsvProfile)
    rows = (
        "I,OURS,B-1,20261031,,60.00,,,,,,\n"
        "S,OURS,B-1,20261031,00373,50.00,30.00,501,FUEL,15.00,Island,5.00\n"
        "S,OURS,B-1,20261031,00373,10.00,10.00,502,,,,\n"
    )
    found = read(rows.encode(), of)
    assert next(one for one in found if isinstance(one, BillRead)).net == Decimal("60.00")
    assert [(one["charge_class"], one["net"], one["tracking"]) for one in charges(found)] == [
        ("freight", "30.00", "00373501"),
        ("fuel", "15.00", "00373501"),
        ("surcharge", "5.00", "00373501"),
        ("freight", "10.00", "00373502"),
    ]
    lines = [one[1] for one in found if isinstance(one, tuple)]
    assert [row_of(line, len(of.charges)) for line in lines] == [2, 2, 2, 3]
    (torn,) = problems(read(rows.replace("5.00\n", "6.00\n").encode(), of))
    assert "sum to 51.00" in torn.detail
    (orphan,) = problems(read(rows.partition("\n")[2].splitlines()[0].encode(), of))
    assert "No row above it has this bill's totals" in orphan.detail


@pytest.mark.parametrize(
    ("column", "said", "advice"),
    [
        ("net", "12.345", "finer than a cent"),
        ("net", "1e3", "Write an amount"),
        ("ship date", "14/10/26", "Write the day"),
        ("weight kg", "heavy", "Write a weight"),
        ("tracking", '="00373"', "begins like a formula"),
        ("tracking", "x" * 65, "At most 64"),
        ("currency", "kronor", "three letters"),
        ("account", "", "has no account"),
        ("bill net", "97.91", "says other totals"),
        ("currency", "EUR", "says other totals"),
    ],
)
def test_a_cell_that_cannot_be_read_refuses_its_row(column: str, said: str, advice: str) -> None:
    rows = list(csv.reader(io.StringIO(narrow_csv(Bill(charges=many_charges(3))).decode())))
    rows[0:1] = [list(NARROW)]
    rows[2][NARROW.index(column)] = said
    found = read(written(rows), profile("narrow_csv"))
    (wrong,) = problems(found)
    assert (wrong.row, len(charges(found))) == (3, 2)
    assert advice in wrong.detail


def test_item_2_another_header_or_number_of_columns_is_another_file() -> None:
    known = replace(profile("narrow_csv"), heading_hash=heading_hash(NARROW))
    assert len(charges(read(narrow_csv(Bill()), known))) == 2
    swapped = narrow_csv(Bill()).replace(b"code,text", b"text,code")
    with pytest.raises(HeaderUnknown):
        read(swapped, known)
    with pytest.raises(HeaderUnknown) as missing:
        read(narrow_csv(Bill()).replace(b",tracking,", b",parcel,"), profile("narrow_csv"))
    assert "There is no column 'tracking'" in missing.value.detail
    with pytest.raises(ColumnsUnknown):
        read(ups_250(Bill()), profile("narrow_csv"))
    with pytest.raises(ColumnsUnknown):
        read(b",".join([b"x"] * 100_000), profile("ups_250"))


def test_a_row_with_too_few_cells_is_refused_once_others_were_right() -> None:
    content = narrow_csv(Bill(charges=many_charges(3))).rpartition(b",")[0]
    (wrong,) = problems(read(content, profile("narrow_csv")))
    assert (wrong.row, wrong.problem) == (4, "wrong number of columns")


def test_quotes_that_do_not_pair_end_the_reading_and_say_so() -> None:
    content = narrow_csv(Bill()) + b'"torn,\n1,2,3\n'
    found = read(content, profile("narrow_csv"))
    assert [one.problem for one in problems(found)] == ["row torn"]
    assert len(charges(found)) == 2


cells = st.text(alphabet='ab,"\n 0', max_size=6)


@given(rows=st.lists(st.lists(cells, min_size=3, max_size=5), max_size=6))
def test_rows_are_split_as_the_csv_module_splits_them(rows: list[list[str]]) -> None:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    lines = text.getvalue().splitlines(keepends=True)
    expected = [row or [""] for row in csv.reader(iter(lines), strict=True)]
    found = [row for _, row in read_rows(_lines(lines), ",", '"', 4, 4)]
    assert found == expected


def _lines(lines: list[str]) -> Iterator[str]:
    yield from lines


@given(
    content=st.one_of(
        st.text(max_size=400),
        st.tuples(st.integers(0, 900), st.text(max_size=5)).map(
            lambda cut: narrow_csv(Bill(charges=many_charges(5))).decode()[: cut[0]] + cut[1]
        ),
    )
)
def test_garbled_text_is_refused_by_name_and_never_breaks_the_reading(content: str) -> None:
    for name in ("narrow_csv", "mapped_csv", "ups_250"):
        try:
            found = read(content.encode("utf-8", "replace"), profile(name))
        except FileUnreadable as wrong:
            assert wrong.detail  # noqa: PT017 - refused by name, or read
        else:
            assert all(one.detail for one in problems(found))
