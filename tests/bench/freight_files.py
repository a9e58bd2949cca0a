"""A month's bills as carriers would send them: one narrow file, or one of 250 columns."""

import csv
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from itertools import groupby
from pathlib import Path

from tests.bills import NARROW, Bill, Charge, wide_row
from tests.finance_faults import ISSUED, FaultyMonth

SHIPPED = date(2026, 10, 21)
Write = Callable[[Bill, Charge], Sequence[object]]


def narrow_file(month: FaultyMonth, folder: Path) -> Path:
    """A plain table with a header."""
    return write(month, folder / "narrow.csv", narrow_row, head=NARROW)


def wide_file(month: FaultyMonth, folder: Path) -> Path:
    """250 columns without a header."""
    return write(month, folder / "wide.csv", wide_row)


def narrow_row(bill: Bill, one: Charge) -> Sequence[object]:
    return (
        *(bill.account, bill.number, bill.issued_on, bill.currency, bill.total, bill.tax),
        *(one.tracking, one.reference, one.charge_class, one.code, one.text, one.kg),
        *(one.shipped_on, one.net),
    )


def write(month: FaultyMonth, path: Path, row: Write, head: Sequence[str] = ()) -> Path:
    with path.open("w", newline="") as file:
        rows = csv.writer(file)
        if head:
            rows.writerow(head)
        for bill in bills_of(month):
            rows.writerows(row(bill, one) for one in bill.charges)
    return path


def bills_of(month: FaultyMonth) -> Iterator[Bill]:
    """The bills one after the other, as their lines stand in the month's file."""
    with month.lines.open(newline="") as file:
        for number, lines in groupby(csv.reader(file), key=lambda line: line[1]):
            told = list(lines)
            yield Bill(
                number=f"F-{number}",
                account="100200",
                issued_on=ISSUED,
                currency=told[0][5],
                vat="0.00",
                charges=tuple(
                    Charge(
                        tracking=tracking,
                        reference="",
                        net=net,
                        kg=str(Decimal(grams) / 1000),
                        shipped_on=SHIPPED,
                        text="Parcel",
                    )
                    for _, _, _, tracking, net, _, grams in told
                ),
            )
