"""What a repair that is not covered would cost, said so that a customer can accept or decline."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
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
from documents.barcodes import quiet_zone, square_code
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
from documents.language import Language, language_of, phrases_in
from documents.printable import NAME_LIMIT, printable, scannable
from documents.sheet import A4, Sheet, drawn
from rules.dates_in_words import full_date

PASSAGE_LIMIT: Final = 500
LINK_LIMIT: Final = 400
_FIELDS: Final = 47.0
_FOUND: Final = Box(left=LEFT, top=86, width=80, height=35)
_WHY: Final = Box(left=SECOND, top=86, width=RIGHT - SECOND, height=35)
_FIRST_TABLE: Final = 124.0
_NEXT_TABLE: Final = 47.0
_PAGE_END: Final = 278.0
_CLOSING: Final = 203.0
_COLUMN: Final = 122.0
_QR_SIDE: Final = 38.0
_ANSWER: Final = 257.0
_LINK: Final = Box(left=LEFT, top=271, width=WIDTH, height=12)


class IfDeclined(StrEnum):
    """What happens to the device when the customer declines; a choice is made when answering."""

    RETURN_UNREPAIRED = "return_unrepaired"
    SCRAP = "scrap"
    CHOOSE = "choose"


@dataclass(frozen=True, slots=True, kw_only=True)
class CostProposal:
    """What a cost proposal says: all money in one currency (ISO 4217) and without VAT.

    Raises UntrueProposal if it has no lines, if they do not add up to the total, or if it ends
    before it begins. The link is where the customer answers: visible ASCII.
    """

    proposal_number: str
    issuer: str
    case_number: str
    dated: date
    valid_until: date
    customer: str
    device_model: str
    serial: str
    found: str
    why_not_covered: str
    lines: tuple[ProposalLine, ...]
    total: Decimal
    currency: str
    if_declined: IfDeclined
    estimate_fee: Decimal | None = None
    link: str
    locale: str

    def __post_init__(self) -> None:
        _require_true_lines(self)
        if self.valid_until < self.dated:
            raise UntrueProposal(
                f"last day {self.valid_until} is before its date {self.dated}",
                "Give a later day.",
            )
        if not (len(self.currency) == len("SEK") and self.currency.isascii()):
            raise UntrueProposal(
                f"currency is '{self.currency}'", "Give the three letters of ISO 4217."
            )
        fee = self.estimate_fee
        if fee is not None and not (fee.is_finite() and fee >= 0):
            raise UntrueProposal(f"estimate fee is {fee}", "Give 0 or more.")


def _require_true_lines(proposal: CostProposal) -> None:
    if not proposal.lines:
        raise UntrueProposal("lines are missing", "Give at least one line with a price.")
    sum_of_lines = sum((line.amount for line in proposal.lines), Decimal(0))
    if sum_of_lines != proposal.total:
        raise UntrueProposal(
            f"total is {proposal.total}, but its lines add up to {sum_of_lines}",
            "Give the sum of the lines.",
        )


def draw_cost_proposal(proposal: CostProposal) -> bytes:
    """The proposal as one or two A4 pages, equal bytes for equal proposals.

    Raises UnprintableText and TextTooLong, the latter also for more lines than two pages hold.
    """
    language = language_of(proposal.locale)
    words = phrases_in(language).proposal
    table = CostTable(words=words, currency=proposal.currency, language=language)
    first, *more = on_pages(rows_of(proposal.lines, table), _ROOM)
    last = 1 + len(more)

    def draw_first(sheet: Sheet) -> None:
        _draw_head(sheet, proposal, words)
        _draw_facts(sheet, proposal, words, language)
        draw_lines(sheet, _FIRST_TABLE, first, table)
        _draw_end(sheet, proposal, words, 1, last)

    def draw_next(sheet: Sheet) -> None:
        _draw_head(sheet, proposal, words)
        draw_lines(sheet, _NEXT_TABLE, more[0], table)
        _draw_end(sheet, proposal, words, last, last)

    pages: list[Callable[[Sheet], None]] = [draw_first, *([draw_next] if more else [])]
    return drawn(A4, f"{words['title']} {proposal.proposal_number}", language, *pages)


_ROOM: Final = Room(
    alone=_CLOSING - 3 - _FIRST_TABLE,
    first=_PAGE_END - _FIRST_TABLE,
    last=_CLOSING - 3 - _NEXT_TABLE,
)


def _draw_head(sheet: Sheet, proposal: CostProposal, words: Mapping[str, str]) -> None:
    issuer = printable(proposal.issuer, NAME_LIMIT, what="issuer's name")
    number = scannable(proposal.proposal_number, what="proposal number")
    draw_head(sheet, title=words["title"], issuer=issuer, number=number)


def _draw_facts(
    sheet: Sheet, proposal: CostProposal, words: Mapping[str, str], language: Language
) -> None:
    rows = [
        (
            (words["dated"], full_date(proposal.dated, language)),
            (words["valid_until"], full_date(proposal.valid_until, language)),
        ),
        (
            (words["customer"], printable(proposal.customer, NAME_LIMIT, what="customer's name")),
            (words["case"], scannable(proposal.case_number, what="case number")),
        ),
        (
            (words["device"], printable(proposal.device_model, NAME_LIMIT, what="device model")),
            (words["serial"], scannable(proposal.serial, what="serial number")),
        ),
    ]
    draw_field_rows(sheet, _FIELDS, rows)
    passages = {
        "found": (_FOUND, proposal.found),
        "why_not_covered": (_WHY, proposal.why_not_covered),
    }
    for name, (box, text) in passages.items():
        caption = words[name]
        draw_passage(sheet, box, caption, text, limit=PASSAGE_LIMIT, what=caption)


def _draw_end(
    sheet: Sheet, proposal: CostProposal, words: Mapping[str, str], page: int, last: int
) -> None:
    if page == last:
        _draw_total(sheet, proposal, words)
        _draw_outcomes(sheet, _outcomes(proposal, words))
        _draw_answer(sheet, proposal.link, words)
    if last > 1:
        told = f"{words['page']} {page} {words['of']} {last}"
        sheet.text(RIGHT, 289, Line(told), size=8, align="right")


def _draw_total(sheet: Sheet, proposal: CostProposal, words: Mapping[str, str]) -> None:
    total = money_in(language_of(proposal.locale), proposal.total, proposal.currency)
    sheet.rule(LEFT, RIGHT, _CLOSING, weight=1.2)
    caption = Box(left=LEFT, top=_CLOSING + 1, width=90, height=9)
    sheet.headline(caption, words["total"], largest=13, smallest=9)
    place = Box(left=caption.right, top=caption.top, width=RIGHT - caption.right, height=9)
    sheet.headline(place, total, largest=16, smallest=8, align="right")
    sheet.rule(LEFT, RIGHT, _CLOSING + 11)


def _outcomes(proposal: CostProposal, words: Mapping[str, str]) -> dict[str, str]:
    fee = words["no_fee"]
    if proposal.estimate_fee:
        amount = money_in(language_of(proposal.locale), proposal.estimate_fee, proposal.currency)
        fee = words["fee"].replace("$fee", amount)
    return {
        words["accepting"]: words["accepting_means"],
        words["declining"]: f"{words[f'declining_{proposal.if_declined}']} {fee}",
    }


def _draw_outcomes(sheet: Sheet, outcomes: dict[str, str]) -> None:
    for number, (heading, text) in enumerate(outcomes.items()):
        top = _CLOSING + 12 + number * 21
        draw_heading(sheet, top, heading)
        box = Box(left=LEFT, top=top + 8, width=_COLUMN, height=12)
        sheet.block(box, [Line(text)], largest=10.5, smallest=7)


def _draw_answer(sheet: Sheet, link: str, words: Mapping[str, str]) -> None:
    address = scannable(link, LINK_LIMIT, what="link")
    code = square_code(address, _QR_SIDE)
    quiet = quiet_zone(code)
    sheet.code(RIGHT - _QR_SIDE - quiet, _CLOSING + 15 + _QR_SIDE + quiet, code)
    draw_heading(sheet, _ANSWER, words["answering"])
    box = Box(left=LEFT, top=_ANSWER + 8, width=WIDTH, height=6)
    sheet.block(box, [Line(words["answering_means"])], largest=10.5, smallest=7)
    sheet.block(_LINK, [Line(address, bold=True)], largest=10, smallest=5, what="link")
