"""Contract terms one after another: how long a renewal runs, from when, and what it costs more."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar

from rules.coverage_days import add_months
from rules.coverage_terms import Sale
from rules.errors import DeskError, Kind
from rules.figures import Figures
from rules.programme import Tier
from rules.readings import Expiry

_MONTHS_A_YEAR = 12


class NotRenewable(DeskError):
    """The programme names no renewal for this tier."""

    def __init__(self, tier: Tier) -> None:
        super().__init__(
            f"{tier.label} is sold without a renewal period or terms in years. Choose a term, or "
            "sign a new contract.",
            tier=tier.id,
        )


class TermNotSold(DeskError):
    """The tier is not sold for that many years."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self, tier: Tier, term_years: int, sold: tuple[int, ...]) -> None:
        terms = ", ".join(str(years) for years in sold) or "none"
        super().__init__(
            f"{tier.label} is not sold for {term_years} years. Its terms in years: {terms}.",
            tier=tier.id,
            term_years=term_years,
            sold=list(sold),
        )


class SurchargeNotSet(DeskError):
    """The surcharge for renewing an expired contract is not set."""

    def __init__(self, tier: Tier, ended_on: date) -> None:
        super().__init__(
            f"The contract expired on {ended_on.isoformat()}, and {tier.label} asks for a "
            "surcharge that no document gives. Set 'surcharge' in the contract's settings.",
            tier=tier.id,
            ended_on=ended_on.isoformat(),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PaidTerm:
    """One term of a contract; `ends_on` is its expiry date.

    Anniversaries and the end are counted from `counted_from`, which terms that follow each other
    without a gap share: months are added once to that day and never chained.
    """

    starts_on: date
    ends_on: date
    counted_from: date
    fee: Decimal | None = None


def first_term(starts_on: date, ends_on: date, fee: Decimal | None = None) -> PaidTerm:
    """The term a contract was signed for."""
    return PaidTerm(starts_on=starts_on, ends_on=ends_on, counted_from=starts_on, fee=fee)


def renewed(last: PaidTerm, months: int, bought_on: date, fee: Decimal | None = None) -> PaidTerm:
    """The term that follows: from the end of the last one, or after a gap from the purchase."""
    if bought_on > last.ends_on:
        ends_on = add_months(bought_on, months)
        return PaidTerm(starts_on=bought_on, ends_on=ends_on, counted_from=bought_on, fee=fee)
    whole = whole_months(last.counted_from, last.ends_on)
    counted_from = last.ends_on if whole is None else last.counted_from
    return PaidTerm(
        starts_on=last.ends_on,
        ends_on=add_months(counted_from, (whole or 0) + months),
        counted_from=counted_from,
        fee=fee,
    )


def whole_months(start: date, end: date) -> int | None:
    """How many months added once to the start give the end; None when no number does."""
    months = (end.year - start.year) * _MONTHS_A_YEAR + end.month - start.month
    return months if add_months(start, months) == end else None


def is_over(ends_on: date, day: date, expiry: Expiry) -> bool:
    """True when a contract with that expiry date no longer covers the day (A18)."""
    return day > ends_on if expiry is Expiry.THROUGH_DATE else day >= ends_on


def term_months(tier: Tier, term_years: int) -> int:
    """A sold term in months; raises TermNotSold (fact 3)."""
    sold = tier.sale.term_years if tier.sale else ()
    if sold and term_years not in sold:
        raise TermNotSold(tier, term_years, sold)
    return term_years * _MONTHS_A_YEAR


def renewal_months(tier: Tier, chosen_years: int | None, signed_years: int | None) -> int:
    """How many months a renewal adds (facts 3, 18): the term chosen, else the programme's own.

    Without either it is the term the contract was signed for. Raises TermNotSold, NotRenewable.
    """
    if chosen_years is not None:
        return term_months(tier, chosen_years)
    if tier.sale and tier.sale.renewal_months:
        return tier.sale.renewal_months
    if signed_years is None or not is_renewable(tier.sale):
        raise NotRenewable(tier)
    return term_months(tier, signed_years)


def is_renewable(sale: Sale | None) -> bool:
    """True when the programme says for how long a contract can be renewed."""
    return sale is not None and bool(sale.renewal_months or sale.term_years)


def surcharge_for(tier: Tier, figures: Figures, last: PaidTerm, *, expired: bool) -> Decimal | None:
    """What renewing an expired contract costs more, None when nothing (fact 27).

    In the programme's currency; raises SurchargeNotSet.
    """
    if not expired or tier.expired is None or not tier.expired.surcharge:
        return None
    if figures.surcharge is None:
        raise SurchargeNotSet(tier, last.ends_on)
    return figures.surcharge
