"""How a statement says things: its captions, days, amounts and quantities in one language."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from string import Template
from typing import Any

from documents.amounts import amount_in, money_in, quantity_in
from documents.finance.einvoice_codes import statement_words
from documents.language import Language, language_of
from rules.dates_in_words import full_date
from rules.finance.invoices import Invoice


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """The words of one statement in its language and currency."""

    language: Language
    currency: str
    words: Mapping[str, Any]

    def say(self, name: str, **facts: str) -> str:
        """The phrase of that name, its facts filled in."""
        return Template(str(self.words[name])).substitute(facts)

    def named(self, group: str, code: str) -> str:
        """The word of a code, or the code itself where there is none."""
        return str(self.words[group].get(code, code))

    def day(self, day: date) -> str:
        """The day in words."""
        return full_date(day, self.language)

    def short_day(self, first: date, last: date | None = None) -> str:
        """The day in figures (ISO 8601), or two of them."""
        return first.isoformat() if last in {None, first} else f"{first} \u2013 {last}"

    def money(self, amount: Decimal) -> str:
        """The amount with its currency."""
        return money_in(self.language, amount, self.currency)

    def amount(self, amount: Decimal) -> str:
        """The amount alone."""
        return amount_in(self.language, amount)

    def quantity(self, quantity: Decimal, unit: str) -> str:
        """The quantity in its unit."""
        return f"{quantity_in(self.language, quantity)} {self.named('units', unit)}"

    def rate(self, percent: Decimal) -> str:
        """A rate of VAT."""
        return f"{quantity_in(self.language, percent)}\u00a0%"


def saying_of(invoice: Invoice) -> Saying:
    """The words of the statement in its buyer's language."""
    return saying_in(invoice.locale, invoice.currency)


def saying_in(locale: str, currency: str) -> Saying:
    """The words of statements in the language of a locale."""
    return Saying(language=language_of(locale), currency=currency, words=statement_words(locale))
