"""The accrual report as it is looked at: what is owed on a day, and whether the ledger agrees."""

from dataclasses import dataclass
from datetime import date

from activities.finance.accrual_report import (
    AccrualReport,
    AccruedCharge,
    accrual_report,
    accrued_charges,
)
from activities.finance.exchange import own_currency
from desk.actors import Actor
from runtime.database import Database

LARGEST_PAGE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class AccrualPage:
    """The report in the tenant's own currency, and the charges it was narrowed to."""

    report: AccrualReport
    currency: str
    charges: tuple[AccruedCharge, ...]
    next: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AccrualFilter:
    """What the charges are narrowed to; `after` is the charge a page begins after."""

    carrier: str = ""
    month: date | None = None
    after: int = 0


def accrual_page(
    database: Database,
    actor: Actor,
    as_of: date,
    wanted: AccrualFilter | None = None,
    limit: int = 100,
) -> AccrualPage:
    """The report of a day with its charges (NotAllowed, NoOwnCurrency)."""
    actor.require("see finance")
    narrowed, size = wanted or AccrualFilter(), min(max(limit, 1), LARGEST_PAGE)
    with database.as_tenant(actor.tenant_id) as session:
        report, currency = accrual_report(session, as_of), own_currency(session, as_of)
        charges = accrued_charges(
            session,
            as_of,
            carrier=narrowed.carrier,
            month=narrowed.month,
            after=narrowed.after,
            limit=size + 1,
        )
    shown = charges[:size]
    after = shown[-1].expected_id if len(charges) > size else None
    return AccrualPage(report=report, currency=currency, charges=shown, next=after)
