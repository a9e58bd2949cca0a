"""The A6 parcel label for carriers that print none, in the order of the Swedish transport label.

From top to bottom: what kind of parcel, address block, plain text, barcodes; the GS1-128 of the
SSCC is the lowest barcode, repeated in plain text (GS1 logistic label, gs1.se transport label).
"""

import re
from dataclasses import dataclass
from typing import ClassVar, Final

from documents.barcodes import LABEL_MODULE, SSCC_HEIGHT, sscc_code, text_code
from documents.fitting import Box, Line
from documents.language import language_of, phrases_in
from documents.printable import (
    NAME_LIMIT,
    printable,
    printable_address,
    scannable,
)
from documents.sheet import A6, Sheet, drawn
from rules.case_words import Direction
from rules.errors import DeskError, Kind

_BAND: Final = Box(left=5, top=5, width=95, height=13)
_SENDER: Final = Box(left=5, top=23.5, width=58, height=13.5)
_BATTERY: Final = Box(left=66, top=20.5, width=34, height=16.5)
_RECIPIENT: Final = Box(left=5, top=41.2, width=95, height=35.2)
_PLAIN: Final = Box(left=5, top=76.8, width=95, height=9.2)
_TRACKING: Final = Box(left=5, top=87.5, width=95, height=10)
_SSCC: Final = Box(left=5, top=105.5, width=95, height=SSCC_HEIGHT)
_CAPTION: Final = 5.5


class UntrueLabel(DeskError):
    """The label would say something that cannot be true."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self, field: str, rule: str) -> None:
        super().__init__(f"The label's {field} must be {rule}.", field=field)


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelLabel:
    """What one parcel's label says; addresses are lines from the name down to the country.

    `weight_g` is whole grams, `sscc` eighteen digits with a true check digit, `parcel_no` counts
    from 1 to `parcels`; otherwise UntrueLabel. The locale is the recipient's. `battery_mark` says
    that the UN3481 mark is needed; at 100 x 70 mm in red the mark itself is a sticker beside this.
    """

    sender: tuple[str, ...]
    recipient: tuple[str, ...]
    case_number: str
    leg: int
    direction: Direction
    parcel_no: int
    parcels: int
    sscc: str
    tracking_no: str
    weight_g: int
    service: str
    locale: str
    battery_mark: bool = False

    def __post_init__(self) -> None:
        if not _is_sscc(self.sscc):
            raise UntrueLabel("SSCC", "eighteen digits of which the last is the check digit")
        if not 1 <= self.parcel_no <= self.parcels <= 999:  # noqa: PLR2004 - three digits fit
            raise UntrueLabel("parcel number", "between 1 and the number of parcels, at most 999")
        if not 1 <= self.weight_g <= 999_999:  # noqa: PLR2004 - three digits of kilograms fit
            raise UntrueLabel("weight", "between 1 and 999999 grams")
        if not all(any(map(str.strip, lines)) for lines in (self.sender, self.recipient)):
            raise UntrueLabel("addresses", "at least one line each")

    @property
    def is_return(self) -> bool:
        """True when the parcel travels back to us."""
        return self.direction is Direction.RETURN


def draw_parcel_label(label: ParcelLabel) -> bytes:
    """The label as an A6 PDF, equal bytes for equal labels; raises UnprintableText, TextTooLong."""

    def draw(sheet: Sheet) -> None:
        words = phrases_in(language_of(label.locale)).label
        _draw_band(sheet, label, words["return"], words["parcel"])
        _draw_sender(sheet, label, words["from"])
        if label.battery_mark:
            _draw_battery(sheet, words["battery"])
        _draw_recipient(sheet, label, words["to"])
        _draw_plain_text(sheet, _plain_text(label, dict(words)))
        _draw_tracking(sheet, label.tracking_no)
        _draw_sscc(sheet, label.sscc)

    title = f"{scannable(label.case_number, what='case number')} {label.sscc}"
    return drawn(A6, title, language_of(label.locale), draw)


def _draw_band(sheet: Sheet, label: ParcelLabel, return_word: str, parcel_word: str) -> None:
    service = printable(label.service, NAME_LIMIT, what="service")
    sheet.frame(_BAND, weight=1.2, filled=label.is_return)
    sheet.ink(white=label.is_return)
    word_width = 42 if label.is_return else 0
    if label.is_return:
        word = Box(left=8, top=_BAND.top, width=word_width - 4, height=_BAND.height)
        sheet.headline(word, return_word, largest=24, smallest=10)
    left = Box(left=8 + word_width, top=_BAND.top, width=69 - word_width, height=_BAND.height)
    sheet.headline(left, service, largest=15, smallest=8)
    sheet.text(97, _BAND.top + 3.6, Line(parcel_word.upper()), size=_CAPTION, align="right")
    count = Line(f"{label.parcel_no}/{label.parcels}", bold=True)
    sheet.text(97, _BAND.top + 10.6, count, size=16, align="right")
    sheet.ink(white=False)


def _draw_sender(sheet: Sheet, label: ParcelLabel, caption: str) -> None:
    sheet.text(_SENDER.left, 22.5, Line(caption.upper()), size=_CAPTION)
    lines = [Line(line) for line in printable_address(label.sender, what="sender")]
    sheet.block(_SENDER, lines, largest=7.5, smallest=5, what="sender")


def _draw_battery(sheet: Sheet, notice: str) -> None:
    sheet.frame(_BATTERY, weight=1.2)
    sheet.text(68, 26, Line("UN3481", bold=True), size=13)
    box = Box(left=68, top=27.2, width=30.5, height=9.3)
    sheet.block(box, [Line(notice)], largest=6.5, smallest=5)


def _draw_recipient(sheet: Sheet, label: ParcelLabel, caption: str) -> None:
    sheet.rule(5, 100, 38)
    sheet.text(_RECIPIENT.left, 40.8, Line(caption.upper()), size=_CAPTION)
    name, *rest = printable_address(label.recipient, what="recipient")
    lines = [Line(name, bold=True), *(Line(line) for line in rest)]
    sheet.block(_RECIPIENT, lines, largest=13, smallest=6, what="recipient")
    sheet.rule(5, 100, _PLAIN.top)


def _plain_text(label: ParcelLabel, words: dict[str, str]) -> list[tuple[str, str, float]]:
    kilograms = f"{label.weight_g // 1000}{words['decimal_mark']}{label.weight_g % 1000:03d} kg"
    return [
        (words["case"], label.case_number, 29),
        (words["leg"], str(label.leg), 11),
        (words["weight"], kilograms, 19),
        ("SSCC", label.sscc, 36),
    ]


def _draw_plain_text(sheet: Sheet, cells: list[tuple[str, str, float]]) -> None:
    left = _PLAIN.left
    for caption, value, width in cells:
        sheet.text(left, _PLAIN.top + 3, Line(caption.upper()), size=_CAPTION)
        box = Box(left=left, top=_PLAIN.top + 3.6, width=width - 1.5, height=5)
        sheet.headline(box, value, largest=9, smallest=5)
        left += width
    sheet.rule(5, 100, _PLAIN.bottom)


def _draw_tracking(sheet: Sheet, tracking_no: str) -> None:
    # Beyond about nineteen letters no module wide enough for a label printer fits: text alone
    # then, since the SSCC below identifies the parcel.
    text = scannable(tracking_no, what="tracking number")
    box = _TRACKING
    code = text_code(text, width=box.width, height=box.height, narrowest=LABEL_MODULE)
    if code is None:
        sheet.headline(box, text, largest=15, smallest=9, align="centre")
        return
    sheet.code_in_middle(box, code)
    middle = box.left + box.width / 2
    sheet.text(middle, box.bottom + 3.6, Line(text, bold=True), size=8.5, align="centre")


def _draw_sscc(sheet: Sheet, sscc: str) -> None:
    sheet.code_in_middle(_SSCC, sscc_code(sscc))
    middle = _SSCC.left + _SSCC.width / 2
    repeat = Line(f"(00) {sscc}", bold=True)
    sheet.text(middle, _SSCC.bottom + 4.6, repeat, size=11, align="centre")


def _is_sscc(text: str) -> bool:
    if not re.fullmatch(r"[0-9]{18}", text):
        return False
    # Weights 3 and 1 from the left, the check digit itself weighing 1: a true sum ends in 0.
    return sum(int(digit) * (3, 1)[place % 2] for place, digit in enumerate(text)) % 10 == 0
