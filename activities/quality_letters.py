"""The letter that brings a quality report: owed with it, with the report enclosed."""

import uuid
from datetime import UTC, datetime

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from activities.quality_readers import ReportReader
from activities.telling import Enclosed, LetterAsked, Teller, Told
from documents.language import language_of
from documents.letters import LetterKind
from models.contracts import Contract
from models.exchange import OutboxMessage
from models.papers import Document, Notification, Sending
from models.parties import Customer, Tenant
from models.reports import QualityReportRow
from rules.dates_in_words import month_year


def owe_report_letter(
    session: Session, row: QualityReportRow, reader: ReportReader, key: str
) -> None:
    """Queue the letter of a report that was just written."""
    letter_id = uuid.uuid4()
    session.execute(
        insert(Notification).values(
            tenant_id=row.tenant_id,
            id=letter_id,
            key=key,
            contract_id=reader.contract.id,
            contact_id=reader.contact.id,
            about_id=row.id,
            letter=LetterKind.QUALITY_REPORT,
            part="",
            state=Sending.QUEUED,
            message_id=f"<{uuid.uuid5(row.tenant_id, key)}@swapdesk>",
            queued_at=row.made_at,
            refusal="",
        )
    )
    session.add(
        OutboxMessage(
            tenant_id=row.tenant_id,
            key=key,
            kind="letter",
            payload={"notification_id": str(letter_id)},
            created_at=row.made_at,
            try_after=datetime.fromtimestamp(0, tz=UTC),
        )
    )


def report_told(asked: LetterAsked) -> Told:
    """Which month is enclosed, from whom, and the paper as it was drawn."""
    session, tenant_id = asked.session, asked.row.tenant_id
    report = session.get_one(QualityReportRow, (tenant_id, asked.row.about_id))
    customer = session.get_one(Customer, (tenant_id, report.customer_id))
    document = session.get_one(Document, (tenant_id, report.document_id))
    facts = {
        "contact_name": asked.reader.name,
        "desk_name": session.get_one(Tenant, tenant_id).name,
        "contract_number": session.get_one(Contract, (tenant_id, asked.row.contract_id)).number,
        "customer_name": customer.name,
        "month": month_year(report.month, language_of(asked.reader.locale)),
    }
    name = f"quality-report-{customer.code}-{report.month:%Y-%m}.pdf"
    return Told(facts=facts, papers=(Enclosed(content=document.content, file_name=name),))


QUALITY_TELLERS: dict[LetterKind, Teller] = {LetterKind.QUALITY_REPORT: report_told}
