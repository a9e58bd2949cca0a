"""The three codes our documents carry, drawn at exact module widths with their quiet zones.

Widths and heights follow the GS1 logistic label: X-dimension at least 0.495 mm, bars at least
31.75 mm high, quiet zones of ten modules. Half a millimetre is four dots of a 203 dpi printer.
"""

from typing import Final

from reportlab.graphics.barcode.code128 import Code128
from reportlab.graphics.barcode.qr import QrCode

from documents.typeface import mm

SSCC_MODULE: Final = 0.5
SSCC_HEIGHT: Final = 32.0
QUIET_MODULES: Final = 10
_QR_QUIET_MODULES: Final = 4
LABEL_MODULE: Final = 0.375
PAGE_MODULE: Final = 0.25
_MODULES: Final = (SSCC_MODULE, LABEL_MODULE, PAGE_MODULE)
# reportlab's letter for the function character FNC1, whose place in front makes a code GS1-128.
_FNC1: Final = "\xf1"


def sscc_code(sscc: str) -> Code128:
    """The GS1-128 of application identifier 00 and eighteen digits."""
    return _code128(f"{_FNC1}00{sscc}", SSCC_MODULE, SSCC_HEIGHT)


def text_code(text: str, *, width: float, height: float, narrowest: float) -> Code128 | None:
    """A Code 128 of an ASCII text whose bars fit so many millimetres, quiet zones outside, if any.

    Modules of half and three eighths of a millimetre are four and three whole dots at 203 dpi; the
    narrowest, a quarter, is for pages that leave an office printer at 300 dpi or more.
    """
    codes = (_code128(text, module, height) for module in _MODULES if module >= narrowest)
    return next((code for code in codes if code.width / mm - 2 * quiet_zone(code) <= width), None)


def square_code(text: str, side: float) -> QrCode:
    """A QR code whose dark square is so many millimetres wide; a quarter may be damaged."""
    code = QrCode(text, qrBorder=_QR_QUIET_MODULES, qrLevel="Q")
    code.qr.make()
    modules = code.qr.getModuleCount()
    code.width = code.height = side * mm * (modules + 2 * _QR_QUIET_MODULES) / modules
    return code


def quiet_zone(code: Code128 | QrCode) -> float:
    """The white millimetres that a code needs on either side of its bars."""
    if isinstance(code, Code128):
        return float(code.lquiet) / mm
    across = code.qr.getModuleCount() + 2 * code.qrBorder
    return float(code.width) / mm * int(code.qrBorder) / int(across)


def _code128(text: str, module: float, height: float) -> Code128:
    quiet = QUIET_MODULES * module * mm
    return Code128(
        text, barWidth=module * mm, barHeight=height * mm, quiet=1, lquiet=quiet, rquiet=quiet
    )
