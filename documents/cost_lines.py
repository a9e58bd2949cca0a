"""The lines of a cost proposal as rows of a table, spread over one page or two."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import ClassVar, Final

from documents.a4_parts import CAPTION, LEFT, RIGHT
from documents.amounts import amount_in, quantity_in
from documents.fitting import LEADING, Line, fit_on_one_line, wrap
from documents.language import Language
from documents.printable import TextTooLong, printable
from documents.sheet import Sheet
from documents.typeface import mm
from rules.errors import DeskError, Kind

LINE_TEXT_LIMIT: Final = 300
_CENT: Final = Decimal("0.01")
# Far above any price, and far below where sums of 28 digits would begin to round.
_TOO_MUCH: Final = Decimal(1_000_000_000_000)
_SIZE: Final = 9.5
_SMALLEST: Final = 5.0
_TEXT_WIDTH: Final = 92.0
_GAP: Final = 1.4
_HEADER: Final = 6.0
# Where a column of figures ends, and how wide it is, in millimetres.
_COLUMNS: Final = {"quantity": (126.0, 15.0), "unit_price": (158.0, 30.0), "amount": (RIGHT, 32.0)}


class UntrueProposal(DeskError):
    """The proposal contradicts itself."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(f"The proposal's {what}. {remedy}", what=what)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalLine:
    """One thing that is done or fitted; the price is net and for one.

    Raises UntrueProposal for a figure that is no number or beyond any price.
    """

    text: str
    quantity: Decimal
    unit_price: Decimal

    def __post_init__(self) -> None:
        for figure in (self.quantity, self.unit_price):
            if not (figure.is_finite() and abs(figure) < _TOO_MUCH):
                raise UntrueProposal(
                    f"line '{self.text}' counts with {figure}",
                    f"Give a number below {_TOO_MUCH:,}.",
                )

    @property
    def amount(self) -> Decimal:
        """Quantity times price, rounded half up to the cent, as an invoice line is."""
        return (self.quantity * self.unit_price).quantize(_CENT, rounding=ROUND_HALF_UP)


@dataclass(frozen=True, slots=True, kw_only=True)
class CostTable:
    """How a table of costs is written: its words, its currency, its language."""

    words: Mapping[str, str]
    currency: str
    language: Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line as it is printed: the text in pieces, and the three figures by column."""

    text: tuple[Line, ...]
    figures: Mapping[str, str]

    @property
    def height(self) -> float:
        """The height in millimetres with the gap below it."""
        return len(self.text) * _SIZE * LEADING / mm + _GAP


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """Millimetres for a table that stands alone, on the first page of two, and on the last."""

    alone: float
    first: float
    last: float


def rows_of(lines: Sequence[ProposalLine], table: CostTable) -> list[Row]:
    """The lines as rows; raises UnprintableText and TextTooLong."""
    return [_row(line, table.language) for line in lines]


def on_pages(rows: list[Row], room: Room) -> list[list[Row]]:
    """The rows of one page, or of two if they must; raises TextTooLong if two do not hold them.

    The total is on the last page and never alone there: at least one row goes with it.
    """
    if _height(rows) <= room.alone:
        return [rows]
    kept = next(
        count for count in range(len(rows) - 1, -1, -1) if _height(rows[:count]) <= room.first
    )
    if _height(rows[kept:]) > room.last:
        raise TextTooLong("list of costs", len(rows) - 1, "lines of this length")
    return [rows[:kept], rows[kept:]]


def draw_lines(sheet: Sheet, top: float, rows: Sequence[Row], table: CostTable) -> None:
    """Draw the captions, and the rows below them."""
    sheet.text(LEFT, top + 3, Line(table.words["text"]), size=CAPTION)
    for name, (right, _) in _COLUMNS.items():
        unit = "" if name == "quantity" else f" ({table.currency})"
        sheet.text(right, top + 3, Line(table.words[name] + unit), size=CAPTION, align="right")
    sheet.rule(LEFT, RIGHT, top + 4.4)
    top += _HEADER
    for row in rows:
        _draw_row(sheet, top, row)
        top += row.height


def _row(line: ProposalLine, language: Language) -> Row:
    text = Line(printable(line.text, LINE_TEXT_LIMIT, what="cost line"))
    return Row(
        text=tuple(wrap(text, _TEXT_WIDTH * mm, _SIZE)),
        figures={
            "quantity": quantity_in(language, line.quantity),
            "unit_price": amount_in(language, line.unit_price),
            "amount": amount_in(language, line.amount),
        },
    )


def _height(rows: Sequence[Row]) -> float:
    return _HEADER + sum(row.height for row in rows)


def _draw_row(sheet: Sheet, top: float, row: Row) -> None:
    step = _SIZE * LEADING / mm
    baseline = top + _SIZE / mm
    for number, piece in enumerate(row.text):
        sheet.text(LEFT, baseline + number * step, piece, size=_SIZE)
    for name, (right, width) in _COLUMNS.items():
        figure = row.figures[name]
        size = fit_on_one_line(figure, width, largest=_SIZE, smallest=_SMALLEST, bold=False)
        if size is None:
            raise TextTooLong(name.replace("_", " "), len(figure) - 1, "printed characters")
        sheet.text(right, baseline, Line(figure), size=size, align="right")
