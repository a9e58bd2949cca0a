"""A rate card as a value: zones by postcode, prices by weight, surcharges, fuel by week."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Annotated, Final

from rules.fields import FieldInvalid, Path
from rules.finance.freight_words import Applies, RateSide, SurchargeBasis, Way
from rules.shapes import Count, any_text, decimal

_NOT_KEY: Final = re.compile(r"[^0-9A-Z]")
LONGEST_POSTCODE: Final = 16
_COUNTRY: Final = re.compile(r"[A-Z]{2}")
_CURRENCY: Final = re.compile(r"[A-Z]{3}")
_CODE: Final = re.compile(r"[a-z0-9][a-z0-9_.-]{0,39}")


def postcode_key(written: str) -> str:
    """A postcode as it is compared: letters and digits only, upper case, at most 16 of them."""
    return _NOT_KEY.sub("", written.upper())[:LONGEST_POSTCODE]


def country(value: object, path: Path) -> str:
    """The value as a country in ISO 3166, such as SE."""
    found = any_text(value, path)
    if _COUNTRY.fullmatch(found):
        return found
    raise FieldInvalid(path, f"{value!r} is no country.", "Write two capitals, such as SE.")


def currency(value: object, path: Path) -> str:
    """The value as a currency in ISO 4217, such as SEK."""
    found = any_text(value, path)
    if _CURRENCY.fullmatch(found):
        return found
    raise FieldInvalid(path, f"{value!r} is no currency.", "Write three capitals, such as SEK.")


def code(value: object, path: Path) -> str:
    """The value as a short code: lower case, digits, dots and dashes, 40 at most."""
    found = any_text(value, path)
    if _CODE.fullmatch(found):
        return found
    raise FieldInvalid(
        path, f"{value!r} is no code.", "Write at most 40 of a-z, 0-9, dot, dash, underscore."
    )


def postcode_start(value: object, path: Path) -> str:
    """The value as the beginning of postcodes; empty for all of a country."""
    written = any_text(value, path)
    found = postcode_key(written)
    if found or not written:
        return found
    raise FieldInvalid(path, f"{value!r} begins no postcode.", 'Write "11", or "" for all.')


def price(value: object, path: Path) -> Decimal:
    """The value as an amount from nought up with at most four decimals."""
    found = amount(value, path)
    if found >= 0:
        return found
    raise FieldInvalid(path, f"{value!r} is below nought.", 'Write it in quotes, as "59.00".')


def amount(value: object, path: Path) -> Decimal:
    """The value as an amount with at most four decimals, which the record keeps."""
    found = decimal(value, path)
    if abs(found) < MOST and found == found.quantize(FOURTH):
        return found
    raise FieldInvalid(
        path, f"{value!r} is too exact or too much.", "Write four decimals at most, below 10000000."
    )


MOST: Final = Decimal(10_000_000)
FOURTH: Final = Decimal("0.0001")


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneRow:
    """A country and the beginning of its postcodes, and the zone they are in."""

    country: Annotated[str, country]
    zone: Annotated[str, code]
    prefix: Annotated[str, postcode_start] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Break:
    """The price of a chargeable weight up to and with so many grams, above the break before."""

    up_to_g: Count
    amount: Annotated[Decimal, price]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """The prices of a service one way into a zone, by weight, lightest first."""

    service: Annotated[str, code]
    way: Way
    zone: Annotated[str, code]
    breaks: tuple[Break, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SurchargeRow:
    """What is added to the freight.

    `amount` is money, per cent of the freight, or money for each kilogram. It comes to at least
    `least` and at most `most`. Fuel is counted on it when it is `fuelled`.
    """

    code: Annotated[str, code]
    text: str
    basis: SurchargeBasis
    amount: Annotated[Decimal, amount]
    applies: Applies
    least: Annotated[Decimal, amount] | None = None
    most: Annotated[Decimal, amount] | None = None
    fuelled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FuelWeek:
    """The fuel percentage from a day on, until the next one begins."""

    valid_from: date
    percent: Annotated[Decimal, price]


@dataclass(frozen=True, slots=True, kw_only=True)
class Markup:
    """So many per cent on what the carrier is expected to ask, between `least` and `most`."""

    percent: Annotated[Decimal, price]
    least: Annotated[Decimal, price] | None = None
    most: Annotated[Decimal, price] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One version of a rate card; `divisor` is cubic centimetres that weigh a kilogram.

    `customer` is whose it is on the sell side, empty for everybody without one of their own;
    `account` our number at the carrier on the buy side.
    """

    code: Annotated[str, code]
    version: str
    side: RateSide
    carrier: Annotated[str, code]
    currency: Annotated[str, currency]
    valid_from: date
    divisor: Count = 5000
    step_g: Count = 1
    valid_until: date | None = None
    customer: str = ""
    account: str = ""
    markup: Markup | None = None
    zones: tuple[ZoneRow, ...] = ()
    rates: tuple[Lane, ...] = ()
    surcharges: tuple[SurchargeRow, ...] = ()
    packaging: Mapping[str, Annotated[Decimal, price]] = field(default_factory=dict)


def card_on(cards: tuple[Card, ...], day: date) -> Card | None:
    """The newest card that has begun, unless it has ended: cards of one carrier and customer."""
    begun = [card for card in cards if card.valid_from <= day]
    newest = max(begun, key=lambda card: card.valid_from, default=None)
    if newest is None or (newest.valid_until is not None and newest.valid_until < day):
        return None
    return newest
