"""The lines of a cost proposal as a person types them, and what they add up to."""

import json
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import ClassVar

from rules.errors import DeskError, Kind

CENT = Decimal("0.01")
#: What two printed pages hold in every language.
MOST_LINES = 20
LONGEST_TEXT = 200
#: Far above any price and any quantity.
TOO_MUCH = Decimal(1_000_000)
COLUMNS = ("text", "quantity", "unit_price")


class CostLinesUnclear(DeskError):
    """The lines of the proposal cannot be read."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self, what: str) -> None:
        super().__init__(
            f"{what} Give 1 to {MOST_LINES} lines such as 'Screen; 1; 120.00', or JSON: "
            '[{"text": "Screen", "quantity": "1", "unit_price": "120.00"}].',
            what=what,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class CostLine:
    """One thing that is done or fitted; the price is net and for one."""

    text: str
    quantity: Decimal
    unit_price: Decimal

    @property
    def amount(self) -> Decimal:
        """Quantity times price, rounded half up to the cent."""
        return (self.quantity * self.unit_price).quantize(CENT, rounding=ROUND_HALF_UP)

    def to_json(self) -> dict[str, str]:
        """The line as JSON has it, figures as text."""
        return {name: str(getattr(self, name)) for name in COLUMNS}


def read_lines(written: str) -> tuple[CostLine, ...]:
    """The lines of a JSON list, or of rows `text; quantity; unit price` (CostLinesUnclear).

    A price may be below zero for a reduction; the whole may not be.
    """
    rows = json_rows(written) if written.lstrip().startswith("[") else typed_rows(written)
    if not 1 <= len(rows) <= MOST_LINES:
        raise CostLinesUnclear(f"There are {len(rows)} lines.")
    lines = tuple(line_of(row) for row in rows)
    if total_of(lines) <= 0:
        raise CostLinesUnclear(f"The lines add up to {total_of(lines)}.")
    return lines


def total_of(lines: tuple[CostLine, ...]) -> Decimal:
    """What the lines add up to."""
    return sum((line.amount for line in lines), Decimal(0))


def json_rows(written: str) -> list[dict[str, str]]:
    """The rows of a JSON list."""
    try:
        rows = json.loads(written, parse_float=str, parse_int=str)
    except (ValueError, RecursionError) as wrong:
        raise CostLinesUnclear("The JSON is broken.") from wrong
    if not all(isinstance(row, dict) and row.keys() == set(COLUMNS) for row in rows):
        raise CostLinesUnclear(f"Each line has {', '.join(COLUMNS)} and nothing else.")
    return [{name: str(row[name]) for name in COLUMNS} for row in rows]


def typed_rows(written: str) -> list[dict[str, str]]:
    """The rows as typed, one a line; the text may itself have semicolons."""
    found = [line.rsplit(";", 2) for line in written.splitlines() if line.strip()]
    for cells in found:
        if len(cells) != len(COLUMNS):
            raise CostLinesUnclear(f"'{cells[0].strip()}' lacks its quantity or its price.")
    return [dict(zip(COLUMNS, cells, strict=True)) for cells in found]


def line_of(row: dict[str, str]) -> CostLine:
    """A row with its figures understood."""
    text = " ".join(row["text"].split())
    if not 1 <= len(text) <= LONGEST_TEXT:
        raise CostLinesUnclear(f"A line's text has {len(text)} characters.")
    quantity, price = (figure(row[name], text) for name in COLUMNS[1:])
    if quantity <= 0 or price != price.quantize(CENT):
        raise CostLinesUnclear(f"'{text}' needs a quantity above 0 and a price in whole cents.")
    return CostLine(text=text, quantity=quantity, unit_price=price)


def figure(written: str, text: str) -> Decimal:
    """A plain number of reasonable size; a decimal comma is understood."""
    try:
        number = Decimal(written.strip().replace(",", "."))
    except InvalidOperation as wrong:
        raise CostLinesUnclear(f"'{written.strip()}' of '{text}' is no number.") from wrong
    if not number.is_finite() or abs(number) >= TOO_MUCH:
        raise CostLinesUnclear(f"'{written.strip()}' of '{text}' is beyond any price.")
    return number
