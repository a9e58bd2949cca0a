"""Whether an invoice can name a party: numbers by their check digits, terms by what they mean."""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Final, Protocol

from stdnum import bic, ean, iban
from stdnum.fr import siren, siret
from stdnum.no import orgnr as norwegian
from stdnum.se import orgnr as swedish
from stdnum.util import get_cc_module

from desk.finance.statement_refusals import BillingPartyInvalid
from rules.finance.money_words import VatCategory

#: Greece writes its VAT numbers with a code of its own.
VAT_PREFIX: Final[Mapping[str, str]] = {"GR": "EL"}
NO_RULE: Final = re.compile(r"[A-Z]{2}[0-9A-Z]{2,18}")
#: Electronic addresses (EAS) that have check digits; those from 9901 on are mostly VAT numbers.
CHECKED: Final[Mapping[str, Callable[[str], bool]]] = {
    "0002": siren.is_valid,
    "0007": swedish.is_valid,
    "0009": siret.is_valid,
    "0088": ean.is_valid,
    "0192": norwegian.is_valid,
}
SCHEME: Final = re.compile(r"(0[01][0-9]{2}|02[0-4][0-9]|99[0-9]{2})")
ADDRESS: Final = re.compile(r"[!-~]{1,80}")
COUNTRY: Final = re.compile(r"[A-Z]{2}")
CURRENCY: Final = re.compile(r"[A-Z]{3}")
LOCALE: Final = re.compile(r"[a-z]{2}([-_][A-Z]{2})?")
MOST_DAYS: Final = 365
MOST_PERCENT: Final = 100
#: What has to be said, in words, with the most characters that it may have.
SAID: Final[Mapping[str, tuple[str, int]]] = {
    "legal_name": ("the legal name", 200),
    "registration": ("the company's registration number", 40),
    "street": ("the street", 200),
    "postcode": ("the postcode", 16),
    "city": ("the city", 200),
}
LONGEST_REFERENCE: Final = 80


class Named(Protocol):
    """What is checked of a billing party."""

    @property
    def country(self) -> str:
        """ISO 3166 alpha-2."""

    @property
    def vat_category(self) -> VatCategory:
        """Of everything that is sold to it."""

    @property
    def vat_percent(self) -> Decimal:
        """Of a line."""

    @property
    def vat_number(self) -> str:
        """With the country's prefix; empty for none."""


def check_party(form: Any) -> None:  # noqa: ANN401 - the form is checked field by field
    """Raise BillingPartyInvalid for the first thing that an invoice could not say."""
    for field, (words, most) in SAID.items():
        said = str(getattr(form, field)).strip()
        require(bool(said) and len(said) <= most, field, f"Give {words}, up to {most} characters.")
    check_codes(form)
    check_vat(form)
    check_address(form.endpoint_scheme, form.endpoint)
    check_bank(form.iban, form.bic)
    check_terms(form)


def require(holds: bool, field: str, problem: str) -> None:  # noqa: FBT001 - a condition and its words
    """Raise BillingPartyInvalid unless the condition holds."""
    if not holds:
        raise BillingPartyInvalid(field, problem)


def check_codes(form: Any) -> None:  # noqa: ANN401 - see check_party
    """Country, currency and language are codes."""
    shapes = (
        ("country", COUNTRY, "two capital letters such as SE"),
        ("currency", CURRENCY, "three capital letters such as SEK"),
        ("locale", LOCALE, "a language such as sv or fr-FR"),
    )
    for field, shape, words in shapes:
        said = getattr(form, field)
        require(bool(shape.fullmatch(said)), field, f"'{said}' is no {field}: give {words}.")


def check_vat(form: Named) -> None:
    """The number by its country's check digits; its category by whether VAT is asked for."""
    number, prefix = form.vat_number, VAT_PREFIX.get(form.country, form.country)
    if number:
        require(
            number.startswith(prefix) and is_vat_number(form.country, number),
            "vat_number",
            f"{number} is no VAT number of {form.country}: it begins with {prefix} and its check "
            "digits have to fit.",
        )
    standard = form.vat_category is VatCategory.STANDARD
    require(
        0 < form.vat_percent <= MOST_PERCENT if standard else form.vat_percent == 0,
        "vat_percent",
        "Sales at the usual VAT have a percentage over 0; all other categories have 0.",
    )
    owes = form.vat_category in {VatCategory.REVERSE_CHARGE, VatCategory.INTRA_COMMUNITY}
    require(
        not owes or bool(number),
        "vat_number",
        "Who pays the VAT itself is named by its VAT number: give it.",
    )


def is_vat_number(country: str, number: str) -> bool:
    """By the country's own rule, else by the shape that all have."""
    rule: Any = get_cc_module(country, "vat")
    if rule is None:
        return bool(NO_RULE.fullmatch(number))
    bare = number[2:]
    return bool(rule.is_valid(number) or rule.is_valid(bare))


def check_address(scheme: str, address: str) -> None:
    """Where electronic invoices go: a scheme of the EAS list, and a number of it."""
    require(
        bool(SCHEME.fullmatch(scheme)),
        "endpoint_scheme",
        f"'{scheme}' is no scheme of electronic addresses: give four digits such as 0007, 0088 or "
        "9957 (EAS).",
    )
    fits = CHECKED.get(scheme, is_printable)
    require(
        is_printable(address) and fits(address),
        "endpoint",
        f"'{address}' is no address of scheme {scheme}: its digits or check digit do not fit.",
    )


def is_printable(address: str) -> bool:
    """True of letters, digits and signs without a space, as many as an address may have."""
    return bool(ADDRESS.fullmatch(address))


def check_bank(account: str, bank: str) -> None:
    """An IBAN by its checksum, a BIC by its shape."""
    require(
        not account or iban.is_valid(account),
        "iban",
        f"{account} is no IBAN: its country, length or checksum does not fit.",
    )
    require(not bank or bic.is_valid(bank), "bic", f"{bank} is no BIC: give 8 or 11 characters.")


def check_terms(form: Any) -> None:  # noqa: ANN401 - see check_party
    """Days are counted, references are short."""
    for field in ("payment_days", "grace_days"):
        days = getattr(form, field)
        require(0 <= days <= MOST_DAYS, field, f"Give 0 to {MOST_DAYS} days.")
    require(
        len(form.buyer_reference) <= LONGEST_REFERENCE,
        "buyer_reference",
        f"Shorten the reference to {LONGEST_REFERENCE} characters.",
    )
