import uuid
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from activities import quality_reports
from activities.letters import Post, compose
from activities.quality_reports import QualityReports, ReportsFailed
from documents.printable import TextTooLong
from documents.quality_report import draw_quality_report
from models.contracts import Contract
from models.exchange import OutboxMessage
from models.papers import Document, Notification, Paper
from models.parties import Contact, Customer
from models.reports import QualityReportRow
from rules.quality import QualityReport
from rules.report_orders import ReportsOrder, ReportsRef, ReportsWritten
from runtime.database import Database
from tests.builders import TestDesk, found_desk
from tests.desk.case_walk import CaseWalk
from tests.desk.quality_month import FLEET, LATER, OCTOBER, walk_october
from tests.documents.reading import all_words_of
from tests.pools import PoolCustomer, open_a_pool

NOTHING = ReportsWritten(written=0, again_at=None)


@pytest.fixture
def walk(record: Database, empty_database: str) -> CaseWalk:
    return CaseWalk(database=record, desk=found_desk(empty_database, record))


def write(walk: CaseWalk, at: datetime = LATER, month: date = OCTOBER) -> ReportsWritten:
    desk: TestDesk = walk.desk
    ref = ReportsRef(tenant_id=str(desk.tenant_id), tenant=desk.tenant)
    order = ReportsOrder(reports=ref, month=month, at=at)
    return QualityReports(walk.database).write_quality_reports(order)


def with_reader(walk: CaseWalk, customer: str, **said: Any) -> None:
    """A contact of the customer, named by its contract unless it hears for the account."""
    with walk.database.as_tenant(walk.desk.tenant_id) as session:
        owner = session.scalars(select(Customer).where(Customer.code == customer)).one()
        contact = Contact(
            tenant_id=owner.tenant_id,
            id=uuid.uuid4(),
            customer_id=owner.id,
            **{"name": "Ada", "email": "ada@x.example", "phone": "", "locale": "sv", **said},
        )
        session.add(contact)
        session.flush()
        if not said.get("for_account"):
            query = select(Contract).where(Contract.customer_id == owner.id)
            for contract in session.scalars(query):
                contract.contact_id = contact.id


def counted(walk: CaseWalk, *what: Any) -> list[Any]:
    with walk.database.as_tenant(walk.desk.tenant_id) as session:
        return [session.scalar(select(func.count()).select_from(one)) for one in what]


def reported(walk: CaseWalk) -> list[str]:
    with walk.database.as_tenant(walk.desk.tenant_id) as session:
        query = select(Customer.code).join(
            QualityReportRow, QualityReportRow.customer_id == Customer.id
        )
        return list(session.scalars(query.order_by(Customer.code)))


def test_a_month_is_reported_to_whom_its_programme_tells_once(walk: CaseWalk) -> None:
    walk_october(walk)
    with_reader(walk, FLEET.code)
    assert write(walk) == ReportsWritten(written=2, again_at=None)
    assert reported(walk) == ["adatum", "fabrikam"]
    before = counted(walk, QualityReportRow, Notification, Document, OutboxMessage)
    assert write(walk, LATER + timedelta(days=3)) == NOTHING
    assert counted(walk, QualityReportRow, Notification, Document, OutboxMessage) == before


def test_the_figures_and_the_paper_stay_as_they_were_told(walk: CaseWalk) -> None:
    numbers = walk_october(walk)
    write(walk)
    walk.receive(numbers["packed late"], LATER + timedelta(hours=1))
    with walk.database.as_tenant(walk.desk.tenant_id) as session:
        row = session.scalars(
            select(QualityReportRow)
            .join(Customer, Customer.id == QualityReportRow.customer_id)
            .where(Customer.code == FLEET.code)
        ).one()
        report = QualityReport.from_json(row.figures)
        document = session.get_one(Document, (row.tenant_id, row.document_id))
        assert (row.made_at, report.counted_at, report.cases) == (LATER, LATER, 10)
        assert (document.kind, document.case_id) == (Paper.QUALITY_REPORT, None)
        words = all_words_of(document.content)
    assert "Registrerade under månaden: 10." in words
    assert "Räknat 1 november 2026 07:00" in words.replace("Dagar och månader gäller i ", "")


def test_the_letter_has_the_paper_and_speaks_its_reader_s_language(walk: CaseWalk) -> None:
    with_reader(walk, "fabrikam", locale="fr", email="orders@fabrikam.example")
    write(walk)
    with walk.database.as_tenant(walk.desk.tenant_id) as session:
        [row] = session.scalars(select(Notification))
        mail = compose(session, row, Post(host="", port=0, sender="desk@acme.example"))
        [owed] = session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "letter"))
        assert owed.payload == {"notification_id": str(row.id)}
    assert (mail["To"], mail["Subject"]) == (
        "orders@fabrikam.example",
        "Rapport de qualité, octobre 2026",
    )
    [paper] = mail.iter_attachments()
    assert paper.get_filename() == "quality-report-fabrikam-2026-10.pdf"
    assert "Rapport de qualité" in all_words_of(paper.get_payload(decode=True))  # type: ignore[arg-type]


def test_where_no_contract_names_a_reader_the_account_hears_else_nobody(walk: CaseWalk) -> None:
    write(walk)
    assert counted(walk, QualityReportRow, Notification) == [1, 0]
    with_reader(walk, "fabrikam", for_account=True)
    write(walk, LATER + timedelta(days=30), date(2026, 11, 1))
    assert counted(walk, QualityReportRow, Notification) == [2, 1]


def test_a_customer_with_a_pool_is_told_its_levels(walk: CaseWalk) -> None:
    pool = open_a_pool(walk.database, walk.desk.tenant_id, PoolCustomer(fleet=100, phones=3))
    assert write(walk).written == 2
    with walk.database.as_tenant(walk.desk.tenant_id) as session:
        figures = session.scalars(
            select(QualityReportRow.figures).where(QualityReportRow.customer_id == pool.customer_id)
        ).one()
    [level] = QualityReport.from_json(figures).pools
    assert (level.pool, level.available, level.target, level.base) == (pool.code, 3, 8, 100)


def test_a_month_that_is_not_over_in_the_customers_zone_is_left_for_later(walk: CaseWalk) -> None:
    over = datetime(2026, 10, 31, 23, tzinfo=UTC)
    assert write(walk, over - timedelta(seconds=1)) == ReportsWritten(written=0, again_at=over)
    assert write(walk, over) == ReportsWritten(written=1, again_at=None)


def test_a_contract_that_ran_on_no_day_of_the_month_is_not_reported(walk: CaseWalk) -> None:
    assert write(walk, month=date(2025, 12, 1)) == NOTHING
    assert write(walk, month=date(2026, 1, 1)).written == 1
    far = datetime(2030, 1, 1, tzinfo=UTC)
    assert write(walk, far, date(2029, 1, 1)).written == 1
    assert write(walk, far, date(2029, 2, 1)) == NOTHING


def test_a_report_that_cannot_be_made_stops_no_other_and_is_named(
    walk: CaseWalk, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_a_pool(walk.database, walk.desk.tenant_id, PoolCustomer(phones=1))

    def failing(paper: Any) -> bytes:
        if paper.report.customer == "contoso":
            raise TextTooLong("report", 1)
        return draw_quality_report(paper)

    monkeypatch.setattr(quality_reports, "draw_quality_report", failing)
    with pytest.raises(ReportsFailed, match="contoso: The report is longer"):
        write(walk)
    assert reported(walk) == ["fabrikam"]
    monkeypatch.undo()
    assert write(walk).written == 1
