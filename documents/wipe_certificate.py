"""The A4 certificate that a device's data was wiped, by whom, how, with what, and how checked.

Its fields are those of the certificate of sanitization of NIST SP 800-88 Rev. 2.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from documents.a4_parts import (
    FIELD_STEP,
    LEFT,
    RIGHT,
    WIDTH,
    draw_field_rows,
    draw_head,
    draw_heading,
    draw_passage,
)
from documents.fitting import Box, Line
from documents.language import Language, language_of, phrases_in
from documents.moments import moment_in
from documents.printable import NAME_LIMIT, printable, scannable
from documents.sheet import A4, Sheet, drawn
from rules.sanitization import WIPE_FACT_LIMIT, BackedUp, WipeRecord

NOTES_LIMIT: Final = 600
_DEVICE: Final = 48.0
_WIPE: Final = 110.0
_METHOD: Final = Box(left=LEFT, top=_WIPE + 9, width=WIDTH, height=15)
_PASSAGE: Final = 17.0
_PERSON: Final = 194.0
_NOTES: Final = Box(left=LEFT, top=231, width=WIDTH, height=30)
_STATEMENT: Final = Box(left=LEFT, top=266, width=WIDTH, height=14)


@dataclass(frozen=True, slots=True, kw_only=True)
class WipeCertificate:
    """What a wipe certificate says; the case is the media's source, the moment is aware."""

    certificate_number: str
    issuer: str
    case_number: str
    manufacturer: str
    model: str
    serial: str
    imei: str | None = None
    media_type: str
    backed_up: BackedUp
    wipe: WipeRecord
    destination: str
    performed_by: str
    role: str
    performed_at: datetime
    verified_by: str | None = None
    notes: str = ""
    locale: str


def draw_wipe_certificate(certificate: WipeCertificate) -> bytes:
    """The certificate as an A4 PDF, equal bytes for equal certificates.

    Raises UnprintableText, TextTooLong and MomentWithoutZone.
    """
    language = language_of(certificate.locale)
    words = phrases_in(language).wipe
    number = scannable(certificate.certificate_number, what="certificate number")

    def draw(sheet: Sheet) -> None:
        issuer = printable(certificate.issuer, NAME_LIMIT, what="issuer's name")
        draw_head(sheet, title=words["title"], issuer=issuer, number=number)
        _draw_device(sheet, certificate, words)
        _draw_wipe(sheet, certificate.wipe, words)
        _draw_person(sheet, certificate, words, language)
        _draw_notes(sheet, certificate.notes, words)

    return drawn(A4, f"{words['title']} {number}", language, draw)


def _draw_device(sheet: Sheet, certificate: WipeCertificate, words: Mapping[str, str]) -> None:
    draw_heading(sheet, _DEVICE, words["device"])
    serial = scannable(certificate.serial, what="serial number")
    imei = scannable(certificate.imei, what="IMEI") if certificate.imei else words["none"]
    source = scannable(certificate.case_number, what="case number")
    rows = [
        (
            (words["manufacturer"], _name(certificate.manufacturer, "manufacturer")),
            (words["model"], _name(certificate.model, "model")),
        ),
        ((words["serial"], serial), (words["imei"], imei)),
        (
            (words["media_type"], _name(certificate.media_type, "media type")),
            (words["media_source"], source),
        ),
        (
            (words["backed_up"], words[f"backed_up_{certificate.backed_up}"]),
            (words["destination"], _name(certificate.destination, "destination")),
        ),
    ]
    draw_field_rows(sheet, _DEVICE + 9, rows)


def _draw_wipe(sheet: Sheet, wipe: WipeRecord, words: Mapping[str, str]) -> None:
    sheet.rule(LEFT, RIGHT, _WIPE)
    draw_heading(sheet, _WIPE, words["sanitization"])
    method = [
        Line(words[f"method_{wipe.method}"], bold=True),
        Line(words[f"meaning_{wipe.method}"]),
    ]
    sheet.block(_METHOD, method, largest=12, smallest=8)
    stated = {"technique": wipe.technique, "tool": wipe.tool, "verification": wipe.verification}
    for number, (name, fact) in enumerate(stated.items()):
        top = _METHOD.bottom + 5 + number * _PASSAGE
        box = Box(left=LEFT, top=top, width=WIDTH, height=_PASSAGE - 1)
        draw_passage(sheet, box, words[name], fact, limit=WIPE_FACT_LIMIT, what=name)


def _draw_person(
    sheet: Sheet, certificate: WipeCertificate, words: Mapping[str, str], language: Language
) -> None:
    sheet.rule(LEFT, RIGHT, _PERSON)
    moment = moment_in(language, certificate.performed_at, what="moment of the wipe")
    checked = _name(certificate.verified_by or words["none"], "verifier's name")
    rows = [
        (
            (words["performed_by"], _name(certificate.performed_by, "technician's name")),
            (words["role"], _name(certificate.role, "role")),
        ),
        ((words["performed_at"], moment), (words["verified_by"], checked)),
    ]
    draw_field_rows(sheet, _PERSON + 3, rows)
    sheet.rule(LEFT, RIGHT, _PERSON + 5 + 2 * FIELD_STEP)


def _draw_notes(sheet: Sheet, notes: str, words: Mapping[str, str]) -> None:
    written = notes if notes.strip() else words["none"]
    draw_passage(sheet, _NOTES, words["notes"], written, limit=NOTES_LIMIT, what="notes")
    sheet.rule(LEFT, RIGHT, _STATEMENT.top - 2)
    sheet.block(_STATEMENT, [Line(words["statement"])], largest=9, smallest=7)


def _name(text: str, what: str) -> str:
    return printable(text, NAME_LIMIT, what=what)
