"""The monthly reports: figures frozen, the paper drawn and the letter owed, once a customer."""

import hashlib
import uuid
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session
from temporalio import activity

from activities.quality_figures import month_of, quality_of
from activities.quality_letters import owe_report_letter
from activities.quality_readers import ReportReader, is_reported, reader_of, unreported
from documents.quality_report import QualityPaper, draw_quality_report
from models.papers import Document, Paper
from models.parties import Customer, Tenant
from models.reports import QualityReportRow
from rules.errors import DeskError
from rules.local_month import LocalMonth
from rules.quality import QualityReport
from rules.report_orders import ReportsOrder, ReportsWritten
from runtime.database import Database
from runtime.killpoints import killpoint


class ReportsFailed(DeskError):
    """Some of the month's reports could not be written."""

    def __init__(self, month: date, refusals: dict[str, str]) -> None:
        named = "; ".join(f"{customer}: {why}" for customer, why in sorted(refusals.items()))
        super().__init__(
            f"{month:%Y-%m}: {named} All others are written; these are tried again.",
            month=f"{month:%Y-%m}",
            customers=sorted(refusals),
        )


class QualityReports:
    """The activity that writes what the month's workflow asks for."""

    def __init__(self, database: Database) -> None:
        self.database = database

    @activity.defn(name="write_quality_reports")
    def write_quality_reports(self, order: ReportsOrder) -> ReportsWritten:
        """Every report of the month that is not written yet; one that fails stops no other.

        A customer whose month is not over in its zone is left out, and told when it will be.
        Raises ReportsFailed.
        """
        with self.database.as_tenant(uuid.UUID(order.reports.tenant_id)) as session:
            customers = unreported(session, order.month)
        done, refusals = list[ReportsWritten](), dict[str, str]()
        for code in customers:
            beat()
            try:
                done.append(self.write_one(order, code))
            except DeskError as refusal:
                refusals[code] = refusal.detail
            killpoint("quality_report.after_commit")
        if refusals:
            raise ReportsFailed(order.month, refusals)
        return ReportsWritten(
            written=sum(one.written for one in done),
            again_at=max((one.again_at for one in done if one.again_at), default=None),
        )

    def write_one(self, order: ReportsOrder, code: str) -> ReportsWritten:
        """One customer's report, in a transaction of its own."""
        with self.database.as_tenant(uuid.UUID(order.reports.tenant_id)) as session:
            customer = session.scalars(select(Customer).where(Customer.code == code)).one()
            month = reported_month(session, customer, order.month)
            if month is None:
                return ReportsWritten(written=0, again_at=None)
            if month.end > order.at:
                return ReportsWritten(written=0, again_at=month.end)
            new = write_report(session, customer, month, order.at)
            return ReportsWritten(written=int(new), again_at=None)


def beat() -> None:
    """Tell the server that the work goes on; outside an activity nobody listens."""
    if activity.in_activity():
        activity.heartbeat()


def reported_month(session: Session, customer: Customer, first: date) -> LocalMonth | None:
    """The customer's month, if it is one whose months are reported."""
    return month_of(session, customer, first) if is_reported(session, customer, first) else None


def write_report(session: Session, customer: Customer, month: LocalMonth, at: datetime) -> bool:
    """Row, paper and letter in one transaction; False where another writer was first."""
    report = quality_of(session, customer, month, at)
    reader = reader_of(session, customer, month.first)
    document = keep_paper(session, customer, report, reader)
    if document is None:
        return False
    row = QualityReportRow(
        tenant_id=customer.tenant_id,
        id=uuid.uuid4(),
        customer_id=customer.id,
        month=month.first,
        figures=report.to_json(),
        document_id=document,
        made_at=at,
    )
    session.add(row)
    session.flush()
    if reader is not None:
        owe_report_letter(session, row, reader, report_key(customer, month.first))
    return True


def report_key(customer: Customer, first: date) -> str:
    """The business key of a customer's month."""
    return f"quality/{customer.code}/{first:%Y-%m}"


def keep_paper(
    session: Session, customer: Customer, report: QualityReport, reader: ReportReader | None
) -> uuid.UUID | None:
    """The drawn report's id; None where one is kept under its key already."""
    content = draw_report(session, customer, report, reader)
    kept: uuid.UUID | None = session.scalars(
        insert(Document)
        .values(
            tenant_id=customer.tenant_id,
            id=uuid.uuid4(),
            key=report_key(customer, report.month),
            kind=Paper.QUALITY_REPORT,
            customer_id=customer.id,
            media_type="application/pdf",
            sha256=hashlib.sha256(content).hexdigest(),
            content=content,
            made_at=report.counted_at,
        )
        .on_conflict_do_nothing(index_elements=["tenant_id", "key"])
        .returning(Document.id)
    ).one_or_none()
    return kept


def draw_report(
    session: Session,
    customer: Customer,
    report: QualityReport,
    reader: ReportReader | None = None,
) -> bytes:
    """The report as a PDF in the language of its reader, else of the customer."""
    issuer = session.scalars(select(Tenant.name).where(Tenant.id == customer.tenant_id)).one()
    locale = reader.contact.locale if reader else ""
    return draw_quality_report(
        QualityPaper(report=report, issuer=issuer, locale=locale or customer.locale)
    )
