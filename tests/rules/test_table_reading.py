import codecs
import csv
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as some

from rules.errors import DeskError
from rules.table_columns import Column
from rules.table_limits import (
    TableLimits,
)
from rules.table_reading import RowProblem, TableRow, read_table
from tests.rules.tables import COLUMNS, read, table


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (b"", "utf-8"),
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ],
)
def test_every_spreadsheets_file_is_read(
    delimiter: str, ending: str, mark: bytes, encoding: str
) -> None:
    lines = ["serial,model,note", "S1,X2,Åsa's", "S2,X2,"]
    text = ending.join(line.replace(",", delimiter) for line in lines)
    for last in ("", ending):
        content = mark + (text + last).encode(encoding)
        assert read(content) == [(2, "S1", "X2", "Åsa's"), (3, "S2", "X2", "")]


@pytest.mark.parametrize(
    "header",
    [
        "SERIAL;Model",
        " Serial_Number ; modell ",
        "serial-number;MODELL",
        "Serial\u00a0 number;\u200bmodel",
        '"Serienummer";"Model"',
        '"Serial\nnumber";model',
        "\ufeffserial;model;;;",
        "ＳＥＲＩＡＬ;model",
    ],
)
def test_a_heading_is_known_however_it_is_written(header: str) -> None:
    found = table(f"{header}\nS1;X2\n")
    assert [row.cells for row in found.rows() if isinstance(row, TableRow)] == [
        {"serial": "S1", "model": "X2"}
    ]


def test_an_accent_composed_in_another_way_is_the_same_heading() -> None:
    column = Column(name="enhet", synonyms=("märke",))
    assert read_table("MA\u0308RKE\nX2".encode(), [column]).places == {"enhet": 0}


@pytest.mark.parametrize(
    ("header", "delimiter"),
    [
        ("serial;model, colour and size;model", ";"),
        ("serial,model;colour,model", ","),
        ('"serial;number, or IMEI";serial;model', ";"),
        ("serial\tmodel\tprice, net; gross", "\t"),
    ],
)
def test_the_delimiter_is_the_one_that_separates_known_columns(header: str, delimiter: str) -> None:
    assert table(header).delimiter == delimiter


def test_columns_nobody_asked_for_are_named_and_left_out() -> None:
    found = table("Order;Serial;;Model\n1;S1;x;X2")
    assert found.unread == ("Order",)
    assert list(found.rows()) == [TableRow(line=2, cells={"serial": "S1", "model": "X2"})]


def test_line_numbers_are_those_an_editor_shows() -> None:
    text = '\n\nserial,model,note\n\nS1,X2,"two\nlines"\n , ,\nS2,X2,"a\r\nb\rc"\nS3,X2,\n'
    assert read(text) == [
        (5, "S1", "X2", "two\nlines"),
        (8, "S2", "X2", "a\r\nb\rc"),
        (11, "S3", "X2", ""),
    ]


def test_a_line_separator_of_unicode_ends_no_line() -> None:
    assert read("serial,model,note\nS1,X2,a\u2028b\x0bc\x85d\nS2,X2,") == [
        (2, "S1", "X2", "a\u2028b\x0bc\x85d"),
        (3, "S2", "X2", ""),
    ]


def test_quotes_belong_to_the_text_where_they_are_doubled_or_inside() -> None:
    assert read('serial,model,note\nS1,"X2, black","14"" screen"\nS2,X2,14" screen') == [
        (2, "S1", "X2, black", '14" screen'),
        (3, "S2", "X2", '14" screen'),
    ]


def test_the_rows_can_be_read_twice() -> None:
    found = table("serial,model\nS1,X2")
    assert list(found.rows()) == list(found.rows()) != []


def test_a_cell_is_given_as_it_is_written() -> None:
    assert read("serial,model\n S1 ,=X2") == [(2, " S1 ", "=X2", "")]


def test_a_row_that_lacks_a_required_cell_is_a_problem_of_that_row() -> None:
    assert read("serial,model,note\nS1\n ,X2,lost\nS3,X2") == [
        RowProblem(
            line=2, column="model", said="", what_to_do="Fill in model: every row needs it."
        ),
        RowProblem(
            line=3, column="serial", said="", what_to_do="Fill in serial: every row needs it."
        ),
        (4, "S3", "X2", ""),
    ]


def test_a_row_with_several_problems_tells_them_all() -> None:
    found = read("serial,model\n,,\n,,extra")
    assert [(one.line, one.column) for one in found if isinstance(one, RowProblem)] == [
        (3, ""),
        (3, "serial"),
        (3, "model"),
    ]


def test_a_row_with_more_cells_than_the_header_is_a_problem() -> None:
    [problem, row] = read("serial,model\nS1,X2,black,,\nS2,X2,,,")
    assert isinstance(problem, RowProblem)
    assert (problem.line, problem.column, problem.said) == (2, "", "black")
    assert problem.what_to_do.endswith("Put a cell that holds a separator into quotes.")
    assert row == (3, "S2", "X2", "")


def test_what_a_problem_repeats_of_a_cell_is_short_and_on_one_line() -> None:
    [row] = table(f'serial,model\n"S\n1{"x" * 200}",X2').rows()
    assert isinstance(row, TableRow)
    problem = row.problem("serial", "Write the serial number.")
    assert problem.line == 2
    assert problem.said == f"S 1{'x' * 77}…"
    assert row.problem("colour", "Name one.").said == ""


def test_the_limit_of_the_whole_process_for_cells_is_left_alone() -> None:
    before = csv.field_size_limit()
    read("serial,model\nS1,X2")
    assert csv.field_size_limit() == before


def mixed(*parts: some.SearchStrategy[Any]) -> some.SearchStrategy[bytes]:
    return some.lists(some.one_of(*parts), max_size=30).map(b"".join)


bits = some.sampled_from(
    [
        b"serial", b"model", b"note", b",", b";", b"\t", b'"', b"\r", b"\n", b"\r\n", b" ",
        b"S1", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\x00", "å".encode(), b"\xe5",
    ]
)  # fmt: skip


def judged(content: bytes) -> Iterable[TableRow | RowProblem]:
    with suppress(DeskError):
        yield from read_table(content, COLUMNS, TableLimits(rows=5, columns=4, cell=8)).rows()


@given(some.one_of(some.binary(max_size=300), mixed(bits, some.binary(max_size=4))))
@example(b'serial,model\n"\r')
@example(b"serial,model\n\xef\xbb\xbf\r")
def test_whatever_the_bytes_they_are_read_or_refused_by_name(content: bytes) -> None:
    for row in judged(content):
        assert row.line >= 2


@given(mixed(bits), some.sampled_from([b"", codecs.BOM_UTF8]))
def test_whatever_follows_a_good_header_every_line_number_is_in_the_file(
    content: bytes, mark: bytes
) -> None:
    whole = mark + b"serial,model\n" + content
    ends = whole.count(b"\n") + whole.count(b"\r")
    lines = [row.line for row in judged(whole)]
    assert lines == sorted(lines)
    assert all(2 <= line <= ends + 1 for line in lines)


@given(some.lists(some.text('S1,;"\t\r\n å', min_size=1, max_size=6).filter(str.strip), max_size=5))
def test_a_row_begins_on_the_line_after_all_line_ends_before_it(serials: list[str]) -> None:
    text, begins = "serial,model\n", []
    for serial in serials:
        begins.append(len(text.replace("\r\n", "\n").replace("\r", "\n").split("\n")))
        quoted = serial.replace('"', '""')
        text += f'"{quoted}",X2\n'
    assert read(text) == [
        (line, serial, "X2", "") for line, serial in zip(begins, serials, strict=True)
    ]
