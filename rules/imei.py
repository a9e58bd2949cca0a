"""Phone identities: IMEI with its check digit (3GPP TS 23.003, annex B), and MEID."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from rules.errors import DeskError, Kind

_SEPARATORS = re.compile(r"[\s\-/.]+")
_PREFIX = re.compile(r"^(IMEI|MEID)\s*[12]?\s*[:=]\s*", re.IGNORECASE)
_MEID = re.compile(r"[A-F][0-9A-F]{13}")
_IMEI_LENGTH = 15
_IMEISV_LENGTHS = (16, 17)


class DeviceIdKind(StrEnum):
    """The two numbering plans of mobile devices."""

    IMEI = "imei"
    MEID = "meid"


class BadImei(DeskError):
    """This is not an IMEI."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self, given: str, problem: str) -> None:
        shown = given[:40]
        super().__init__(
            f"{shown!r} is not an IMEI: {problem} Dial *#06# on the phone or read its box.",
            given=shown,
            problem=problem,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceId:
    """An IMEI as 15 digits or a MEID as 14 capital hexadecimal digits."""

    kind: DeviceIdKind
    value: str


def read_imei(text: str) -> str:
    """The 15 digits of an IMEI, written with separators or not; raises BadImei with the fault."""
    digits = _bare(text)
    if not (digits.isascii() and digits.isdigit()):
        raise BadImei(text, "it holds something other than digits.")
    if len(digits) != _IMEI_LENGTH:
        raise BadImei(text, _length_problem(digits))
    if not digits.strip("0"):
        raise BadImei(text, "it is all zeros, a placeholder.")
    expected = imei_check_digit(digits[:-1])
    if digits[-1] != expected:
        raise BadImei(text, f"the last digit is {digits[-1]}, the check digit would be {expected}.")
    return digits


def read_device_id(text: str) -> DeviceId:
    """The IMEI or MEID in the text; raises BadImei when it is neither."""
    bare = _bare(text).upper()
    if _MEID.fullmatch(bare):
        return DeviceId(kind=DeviceIdKind.MEID, value=bare)
    return DeviceId(kind=DeviceIdKind.IMEI, value=read_imei(text))


def imei_check_digit(fourteen: str) -> str:
    """The Luhn digit that completes the first 14 digits."""
    doubled = (int(digit) * (1 + at % 2) for at, digit in enumerate(fourteen))
    return str(-sum(value // 10 + value % 10 for value in doubled) % 10)


def _bare(text: str) -> str:
    return _SEPARATORS.sub("", _PREFIX.sub("", text.strip()))


def _length_problem(digits: str) -> str:
    if len(digits) == _IMEI_LENGTH - 1:
        return "it has 14 digits, the check digit is missing."
    if len(digits) in _IMEISV_LENGTHS:
        return f"it has {len(digits)} digits, as an IMEI with a software version has; give 15."
    return f"it has {len(digits)} digits, not 15."
