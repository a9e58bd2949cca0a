"""The A4 note for a device whose lithium battery is damaged: by road only, and how it is packed.

UN 3481 under special provision 376 of ADR: packing instruction P908 or LP904 for a damaged or
defective battery; P911 or LP906, or what the competent authority approves, for one that is liable
to react dangerously. By air such a battery is forbidden (IATA special provision A154).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Final

from documents.a4_parts import (
    LEFT,
    RIGHT,
    SECOND,
    WIDTH,
    draw_field_rows,
    draw_head,
    draw_heading,
    draw_passage,
    draw_steps,
)
from documents.barcodes import PAGE_MODULE, quiet_zone, text_code
from documents.fitting import Box, Line
from documents.language import Language, language_of, phrases_in
from documents.moments import moment_in
from documents.printable import NAME_LIMIT, TextTooLong, printable, scannable
from documents.sheet import A4, Sheet, drawn
from rules.battery import BatteryState
from rules.errors import DeskError, Kind

#: The mark that special provision 376 wants on the package itself.
MARKING: Final = "DAMAGED/DEFECTIVE LITHIUM ION BATTERIES"
UN_NUMBER: Final = "UN3481"
SHIPPING_NAME: Final = "LITHIUM ION BATTERIES CONTAINED IN EQUIPMENT"
SPECIAL_PROVISION: Final = "SP 376"
ROAD_ONLY: Final = "ROAD ONLY - FORBIDDEN BY AIR"
COLLECTION_LIMIT: Final = 500
_PACKING: Final = {
    BatteryState.DAMAGED: "P908 / LP904",
    BatteryState.CRITICAL: "P911 / LP906",
}

_MARK: Final = Box(left=LEFT, top=48, width=WIDTH, height=34)
_BAND: Final = Box(left=LEFT, top=82, width=WIDTH, height=14)
_NOT_BY_AIR: Final = Box(left=LEFT, top=98, width=WIDTH, height=12)
_FIELDS: Final = 113.0
_SERIAL: Final = Box(left=SECOND, top=167, width=RIGHT - SECOND, height=13)
_COLLECTION: Final = Box(left=LEFT, top=166, width=78, height=36)
_STEPS: Final = Box(left=LEFT, top=214, width=WIDTH, height=68)


class UntrueDangerNote(DeskError):
    """A danger note is written for a damaged or critical battery only."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self, state: BatteryState) -> None:
        super().__init__(
            f"The battery is {state}. Let a trained person decide whether it is damaged or "
            "critical, then draw the note.",
            battery=state.value,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class DangerNote:
    """What a danger note says; a trained person's account decided the state at that moment."""

    case_number: str
    issuer: str
    device: str
    serial: str
    state: BatteryState
    decided_by: str
    decided_at: datetime
    collection: str = ""
    locale: str

    def __post_init__(self) -> None:
        if self.state not in _PACKING:
            raise UntrueDangerNote(self.state)


def draw_danger_note(note: DangerNote) -> bytes:
    """The note as an A4 PDF, equal bytes for equal notes.

    Raises UnprintableText, TextTooLong and MomentWithoutZone.
    """
    language = language_of(note.locale)
    words = phrases_in(language).danger
    case_number = scannable(note.case_number, what="case number")

    def draw(sheet: Sheet) -> None:
        issuer = printable(note.issuer, NAME_LIMIT, what="issuer's name")
        draw_head(sheet, title=words["title"], issuer=issuer, number=case_number)
        _draw_mark(sheet, words)
        _draw_facts(sheet, note, words, language)
        _draw_serial(sheet, scannable(note.serial, what="serial number"))
        _draw_collection(sheet, note.collection, words)
        _draw_instructions(sheet, words)

    return drawn(A4, f"{words['title']} {case_number}", language, draw)


def _draw_mark(sheet: Sheet, words: Mapping[str, str]) -> None:
    sheet.frame(_MARK, weight=2.4)
    sheet.warning_sign(_MARK.left + 6, _MARK.top + 6, 24)
    left = _MARK.left + 36
    text = Box(left=left, top=_MARK.top + 3, width=_MARK.right - left - 4, height=18)
    sheet.block(text, [Line(MARKING, bold=True)], largest=22, smallest=12)
    below = Box(left=left, top=text.bottom, width=text.width, height=11)
    sheet.headline(below, f"{UN_NUMBER} {SHIPPING_NAME}", largest=20, smallest=8)
    sheet.frame(_BAND, filled=True)
    sheet.ink(white=True)
    sheet.headline(_BAND, ROAD_ONLY, largest=26, smallest=12, align="centre")
    sheet.ink(white=False)
    sheet.block(_NOT_BY_AIR, [Line(words["not_by_air"])], largest=11, smallest=8.5)


def _draw_facts(
    sheet: Sheet, note: DangerNote, words: Mapping[str, str], language: Language
) -> None:
    decided_at = moment_in(language, note.decided_at, what="moment of the decision")
    rows = [
        (
            (words["device"], printable(note.device, NAME_LIMIT, what="device")),
            (words["serial"], scannable(note.serial, what="serial number")),
        ),
        (
            (words["state"], words[f"state_{note.state}"]),
            (words["packing"], _packing(note.state, words)),
        ),
        (
            (words["provision"], SPECIAL_PROVISION),
            (words["un_number"], UN_NUMBER),
        ),
        (
            (words["decided_by"], printable(note.decided_by, NAME_LIMIT, what="account")),
            (words["decided_at"], decided_at),
        ),
    ]
    draw_field_rows(sheet, _FIELDS, rows)


def _packing(state: BatteryState, words: Mapping[str, str]) -> str:
    if state is BatteryState.CRITICAL:
        return f"{_PACKING[state]}, {words['or_authority']}"
    return _PACKING[state]


def _draw_serial(sheet: Sheet, serial: str) -> None:
    code = text_code(serial, width=_SERIAL.width, height=_SERIAL.height, narrowest=PAGE_MODULE)
    if code is None:
        raise TextTooLong("serial number", len(serial) - 1)
    sheet.code(_SERIAL.left - quiet_zone(code), _SERIAL.bottom, code)


def _draw_collection(sheet: Sheet, collection: str, words: Mapping[str, str]) -> None:
    told = collection if collection.strip() else words["collection_follows"]
    caption = words["collection"]
    draw_passage(
        sheet, _COLLECTION, caption, told, limit=COLLECTION_LIMIT, what="way of collection"
    )


def _draw_instructions(sheet: Sheet, words: Mapping[str, str]) -> None:
    sheet.rule(LEFT, RIGHT, _STEPS.top - 10)
    draw_heading(sheet, _STEPS.top - 9, words["until_collected"])
    steps = ["keep_apart", "not_charged", "not_posted", "smoke", "not_a_label"]
    draw_steps(sheet, _STEPS, [words[name] for name in steps])
