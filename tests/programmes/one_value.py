"""A published file with one value changed, and short ways to say what its outcome is."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from programmes.loader import FOLDER, read_programme
from rules.case_start import return_plan
from rules.coverage_dates import FollowedContract, fees_of
from rules.fees import monthly_fee
from rules.figures import Figures, ProductFigures, missing_figures
from rules.fulfilment import SwapStockTerms
from rules.programme import Programme
from rules.question import DeviceOnRecord
from rules.reasons import ReasonCode
from rules.renewals import TermNotSold, first_term, renewal_months, renewed, term_months
from rules.service_words import Billing, Metric, Need
from rules.swap_stock import (
    NotForRent,
    NotTheirsToOrder,
    order_backups,
    order_refill,
    pool_size,
)
from tests.programmes.facts.asking import CLASSES, codes, costs, sold

#: An outcome, and what it is under the published file and under the changed one.
Outcome = Callable[[Programme], object]
DEVICE = DeviceOnRecord(
    product_class="ucx450",
    invoiced_on=date(2025, 3, 31),
    shipped_on=date(2025, 3, 31),
    activated_on=date(2025, 6, 30),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One passage of a file that stands in it once, and what it is changed to."""

    old: str
    new: str

    def of(self, name: str, folder: Path) -> Programme:
        written = (FOLDER / f"{name}.yaml").read_text(encoding="utf-8")
        assert written.count(self.old) == 1, self.old
        file = folder / f"{name}.yaml"
        file.write_text(written.replace(self.old, self.new), encoding="utf-8")
        return read_programme(file)

    def section(self, name: str) -> str:
        """The part of the file that the passage stands in."""
        written = (FOLDER / f"{name}.yaml").read_text(encoding="utf-8")
        return [
            part for part in sections(name) if written.index(f"\n{part}:") < written.index(self.old)
        ][-1]


def sections(name: str) -> list[str]:
    """The parts of a file, in order."""
    written = (FOLDER / f"{name}.yaml").read_text(encoding="utf-8")
    return re.findall(r"^(\w+):", written, re.MULTILINE)


#: Changes, each with an outcome under the published file and under the changed one.
Rows = list[tuple[Change, Outcome, tuple[object, object]]]


def changed(old: str, new: str) -> Change:
    return Change(old=old, new=new)


def responds(tier: str, at: str, severity: str = "", **asked: Any) -> Outcome:
    """When a ticket of that moment is answered at the latest."""
    return lambda programme: sold(programme, tier).responds(at, severity, **asked)


def commitment(tier: str, at: str, **asked: Any) -> Outcome:
    return lambda programme: str(
        sold(programme, tier).count(Metric.RESPONSE, at, **asked).commitment
    )


def verdict(tier: str, need: Need, at: str, what: DeviceOnRecord = DEVICE, **said: Any) -> Outcome:
    return lambda programme: sold(programme, tier).ask(need, at, what, **said).verdict.value


def measures(tier: str, need: Need, at: str, what: DeviceOnRecord = DEVICE, **said: Any) -> Outcome:
    def found(programme: Programme) -> list[str]:
        decision = sold(programme, tier).ask(need, at, what, **said)
        return [measure.value for measure in decision.measures]

    return found


def until(tier: str, at: str, **said: Any) -> Outcome:
    """The last day on which the device is covered."""
    return lambda programme: str(
        sold(programme, tier).ask(Need.HARDWARE, at, DEVICE, **said).covered_until
    )


def paid(tier: str, need: Need, at: str, **said: Any) -> Outcome:
    return lambda programme: costs(sold(programme, tier).ask(need, at, DEVICE, **said))


def says(code: ReasonCode, tier: str, need: Need, at: str, **said: Any) -> Outcome:
    """The facts of that reason or condition; nothing when it is not stated."""

    def found(programme: Programme) -> list[str]:
        decision = sold(programme, tier).ask(need, at, DEVICE, **said)
        return [
            value
            for reason in (*decision.reasons, *decision.conditions)
            if reason.code is code
            for name, value in reason.facts.items()
            if name != "source"
        ]

    return found


def states(code: ReasonCode, tier: str, need: Need, at: str, **said: Any) -> Outcome:
    return lambda programme: (
        code in codes(sold(programme, tier).ask(need, at, DEVICE, **said).reasons)
    )


def asks_for(code: ReasonCode, tier: str, need: Need, at: str, **said: Any) -> Outcome:
    """How often that condition is set."""
    return lambda programme: codes(
        sold(programme, tier).ask(need, at, DEVICE, **said).conditions
    ).count(code)


def delivered(at: str) -> Outcome:
    return lambda programme: str(sold(programme, "prof").delivery(at).due_day)


def shipped(at: str) -> Outcome:
    return lambda programme: str(sold(programme, "hardware").dispatch(at).due_day)


def stock_of(programme: Programme) -> SwapStockTerms:
    stock = sold(programme, "prof").terms.ground.swap_stock
    assert stock is not None
    return stock


def ordered(*, rented: bool = False) -> Outcome:
    """Whose a device becomes that the customer orders for the stock."""

    def owner(programme: Programme) -> str:
        try:
            return order_refill(stock_of(programme), decided_by="customer", rented=rented).owner
        except (NotTheirsToOrder, NotForRent):
            return "refused"

    return owner


def backups_billed(programme: Programme) -> bool:
    """Whether phones in reserve are billed apart."""
    return order_backups(stock_of(programme)).billed_separately


def pool(fleet: int) -> Outcome:
    return lambda programme: pool_size(
        fleet, stock_of(programme), sold(programme, "prof").terms.readings.stock_rounding
    )


def month_of(tier: str, seats: int) -> Outcome:
    """The fee of a month, with `about` before a published guide."""

    def fee(programme: Programme) -> str:
        sale = sold(programme, tier).terms.offer.sale
        assert sale is not None
        assert sale.price is not None
        found = monthly_fee(sale.price, seats)
        return f"{'about ' if found.approximate else ''}{found.amount} {programme.currency}"

    return fee


def fees(tier: str) -> Outcome:
    """The years of a contract signed for 2025 and renewed once that are paid for."""

    def years(programme: Programme) -> list[int]:
        terms = sold(programme, tier).terms
        first = first_term(date(2025, 1, 1), date(2026, 1, 1))
        months = renewal_months(terms.offer, None, 1)
        contract = FollowedContract(
            terms=(first, renewed(first, months, date(2025, 12, 1))),
            offer=terms.offer,
            readings=terms.readings,
            figures=terms.figures,
            billing=Billing.YEARLY,
        )
        return [fee.due_on.year for fee in fees_of(contract)]

    return years


def label_in_box(tier: str) -> Outcome:
    """Whether the label for the way back is in the box of the replacement."""
    return lambda programme: return_plan(sold(programme, tier).terms).label_in_box


def missing(tier: str) -> Outcome:
    """The first figure that is asked of a contract which sets none but names a product."""

    def place(programme: Programme) -> str:
        figures = Figures(products={name: ProductFigures() for name in (*CLASSES, "switch")})
        return str(next(missing_figures(programme.tier(tier), figures, ()))[-1])

    return place


def months_sold(tier: str, years: int) -> Outcome:
    """The months of a term of so many years, or nothing where it is not sold."""

    def months(programme: Programme) -> int:
        try:
            return term_months(programme.tier(tier), years)
        except TermNotSold:
            return 0

    return months
