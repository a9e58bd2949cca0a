import csv
import io
from datetime import date
from decimal import Decimal

import pytest

from documents.finance.item_list import write_item_list
from rules.finance.items import Item
from tests.invoices import an_invoice, an_item


def rows_of(*items: object, locale: str = "en") -> list[list[str]]:
    table = write_item_list(an_invoice(locale=locale), items)  # type: ignore[arg-type]
    return list(csv.reader(io.StringIO(table.decode("utf-8-sig"))))


def test_every_item_is_a_row() -> None:
    seats = an_item(
        2,
        "C-1",
        item=Item.SEATS,
        served_until=date(2026, 10, 31),
        quantity=Decimal("0.354800"),
        unit="MON",
        unit_price=Decimal("19.0000"),
        net=Decimal("6.74"),
    )
    assert rows_of(an_item(), seats) == [
        ["Line", "Served", "Case or parcel", "What", "Quantity", "Unit", "Each", "Amount (SEK)"],
        ["1", "2026-10-07", "SE-2026-000123", "Freight", "1", "C62", "149.50", "149.50"],
        ["2", "2026-10-07/2026-10-31", "C-1", "Users", "0.3548", "MON", "19.0000", "6.74"],
    ]


@pytest.mark.parametrize("about", ["=1+1", "@SUM(A1)", "+46", "-2", "\t=1", "x;=2"])
def test_item_10_no_cell_of_the_item_list_becomes_a_formula(about: str) -> None:
    (_, row) = rows_of(an_item(about=about))
    cell = row[2]
    assert "'" in cell
    assert not cell.startswith(("=", "+", "-", "@", "\t"))


def test_a_large_quantity_is_written_out() -> None:
    (_, row) = rows_of(an_item(quantity=Decimal("1000.000000")))
    assert row[4] == "1000"


def test_an_item_without_a_word_keeps_its_code() -> None:
    (_, row) = rows_of(an_item(item="other"), locale="sv")
    assert row[3] == "other"
