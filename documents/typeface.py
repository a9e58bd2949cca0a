"""The two embedded faces of every document: which characters they draw and how wide, in points."""

import unicodedata
from functools import cache
from importlib.resources import files
from io import BytesIO
from typing import Final

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

# Points in a millimetre; typed here because reportlab is not.
mm: Final = 72 / 25.4
REGULAR: Final = "Desk"
BOLD: Final = "DeskBold"
_FILES: Final = {REGULAR: "DejaVuSansCondensed.ttf", BOLD: "DejaVuSansCondensed-Bold.ttf"}

# Left to right, one glyph per character: scripts that need shaping or a change of direction
# (Arabic, Hebrew) would be drawn wrongly by a plain text call, so they are left out although the
# fonts have the glyphs; so are the geometric shapes, which include the black box itself.
_BLOCKS: Final = (
    range(0x0020, 0x007F),  # Basic Latin
    range(0x00A0, 0x0250),  # Latin-1, Latin Extended-A and -B (Ș, ț, ă, Ł)
    range(0x0370, 0x0400),  # Greek
    range(0x0400, 0x0530),  # Cyrillic
    range(0x1E00, 0x1F00),  # Latin Extended Additional (Vietnamese, Welsh)
    range(0x2010, 0x2028),  # dashes, quotation marks, bullet, ellipsis
    range(0x2030, 0x205F),  # per mille, primes, angle quotation marks
    range(0x20A0, 0x20C0),  # currency signs
    range(0x2100, 0x2190),  # letter-like symbols and number forms (№, ™, ⅔)
    range(0x2190, 0x2194),  # four arrows
    range(0x2200, 0x2300),  # mathematical operators
)
_CATEGORIES: Final = frozenset("LNPS")


@cache
def faces() -> dict[str, TTFont]:
    """Both faces by name, parsed once and registered for drawing."""
    folder = files("documents") / "fonts"
    loaded = {
        name: TTFont(name, BytesIO((folder / file).read_bytes())) for name, file in _FILES.items()
    }
    for face in loaded.values():
        pdfmetrics.registerFont(face)
    return loaded


@cache
def covered() -> frozenset[str]:
    """Every character a document may print: Latin, Greek and Cyrillic letters with their signs."""
    in_fonts = set.intersection(*(set(face.face.charToGlyph) for face in faces().values()))
    characters = (chr(point) for block in _BLOCKS for point in block if point in in_fonts)
    return frozenset(character for character in characters if _stands_alone(character))


def width_of(text: str, face: str, size: float) -> float:
    """The width in points of a text set in a face at a size in points."""
    return float(faces()[face].stringWidth(text, size))


def _stands_alone(character: str) -> bool:
    category = unicodedata.category(character)
    return category[0] in _CATEGORIES or category == "Zs"
