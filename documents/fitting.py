"""Text made to fit a box: it wraps at spaces, breaks over-long words, then shrinks to a floor."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from documents.printable import TextTooLong
from documents.typeface import BOLD, REGULAR, mm, width_of

LEADING: Final = 1.18
_STEP: Final = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A rectangle of a page, in millimetres from the page's top left corner."""

    left: float
    top: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The right edge in millimetres."""
        return self.left + self.width

    @property
    def bottom(self) -> float:
        """The bottom edge in millimetres from the top of the page."""
        return self.top + self.height


@dataclass(frozen=True, slots=True)
class Line:
    """One line of printable text and whether it is bold."""

    text: str
    bold: bool = False

    @property
    def face(self) -> str:
        """The name of the face it is set in."""
        return BOLD if self.bold else REGULAR


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitted:
    """Lines that fit their box at this size in points."""

    size: float
    lines: tuple[Line, ...]

    @property
    def height(self) -> float:
        """The height of all lines in millimetres."""
        return len(self.lines) * self.size * LEADING / mm


def fit(
    lines: Sequence[Line], box: Box, *, largest: float, smallest: float, what: str = "text"
) -> Fitted:
    """The lines at the largest size that fits the box; raises TextTooLong below the smallest."""
    for size in _sizes(largest, smallest):
        wrapped = tuple(part for line in lines for part in wrap(line, box.width * mm, size))
        fitted = Fitted(size=size, lines=wrapped)
        if fitted.height <= box.height:
            return fitted
    raise TextTooLong(what, int(box.height * mm / (smallest * LEADING)), "printed lines")


def fit_on_one_line(
    text: str, width: float, *, largest: float, smallest: float, bold: bool = True
) -> float | None:
    """The largest size in points at which the text is no wider than so many millimetres, if any."""
    face = Line(text, bold).face
    for size in _sizes(largest, smallest):
        if width_of(text, face, size) <= width * mm:
            return size
    return None


def wrap(line: Line, width: float, size: float) -> Iterator[Line]:
    """The line in pieces no wider than so many points; no character but a space is dropped."""
    current: str | None = None
    for word in line.text.split(" "):
        longer = word if current is None else f"{current} {word}"
        if width_of(longer, line.face, size) <= width:
            current = longer
            continue
        if current:
            yield Line(current, line.bold)
        *full, current = _broken(word, line.face, width, size)
        yield from (Line(piece, line.bold) for piece in full)
    yield Line(current or "", line.bold)


def _broken(word: str, face: str, width: float, size: float) -> list[str]:
    pieces = [""]
    for character in word:
        if pieces[-1] and width_of(pieces[-1] + character, face, size) > width:
            pieces.append("")
        pieces[-1] += character
    return pieces


def _sizes(largest: float, smallest: float) -> Iterator[float]:
    size = largest
    while size >= smallest:
        yield size
        size -= _STEP
