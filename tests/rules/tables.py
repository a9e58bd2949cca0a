"""Small tables of devices as people send them, and what was read of them."""

import pytest

from rules.errors import DeskError
from rules.table_columns import Column
from rules.table_limits import TableLimits
from rules.table_reading import RowProblem, Table, read_table

SERIAL = Column(name="serial", synonyms=("serial number", "serienummer"))
MODEL = Column(name="model", synonyms=("modell",))
NOTE = Column(name="note", required=False)
COLUMNS = (SERIAL, MODEL, NOTE)

#: One row of a table as (line, serial, model, note).
Read = tuple[int, str, str, str]


def table(text: str | bytes, **limits: int) -> Table:
    content = text.encode() if isinstance(text, str) else text
    return read_table(content, COLUMNS, TableLimits(**limits))


def read(text: str | bytes, **limits: int) -> list[Read | RowProblem]:
    return [
        row
        if isinstance(row, RowProblem)
        else (row.line, row.cells["serial"], row.cells["model"], row.cells.get("note", ""))
        for row in table(text, **limits).rows()
    ]


def refusal(text: str | bytes, **limits: int) -> DeskError:
    with pytest.raises(DeskError) as refused:
        list(table(text, **limits).rows())
    return refused.value
