"""Figures a document names but does not give: what each contract has to set, and what it may."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from rules.fields import MissingKey, Path
from rules.fulfilment import RepairedGoesTo
from rules.programme import Tier
from rules.service_words import Quantity
from rules.shapes import Count

#: The figures a contract gives for each class of product.
PER_PRODUCT = frozenset({Quantity.STANDARD_TERM_MONTHS, Quantity.MAX_TOTAL_MONTHS})


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductFigures:
    """Months of warranty of one class of product, from its bulletin or data sheet (A22)."""

    standard_term_months: Count | None = None
    max_total_months: Count | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What a contract sets: money in the programme's currency, an IANA zone, a holiday list.

    `notice_days` are the days before an end on which its people are told; no document names any.
    """

    surcharge: Decimal | None = None
    hourly_rate: Decimal | None = None
    price: Decimal | None = None
    zone: str | None = None
    holidays: str | None = None
    repair_return_to: RepairedGoesTo | None = None
    notice_days: tuple[Count, ...] = ()
    seats: Count | None = None
    products: Mapping[str, ProductFigures] = field(default_factory=dict)

    def of_product(self, product_class: str) -> ProductFigures:
        """The figures of that class of product; empty ones when the contract names none."""
        return self.products.get(product_class, ProductFigures())


def require_figures(tier: Tier, figures: Figures, path: Path) -> None:
    """Raise MissingKey for the first figure the tier leaves open and the contract leaves out."""
    for missing in missing_figures(tier, figures, path):
        raise MissingKey(missing)


def missing_figures(tier: Tier, figures: Figures, path: Path) -> Iterator[Path]:
    """The place of every figure that is still open."""
    wanted = [quantity for row in tier.open for quantity in row.quantities]
    for quantity in dict.fromkeys(wanted):
        if quantity not in PER_PRODUCT:
            if getattr(figures, quantity.value) is None:
                yield (*path, quantity.value)
            continue
        if not figures.products:
            yield (*path, "products")
        for name in sorted(_classes(tier, figures.products)):
            if getattr(figures.of_product(name), quantity.value) is None:
                yield (*path, "products", name, quantity.value)


def _classes(tier: Tier, named: Iterable[str]) -> set[str]:
    """The classes the coverage names, or those the contract names where it covers all."""
    covered = {name for row in tier.coverage for name in row.product_classes}
    return covered or set(named)
