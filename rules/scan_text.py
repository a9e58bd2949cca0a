"""What kind of thing a scanner or a keyboard delivered."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from rules.errors import DeskError, Kind
from rules.imei import BadImei, DeviceIdKind, read_device_id
from rules.sscc import BadSscc, bare_scan, read_sscc

LONGEST_SCAN = 128
_CASE = re.compile(r"[A-Z]{2}-[0-9]{4}-[0-9]{6}")
_LOOKS_LIKE_IMEI = re.compile(r"[0-9]{15}")
_LOOKS_LIKE_SSCC = re.compile(r"(00)?[0-9]{18}")


class ScanKind(StrEnum):
    """The things that carry a readable code."""

    CASE = "case"
    SSCC = "sscc"
    IMEI = "imei"
    MEID = "meid"
    SERIAL = "serial"


class UnreadableScan(DeskError):
    """Nothing useful was scanned."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self, problem: str) -> None:
        super().__init__(f"{problem} Scan again or type the number.", problem=problem)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scanned:
    """The kind, the normalised value and, where the code looks damaged, what is doubtful."""

    kind: ScanKind
    value: str
    doubt: str | None = None


def read_scan(text: str) -> Scanned:
    """What was scanned; a number whose check digit is wrong becomes a serial with a doubt.

    Raises UnreadableScan for nothing, control characters or more than 128 characters.
    """
    bare = bare_scan(text)
    if not bare:
        raise UnreadableScan("The scan is empty.")
    if len(bare) > LONGEST_SCAN:
        raise UnreadableScan(f"The scan has more than {LONGEST_SCAN} characters.")
    for read in _READERS:
        found = read(bare)
        if found:
            return found
    return Scanned(kind=ScanKind.SERIAL, value=normal_serial(bare), doubt=_doubt(bare))


def normal_serial(text: str) -> str:
    """A serial number as it is stored and compared: capitals, no blanks; raises UnreadableScan."""
    serial = "".join(text.split()).upper()
    if not serial or not serial.isprintable():
        raise UnreadableScan("The serial number is empty or holds control characters.")
    return serial


def _case(bare: str) -> Scanned | None:
    number = bare.strip().upper()
    return Scanned(kind=ScanKind.CASE, value=number) if _CASE.fullmatch(number) else None


def _sscc(bare: str) -> Scanned | None:
    try:
        return Scanned(kind=ScanKind.SSCC, value=read_sscc(bare))
    except BadSscc:
        return None


def _device(bare: str) -> Scanned | None:
    try:
        device = read_device_id(bare)
    except BadImei:
        return None
    kind = ScanKind.IMEI if device.kind is DeviceIdKind.IMEI else ScanKind.MEID
    return Scanned(kind=kind, value=device.value)


def _doubt(bare: str) -> str | None:
    digits = "".join(bare.split())
    reader = _suspected(digits)
    if reader is None:
        return None
    try:
        reader(digits)
    except (BadImei, BadSscc) as wrong:
        return str(wrong.facts["problem"])
    return None


def _suspected(digits: str) -> Callable[[str], object] | None:
    if _LOOKS_LIKE_IMEI.fullmatch(digits):
        return read_device_id
    return read_sscc if _LOOKS_LIKE_SSCC.fullmatch(digits) else None


_READERS: tuple[Callable[[str], Scanned | None], ...] = (_case, _sscc, _device)
