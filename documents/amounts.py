"""Money and quantities as each language writes them: 1,234.50 SEK, 1 234,50 SEK, 1.234,50 RON."""

from decimal import Decimal
from typing import Final

from documents.language import Language

_NO_BREAK: Final = "\u00a0"
# Group mark and decimal mark; a group must not be torn at the end of a line, so its blank is hard.
_MARKS: Final = {
    Language.ENGLISH: (",", "."),
    Language.SWEDISH: (_NO_BREAK, ","),
    Language.FRENCH: (_NO_BREAK, ","),
    Language.ROMANIAN: (".", ","),
}
_CENTS: Final = 2


def money_in(language: Language, amount: Decimal, currency: str) -> str:
    """The amount with its ISO 4217 code, never rounded; two decimals at least."""
    return f"{amount_in(language, amount)}{_NO_BREAK}{currency}"


def amount_in(language: Language, amount: Decimal) -> str:
    """The amount alone, for a table that names its currency once; two decimals at least."""
    return _marked(language, amount, max(_CENTS, _decimals(amount)))


def quantity_in(language: Language, quantity: Decimal) -> str:
    """The quantity with no more decimals than it needs."""
    return _marked(language, quantity, _decimals(quantity))


def _marked(language: Language, number: Decimal, decimals: int) -> str:
    group, point = _MARKS[language]
    written = f"{number:,.{decimals}f}"
    return "".join({",": group, ".": point}.get(sign, sign) for sign in written)


def _decimals(number: Decimal) -> int:
    # Counted in the text, because normalising would round to the context's 28 digits.
    return len(f"{number:f}".partition(".")[2].rstrip("0"))
