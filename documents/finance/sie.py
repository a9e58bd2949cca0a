"""Vouchers as a SIE 4I file: what a Swedish bookkeeping system imports.

The format of the SIE group, type 4I: the head, the accounts that are used, and vouchers that each
sum to nought; no balances. Code page 437, lines end with CR LF, quotes are escaped by a backslash.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from importlib.metadata import version
from typing import Final

#: What is written instead of letters that the code page has not.
INSTEAD: Final = {
    "\N{EURO SIGN}": "EUR",
    "\N{EN DASH}": "-",
    "\N{EM DASH}": "-",
    "\N{LEFT SINGLE QUOTATION MARK}": "'",
    "\N{RIGHT SINGLE QUOTATION MARK}": "'",
    "\N{LEFT DOUBLE QUOTATION MARK}": '"',
    "\N{RIGHT DOUBLE QUOTATION MARK}": '"',
}
CODE_PAGE: Final = "cp437"


@dataclass(frozen=True, slots=True, kw_only=True)
class SieCompany:
    """Whose vouchers they are; `registration` is the company's number in its register."""

    name: str
    registration: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SieAccount:
    """An account that a voucher uses."""

    number: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SieLine:
    """One line of a voucher: debit is positive."""

    account: str
    amount: Decimal
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SieVoucher:
    """One voucher with its series and number; its lines sum to nought."""

    series: str
    number: int
    on: date
    text: str
    posted_on: date
    by: str
    lines: Sequence[SieLine]


def write_sie(
    company: SieCompany,
    accounts: Iterable[SieAccount],
    vouchers: Iterable[SieVoucher],
    made_on: date,
) -> Iterator[bytes]:
    """The file line by line."""
    for line in (
        *head(company, made_on),
        *(f"#KONTO {one.number} {field(one.name)}" for one in accounts),
    ):
        yield encoded(line)
    for voucher in vouchers:
        for line in voucher_lines(voucher):
            yield encoded(line)


def head(company: SieCompany, made_on: date) -> Iterator[str]:
    """The records that every file of type 4I begins with."""
    yield "#FLAGGA 0"
    yield f"#PROGRAM {field('Swapdesk')} {field(version('swapdesk'))}"
    yield "#FORMAT PC8"
    yield f"#GEN {made_on:%Y%m%d}"
    yield "#SIETYP 4"
    if company.registration:
        yield f"#ORGNR {field(company.registration)}"
    yield f"#FNAMN {field(company.name)}"


def voucher_lines(voucher: SieVoucher) -> Iterator[str]:
    """A voucher and its lines in braces."""
    yield (
        f"#VER {field(voucher.series)} {voucher.number} {voucher.on:%Y%m%d} {field(voucher.text)} "
        f"{voucher.posted_on:%Y%m%d} {field(voucher.by)}"
    )
    yield "{"
    for line in voucher.lines:
        text = f" {voucher.on:%Y%m%d} {field(line.text)}" if line.text else ""
        yield f"   #TRANS {line.account} {{}} {line.amount:.2f}{text}"
    yield "}"


def field(text: str) -> str:
    """The text in quotes, its own quotes escaped.

    A control character is a space, and a backslash, which would escape what follows, a slash.
    """
    plain = "".join(" " if unicodedata.category(letter) == "Cc" else letter for letter in text)
    quoted = in_code_page(plain).replace("\\", "/").replace('"', '\\"')
    return f'"{quoted}"'


def in_code_page(text: str) -> str:
    """The text in letters that the code page has: accents it lacks are dropped, others are ?."""
    return "".join(letter if fits(letter) else nearest(letter) for letter in text)


def nearest(letter: str) -> str:
    """What stands for a letter that the code page has not."""
    if letter in INSTEAD:
        return INSTEAD[letter]
    base = "".join(part for part in unicodedata.normalize("NFKD", letter) if fits(part))
    return base or "?"


def fits(letter: str) -> bool:
    """True when the code page has the letter."""
    try:
        letter.encode(CODE_PAGE)
    except UnicodeEncodeError:
        return False
    return True


def encoded(line: str) -> bytes:
    """The line as bytes with its end."""
    return f"{line}\r\n".encode(CODE_PAGE)
