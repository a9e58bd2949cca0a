"""A claim on a carrier's bill as it is mailed: each charge with its reason and our evidence."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from documents.a4_parts import LEFT, RIGHT, WIDTH, draw_field_rows, draw_head, draw_heading
from documents.finance.dispute_words import Saying, saying_in
from documents.finance.disputed import DisputedItem, DisputePacket
from documents.fitting import LEADING, Box, Line, wrap
from documents.language import language_of
from documents.printable import NAME_LIMIT, printable, scannable
from documents.sheet import A4, Sheet, drawn
from documents.typeface import mm

#: More than this is told in several disputes: the carrier's people read it charge by charge.
MOST_ITEMS: Final = 500
_FIELDS: Final = 47.0
_LEAD: Final = Box(left=LEFT, top=86, width=WIDTH, height=14)
_HEADING: Final = 102.0
_FIRST_TOP: Final = 113.0
_NEXT_TOP: Final = 49.0
_END: Final = 282.0
_FOOT: Final = 289.0
_SIZE: Final = 9.0
_HEADED: Final = 5.6
_GAP: Final = 3.4
_INDENT: Final = 4.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One charge as it is printed: its heading, its amount, and lines that are not torn apart."""

    heading: str
    amount: str
    lines: tuple[Line, ...]

    @property
    def height(self) -> float:
        """The height in millimetres with the gap below it."""
        return _HEADED + len(self.lines) * _SIZE * LEADING / mm + _GAP


def draw_dispute_packet(packet: DisputePacket) -> bytes:
    """The claim as A4 pages, equal bytes for equal claims; raises UnprintableText, TextTooLong."""
    saying = saying_in(language_of(packet.locale), packet)
    pages = on_pages([block_of(item, saying) for item in packet.items])
    drawings = [
        page_drawing(packet, saying, page, number, len(pages))
        for number, page in enumerate(pages, start=1)
    ]
    return drawn(A4, f"{saying.say('title')} {packet.number}", saying.language, *drawings)


def block_of(item: DisputedItem, saying: Saying) -> Block:
    """A charge with its reason in bold and the evidence below it."""
    told = (Line(saying.reason(item), bold=True), *map(Line, saying.evidence(item)))
    lines = tuple(piece for line in told for piece in wrap(line, (WIDTH - _INDENT) * mm, _SIZE))
    return Block(heading=saying.heading(item), amount=saying.money(item.claimed), lines=lines)


def on_pages(blocks: Sequence[Block]) -> list[list[Block]]:
    """The blocks page by page, each where it first fits."""
    pages: list[list[Block]] = [[]]
    left = _END - _FIRST_TOP
    for block in blocks:
        if block.height > left and pages[-1]:
            pages.append([])
            left = _END - _NEXT_TOP
        pages[-1].append(block)
        left -= block.height
    return pages


def page_drawing(
    packet: DisputePacket, saying: Saying, blocks: Sequence[Block], number: int, pages: int
) -> Callable[[Sheet], None]:
    """How one page is drawn: its head, on the first the claim itself, its charges, its number."""

    def draw(sheet: Sheet) -> None:
        issuer = printable(packet.issuer, NAME_LIMIT, what="issuer's name")
        shown = scannable(packet.number, what="dispute number")
        draw_head(sheet, title=saying.say("title"), issuer=issuer, number=shown)
        if number == 1:
            draw_claim(sheet, packet, saying)
        top = _FIRST_TOP if number == 1 else _NEXT_TOP
        for block in blocks:
            draw_block(sheet, top, block)
            top += block.height
        told = saying.say("page", page=str(number), pages=str(pages))
        sheet.text(RIGHT, _FOOT, Line(told), size=8, align="right")

    return draw


def draw_claim(sheet: Sheet, packet: DisputePacket, saying: Saying) -> None:
    """Which bill of whom is disputed, until when that is in time, and what is asked."""
    total = saying.money(packet.claimed)
    rows = [
        ((saying.say("carrier"), packet.carrier), (saying.say("account"), packet.account)),
        (
            (saying.say("bill"), packet.bill),
            (saying.say("issued_on"), saying.day(packet.issued_on)),
        ),
        (
            (saying.say("claimed_total"), total),
            (saying.say("last_day"), saying.day(packet.last_day)),
        ),
    ]
    draw_field_rows(sheet, _FIELDS, rows)
    lead = saying.say("lead", bill=packet.bill, total=total, number=packet.number)
    sheet.block(_LEAD, [Line(lead)], largest=10, smallest=7)
    draw_heading(sheet, _HEADING, saying.say("charges"))


def draw_block(sheet: Sheet, top: float, block: Block) -> None:
    """One charge below a rule."""
    sheet.rule(LEFT, RIGHT, top - 1.4)
    amount = Box(left=RIGHT - 40, top=top - 0.6, width=40, height=_HEADED)
    heading = Box(left=LEFT, top=amount.top, width=WIDTH - 44, height=_HEADED)
    sheet.headline(heading, block.heading, largest=11, smallest=6)
    sheet.headline(amount, block.amount, largest=11, smallest=6, align="right")
    step = _SIZE * LEADING / mm
    for number, line in enumerate(block.lines, start=1):
        sheet.text(LEFT + _INDENT, top + _HEADED - 1.4 + number * step, line, size=_SIZE)
