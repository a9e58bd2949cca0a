"""An invoice or credit note as it is read by people: A4 pages, with what each line bills."""

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from documents.a4_parts import (
    COLUMN,
    LEFT,
    RIGHT,
    SECOND,
    WIDTH,
    draw_field,
    draw_field_rows,
    draw_head,
)
from documents.finance.einvoice_codes import lines_of, own_vat_of
from documents.finance.flowing import Block, Room, draw_blocks, on_pages
from documents.finance.french_notes import french_notes
from documents.finance.statement_tables import (
    heading_block,
    item_blocks,
    line_blocks,
    together,
    vat_block,
)
from documents.finance.statement_words import Saying, saying_of
from documents.fitting import Box, Line, fit
from documents.printable import NAME_LIMIT
from documents.quality_report import legible
from documents.sheet import A4, Sheet, drawn
from rules.finance.invoices import BilledItem, Invoice, Party
from rules.finance.money_words import StatementKind

#: What is said where the record says nothing.
NOTHING: Final = "\u2013"
_FIELDS: Final = 47.0
_PARTIES: Final = 74.0
_PARTY_HEIGHT: Final = 36.0
_ROOM: Final = Room(first=118.0, later=49.0, end=281.0)
_FOOT: Final = 289.0
_TEXT_LIMIT: Final = 120
_LEGAL_NAME_LIMIT: Final = 200
_BECAUSE_LIMIT: Final = 600
_REFERENCE_LIMIT: Final = 80
_SUM: Final = 6.5
_TOTAL: Final = 11.0
_PASSAGE: Final = 30.0
_AFTER: Final = 4.0
_FIELD: Final = 13.0
_SUMS_LEFT: Final = 104.0


def draw_statement(invoice: Invoice, items: Sequence[BilledItem] = ()) -> bytes:
    """The statement as a PDF in the language of its locale, equal bytes for equal statements.

    Names wrap and shrink; characters that cannot be printed become question marks. The items
    follow on pages of their own. Raises InvoiceHasNoLines.
    """
    lines_of(invoice)
    saying = saying_of(invoice)
    pages = on_pages(_blocks(invoice, items, saying), _ROOM)
    drawings = [
        _page(invoice, saying, page, number, len(pages))
        for number, page in enumerate(pages, start=1)
    ]
    title = f"{_title(invoice, saying)} {invoice.number}"
    return drawn(A4, title, saying.language, *drawings)


def _blocks(invoice: Invoice, items: Sequence[BilledItem], saying: Saying) -> Iterator[Block]:
    if invoice.because.strip():
        told = legible(" ".join(invoice.because.split()), _BECAUSE_LIMIT)
        yield together([heading_block(saying.say("because")), _passage(told)])
    yield from line_blocks(invoice, saying)
    yield together([vat_block(invoice, saying), _sums(invoice, saying)])
    yield _paying(invoice, saying)
    if notes := french_notes(invoice):
        told = " ".join([f"{saying.say('law_title')}:", *(note.text for note in notes)])
        yield _passage(told, largest=8.0)
    if items:
        yield from item_blocks(items, saying)


def _page(
    invoice: Invoice, saying: Saying, blocks: Sequence[Block], number: int, pages: int
) -> Callable[[Sheet], None]:
    def draw(sheet: Sheet) -> None:
        issuer = legible(invoice.seller.legal_name, NAME_LIMIT)
        draw_head(sheet, title=_title(invoice, saying), issuer=issuer, number=invoice.number)
        if number == 1:
            draw_field_rows(sheet, _FIELDS, _facts(invoice, saying))
            _draw_party(sheet, LEFT, saying.say("seller"), invoice.seller, saying)
            _draw_party(sheet, SECOND, saying.say("buyer"), invoice.buyer, saying)
        draw_blocks(sheet, _ROOM.first if number == 1 else _ROOM.later, blocks)
        told = saying.say("page", page=str(number), pages=str(pages))
        sheet.text(RIGHT, _FOOT, Line(told), size=8, align="right")

    return draw


def _title(invoice: Invoice, saying: Saying) -> str:
    return saying.named("title", invoice.kind)


def _facts(invoice: Invoice, saying: Saying) -> list[tuple[tuple[str, str], tuple[str, str]]]:
    first, last = invoice.served
    period = saying.say("period_says", first=saying.day(first), last=saying.day(last))
    reference = legible(invoice.buyer_reference, _REFERENCE_LIMIT) or NOTHING
    return [
        ((saying.say("issued"), saying.day(invoice.issued_on)), _due(invoice, saying)),
        ((saying.say("period"), period), (saying.say("your_reference"), reference)),
    ]


def _due(invoice: Invoice, saying: Saying) -> tuple[str, str]:
    if invoice.kind is StatementKind.INVOICE:
        return saying.say("due"), saying.day(invoice.due_on) if invoice.due_on else NOTHING
    number, day = invoice.credits_number, invoice.credits_on
    told = saying.say("credits_says", number=number, day=saying.day(day)) if day else number
    return saying.say("credits"), told


def _draw_party(sheet: Sheet, left: float, caption: str, party: Party, saying: Saying) -> None:
    numbers = (("registration", party.registration), ("vat_number", party.vat_number))
    rows = [
        party.street,
        f"{party.postcode} {party.city}, {party.country}",
        *(f"{saying.say(name)} {number}" for name, number in numbers if number),
        party.email,
    ]
    name = Line(legible(party.legal_name, _LEGAL_NAME_LIMIT), bold=True)
    lines = [name, *(Line(legible(row, _TEXT_LIMIT)) for row in rows if row.strip())]
    sheet.text(left, _PARTIES + 3, Line(caption), size=7.5)
    box = Box(left=left, top=_PARTIES + 4.5, width=COLUMN, height=_PARTY_HEIGHT)
    sheet.block(box, lines, largest=10.5, smallest=4, what=caption)


def _passage(text: str, *, largest: float = 9.5) -> Block:
    most = Box(left=LEFT, top=0, width=WIDTH, height=_PASSAGE)
    fitted = fit([Line(text)], most, largest=largest, smallest=4)

    def draw(sheet: Sheet, top: float) -> None:
        sheet.lines(Box(left=LEFT, top=top, width=WIDTH, height=_PASSAGE), fitted)

    return Block(height=fitted.height + _AFTER, draw=draw)


def _sums(invoice: Invoice, saying: Saying) -> Block:
    rows = [
        (saying.say("net_total"), saying.money(invoice.net)),
        (saying.say("vat_total"), saying.money(invoice.vat)),
    ]
    if (own := own_vat_of(invoice)) is not None:
        caption = saying.say("own_vat", currency=invoice.own_currency)
        rows.append((caption, f"{saying.amount(own)}\u00a0{invoice.own_currency}"))
    owed = "to_pay" if invoice.kind is StatementKind.INVOICE else "to_credit"

    def draw(sheet: Sheet, top: float) -> None:
        for number, (caption, money) in enumerate(rows):
            baseline = top + (number + 1) * _SUM
            sheet.text(_SUMS_LEFT, baseline, Line(caption), size=10)
            sheet.text(RIGHT, baseline, Line(money), size=10, align="right")
        below = top + len(rows) * _SUM + 2.5
        _draw_total(sheet, below, saying.say(owed), saying.money(invoice.gross))

    return Block(height=len(rows) * _SUM + 2.5 + _TOTAL + 4, draw=draw)


def _draw_total(sheet: Sheet, top: float, caption: str, total: str) -> None:
    sheet.rule(_SUMS_LEFT, RIGHT, top, weight=1.2)
    left = Box(left=_SUMS_LEFT, top=top + 1, width=34, height=9)
    sheet.headline(left, caption, largest=13, smallest=7)
    right = Box(left=left.right, top=left.top, width=RIGHT - left.right, height=9)
    sheet.headline(right, total, largest=16, smallest=7, align="right")
    sheet.rule(_SUMS_LEFT, RIGHT, top + _TOTAL)


def _paying(invoice: Invoice, saying: Saying) -> Block:
    owed = _is_owed(invoice)
    title = heading_block(saying.say("paying" if owed else "crediting"))
    parts = [title, _passage(_asked(invoice, saying))]
    return together([*parts, _account(invoice, saying)] if owed else parts)


def _is_owed(invoice: Invoice) -> bool:
    return invoice.kind is StatementKind.INVOICE and invoice.gross > 0


def _asked(invoice: Invoice, saying: Saying) -> str:
    if invoice.gross == 0:
        return saying.say("nothing_to_pay")
    if not _is_owed(invoice):
        return saying.say("set_off")
    day = saying.day(invoice.due_on or invoice.issued_on)
    return saying.say("paying_says", amount=saying.money(invoice.gross), day=day)


def _account(invoice: Invoice, saying: Saying) -> Block:
    told = (
        ("account", invoice.seller.iban, LEFT, 74.0),
        ("bank", invoice.seller.bic, 96.0, 34.0),
        ("reference", invoice.number, 134.0, 58.0),
    )

    def draw(sheet: Sheet, top: float) -> None:
        for name, value, left, width in told:
            if value.strip():
                box = Box(left=left, top=top, width=width, height=_FIELD)
                draw_field(sheet, box, saying.say(name), value)

    return Block(height=_FIELD, draw=draw)
