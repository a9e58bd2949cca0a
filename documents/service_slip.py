"""The service slip: one A4 page in the contact's language that travels in the box with the device.

It tells the sender what to do before the box is closed, and the dock whose device this is: a QR
code of the case number and a Code 128 of the serial number.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from documents.a4_parts import CAPTION, COLUMN, LEFT, RIGHT, SECOND, WIDTH, draw_field
from documents.barcodes import PAGE_MODULE, quiet_zone, square_code, text_code
from documents.fitting import Box, Line
from documents.language import language_of, phrases_in
from documents.printable import (
    FAULT_LIMIT,
    FAULT_LINES_LIMIT,
    NAME_LIMIT,
    TextTooLong,
    printable,
    printable_address,
    printable_lines,
    scannable,
)
from documents.sheet import A4, Sheet, drawn

_QR_SIDE: Final = 28.0
_LEAD: Final = Box(left=LEFT, top=35, width=140, height=18)
_SERIAL: Final = Box(left=SECOND, top=71, width=RIGHT - SECOND, height=15)
_FAULT: Final = Box(left=LEFT, top=116, width=WIDTH, height=36)
_STEPS: Final = Box(left=LEFT, top=167, width=WIDTH, height=62)
_SEND_TO: Final = Box(left=LEFT, top=231, width=64, height=48)
_BATTERY: Final = Box(left=88, top=231, width=104, height=43)


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceSlip:
    """What a service slip says; the locale is the contact's.

    Each reminder is printed where it applies: an appliance has no SIM card, a battery-free device
    no battery. The serial is what a scanner reads from the slip: visible ASCII, at most 28.
    """

    case_number: str
    customer: str
    contact: str
    device_model: str
    serial: str
    imei: str | None
    fault: str
    return_address: tuple[str, ...]
    locale: str
    sim_reminder: bool = True
    data_reminder: bool = True
    activation_lock_reminder: bool = True
    battery_warning: bool = True


def draw_service_slip(slip: ServiceSlip) -> bytes:
    """The slip as an A4 PDF, equal bytes for equal slips; raises UnprintableText, TextTooLong."""
    language = language_of(slip.locale)
    case_number = scannable(slip.case_number, what="case number")

    def draw(sheet: Sheet) -> None:
        words = phrases_in(language).slip
        _draw_head(sheet, case_number, words)
        _draw_device(sheet, slip, words)
        _draw_fault(sheet, slip.fault, words["fault"])
        _draw_steps(sheet, words["steps"], [words[name] for name in _steps(slip)])
        if slip.battery_warning:
            _draw_battery_warning(sheet, words)
        _draw_send_to(sheet, slip.return_address, words["send_to"])

    return drawn(A4, f"{phrases_in(language).slip['title']} {case_number}", language, draw)


def _draw_head(sheet: Sheet, case_number: str, words: Mapping[str, str]) -> None:
    sheet.text(LEFT, 30, Line(words["title"], bold=True), size=26)
    lead = [Line(words["lead"]), Line(words["travels"], bold=True)]
    sheet.block(_LEAD, lead, largest=11, smallest=8.5)
    code = square_code(case_number, _QR_SIDE)
    quiet = quiet_zone(code)
    sheet.code(RIGHT - _QR_SIDE - quiet, 47.5 + quiet, code)
    sheet.text(RIGHT, 52.5, Line(case_number, bold=True), size=10, align="right")
    sheet.rule(LEFT, RIGHT, 56, weight=1.6)


def _draw_device(sheet: Sheet, slip: ServiceSlip, words: Mapping[str, str]) -> None:
    left_column = [
        ("case", scannable(slip.case_number, what="case number")),
        ("customer", printable(slip.customer, NAME_LIMIT, what="customer's name")),
        ("contact", printable(slip.contact, NAME_LIMIT, what="contact's name")),
        ("device", printable(slip.device_model, NAME_LIMIT, what="device model")),
    ]
    for row, (name, value) in enumerate(left_column):
        draw_field(
            sheet,
            Box(left=LEFT, top=59 + row * 12.5, width=COLUMN, height=12),
            words[name],
            value,
        )
    serial = scannable(slip.serial, what="serial number")
    draw_field(
        sheet, Box(left=SECOND, top=59, width=_SERIAL.width, height=12), words["serial"], serial
    )
    code = text_code(serial, width=_SERIAL.width, height=_SERIAL.height, narrowest=PAGE_MODULE)
    if code is None:
        raise TextTooLong("serial number", len(serial) - 1)
    sheet.code(SECOND - quiet_zone(code), _SERIAL.bottom, code)
    if slip.imei:
        imei = scannable(slip.imei, what="IMEI")
        draw_field(
            sheet, Box(left=SECOND, top=96.5, width=_SERIAL.width, height=12), words["imei"], imei
        )


def _draw_fault(sheet: Sheet, fault: str, caption: str) -> None:
    sheet.rule(LEFT, RIGHT, 110)
    sheet.text(LEFT, 114.5, Line(caption), size=CAPTION)
    lines = printable_lines(fault, FAULT_LIMIT, FAULT_LINES_LIMIT, what="fault description")
    sheet.block(
        _FAULT, [Line(line) for line in lines], largest=11, smallest=6, what="fault description"
    )
    sheet.rule(LEFT, RIGHT, 154)


def _steps(slip: ServiceSlip) -> list[str]:
    wanted = {
        "data": slip.data_reminder,
        "activation_lock": slip.activation_lock_reminder,
        "sim_card": slip.sim_reminder,
        "switch_off": True,
        "pack": True,
        "hand_in": True,
    }
    return [name for name, applies in wanted.items() if applies]


def _draw_steps(sheet: Sheet, heading: str, steps: list[str]) -> None:
    sheet.text(LEFT, 162, Line(heading, bold=True), size=14)
    top = _STEPS.top
    for step in steps:
        sheet.frame(Box(left=LEFT, top=top + 0.6, width=3.8, height=3.8), weight=0.9)
        box = Box(left=LEFT + 8, top=top, width=WIDTH - 8, height=_STEPS.bottom - top)
        top = sheet.block(box, [Line(step)], largest=10.5, smallest=8.5) + 2.2


def _draw_battery_warning(sheet: Sheet, words: Mapping[str, str]) -> None:
    sheet.frame(_BATTERY, weight=2.4)
    sheet.warning_sign(_BATTERY.left + 5, _BATTERY.top + 5, 14)
    left = _BATTERY.left + 23
    title = Box(left=left, top=_BATTERY.top + 4, width=_BATTERY.right - left - 4, height=13)
    ends = sheet.block(title, [Line(words["battery_title"], bold=True)], largest=13, smallest=10)
    text = Box(left=left, top=ends + 1.5, width=title.width, height=_BATTERY.bottom - ends - 4)
    sheet.block(text, [Line(words["battery"])], largest=10.5, smallest=8)


def _draw_send_to(sheet: Sheet, address: tuple[str, ...], caption: str) -> None:
    sheet.rule(_SEND_TO.left, _SEND_TO.right, _SEND_TO.top, weight=0.6)
    sheet.text(_SEND_TO.left, _SEND_TO.top + 4.5, Line(caption), size=CAPTION)
    box = Box(left=_SEND_TO.left, top=_SEND_TO.top + 6.5, width=_SEND_TO.width, height=41)
    first, *rest = printable_address(address, what="return address") or ("",)
    lines = [Line(first, bold=True), *(Line(line) for line in rest)]
    sheet.block(box, lines, largest=12, smallest=6, what="return address")
