"""A refill of a customer's stock, proposed so that it can be approved, changed or declined."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from string import Template
from typing import Final

from documents.a4_parts import (
    LEFT,
    RIGHT,
    WIDTH,
    draw_field_rows,
    draw_head,
    draw_heading,
    draw_passage,
)
from documents.amounts import money_in, quantity_in
from documents.cost_lines import CostTable, ProposalLine, UntrueProposal, draw_lines, rows_of
from documents.fitting import Box, Line
from documents.language import Language, language_of, phrases_written
from documents.printable import NAME_LIMIT, printable
from documents.sheet import A4, Sheet, drawn
from rules.dates_in_words import full_date

NUMBER_LIMIT: Final = 80
WHY_LIMIT: Final = 1000
_FIELDS: Final = 47.0
_LEVELS: Final = 76.0
_WHY: Final = Box(left=LEFT, top=118, width=WIDTH, height=34)
_TABLE: Final = 158.0
_TOTAL: Final = 182.0
_OUTCOMES: Final = 198.0
_STEP: Final = 26.0


@dataclass(frozen=True, slots=True, kw_only=True)
class StockLevels:
    """What the customer is shown of a stock: its units by where they are, and its fleet."""

    target: int
    counted: int
    free: int
    coming: int
    ordered: int
    fleet: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RefillProposal:
    """What a refill proposal says: so many of one model, at a price without VAT, and why.

    Raises UntrueProposal for a quantity below one and a currency that is none.
    """

    number: str
    issuer: str
    dated: date
    contract: str
    customer: str
    pool: str
    model: str
    quantity: int
    unit_price: Decimal
    currency: str
    why: str
    levels: StockLevels
    ask_again_days: int
    locale: str

    def __post_init__(self) -> None:
        if self.quantity < 1:
            raise UntrueProposal(f"quantity is {self.quantity}", "Give 1 or more.")
        if not (len(self.currency) == len("SEK") and self.currency.isascii()):
            raise UntrueProposal(
                f"currency is '{self.currency}'", "Give the three letters of ISO 4217."
            )

    @property
    def line(self) -> ProposalLine:
        """The one line it has."""
        return ProposalLine(
            text=self.model, quantity=Decimal(self.quantity), unit_price=self.unit_price
        )


def draw_refill_proposal(proposal: RefillProposal) -> bytes:
    """The proposal as one A4 page, equal bytes for equal proposals.

    It has no link: that is each reader's own and stands in the message. Raises UnprintableText
    and TextTooLong.
    """
    language = language_of(proposal.locale)
    words: Mapping[str, str] = phrases_written(language, "refill_paper")

    def draw(sheet: Sheet) -> None:
        _draw_head(sheet, proposal, words)
        draw_field_rows(sheet, _FIELDS, _facts(proposal, words, language))
        draw_field_rows(sheet, _LEVELS, _levels(proposal.levels, words, language))
        why = words["why"]
        draw_passage(sheet, _WHY, why, proposal.why, limit=WHY_LIMIT, what=why)
        _draw_cost(sheet, proposal, words, language)
        _draw_outcomes(sheet, proposal, words)

    return drawn(A4, f"{words['title']} {proposal.number}", language, draw)


def _draw_head(sheet: Sheet, proposal: RefillProposal, words: Mapping[str, str]) -> None:
    issuer = printable(proposal.issuer, NAME_LIMIT, what="issuer's name")
    number = printable(proposal.number, NUMBER_LIMIT, what="proposal number")
    draw_head(sheet, title=words["title"], issuer=issuer, number=number)


_Rows = list[tuple[tuple[str, str], tuple[str, str]]]


def _facts(proposal: RefillProposal, words: Mapping[str, str], language: Language) -> _Rows:
    def named(word: str, text: str) -> tuple[str, str]:
        return words[word], printable(text, NAME_LIMIT, what=words[word])

    return [
        (
            (words["dated"], full_date(proposal.dated, language)),
            named("contract", proposal.contract),
        ),
        (named("customer", proposal.customer), named("pool", proposal.pool)),
    ]


def _levels(levels: StockLevels, words: Mapping[str, str], language: Language) -> _Rows:
    def figure(word: str, number: int) -> tuple[str, str]:
        return words[word], quantity_in(language, Decimal(number))

    return [
        (figure("target", levels.target), figure("counted", levels.counted)),
        (figure("free", levels.free), figure("coming", levels.coming)),
        (figure("ordered", levels.ordered), figure("fleet", levels.fleet)),
    ]


def _draw_cost(
    sheet: Sheet, proposal: RefillProposal, words: Mapping[str, str], language: Language
) -> None:
    table = CostTable(words=words, currency=proposal.currency, language=language)
    draw_lines(sheet, _TABLE, rows_of([proposal.line], table), table)
    sheet.rule(LEFT, RIGHT, _TOTAL, weight=1.2)
    caption = Box(left=LEFT, top=_TOTAL + 1, width=90, height=9)
    sheet.headline(caption, words["total"], largest=13, smallest=9)
    total = money_in(language, proposal.line.amount, proposal.currency)
    place = Box(left=caption.right, top=caption.top, width=RIGHT - caption.right, height=9)
    sheet.headline(place, total, largest=16, smallest=8, align="right")
    sheet.rule(LEFT, RIGHT, _TOTAL + 11)


def _draw_outcomes(sheet: Sheet, proposal: RefillProposal, words: Mapping[str, str]) -> None:
    days = {"days": str(proposal.ask_again_days)}
    for number, name in enumerate(("approving", "declining", "answering")):
        top = _OUTCOMES + number * _STEP
        draw_heading(sheet, top, words[name])
        box = Box(left=LEFT, top=top + 8, width=WIDTH, height=16)
        told = Template(words[f"{name}_means"]).substitute(days)
        sheet.block(box, [Line(told)], largest=10.5, smallest=7)
