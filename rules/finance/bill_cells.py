"""Cells of a carrier's file read strictly: amounts to the cent, days, grams and short texts.

Each function gives the text as the record takes it, and raises CellWrong, which says what to do.
They remember what they have read: a bill of a million rows has few different prices and days.
"""

import re
from datetime import datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from rules.finance.rounding import CENT
from rules.finance.tracking_keys import tracking_key

#: The record keeps twelve digits and two decimals.
MOST = Decimal(10) ** 12
#: An amount as a carrier writes it: a sign before or behind, digits, a point, decimals.
_AMOUNT = re.compile(r"(?P<before>[+-]?)(?P<number>[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?P<behind>-?)")
_BLANKS = str.maketrans("", "", " \u00a0\u202f'\u2019")
#: What a spreadsheet takes for a formula; no number of a parcel or a bill begins so.
_FORMULA = ("=", "@")
_GRAMS = {
    "": Decimal(1000),
    "kg": Decimal(1000),
    "kgm": Decimal(1000),
    "kgs": Decimal(1000),
    "k": Decimal(1000),
    "g": Decimal(1),
    "grm": Decimal(1),
    "lb": Decimal("453.59237"),
    "lbs": Decimal("453.59237"),
    "l": Decimal("453.59237"),
    "lbr": Decimal("453.59237"),
    "oz": Decimal("28.349523125"),
}
#: Letters, digits and signs with no blank, not beginning like a formula.
_USUAL = re.compile(r"[!-<>?A-~][!-~]*").fullmatch
LONGEST_KEY = 64
HEAVIEST_G = 100_000_000
_REMEMBERED = 1 << 16


class CellWrong(ValueError):
    """A cell cannot be read: what stands there and what to do about it."""

    def __init__(self, said: str, what_to_do: str) -> None:
        super().__init__(what_to_do)
        self.said = said[:80]
        self.what_to_do = what_to_do


@lru_cache(maxsize=_REMEMBERED)
def amount_of(text: str, mark: str = ".") -> Decimal:
    """The amount with two decimals, never rounded; `mark` is the decimal mark.

    Raises CellWrong for what is no amount, is finer than a cent or has more than twelve digits.
    """
    plain = text.strip().translate(_BLANKS)
    if mark == ",":
        plain = plain.replace(".", "").replace(",", ".")
    elif "," in plain:
        raise CellWrong(text, "Write an amount with a decimal point and no commas: 1234.50.")
    found = _AMOUNT.fullmatch(plain)
    if found is None or (found["before"] and found["behind"]):
        raise CellWrong(text, "Write an amount such as 1234.50 or -1234.50.")
    try:
        exact = Decimal(found["number"])
        cents = exact.quantize(CENT)
    except InvalidOperation:
        raise CellWrong(text, "No amount has so many digits. Correct it.") from None
    if cents >= MOST:
        raise CellWrong(text, "No amount has so many digits. Correct it.")
    if cents != exact:
        raise CellWrong(text, "It is finer than a cent. Ask the carrier for amounts in cents.")
    return -cents if "-" in found["before"] + found["behind"] else cents


@lru_cache(maxsize=_REMEMBERED)
def percent_of(text: str, mark: str = ".") -> Decimal:
    """A share from 0 to 100 in percent, with at most four decimals (CellWrong)."""
    plain = text.strip().removesuffix("%").strip().replace(mark, ".")
    found = _AMOUNT.fullmatch(plain)
    if found is None or len(plain) > len("100.0000") or not 0 <= Decimal(plain) <= 100:  # noqa: PLR2004
        raise CellWrong(text, "Write a percentage from 0 to 100, such as 25.")
    return Decimal(plain)


@lru_cache(maxsize=_REMEMBERED)
def day_of(text: str, forms: tuple[str, ...]) -> str:
    """The day in ISO 8601, written in one of the forms of strftime (CellWrong)."""
    for form in forms:
        try:
            day = datetime.strptime(text.strip(), form).date()  # noqa: DTZ007 - a day of the bill
        except ValueError:
            continue
        if 2000 <= day.year < 2100:  # noqa: PLR2004 - the century of the record
            return day.isoformat()
    raise CellWrong(text, f"Write the day as {' or '.join(forms)}, between 2000 and 2099.")


@lru_cache(maxsize=_REMEMBERED)
def grams_of(text: str, unit: str = "", mark: str = ".") -> str:
    """The weight in whole grams, rounded; empty for no weight (CellWrong)."""
    if not text.strip():
        return ""
    factor = _GRAMS.get(unit.strip().lower())
    if factor is None:
        raise CellWrong(unit, "This unit of weight is not known. Use kg, g, lb or oz.")
    plain = text.strip().translate(_BLANKS)
    plain = plain.replace(".", "").replace(",", ".") if mark == "," else plain
    found = _AMOUNT.fullmatch(plain)
    if found is None or found["before"] == "-" or found["behind"] or len(plain) > 20:  # noqa: PLR2004
        raise CellWrong(text, "Write a weight such as 2.35.")
    grams = int((Decimal(found["number"]) * factor).to_integral_value())
    if grams > HEAVIEST_G:
        raise CellWrong(text, "No parcel weighs more than a hundred tonnes. Correct it.")
    return str(grams)


@lru_cache(maxsize=_REMEMBERED)
def currency_of(text: str) -> str:
    """Three capital letters (ISO 4217) or CellWrong."""
    code = text.strip().upper()
    if len(code) == 3 and code.isascii() and code.isalpha():  # noqa: PLR2004 - ISO 4217
        return code
    raise CellWrong(text, "Write the currency's three letters, such as SEK.")


def tracking_of(text: str) -> str:
    """The tracking number and its key with a tab between them (CellWrong)."""
    if text.isalnum() and text.isascii() and len(text) <= LONGEST_KEY:
        return f"{text}\t{text.upper()}"  # the usual number, in a third of the time
    number = number_of(text, LONGEST_KEY)
    return f"{number}\t{tracking_key(number)}"


def number_of(text: str, most: int) -> str:
    """A number or reference on one line; CellWrong when it is too long or looks like a formula."""
    if not text or (len(text) <= most and _USUAL(text)):
        return text
    number = words_of(text)
    if len(number) > most:
        raise CellWrong(number, f"At most {most} characters are kept. Shorten it.")
    if number.startswith(_FORMULA):
        raise CellWrong(number, "It begins like a formula. Export the column as text.")
    return number


def words_of(text: str) -> str:
    """The text on one line, without blanks around it and without control characters."""
    if text.isprintable() and text[:1] != " " and text[-1:] != " " and "  " not in text:
        return text
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


@lru_cache(maxsize=_REMEMBERED)
def label_of(text: str, most: int) -> str:
    """What the carrier calls it, cut to so many characters: nothing is decided by it."""
    return words_of(text)[:most]
