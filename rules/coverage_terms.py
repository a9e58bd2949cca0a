"""What a programme covers of a device, how long, what it excludes, and what follows expiry."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from rules.service_terms import Words
from rules.service_words import Billing, Cause, Commitment, Measure, Requirement
from rules.shapes import Count


class BuyWithin(StrEnum):
    """Until when an extension can be bought: the last day of the base, or of any coverage."""

    BASE = "base"
    ANY = "any"


@dataclass(frozen=True, slots=True, kw_only=True)
class Extension:
    """Months added to the base; bought no later than the last covered day (fact 21, A23)."""

    months: Count
    source: str
    buy_within: BuyWithin = BuyWithin.BASE
    excluded_classes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Exclusion:
    """A cause that is not covered, unless the finding says otherwise (fact 23)."""

    code: str
    causes: tuple[Cause, ...]
    text: Words
    source: str
    unless: Cause | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """What is covered of these classes of product, from purchase on; no classes means all.

    `base_months` of None is the standard term, which the contract names per product (A22).
    `with_contract` extends it to the contract's end; `max_total_months` counts from purchase, and
    `max_per_product` says that the contract names that maximum per product. `needs` without
    `with_contract` hold for the device whatever its support contract.
    """

    id: str
    measure: Measure
    source: str
    tiers: tuple[str, ...] = ()
    product_classes: tuple[str, ...] = ()
    base_months: Count | None = None
    with_contract: bool = False
    extensions: tuple[Extension, ...] = ()
    max_total_months: Count | None = None
    max_per_product: bool = False
    commitment: Commitment = Commitment.NONE
    needs_confirmed_defect: bool = True
    cost_to_customer: Decimal | None = Decimal(0)
    exclusions: tuple[Exclusion, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Expired:
    """What an expired contract needs before work starts (facts 24 to 29, A30)."""

    tiers: tuple[str, ...]
    require: tuple[Requirement, ...]
    source: str
    surcharge: bool = False
    purchase_order: bool = True
    options_for_hardware: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """A fee in the programme's currency; an approximate one is a published guide (A31)."""

    amount: Decimal
    per: str
    source: str
    approximate: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Sale:
    """How a tier is sold: its terms in years, its payment, its price and its renewal."""

    source: str
    tiers: tuple[str, ...] = ()
    term_years: tuple[Count, ...] = ()
    billing: tuple[Billing, ...] = ()
    price: Price | None = None
    included_first_months: Count | None = None
    only_at_purchase: bool = False
    renewal_months: Count | None = None
