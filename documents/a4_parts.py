"""What our A4 pages share: margins, a head with a number, headings, captioned fields, passages."""

from collections.abc import Sequence
from typing import Final

from documents.fitting import Box, Line
from documents.printable import printable_lines
from documents.sheet import Sheet

LEFT: Final = 18.0
RIGHT: Final = 192.0
WIDTH: Final = RIGHT - LEFT
COLUMN: Final = 80.0
SECOND: Final = 104.0
CAPTION: Final = 7.5
FIELD_STEP: Final = 12.5
PASSAGE_LINES: Final = 12
_HEAD_RULE: Final = 44.0


def draw_head(sheet: Sheet, *, title: str, issuer: str, number: str) -> None:
    """The page's title, who issued it, and its number, above a heavy rule."""
    sheet.headline(Box(left=LEFT, top=18, width=WIDTH, height=11), title, largest=24, smallest=14)
    name = Box(left=LEFT, top=33, width=COLUMN + 20, height=7)
    sheet.headline(name, issuer, largest=11, smallest=7)
    place = Box(left=name.right + 4, top=33, width=RIGHT - name.right - 4, height=7)
    sheet.headline(place, number, largest=13, smallest=7, align="right")
    sheet.rule(LEFT, RIGHT, _HEAD_RULE, weight=1.6)


def draw_heading(sheet: Sheet, top: float, text: str) -> None:
    """A bold heading over the whole width, its letters ending six millimetres below the top."""
    sheet.text(LEFT, top + 6, Line(text, bold=True), size=13)


def draw_field(sheet: Sheet, box: Box, caption: str, value: str) -> None:
    """A small caption and below it a bold value on one line if it fits; raises TextTooLong."""
    sheet.text(box.left, box.top + 3, Line(caption), size=CAPTION)
    place = Box(left=box.left, top=box.top + 3.8, width=box.width, height=7)
    sheet.headline(place, value, largest=12, smallest=7)


def draw_field_rows(
    sheet: Sheet, top: float, rows: Sequence[tuple[tuple[str, str], tuple[str, str]]]
) -> None:
    """Rows of two captioned values, the second beginning in the middle of the page."""
    for number, row in enumerate(rows):
        for (caption, value), left in zip(row, (LEFT, SECOND), strict=True):
            width = SECOND - LEFT - 6 if left == LEFT else RIGHT - SECOND
            box = Box(left=left, top=top + number * FIELD_STEP, width=width, height=12)
            draw_field(sheet, box, caption, value)


def draw_passage(sheet: Sheet, box: Box, caption: str, text: str, *, limit: int, what: str) -> None:
    """A small caption and a text that keeps its lines, shrunk to fit; raises TextTooLong."""
    sheet.text(box.left, box.top + 3, Line(caption), size=CAPTION)
    place = Box(left=box.left, top=box.top + 4, width=box.width, height=box.height - 4)
    lines = printable_lines(text, limit, PASSAGE_LINES, what=what)
    sheet.block(place, [Line(line) for line in lines], largest=10.5, smallest=5.5, what=what)


def draw_steps(sheet: Sheet, box: Box, steps: list[str]) -> None:
    """Sentences below one another, each behind a small black square; raises TextTooLong."""
    top = box.top
    for step in steps:
        sheet.frame(Box(left=box.left, top=top + 1.4, width=1.8, height=1.8), filled=True)
        place = Box(left=box.left + 5, top=top, width=box.width - 5, height=box.bottom - top)
        top = sheet.block(place, [Line(step)], largest=11, smallest=8.5) + 1.6
