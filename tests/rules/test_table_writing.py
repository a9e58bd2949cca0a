import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum

import pytest
from hypothesis import given
from hypothesis import strategies as some

from rules.table_columns import Column
from rules.table_reading import TableRow, read_table
from rules.table_writing import Cell, safe_cell, write_table


class Colour(StrEnum):
    RED = "red"


def test_a_table_is_written_as_spreadsheets_like_it() -> None:
    assert write_table(["serial", "model, colour"], [["S1", 'X2 "black"'], ["Å", None]]) == (
        b'\xef\xbb\xbfserial,"model, colour"\r\nS1,"X2 ""black"""\r\n\xc3\x85,\r\n'
    )


def test_a_table_is_written_with_the_delimiter_that_is_asked_for() -> None:
    assert write_table(["a", "b"], [["1,5", "x;y"]], delimiter=";") == (
        b'\xef\xbb\xbfa;b\r\n1,5;"x;y"\r\n'
    )


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+46 70 123", "'+46 70 123"),
        ("-5", "'-5"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\tx", "'\tx"),
        ("\rx", "'\rx"),
        ("\nx", "'\nx"),
        ("  =1", "'  =1"),
        ("\u00a0\ufeff\u200b=1", "'\u00a0\ufeff\u200b=1"),
        ("\uff1d1", "'\uff1d1"),
        ("first\n=1", "first\n'=1"),
        ("first; =1", "first;' =1"),
        ("first\t@x", "first\t'@x"),
        ("first, -5 and more", "first, -5 and more"),
        ("a=b", "a=b"),
        ("500:-", "500:-"),
        ("", ""),
        ("'=1", "'=1"),
        ("no\0thing", "nothing"),
        ("\0=1", "'=1"),
    ],
)
def test_no_text_becomes_a_formula(text: str, written: str) -> None:
    assert safe_cell(text) == written


def test_what_another_list_separator_would_make_a_cell_is_safe_too() -> None:
    assert safe_cell("a,=1;=2", ",") == "a,=1;'=2"
    assert safe_cell("a,=1;=2", ";") == "a,'=1;=2"
    assert safe_cell("a,=1;=2\t=3", "\t") == "a,'=1;'=2\t=3"


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (-5, "-5"),
        (Decimal("-5.00"), "-5.00"),
        (Decimal("1E+3"), "1000"),
        (Decimal("0.0000001"), "0.0000001"),
        (Decimal("-Infinity"), "'-Infinity"),
        (date(2026, 5, 14), "2026-05-14"),
        (datetime(2026, 5, 14, 9, 30, tzinfo=UTC), "2026-05-14T09:30:00+00:00"),
        (Colour.RED, "red"),
        (None, ""),
    ],
)
def test_numbers_stay_numbers_and_days_are_iso(value: Cell, written: str) -> None:
    assert safe_cell(value) == written


def test_half_a_letter_does_not_stop_the_export() -> None:
    assert write_table(["a"], [["x\ud800y"]]).endswith(b"x?y\r\n")


texts = some.text(some.characters(codec="utf-8", exclude_characters="\0"), max_size=12)
dangerous = some.text("=+-@;,\t\r\n \"'x\ufeff", max_size=8)
cells = some.one_of(texts, dangerous)


@given(some.lists(some.tuples(cells, cells), max_size=6), some.sampled_from(",;\t"))
def test_what_is_written_is_read_again_but_for_the_apostrophes(
    rows: list[tuple[str, str]], delimiter: str
) -> None:
    columns = [Column(name="serial", required=False), Column(name="model", required=False)]
    table = read_table(write_table(["serial", "model"], rows, delimiter=delimiter), columns)
    assert table.delimiter == delimiter
    found = [
        (row.cells["serial"], row.cells["model"])
        for row in table.rows()
        if isinstance(row, TableRow)
    ]
    kept = [row for row in rows if any(safe_cell(cell, delimiter).strip() for cell in row)]
    assert found == [tuple(safe_cell(cell, delimiter) for cell in row) for row in kept]
    assert [[cell.replace("'", "") for cell in row] for row in found] == [
        [cell.replace("'", "") for cell in row] for row in kept
    ]


@given(some.lists(cells, min_size=1, max_size=4), some.sampled_from(",;\t"))
def test_no_spreadsheet_finds_a_formula_whatever_its_list_separator(
    row: list[str], delimiter: str
) -> None:
    content = write_table(["serial"], [row], delimiter=delimiter).decode("utf-8-sig")
    for cells_of in csv.reader(io.StringIO(content, newline=""), delimiter=delimiter):
        for cell in cells_of:
            assert not cell.lstrip(" \t\r\n\ufeff").startswith(("=", "+", "-", "@"))
            for separator in ",;\t".replace(delimiter, ""):
                for part in cell.split(separator):
                    assert not part.lstrip(" ").startswith(("=", "+", "-", "@"))
