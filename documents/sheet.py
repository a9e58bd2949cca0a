"""A PDF drawn in millimetres from a page's top left corner; equal drawings are equal bytes."""

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from threading import Lock
from typing import Any, Final, Literal, TypeAlias

from reportlab.graphics.barcode.code128 import Code128
from reportlab.graphics.barcode.qr import QrCode
from reportlab.pdfgen.canvas import Canvas

from documents.fitting import LEADING, Box, Fitted, Line, fit, fit_on_one_line
from documents.typeface import faces, mm

Code: TypeAlias = Code128 | QrCode
Align = Literal["left", "centre", "right"]

A4: Final = (210.0, 297.0)
A6: Final = (105.0, 148.0)
_HALF_CAPITAL: Final = 0.36  # of the size: half the height of a capital letter in both faces
# A font object of reportlab may serve one document at a time, and activities draw in threads.
_PEN: Final = Lock()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One page to draw on; text goes through plain text calls only, never through markup."""

    canvas: Any
    height: float

    def text(
        self, left: float, baseline: float, line: Line, *, size: float, align: Align = "left"
    ) -> None:
        """Draw one line at a size in points, aligned to the given point of its baseline."""
        draw = {
            "left": self.canvas.drawString,
            "centre": self.canvas.drawCentredString,
            "right": self.canvas.drawRightString,
        }[align]
        self.canvas.setFont(line.face, size)
        draw(left * mm, self._up(baseline), line.text)

    def headline(
        self, box: Box, text: str, *, largest: float, smallest: float, align: Align = "left"
    ) -> None:
        """Draw bold text, centred in height, on one line if it can; raises TextTooLong."""
        size = fit_on_one_line(text, box.width, largest=largest, smallest=smallest)
        if size is None:
            lines = [Line(text, bold=True)]
            self.middle(box, fit(lines, box, largest=smallest, smallest=smallest / 2))
            return
        left = {"left": box.left, "centre": box.left + box.width / 2, "right": box.right}[align]
        baseline = box.top + box.height / 2 + size * _HALF_CAPITAL / mm
        self.text(left, baseline, Line(text, bold=True), size=size, align=align)

    def lines(self, box: Box, fitted: Fitted) -> float:
        """Draw fitted lines from the top of a box and return where they end, in millimetres."""
        step = fitted.size * LEADING / mm
        for number, line in enumerate(fitted.lines):
            baseline = box.top + number * step + fitted.size / mm
            self.text(box.left, baseline, line, size=fitted.size)
        return box.top + fitted.height

    def middle(self, box: Box, fitted: Fitted) -> None:
        """Draw fitted lines in the middle of a box's height."""
        spare = (box.height - fitted.height) / 2
        top = box.top + spare
        self.lines(Box(left=box.left, top=top, width=box.width, height=fitted.height), fitted)

    def block(
        self, box: Box, lines: list[Line], *, largest: float, smallest: float, what: str = "text"
    ) -> float:
        """Fit lines into a box, draw them, and return where they end; raises TextTooLong."""
        return self.lines(box, fit(lines, box, largest=largest, smallest=smallest, what=what))

    def rule(self, left: float, right: float, top: float, *, weight: float = 0.6) -> None:
        """Draw a horizontal rule of a weight in points."""
        self.canvas.setLineWidth(weight)
        self.canvas.line(left * mm, self._up(top), right * mm, self._up(top))

    def frame(self, box: Box, *, weight: float = 0.6, filled: bool = False) -> None:
        """Draw a rectangle's outline, or fill it with black."""
        self.canvas.setLineWidth(weight)
        self.canvas.rect(
            box.left * mm,
            self._up(box.bottom),
            box.width * mm,
            box.height * mm,
            stroke=int(not filled),
            fill=int(filled),
        )

    def warning_sign(self, left: float, top: float, side: float) -> None:
        """Draw a triangle with an exclamation mark, so many millimetres wide."""
        corners = [(left, top + side * 0.87), (left + side, top + side * 0.87)]
        outline = self.canvas.beginPath()
        outline.moveTo((left + side / 2) * mm, self._up(top))
        for across, down in corners:
            outline.lineTo(across * mm, self._up(down))
        outline.close()
        self.canvas.setLineWidth(2)
        self.canvas.setLineJoin(1)
        self.canvas.drawPath(outline)
        size = side * 0.6 * mm
        self.text(
            left + side / 2, top + side * 0.77, Line("!", bold=True), size=size, align="centre"
        )

    def ink(self, *, white: bool) -> None:
        """Choose white or black for the text and fills that follow."""
        self.canvas.setFillGray(1.0 if white else 0.0)

    def code_in_middle(self, box: Box, code: Code) -> None:
        """Draw a code in the middle of a box's width, standing on the box's lower edge."""
        self.code(box.left + (box.width - code.width / mm) / 2, box.bottom, code)

    def code(self, left: float, bottom: float, code: Code) -> None:
        """Draw a code whose quiet zone begins at left and whose bars end at bottom."""
        code.drawOn(self.canvas, left * mm, self._up(bottom))

    def _up(self, top: float) -> float:
        return (self.height - top) * mm


def drawn(
    size: tuple[float, float], title: str, language: str, *pages: Callable[[Sheet], None]
) -> bytes:
    """The PDF of pages of so many millimetres; the same drawings give the same bytes."""
    width, height = size
    target = BytesIO()
    with _PEN:
        faces()
        canvas = Canvas(target, pagesize=(width * mm, height * mm), invariant=1, lang=language)
        canvas.setTitle(title)
        canvas.setCreator("Swapdesk")
        for draw in pages:
            draw(Sheet(canvas=canvas, height=height))
            canvas.showPage()
        canvas.save()
    return target.getvalue()
