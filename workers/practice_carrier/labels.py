"""The carrier's A6 label: address block, plain text, and the GS1-128 SSCC lowest of all."""

import threading
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from io import BytesIO
from typing import Any

from reportlab.graphics.barcode.code128 import Code128
from reportlab.lib.pagesizes import A6
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from workers.practice_carrier.consignment import Consignment

PLAIN, BOLD = "PracticePlain", "PracticeBold"
FNC1 = "\xf1"  # reportlab's name for the start character that makes Code 128 a GS1-128
BAR_WIDTH = 0.5 * mm  # 4 dots at 203 dpi; GS1 asks for 0.495 mm or more
BAR_HEIGHT = 32 * mm  # GS1 asks for 31.75 mm or more
LEFT, WIDTH = 6 * mm, A6[0] - 12 * mm
UNPRINTED = frozenset({"phone", "email", "payer"})
DRAWING = threading.Lock()  # a registered font counts its used letters, one drawing at a time
HEAD_SIZE, RECIPIENT_SIZE, SMALL = 12, 10, 7  # the longest permitted texts still end above the bars


def draw(parcel: Consignment) -> bytes:
    """The label as a PDF of one page, the same bytes every time."""
    with DRAWING:
        return _drawn(parcel)


def _drawn(parcel: Consignment) -> bytes:
    fonts()
    paper = BytesIO()
    canvas = Canvas(paper, pagesize=A6, invariant=1, pageCompression=1)
    canvas.setTitle(parcel.tracking_no)
    order = parcel.order
    top = A6[1] - 6 * mm
    top = _lines(canvas, top, BOLD, HEAD_SIZE, [f"PRACTICE CARRIER · {order['service'].upper()}"])
    top = _lines(canvas, top, PLAIN, SMALL, ["From:", *_address(order["sender"])])
    top = _lines(canvas, top - mm, BOLD, RECIPIENT_SIZE, ["To:", *_address(order["recipient"])])
    _lines(canvas, top - mm, PLAIN, SMALL, _particulars(parcel))
    _barcode(canvas, parcel.sscc)
    canvas.showPage()
    canvas.save()
    return paper.getvalue()


def unprintable(order: Any) -> set[str]:  # noqa: ANN401 - any JSON value
    """The characters of an order that the label's fonts do not have."""
    fonts()
    if isinstance(order, dict):
        printed = (each for name, each in order.items() if name not in UNPRINTED)
        return set().union(*(unprintable(each) for each in printed))
    if not isinstance(order, str):
        return set()
    faces = [pdfmetrics.getFont(name).face.charToGlyph for name in (PLAIN, BOLD)]
    return {letter for letter in order if not all(ord(letter) in face for face in faces)}


@cache
def fonts() -> None:
    """The embedded fonts, registered once."""
    folder = files("documents") / "fonts"
    for name, file in ((PLAIN, "DejaVuSansCondensed"), (BOLD, "DejaVuSansCondensed-Bold")):
        pdfmetrics.registerFont(TTFont(name, BytesIO((folder / f"{file}.ttf").read_bytes())))


def _address(address: dict[str, str]) -> list[str]:
    city = f"{address['country']}-{address['postcode']} {address['city']}"
    return [address["name"], address["street"], city]


def _particulars(parcel: Consignment) -> list[str]:
    box = parcel.order["parcel"]
    size = f"{box['length_mm']} x {box['width_mm']} x {box['height_mm']} mm"
    lines = [
        f"{parcel.order['direction'].upper()} · {parcel.tracking_no}",
        f"{box['weight_g'] / 1000:.3f} kg · {size} · {box['contents']}",
        f"Ref: {parcel.order['reference']}",
    ]
    if box["battery_mark"]:
        lines.append("UN3481 battery mark required on this parcel")
    return lines


def _lines(canvas: Canvas, top: float, font: str, size: int, texts: Iterable[str]) -> float:
    """The texts below each other, none cut short; the height that is left."""
    canvas.setFont(font, size)
    for text in texts:
        for line in _wrapped(text, font, size):
            top -= size * 1.15
            canvas.drawString(LEFT, top, line)
    return top


def _wrapped(text: str, font: str, size: int) -> list[str]:
    if pdfmetrics.stringWidth(text, font, size) <= WIDTH:
        return [text]
    lines = [""]
    for letter in text:
        if pdfmetrics.stringWidth(lines[-1] + letter, font, size) > WIDTH:
            lines.append("")
        lines[-1] += letter
    return lines


def _barcode(canvas: Canvas, sscc: str) -> None:
    """The bars with quiet zones at their sides, nothing near them, their digits in plain text."""
    bars = Code128(f"{FNC1}00{sscc}", barWidth=BAR_WIDTH, barHeight=BAR_HEIGHT, humanReadable=False)
    bars.drawOn(canvas, (A6[0] - bars.width) / 2, 9 * mm)
    canvas.setFont(BOLD, RECIPIENT_SIZE)
    canvas.drawCentredString(A6[0] / 2, 4 * mm, f"(00) {sscc}")
