"""A delivery judged row by row, whatever stands in it: nothing counts twice, nothing is lost."""

from hypothesis import given
from hypothesis import strategies as st

from rules.delivery_judging import (
    ComingLine,
    ComingOrder,
    JudgedDelivery,
    KnownUnit,
    OnRecord,
    judge_delivery,
)
from rules.delivery_rows import COLUMNS, DeliveryRow, read_rows
from rules.table_reading import RowProblem, read_table

IMEI, IMEI2 = "490154203237518", "356938035643809"
PHONE, TABLET = "PHONE-X2", "TABLET-T1"
ORDERS = {
    "PO-1": ComingOrder(
        number="PO-1",
        customer="contoso",
        cancelled=False,
        lines=(
            ComingLine(line=1, model=PHONE, name="Phone X2", ordered=4, missing=2),
            ComingLine(line=2, model=TABLET, name="Tablet", ordered=1, missing=1),
            ComingLine(line=3, model=PHONE, name="Phone X2", ordered=1, missing=1),
        ),
    ),
    "PO-2": ComingOrder(
        number="PO-2",
        customer="wingtip",
        cancelled=False,
        lines=(ComingLine(line=1, model=PHONE, name="Phone X2", ordered=3, missing=3),),
    ),
    "PO-3": ComingOrder(number="PO-3", customer="contoso", cancelled=True, lines=()),
}
CAME = KnownUnit(
    serial="CAME-1",
    imei=IMEI,
    imei2="",
    model=PHONE,
    name="Phone X2",
    order="PO-1",
    note="N-1",
    customer="contoso",
)
STOOD = KnownUnit(serial="STOOD-1", imei="", imei2="", model=PHONE, name="Phone X2")
KNOWN = OnRecord(orders=ORDERS, units={"CAME-1": CAME, "STOOD-1": STOOD}, imeis={IMEI: "CAME-1"})
CELLS = {
    "order": st.sampled_from(["PO-1", "PO-2", "PO-3", "PO-9", ""]),
    "note": st.sampled_from(["N-1", "N-2", "", "x" * 81, "a\nb"]),
    "serial": st.sampled_from(["A", "a ", "B", "C", "D", "CAME-1", "STOOD-1", "", "\t", "é" * 65]),
    "imei": st.sampled_from(["", "", "", IMEI, IMEI2, "1", "49 015420 323751 8"]),
    "imei2": st.sampled_from(["", "", "", IMEI2, "000000000000000"]),
    "model": st.sampled_from(["", PHONE, "phone x2", TABLET, "NONE"]),
    "batch": st.sampled_from(["", "B-1", "\x00", "b" * 41]),
    "order_line": st.sampled_from([None, None, 1, 2, 9]),
}
ROWS = st.lists(st.fixed_dictionaries(CELLS), max_size=12)


def judged(*rows: DeliveryRow | RowProblem) -> JudgedDelivery:
    return judge_delivery(rows, KNOWN)


def a_row(serial: str, line: int = 2, **cells: object) -> DeliveryRow:
    usual = {"order": "PO-1", "note": "N-1", "model": PHONE}
    return DeliveryRow(line=line, serial=serial, **usual | cells)  # type: ignore[arg-type]


@given(ROWS)
def test_every_row_has_one_end_and_no_line_takes_more_than_it_misses(
    cells: list[dict[str, object]],
) -> None:
    rows = [DeliveryRow(line=at, **one) for at, one in enumerate(cells, start=2)]  # type: ignore[arg-type]
    found = judged(*rows)
    ends = [one.row for one in (*found.taken, *found.already)]
    wrong = {problem.line for problem in found.problems}
    assert sorted([*ends, *wrong]) == [row.line for row in rows]
    taken = [(one.order, one.line) for one in found.taken]
    for number, order in ORDERS.items():
        for line in order.lines:
            assert taken.count((number, line.line)) <= line.missing
    numbers = [number for one in found.taken for _, number in one.numbers.named()]
    assert len(numbers) == len(set(numbers))
    assert not {"CAME-1", "STOOD-1", IMEI} & set(numbers)
    assert all(problem.what_to_do for problem in found.problems)


@given(ROWS)
def test_what_was_taken_is_here_already_the_next_time(cells: list[dict[str, object]]) -> None:
    rows = [DeliveryRow(line=at, **one) for at, one in enumerate(cells, start=2)]  # type: ignore[arg-type]
    first = judged(*rows)
    models = {(o.number, line.line): line.model for o in ORDERS.values() for line in o.lines}
    units = {
        one.numbers.serial: KnownUnit(
            serial=one.numbers.serial,
            imei=one.numbers.imei,
            imei2=one.numbers.imei2,
            model=models[one.order, one.line],
            name="Phone X2" if models[one.order, one.line] == PHONE else "Tablet",
            order=one.order,
            note=one.note,
        )
        for one in first.taken
    }
    done = {one.row for one in (*first.taken, *first.already)}
    known = OnRecord(orders=ORDERS, units=units | dict(KNOWN.units), imeis=KNOWN.imeis)
    again = judge_delivery([row for row in rows if row.line in done], known)
    assert (again.taken, again.problems) == ((), ())
    assert {one.row for one in again.already} == done


def test_a_model_on_two_lines_fills_the_first_and_then_the_next() -> None:
    found = judged(*(a_row(f"A-{n}", line=n) for n in range(2, 6)))
    assert [one.line for one in found.taken] == [1, 1, 3]
    assert [problem.line for problem in found.problems] == [5]


def test_an_order_of_several_models_asks_for_the_model_unless_the_line_says_it() -> None:
    asked = judged(a_row("A-1", model=""))
    assert asked.problems[0].what_to_do == (
        "Name the model: the order is for PHONE-X2 and TABLET-T1."
    )
    assert judged(a_row("A-1", model="", order_line=2)).taken[0].line == 2
    [wrong] = judged(a_row("A-1", model=PHONE, order_line=2)).problems
    assert wrong.column == "model"


def test_a_row_that_is_wrong_uses_nothing_up() -> None:
    found = judged(
        *(a_row(f"W-{n}", line=n, imei="1") for n in range(2, 9)),
        *(a_row(f"A-{n}", line=n) for n in range(9, 12)),
    )
    assert len(found.taken) == 3


def test_a_problem_of_the_table_stays_a_problem_of_its_row() -> None:
    table = read_table(b"serial,order,note\r\n,PO-1,N-1\r\nA,PO-1,N-1,more\r\n", COLUMNS)
    found = judge_delivery(read_rows(table, "", ""), KNOWN)
    assert [(one.line, one.column) for one in found.problems] == [(2, "serial"), (3, "")]
    assert found.wrong_rows == 2


def test_no_two_columns_are_called_the_same() -> None:
    names = [name for column in COLUMNS for name in column.names]
    assert len(names) == len(set(names))
