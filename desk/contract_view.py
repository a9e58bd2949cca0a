"""What a contract's page and the list of contracts show, as plain values."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractLine:
    """One contract of the list."""

    number: str
    customer: str
    programme: str
    tier: str
    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageLine:
    """One row of a device's coverage; `extension_months` are on offer on the day of the page."""

    coverage: str
    measure: str
    starts_on: date | None
    base_ends: date | None
    last_day: date | None
    capped_by_maximum: bool
    extension_months: int | None
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceLine:
    """A covered device, with each row of coverage that holds for its class."""

    serial: str
    model: str
    product_class: str
    invoiced_on: date | None
    shipped_on: date | None
    activated_on: date | None
    coverage: tuple[CoverageLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PurchaseLine:
    """Months that were bought; without a serial they renewed the contract until `ends_on`."""

    kind: str
    serial: str
    months: int
    bought_on: date
    ends_on: date | None
    price: Decimal | None
    currency: str
    order_reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DateLine:
    """Something that was told or billed, or will be; `about` is the end or fee it speaks of."""

    on: date
    kind: str
    serial: str
    about: date


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeLine:
    """A billable event of the contract; an amount of None is rated later."""

    on: date
    kind: str
    quantity: int
    amount: Decimal | None
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractView:
    """Everything a contract's page shows, as of the day `today` in the programme's zone."""

    number: str
    customer: str
    customer_name: str
    contact: str
    programme: str
    version: str
    tier: str
    tier_label: str
    today: date
    starts_on: date
    ends_on: date
    renewed_from: date | None
    expired: bool
    term_years: int | None
    billing: str
    fee_amount: Decimal | None
    fee_currency: str
    fee_approximate: bool
    seats: int
    figures: dict[str, Any]
    devices: tuple[DeviceLine, ...]
    purchases: tuple[PurchaseLine, ...]
    fees: tuple[FeeLine, ...]
    notices: tuple[DateLine, ...]
    upcoming: tuple[DateLine, ...]
