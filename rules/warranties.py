"""The warranty of the unit a customer has afterwards: the rest, a fresh term, or the longer."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from rules.readings import Expiry
from rules.way_back_terms import WarrantyRule, WarrantyTerms


@dataclass(frozen=True, slots=True, kw_only=True)
class Rest:
    """What is left of the original's warranty: its last day, or none where it has no end."""

    last_day: date | None


def longest(rests: Iterable[Rest]) -> Rest:
    """The rest that ends last; one without an end outlasts all. At least one is needed."""
    days = [rest.last_day for rest in rests]
    return Rest(last_day=None if None in days else max(day for day in days if day))


def rest_of_contract(ends_on: date | None, expiry: Expiry) -> Rest:
    """What is left where only the contract's expiry date is known, read as its terms read it."""
    if ends_on is None or expiry is Expiry.THROUGH_DATE:
        return Rest(last_day=ends_on)
    return Rest(last_day=ends_on - timedelta(days=1))


def warranted_until(terms: WarrantyTerms, handed_over: date, rest: Rest) -> date | None:
    """The last warranted day, by the contract's rule; None where the warranty has no end.

    A rest that is over when the unit is handed over stays over: the rule `rest` gives no more
    than there was. Fresh days begin with the day after the hand-over.
    """
    fresh = handed_over + timedelta(days=terms.days)
    if terms.rule is WarrantyRule.FRESH:
        return fresh
    if terms.rule is WarrantyRule.REST or rest.last_day is None:
        return rest.last_day
    return max(rest.last_day, fresh)
