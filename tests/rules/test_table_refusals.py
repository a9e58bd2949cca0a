import codecs

import pytest

from rules.errors import Kind
from rules.table_columns import ColumnsMissing, ColumnTwice
from rules.table_limits import (
    LineTooLong,
    TableTooBig,
    TooManyColumns,
    TooManyLines,
    TooManyRows,
)
from rules.table_reading import CellNeverEnds, RowProblem, TableRow
from rules.table_text import NotATable, TableEmpty, TableNotText
from tests.rules.tables import read, refusal, table


@pytest.mark.parametrize("letter", ["x", "å", "🙂"])
def test_a_cell_is_measured_in_bytes(letter: str) -> None:
    fits = letter * (10 * 1024 // len(letter.encode()))
    text = "serial,model,note,other\nS1,X2,{},\nS2,X2,,{}"
    assert read(text.format(fits, fits)) == [(2, "S1", "X2", fits), (3, "S2", "X2", "")]
    [inside, outside] = read(text.format(fits + letter, fits + letter))
    assert isinstance(inside, RowProblem)
    assert isinstance(outside, RowProblem)
    assert (inside.line, inside.column) == (2, "note")
    assert inside.what_to_do == "Shorten it to 10240 bytes."
    assert (outside.line, outside.column) == (3, "other")
    assert len(outside.said) == 81


def test_fifty_thousand_rows_are_read_and_not_one_more() -> None:
    text = "serial,model\n" + "S1,X2\n" * 50_000
    assert len(read(f"{text}\n\n")) == 50_000
    refused = refusal(f"{text}S1,X2\n")
    assert isinstance(refused, TooManyRows)
    assert refused.kind is Kind.TOO_LARGE
    assert refused.facts == {"line": 50_002, "allowed": 50_000}


def test_ten_megabytes_are_read_and_not_a_byte_more() -> None:
    text = b"serial,model\nS1,X2\n"
    full = text + b"," * 10_000 * 1_000
    full += b"\n" * (10 * 1024 * 1024 - len(full))
    rows = table(full).rows()
    assert next(rows) == TableRow(line=2, cells={"serial": "S1", "model": "X2"})
    assert isinstance(refusal(full + b"\n"), TableTooBig)


def test_a_file_of_blank_lines_is_not_read_for_ever() -> None:
    text = "serial,model\nS1,X2\n" + "\n" * 8
    assert len(read(text, lines=10)) == 1
    assert isinstance(refusal(text + "\n", lines=10), TooManyLines)


def test_two_hundred_columns_are_read_and_not_one_more() -> None:
    others = ",".join(f"c{number}" for number in range(198))
    assert read(f"serial,model,{others}\nS1,X2,{others}") == [(2, "S1", "X2", "")]
    refused = refusal(f"serial,model,{others},one\nS1,X2")
    assert isinstance(refused, TooManyColumns)
    assert refused.facts == {"line": 1, "columns": 201, "allowed": 200}
    wide = refusal(f"serial,model\nS1,X2,{others},one")
    assert isinstance(wide, TooManyColumns)
    assert wide.facts["line"] == 2


def test_a_line_that_no_table_has_is_refused_before_it_is_split() -> None:
    refused = refusal("serial,model\nS1," + "," * 2_048_600)
    assert isinstance(refused, LineTooLong)
    assert refused.facts["line"] == 2


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.7\n%\xe2\xe3", "a PDF"),
        (b"PK\x03\x04\x14\x00", "an Excel workbook (XLSX) or another ZIP file"),
        (b"PK\x05\x06\x00\x00", "an empty ZIP file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Excel workbook (XLS)"),
        (b"\x1f\x8b\x08\x00", "a GZIP file"),
        (b"\x89PNG\r\n\x1a\n", "a picture (PNG)"),
        (b"\xff\xd8\xff\xe0", "a picture (JPEG)"),
        (b"{\\rtf1", "a text document (RTF)"),
        (b"\xef\xbb\xbf \n<HTML><table>", "a web page or XML file"),
        (b"<?xml version='1.0'?>", "a web page or XML file"),
    ],
)
def test_a_file_of_another_kind_is_called_by_its_name(content: bytes, kind: str) -> None:
    refused = refusal(content)
    assert isinstance(refused, NotATable)
    assert refused.detail.startswith(f"This is {kind}")
    assert refused.detail.endswith("Save it as 'CSV UTF-8' and send that file.")


@pytest.mark.parametrize(
    ("content", "line", "why"),
    [
        ("serial,model\nS1,X2\nS2,Åsa".encode("cp1252"), 3, "a letter that is not UTF-8"),
        (codecs.BOM_UTF8 + b"serial,model\r\nS1,\xff", 2, "a letter that is not UTF-8"),
        (b"serial,model\r\rS1,\xc3", 3, "a letter that is not UTF-8"),
        (codecs.BOM_UTF16_LE + "serial\nS1".encode("utf-16-le") + b"x", 2, "not UTF-16"),
        (codecs.BOM_UTF16_BE + "a\nb".encode("utf-16-be") + b"\xd8\x00", 2, "not UTF-16"),
        (b"serial,model\nS1,X\x002", 2, "a NUL byte"),
        ("serial,model\nS1,X2".encode("utf-16-le"), 1, "a NUL byte"),
        (codecs.BOM_UTF32_LE + "serial".encode("utf-32-le"), 1, "a NUL byte"),
        (b"serial,model\n" + b"S1,X2\r\n" * 30_000 + b"S1,\xe5", 30_002, "not UTF-8"),
        (b"serial,model\n" + b"S1,X2\r\n" * 30_000 + b"S1,\x00", 30_002, "a NUL byte"),
    ],
)
def test_bytes_that_are_no_text_are_refused_with_their_line(
    content: bytes, line: int, why: str
) -> None:
    refused = refusal(content)
    assert isinstance(refused, TableNotText)
    assert refused.detail.startswith(f"Line {line} holds ")
    assert why in refused.detail
    assert refused.facts == {"line": line}


@pytest.mark.parametrize("content", [b"", b" \n\r\n", b"\xef\xbb\xbf", b"\xff\xfe", b",,\n;;\n"])
def test_a_file_without_a_header_is_refused(content: bytes) -> None:
    assert isinstance(refusal(content), TableEmpty)


def test_a_header_is_looked_for_in_the_first_hundred_lines() -> None:
    assert read("\n" * 99 + "serial,model\nS1,X2") == [(101, "S1", "X2", "")]
    assert isinstance(refusal("\n" * 100 + "serial,model\nS1,X2"), TableEmpty)


def test_a_header_alone_is_a_table_without_rows() -> None:
    assert read("serial,model\n") == []


def test_missing_columns_are_named_with_what_stands_there() -> None:
    refused = refusal("IMEI;Farbe;\n1;2")
    assert isinstance(refused, ColumnsMissing)
    assert refused.facts == {"missing": ["serial", "model"]}
    assert refused.detail == (
        "The header line lacks: serial (or serial number, serienummer); model (or modell). "
        "It has: IMEI, Farbe. Write the missing names into the first line, between commas, "
        "semicolons or tabs."
    )


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_quoted_headings_of_other_columns_are_missing_columns(delimiter: str) -> None:
    refused = refusal(f'"IMEI"{delimiter}"Farbe"\n1{delimiter}2')
    assert isinstance(refused, ColumnsMissing)
    assert "It has: IMEI, Farbe." in refused.detail


def test_a_header_of_nonsense_is_not_repeated_in_full() -> None:
    refused = refusal(",".join(["", *("long " * 40 for _ in range(60))]))
    assert "(no name), long long" in refused.detail
    assert "and 41 more" in refused.detail
    assert len(refused.detail) < 1200


def test_a_column_that_is_there_twice_is_refused() -> None:
    refused = refusal("Serial,Model,Serienummer\nS1,X2,S2")
    assert isinstance(refused, ColumnTwice)
    assert refused.detail.startswith("Serial and Serienummer are all read as serial.")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('serial,model\nS1,X2\nS2,"X2\nS3,X2\nS4,X2\n', 3),
        ('serial,model\n"S1"x,X2\n', 2),
        ('serial,model\n"S1,X2\n"S2",X2\n', 2),
        ('serial,"model\nS1,X2', 1),
        ('serial,model\nS1,"' + "x" * 200_000 + '"\n', 2),
    ],
)
def test_quotes_that_do_not_pair_are_refused_with_the_line_they_open_on(
    text: str, line: int
) -> None:
    refused = refusal(text)
    assert isinstance(refused, CellNeverEnds)
    assert refused.facts == {"line": line}


def test_rows_before_a_broken_quote_are_given_before_the_refusal() -> None:
    rows = table('serial,model\nS1,X2\nS2,"').rows()
    assert next(rows) == TableRow(line=2, cells={"serial": "S1", "model": "X2"})
    with pytest.raises(CellNeverEnds):
        next(rows)
