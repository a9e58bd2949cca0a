"""Horizontal bars with their names and figures beside them, readable in black and white."""

from collections.abc import Sequence
from typing import Final

from reportlab.graphics.shapes import Drawing, Group, Line, Rect, String
from reportlab.lib.colors import Color

from documents.fitting import LEADING, Box, Fitted, fit
from documents.fitting import Line as TextLine
from documents.printable import TextTooLong
from documents.typeface import BOLD, REGULAR, mm
from rules.bars import Bar, scale_of

STEP: Final = 7.2
_NAME: Final = 62.0
_BAR_LEFT: Final = 65.0
_BAR: Final = 72.0
_THICK: Final = 3.9
_GAP: Final = 2.0
_SIZE: Final = 9.0
_SMALLEST: Final = 5.0
_HALF_CAPITAL: Final = 0.36
_ASCENT: Final = 0.95
_BLACK: Final = Color(0, 0, 0)
_GREY: Final = Color(0.55, 0.55, 0.55)


def height_of(bars: Sequence[Bar]) -> float:
    """How many millimetres the bars take below one another."""
    return len(bars) * STEP


def bar_drawing(bars: Sequence[Bar], width: float) -> Drawing:
    """The bars over so many millimetres; the longest bar or mark takes the whole scale.

    Nothing is told by colour or length alone: each figure stands behind its bar. The fonts must
    have been loaded; raises TextTooLong for a name that fits no two lines.
    """
    longest = scale_of(bars)
    drawing = Drawing(width * mm, height_of(bars) * mm)
    for number, bar in enumerate(bars):
        middle = height_of(bars) - (number + 0.5) * STEP
        drawing.add(_row(bar, middle, longest, width))
    return drawing


def _row(bar: Bar, middle: float, longest: int, width: float) -> Group:
    length = _BAR * bar.value / longest
    row = Group()
    for text in _name(bar.name, middle):
        row.add(text)
    row.add(_base(middle))
    if bar.value:
        row.add(_rect(length, middle))
    end = max(length, _BAR * (bar.mark or 0) / longest)
    if bar.mark is not None:
        row.add(_target(_BAR_LEFT + _BAR * bar.mark / longest, middle))
    room = width - _BAR_LEFT - end - _GAP
    row.add(_figure(bar.figure, _BAR_LEFT + end + _GAP, middle, room))
    return row


def _name(name: str, middle: float) -> list[String]:
    box = Box(left=0, top=0, width=_NAME, height=STEP - 0.2)
    fitted = fit([TextLine(name)], box, largest=_SIZE, smallest=_SMALLEST, what="name of a bar")
    top = middle + fitted.height / 2
    return [
        _text(line.text, 0, _baseline(fitted, top, number), fitted.size)
        for number, line in enumerate(fitted.lines)
    ]


def _baseline(fitted: Fitted, top: float, number: int) -> float:
    return top - (number * LEADING + _ASCENT) * fitted.size / mm


def _figure(text: str, left: float, middle: float, room: float) -> String:
    box = Box(left=0, top=0, width=room, height=STEP)
    fitted = fit(
        [TextLine(text, bold=True)], box, largest=_SIZE, smallest=_SMALLEST, what="figure of a bar"
    )
    if len(fitted.lines) > 1:
        raise TextTooLong("figure of a bar", len(fitted.lines[0].text))
    baseline = middle - _HALF_CAPITAL * fitted.size / mm
    return _text(text, left, baseline, fitted.size, face=BOLD)


def _text(text: str, left: float, baseline: float, size: float, *, face: str = REGULAR) -> String:
    return String(left * mm, baseline * mm, text, fontName=face, fontSize=size)


def _rect(length: float, middle: float) -> Rect:
    return Rect(
        _BAR_LEFT * mm,
        (middle - _THICK / 2) * mm,
        length * mm,
        _THICK * mm,
        fillColor=_GREY,
        strokeColor=_BLACK,
        strokeWidth=0.6,
    )


def _base(middle: float) -> Line:
    return Line(
        _BAR_LEFT * mm,
        (middle - STEP / 2) * mm,
        _BAR_LEFT * mm,
        (middle + STEP / 2) * mm,
        strokeColor=_BLACK,
        strokeWidth=0.6,
    )


def _target(left: float, middle: float) -> Line:
    half = STEP / 2 - 0.6
    return Line(
        left * mm,
        (middle - half) * mm,
        left * mm,
        (middle + half) * mm,
        strokeColor=_BLACK,
        strokeWidth=2,
    )
