"""A customer's quality report of a month, for the desk and for that customer alone (fact 66)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from activities.quality_figures import month_of, quality_of
from activities.quality_reports import draw_report
from desk.actors import Actor
from desk.agreed import find_customer
from desk.refusals import NoRunningContract, UnknownCustomer
from desk.request_keys import database_clock
from models.papers import Document
from models.parties import Customer
from models.reports import QualityReportRow
from rules.errors import DeskError, Kind
from rules.local_month import LocalMonth
from rules.quality import QualityReport
from runtime.database import Database

#: More reports than a list shows at once; every one can be asked for by its month.
MOST_LISTED = 240


class MonthNotBegun(DeskError):
    """There is nothing to report of this month yet."""

    kind: ClassVar[Kind] = Kind.MISSING

    def __init__(self, month: LocalMonth) -> None:
        super().__init__(
            f"{month.first:%Y-%m} has not begun in {month.timezone}. Ask for an earlier month.",
            month=f"{month.first:%Y-%m}",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldReport:
    """A month's figures: as they were reported at `told_at`, or counted now while it is None."""

    report: QualityReport
    told_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportLine:
    """One report of the list."""

    customer: str
    customer_name: str
    month: date
    told_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OfMonth:
    """Whose month was asked for, when, and what was reported of it, if anything was."""

    customer: Customer
    month: LocalMonth
    now: datetime
    row: QualityReportRow | None


def quality_report(
    database: Database, actor: Actor, customer: str, month: date, at: datetime | None = None
) -> QualityReport:
    """The month that day lies in, in the programme's zone, counted at that instant or now.

    Raises NotAllowed, UnknownCustomer, NoRunningContract and MonthNotBegun.
    """
    with database.as_tenant(actor.tenant_id) as session:
        asked = month_asked(session, actor, customer, month, at)
        return quality_of(session, asked.customer, asked.month, asked.now)


def told_report(database: Database, actor: Actor, customer: str, month: date) -> ToldReport:
    """The month as it was reported, or as it stands now; raises as `quality_report` does."""
    with database.as_tenant(actor.tenant_id) as session:
        asked = month_asked(session, actor, customer, month)
        if asked.row is not None:
            return ToldReport(
                report=QualityReport.from_json(asked.row.figures), told_at=asked.row.made_at
            )
        report = quality_of(session, asked.customer, asked.month, asked.now)
        return ToldReport(report=report, told_at=None)


def report_paper(database: Database, actor: Actor, customer: str, month: date) -> bytes:
    """The PDF that was sent, or one of the month as it stands now.

    Raises as `quality_report` does, UnprintableText and TextTooLong.
    """
    with database.as_tenant(actor.tenant_id) as session:
        asked = month_asked(session, actor, customer, month)
        if asked.row is not None:
            key = (asked.row.tenant_id, asked.row.document_id)
            return session.get_one(Document, key).content
        report = quality_of(session, asked.customer, asked.month, asked.now)
        return draw_report(session, asked.customer, report)


def report_list(database: Database, actor: Actor, customer: str = "") -> tuple[ReportLine, ...]:
    """The reports that were told, the newest month first, of all customers or of one.

    A customer's person sees its own only. Raises NotAllowed.
    """
    actor.require("see contracts")
    query = (
        select(Customer.code, Customer.name, QualityReportRow.month, QualityReportRow.made_at)
        .join(
            Customer,
            (Customer.tenant_id == QualityReportRow.tenant_id)
            & (Customer.id == QualityReportRow.customer_id),
        )
        .order_by(QualityReportRow.month.desc(), Customer.code)
        .limit(MOST_LISTED)
    )
    if customer:
        query = query.where(Customer.code == customer)
    if actor.customer_id is not None:
        query = query.where(Customer.id == actor.customer_id)
    with database.as_tenant(actor.tenant_id) as session:
        return tuple(
            ReportLine(customer=code, customer_name=name, month=month, told_at=told_at)
            for code, name, month, told_at in session.execute(query)
        )


def month_asked(
    session: Session, actor: Actor, customer: str, month: date, at: datetime | None = None
) -> OfMonth:
    """The customer and its month, unless the asker may not know of it or it has not begun.

    Another customer's people, a reseller's included, are told that there is no such customer.
    """
    actor.require("see contracts")
    now = at or database_clock(session)
    owner = find_customer(session, actor, customer, now)
    if actor.customer_id not in {None, owner.id}:
        raise UnknownCustomer(customer)
    found = month_of(session, owner, month.replace(day=1))
    if found is None:
        raise NoRunningContract(owner.code)
    if found.begin > now:
        raise MonthNotBegun(found)
    row = session.scalars(
        select(QualityReportRow).where(
            QualityReportRow.customer_id == owner.id, QualityReportRow.month == found.first
        )
    ).one_or_none()
    return OfMonth(customer=owner, month=found, now=now, row=row)
