"""An order to a supplier as it is sent: what, at which price, where to, under which number."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from documents.a4_parts import (
    LEFT,
    RIGHT,
    SECOND,
    WIDTH,
    draw_field_rows,
    draw_head,
    draw_heading,
    draw_passage,
)
from documents.amounts import money_in
from documents.cost_lines import (
    CostTable,
    ProposalLine,
    Room,
    UntrueProposal,
    draw_lines,
    on_pages,
    rows_of,
)
from documents.fitting import Box, Line
from documents.language import Language, language_of, phrases_written
from documents.printable import (
    ADDRESS_LINE_LIMIT,
    ADDRESS_LINES_LIMIT,
    NAME_LIMIT,
    printable,
    printable_address,
    scannable,
)
from documents.sheet import A4, Sheet, drawn
from rules.dates_in_words import full_date

REFERENCE_LIMIT: Final = 80
_FIELDS: Final = 47.0
_ADDRESS: Final = Box(left=LEFT, top=74, width=80, height=32)
_REPLACES: Final = Box(left=SECOND, top=77, width=RIGHT - SECOND, height=20)
_FIRST_TABLE: Final = 112.0
_NEXT_TABLE: Final = 47.0
_PAGE_END: Final = 278.0
_CLOSING: Final = 238.0
_ROOM: Final = Room(
    alone=_CLOSING - 3 - _FIRST_TABLE,
    first=_PAGE_END - _FIRST_TABLE,
    last=_CLOSING - 3 - _NEXT_TABLE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PurchaseOrderPaper:
    """What an order says: all prices in one currency (ISO 4217) and without VAT.

    A `revision` above 1 replaces what was sent under the number before. Raises UntrueProposal
    without lines.
    """

    number: str
    revision: int
    issuer: str
    supplier: str
    dated: date
    wanted_by: date
    reference: str
    deliver_to: tuple[str, ...]
    lines: tuple[ProposalLine, ...]
    currency: str
    locale: str

    def __post_init__(self) -> None:
        if not self.lines:
            raise UntrueProposal("lines are missing", "Give at least one line with a price.")

    @property
    def total(self) -> Decimal:
        """What all lines cost together."""
        return sum((line.amount for line in self.lines), Decimal(0))


def words_in(language: Language) -> Mapping[str, str]:
    """The words of the paper in a language."""
    written: Mapping[str, str] = phrases_written(language, "orders_paper")
    return written


def draw_purchase_order(order: PurchaseOrderPaper) -> bytes:
    """The order as one or two A4 pages, equal bytes for equal orders.

    Raises UnprintableText and TextTooLong, the latter also for more lines than two pages hold.
    """
    language = language_of(order.locale)
    words = words_in(language)
    table = CostTable(words=words, currency=order.currency, language=language)
    first, *more = on_pages(rows_of(order.lines, table), _ROOM)
    last = 1 + len(more)

    def draw_first(sheet: Sheet) -> None:
        _draw_head(sheet, order, words)
        _draw_facts(sheet, order, words, language)
        draw_lines(sheet, _FIRST_TABLE, first, table)
        _draw_end(sheet, order, words, 1, last)

    def draw_next(sheet: Sheet) -> None:
        _draw_head(sheet, order, words)
        draw_lines(sheet, _NEXT_TABLE, more[0], table)
        _draw_end(sheet, order, words, last, last)

    pages: list[Callable[[Sheet], None]] = [draw_first, *([draw_next] if more else [])]
    return drawn(A4, f"{words['title']} {order.number}", language, *pages)


def _draw_head(sheet: Sheet, order: PurchaseOrderPaper, words: Mapping[str, str]) -> None:
    issuer = printable(order.issuer, NAME_LIMIT, what="issuer's name")
    number = scannable(order.number, what="order number")
    shown = number if order.revision == 1 else f"{number} ({words['revision']} {order.revision})"
    draw_head(sheet, title=words["title"], issuer=issuer, number=shown)


def _draw_facts(
    sheet: Sheet, order: PurchaseOrderPaper, words: Mapping[str, str], language: Language
) -> None:
    supplier = printable(order.supplier, NAME_LIMIT, what="supplier's name")
    reference = printable(order.reference, REFERENCE_LIMIT, what="reference")
    rows = [
        (
            (words["dated"], full_date(order.dated, language)),
            (words["wanted_by"], full_date(order.wanted_by, language)),
        ),
        ((words["supplier"], supplier), (words["reference"], reference or order.number)),
    ]
    draw_field_rows(sheet, _FIELDS, rows)
    address = "\n".join(printable_address(order.deliver_to))
    most = ADDRESS_LINES_LIMIT * (ADDRESS_LINE_LIMIT + 1)
    draw_passage(sheet, _ADDRESS, words["deliver_to"], address, limit=most, what="address")
    if order.revision > 1:
        replaces = Line(words["replaces"], bold=True)
        sheet.block(_REPLACES, [replaces], largest=10.5, smallest=7)


def _draw_end(
    sheet: Sheet, order: PurchaseOrderPaper, words: Mapping[str, str], page: int, last: int
) -> None:
    if page == last:
        _draw_total(sheet, order, words)
        draw_heading(sheet, _CLOSING + 12, words["delivering"])
        box = Box(left=LEFT, top=_CLOSING + 20, width=WIDTH, height=20)
        told = words["delivering_means"].replace("$number", order.number)
        sheet.block(box, [Line(told)], largest=10.5, smallest=7)
    if last > 1:
        told = f"{words['page']} {page} {words['of']} {last}"
        sheet.text(RIGHT, 289, Line(told), size=8, align="right")


def _draw_total(sheet: Sheet, order: PurchaseOrderPaper, words: Mapping[str, str]) -> None:
    total = money_in(language_of(order.locale), order.total, order.currency)
    sheet.rule(LEFT, RIGHT, _CLOSING, weight=1.2)
    caption = Box(left=LEFT, top=_CLOSING + 1, width=90, height=9)
    sheet.headline(caption, words["total"], largest=13, smallest=9)
    place = Box(left=caption.right, top=caption.top, width=RIGHT - caption.right, height=9)
    sheet.headline(place, total, largest=16, smallest=8, align="right")
    sheet.rule(LEFT, RIGHT, _CLOSING + 11)
