"""The quality report as A4 pages: sections of bars and tables that follow one another."""

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from documents.a4_parts import CAPTION, LEFT, RIGHT, WIDTH, draw_field_rows, draw_head, draw_heading
from documents.bar_charts import STEP, bar_drawing, height_of
from documents.fitting import Box, Line
from documents.language import Language, language_of
from documents.printable import NAME_LIMIT
from documents.quality_words import Saying, Section, Table, saying_in, sections_of
from documents.sheet import A4, Sheet, drawn
from documents.typeface import covered, mm
from rules.bars import Bar
from rules.dates_in_words import month_year
from rules.quality import QualityReport

_FIELDS: Final = 47.0
_FIRST_TOP: Final = 76.0
_NEXT_TOP: Final = 49.0
_END: Final = 280.0
_FOOT: Final = 289.0
_HEADING: Final = 10.0
_TOLD: Final = 5.6
_AFTER: Final = 4.0
_ROW: Final = 6.0
#: Bars and rows that stay together on a page.
_TOGETHER: Final = 18
_NAME_LIMIT: Final = 90
_DECOMPOSED: Final = 4  # code points of a composed character, at most
#: Where the columns of a table begin and how wide they are, by how many there are.
_COLUMNS: Final = {3: ((0, 40), (42, 52), (96, 78)), 4: ((0, 72), (74, 20), (96, 36), (134, 40))}


@dataclass(frozen=True, slots=True, kw_only=True)
class QualityPaper:
    """The report with whoever issues it, in the language of the locale."""

    report: QualityReport
    issuer: str
    locale: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """What must not be torn: how many millimetres it takes, and how it is drawn from a top."""

    height: float
    draw: Callable[[Sheet, float], None]


def draw_quality_report(paper: QualityPaper) -> bytes:
    """The report as a PDF, equal bytes for equal reports."""
    language = language_of(paper.locale)
    sections = sections_of(paper.report, language)
    blocks = [block for section in sections for block in blocks_of(section, saying_in(language))]
    pages = on_pages(blocks)
    drawings = [
        page_drawing(paper, language, page, number, len(pages))
        for number, page in enumerate(pages, start=1)
    ]
    title = f"{saying_in(language).say('title')} {paper.report.month:%Y-%m}"
    return drawn(A4, title, language, *drawings)


def page_drawing(
    paper: QualityPaper, language: Language, blocks: Sequence[Block], number: int, pages: int
) -> Callable[[Sheet], None]:
    """How one page is drawn: its head, the facts on the first, its blocks, its number."""
    saying = saying_in(language)

    def draw(sheet: Sheet) -> None:
        issuer = legible(paper.issuer, NAME_LIMIT)
        month = f"{paper.report.month:%Y-%m}"
        draw_head(sheet, title=saying.say("title"), issuer=issuer, number=month)
        if number == 1:
            draw_facts(sheet, paper.report, saying)
        top = _FIRST_TOP if number == 1 else _NEXT_TOP
        for block in blocks:
            block.draw(sheet, top)
            top += block.height
        told = saying.say("page", page=str(number), pages=str(pages))
        sheet.text(RIGHT, _FOOT, Line(told), size=8, align="right")

    return draw


def draw_facts(sheet: Sheet, report: QualityReport, saying: Saying) -> None:
    """Whose month it is, and when it was counted in which zone."""
    name = legible(report.customer_name, NAME_LIMIT)
    rows = [
        (
            (saying.say("customer"), name),
            (saying.say("month"), month_year(report.month, saying.language)),
        ),
        (
            (saying.say("counted_at"), saying.moment(report.counted_at, report.timezone)),
            (saying.say("zone"), report.timezone),
        ),
    ]
    draw_field_rows(sheet, _FIELDS, rows)
    sheet.rule(LEFT, RIGHT, _FIRST_TOP - 2)


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


def blocks_of(section: Section, saying: Saying) -> Iterator[Block]:
    """The section's heading with its first bars or rows, then the others."""
    if section.table is not None:
        yield from table_blocks(section, section.table, saying)
        return
    first, *more = [
        section.bars[at : at + _TOGETHER] for at in range(0, len(section.bars), _TOGETHER)
    ] or [()]
    yield headed(section, saying, bar_block(first) if first else None)
    yield from (bar_block(bars) for bars in more)


def table_blocks(section: Section, table: Table, saying: Saying) -> Iterator[Block]:
    """The captions go with the first rows; the rows of another page do without."""
    first, *more = [
        table.rows[at : at + _TOGETHER] for at in range(0, len(table.rows), _TOGETHER)
    ] or [()]
    yield headed(section, saying, row_block(first, table.columns) if first else None)
    yield from (row_block(rows, table.columns) for rows in more)


def headed(section: Section, saying: Saying, block: Block | None) -> Block:
    """The heading, the sentence, and below them the block, or that there is nothing."""
    told = [line for line in (section.told, "" if block else saying.say("none")) if line]
    below = _HEADING + len(told) * _TOLD

    def draw(sheet: Sheet, top: float) -> None:
        draw_heading(sheet, top, section.title)
        for number, line in enumerate(told):
            place = Box(left=LEFT, top=top + 7.5 + number * _TOLD, width=WIDTH, height=_TOLD)
            sheet.block(place, [Line(line)], largest=9.5, smallest=6)
        if block:
            block.draw(sheet, top + below)

    return Block(height=below + (block.height if block else _AFTER), draw=draw)


def bar_block(bars: Sequence[Bar]) -> Block:
    """Bars below one another."""
    known = [
        Bar(
            name=legible(bar.name, _NAME_LIMIT),
            value=bar.value,
            figure=bar.figure,
            mark=bar.mark,
        )
        for bar in bars
    ]

    def draw(sheet: Sheet, top: float) -> None:
        bottom = sheet.height - top - height_of(known)
        bar_drawing(known, WIDTH).drawOn(sheet.canvas, LEFT * mm, bottom * mm)

    return Block(height=height_of(known) + _AFTER, draw=draw)


def row_block(rows: Sequence[tuple[str, ...]], columns: tuple[str, ...]) -> Block:
    """Rows below small captions and a rule."""

    def draw(sheet: Sheet, top: float) -> None:
        places = _COLUMNS[len(columns)]
        for (left, _), caption in zip(places, columns, strict=True):
            sheet.text(LEFT + left, top + 2.6, Line(caption), size=CAPTION)
        sheet.rule(LEFT, RIGHT, top + 4)
        for number, row in enumerate(rows, start=1):
            for (left, width), cell in zip(places, row, strict=True):
                up = top + number * _ROW - 1.4
                box = Box(left=LEFT + left, top=up, width=width, height=_ROW - 0.4)
                sheet.block(box, [Line(cell)], largest=9.5, smallest=5)

    return Block(height=STEP + len(rows) * _ROW + _AFTER, draw=draw)


def legible(name: str, limit: int) -> str:
    """A name of the record as far as it can be printed: nobody is there to write it differently.

    What the fonts lack becomes a question mark, and what is too long is cut.
    """
    composed = unicodedata.normalize("NFC", name[: limit * _DECOMPOSED])
    drawn = "".join(letter if letter in covered() else "?" for letter in composed)
    return drawn if len(drawn) <= limit else f"{drawn[: limit - 1]}…"
