"""The tables of a statement as blocks: its lines, its VAT, and the items of each line."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from documents.a4_parts import CAPTION, LEFT, RIGHT, draw_heading
from documents.finance.flowing import Block
from documents.finance.statement_words import Saying
from documents.fitting import LEADING, Box, Line, fit, fit_on_one_line, wrap
from documents.quality_report import legible
from documents.sheet import Sheet
from documents.typeface import mm
from rules.finance.invoices import BilledItem, Invoice, InvoiceLine, VatGroup
from rules.finance.money_words import VatCategory

_SIZE: Final = 9.0
_SMALLEST: Final = 4.5
_SMALL: Final = 7.0
_GAP: Final = 1.6
_CAPTIONS: Final = 6.0
_HEADING: Final = 10.0
_BEFORE: Final = 3.0
_TEXT_LIMIT: Final = 200
_TAXED: Final = frozenset({VatCategory.STANDARD, VatCategory.ZERO})


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """Where a column stands; a text wraps, a figure ends at its right edge."""

    caption: str
    left: float
    right: float
    figure: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """The columns of a table; the captions say the currency where they name it."""

    columns: tuple[Column, ...]
    size: float = _SIZE


LINES: Final = Grid(
    columns=(
        Column(caption="", left=LEFT, right=26),
        Column(caption="text", left=27, right=95),
        Column(caption="quantity", left=96, right=121, figure=True),
        Column(caption="unit_price", left=122, right=143, figure=True),
        Column(caption="vat", left=144, right=158, figure=True),
        Column(caption="net", left=159, right=RIGHT, figure=True),
    )
)
VAT: Final = Grid(
    columns=(
        Column(caption="category", left=LEFT, right=110),
        Column(caption="rate", left=111, right=126, figure=True),
        Column(caption="base", left=127, right=158, figure=True),
        Column(caption="vat_amount", left=159, right=RIGHT, figure=True),
    )
)
ITEMS: Final = Grid(
    columns=(
        Column(caption="line", left=LEFT, right=26),
        Column(caption="served", left=27, right=64),
        Column(caption="about", left=65, right=103),
        Column(caption="item", left=104, right=138),
        Column(caption="quantity", left=139, right=160, figure=True),
        Column(caption="net", left=161, right=RIGHT, figure=True),
    ),
    size=8.0,
)


def line_blocks(invoice: Invoice, saying: Saying) -> Iterator[Block]:
    """Every line as a row; the days it is about are said where they are not the statement's."""
    rows = [_line_cells(line, invoice, saying) for line in invoice.lines]
    yield from table_blocks(LINES, rows, saying)


def vat_block(invoice: Invoice, saying: Saying) -> Block:
    """The VAT of each category and rate on its base, kept together."""
    rows = [_vat_cells(group, saying) for group in invoice.groups]
    table = list(table_blocks(VAT, rows, saying))
    return together([gap(_BEFORE), heading_block(saying.say("vat_title")), *table])


def item_blocks(items: Sequence[BilledItem], saying: Saying) -> Iterator[Block]:
    """Every item as a row, on pages of their own; nothing where there are none."""
    first, *more = table_blocks(ITEMS, [_item_cells(one, saying) for one in items], saying)
    title = heading_block(saying.say("items_title"))
    both = together([title, first])
    yield Block(height=both.height, draw=both.draw, fresh=True)
    yield from more


def table_blocks(grid: Grid, rows: Sequence[tuple[str, ...]], saying: Saying) -> Iterator[Block]:
    """The rows of a table: the captions go with the first, and above whatever begins a page."""
    captions = _captions(grid, saying)
    for number, row in enumerate(rows):
        block = _row(grid, row)
        yield (
            together([captions, block])
            if number == 0
            else Block(height=block.height, draw=block.draw, above=captions)
        )


def gap(height: float) -> Block:
    """So many millimetres of nothing."""

    def draw(_sheet: Sheet, _top: float) -> None:
        return

    return Block(height=height, draw=draw)


def heading_block(text: str) -> Block:
    """A heading over what follows."""

    def draw(sheet: Sheet, top: float) -> None:
        draw_heading(sheet, top, text)

    return Block(height=_HEADING, draw=draw)


def together(blocks: Sequence[Block]) -> Block:
    """Blocks below one another that must not be torn apart."""

    def draw(sheet: Sheet, top: float) -> None:
        for block in blocks:
            block.draw(sheet, top)
            top += block.height

    return Block(height=sum(block.height for block in blocks), draw=draw)


def _captions(grid: Grid, saying: Saying) -> Block:
    def draw(sheet: Sheet, top: float) -> None:
        for column in grid.columns:
            if not column.caption:
                continue
            told = saying.say(column.caption)
            if column.caption == "net":
                told = f"{told} ({saying.currency})"
            _one_line(sheet, column, top + 3, told, CAPTION)
        sheet.rule(LEFT, RIGHT, top + 4.4)

    return Block(height=_CAPTIONS, draw=draw)


def _row(grid: Grid, cells: tuple[str, ...]) -> Block:
    step = grid.size * LEADING / mm
    texts = [
        [] if column.figure else _wrapped(cell, column, grid.size)
        for column, cell in zip(grid.columns, cells, strict=True)
    ]
    height = max(1, *map(len, texts)) * step + _GAP

    def draw(sheet: Sheet, top: float) -> None:
        baseline = top + grid.size / mm
        for column, cell, lines in zip(grid.columns, cells, texts, strict=True):
            for number, line in enumerate(lines):
                sheet.text(column.left, baseline + number * step, line, size=grid.size)
            if column.figure:
                _one_line(sheet, column, baseline, cell, grid.size)

    return Block(height=height, draw=draw)


def _wrapped(cell: str, column: Column, size: float) -> list[Line]:
    width = (column.right - column.left) * mm
    return [line for part in cell.split("\n") for line in wrap(Line(part), width, size)]


def _one_line(sheet: Sheet, column: Column, baseline: float, text: str, size: float) -> None:
    width = column.right - column.left
    fits = fit_on_one_line(text, width, largest=size, smallest=_SMALLEST, bold=False)
    if fits is None:  # longer than any figure of the record: two lines, in the height of one
        box = Box(left=column.left, top=baseline - size / mm, width=width, height=size / mm + _GAP)
        sheet.lines(box, fit([Line(text)], box, largest=_SMALLEST, smallest=2.0))
        return
    at, align = (column.right, "right") if column.figure else (column.left, "left")
    sheet.text(at, baseline, Line(text), size=fits, align="right" if align == "right" else "left")


def _line_cells(line: InvoiceLine, invoice: Invoice, saying: Saying) -> tuple[str, ...]:
    text = legible(line.text, _TEXT_LIMIT)
    if (line.served_from, line.served_until) != invoice.served:
        text = f"{text}\n{saying.short_day(line.served_from, line.served_until)}"
    taxed = line.vat_category in _TAXED
    return (
        str(line.number),
        text,
        saying.quantity(line.quantity, line.unit),
        saying.amount(line.unit_price),
        saying.rate(line.vat_percent) if taxed else line.vat_category,
        saying.amount(line.net),
    )


def _vat_cells(group: VatGroup, saying: Saying) -> tuple[str, ...]:
    kind = saying.named("categories", group.category)
    rate = "" if group.category is VatCategory.OUTSIDE else saying.rate(group.percent)
    return (
        kind if group.category in _TAXED else f"{group.category}: {kind}",
        rate,
        saying.amount(group.base),
        saying.amount(group.vat),
    )


def _item_cells(item: BilledItem, saying: Saying) -> tuple[str, ...]:
    return (
        str(item.line),
        saying.short_day(item.served_on, item.served_until),
        legible(item.about, _TEXT_LIMIT),
        saying.named("items", item.item),
        saying.quantity(item.quantity.normalize() + Decimal(0), item.unit),
        saying.amount(item.net),
    )
