"""Reads a PDF the way a printer, a scanner and an eye would."""

from dataclasses import dataclass

import pypdfium2
import zxingcpp


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """What a scanner makes of one code: its text, its AIM prefix, and its lower edge in dots."""

    text: str
    prefix: str
    lower_edge: int


def page_of(pdf: bytes) -> pypdfium2.PdfPage:
    document = pypdfium2.PdfDocument(pdf)
    assert len(document) == 1
    return document[0]


def pages_in(pdf: bytes) -> int:
    return len(pypdfium2.PdfDocument(pdf))


def all_words_of(pdf: bytes) -> str:
    """The words of every page, one page after the other."""
    pages = pypdfium2.PdfDocument(pdf)
    text = " ".join(str(page.get_textpage().get_text_range()) for page in pages)
    return " ".join(text.replace("\u00a0", " ").split())


def text_of(pdf: bytes) -> str:
    return str(page_of(pdf).get_textpage().get_text_range())


def words_of(pdf: bytes) -> str:
    """The text with line breaks taken as spaces, so that wrapped sentences can be looked for."""
    return " ".join(text_of(pdf).replace("\u00a0", " ").split())


def letters_of(pdf: bytes) -> str:
    """The text without any white space, so that broken words can be looked for."""
    return "".join(text_of(pdf).split())


def size_in_mm(pdf: bytes) -> tuple[float, float]:
    width, height = page_of(pdf).get_size()
    return round(width / 72 * 25.4, 2), round(height / 72 * 25.4, 2)


def scans_of(pdf: bytes, dpi: int) -> list[Scan]:
    image = page_of(pdf).render(scale=dpi / 72, grayscale=True).to_pil()
    found = [
        Scan(
            text=code.text,
            prefix=code.symbology_identifier,
            lower_edge=max(code.position.bottom_left.y, code.position.bottom_right.y),
        )
        for code in zxingcpp.read_barcodes(image)
    ]
    return sorted(found, key=lambda scan: scan.lower_edge)
