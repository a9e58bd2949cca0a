"""Serial shipping container codes of 18 digits (GS1 General Specifications, AI 00)."""

import re
from typing import ClassVar

from rules.errors import DeskError, Kind

GROUP_SEPARATOR = "\x1d"
_AIM = re.compile(r"^\][A-Za-z][0-9A-Za-z]")
_CODE = re.compile(r"[0-9]{18}")
_PREFIX = re.compile(r"[0-9]{4,12}")
_SERIAL_AND_PREFIX = 16
_EXTENSIONS = range(10)


class BadSscc(DeskError):
    """This is not an SSCC."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self, given: str, problem: str) -> None:
        shown = given[:40]
        super().__init__(
            f"{shown!r} is not an SSCC: {problem} Scan the lowest barcode of the parcel label.",
            given=shown,
            problem=problem,
        )


class SsccNumbersUsedUp(DeskError):
    """The company prefix has no such serial reference."""

    kind: ClassVar[Kind] = Kind.CONFLICT

    def __init__(self, prefix: str, serial: int) -> None:
        super().__init__(
            f"Serial reference {serial} does not fit behind the company prefix {prefix}. "
            "Use the next extension digit; numbers are never used again.",
            prefix=prefix,
            serial=serial,
        )


def build_sscc(*, extension: int, company_prefix: str, serial: int) -> str:
    """The 18 digits for a serial reference; raises BadSscc and, past the end, SsccNumbersUsedUp."""
    if extension not in _EXTENSIONS:
        raise BadSscc(str(extension), "the extension is one digit.")
    if not _PREFIX.fullmatch(company_prefix):
        raise BadSscc(company_prefix, "a company prefix has 4 to 12 digits.")
    width = _SERIAL_AND_PREFIX - len(company_prefix)
    if not 0 <= serial < 10**width:
        raise SsccNumbersUsedUp(company_prefix, serial)
    body = f"{extension}{company_prefix}{serial:0{width}d}"
    return body + sscc_check_digit(body)


def read_sscc(text: str) -> str:
    """The 18 digits of a scanned or typed code; raises BadSscc saying what is wrong.

    Accepts the scanner's AIM prefix, the application identifier 00 with or without brackets,
    separators and, behind a separator, further GS1 elements.
    """
    first = bare_scan(text).split(GROUP_SEPARATOR)[0].replace("(00)", "00", 1).replace(" ", "")
    code = first[2:] if first.startswith("00") and len(first) == len("00") + 18 else first
    if not _CODE.fullmatch(code):
        raise BadSscc(text, f"18 digits are needed, {len(code)} characters were read.")
    expected = sscc_check_digit(code[:-1])
    if code[-1] != expected:
        raise BadSscc(text, f"the last digit is {code[-1]}, the check digit would be {expected}.")
    return code


def sscc_check_digit(seventeen: str) -> str:
    """The modulo-10 digit, weights 3 and 1 from the left, that completes the first 17 digits."""
    weighted = (int(digit) * (1 if at % 2 else 3) for at, digit in enumerate(seventeen))
    return str(-sum(weighted) % 10)


def bare_scan(text: str) -> str:
    """The scanned text without the scanner's AIM prefix and without separators at its ends."""
    return _AIM.sub("", text.strip(" \t\r\n" + GROUP_SEPARATOR)).strip(GROUP_SEPARATOR)
