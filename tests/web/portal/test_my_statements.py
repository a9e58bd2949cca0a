import uuid

import pytest

from models.papers import Document, Paper
from tests.statements import AFTER_GRACE, an_event, customer_id, found_parties, issue_month
from tests.web.console.front_desk import FrontDesk
from tests.web.portal.own_people import text_of


@pytest.fixture(scope="module")
def issued(front: FrontDesk) -> str:
    """The number of an invoice to fabrikam, whose papers are printed."""
    record, tenant = front.walk.database, front.walk.desk.tenant_id
    found_parties(record, tenant)
    with record.as_tenant(tenant) as session:
        an_event(session, tenant)
    [number] = issue_month(record, tenant).values()
    with record.as_tenant(tenant) as session:
        for name, kind in (("pdf", "application/pdf"), ("ubl", "application/xml")):
            session.add(
                Document(
                    tenant_id=tenant,
                    id=uuid.uuid4(),
                    key=f"statement/{number}/{name}",
                    kind=Paper.STATEMENT,
                    customer_id=customer_id(session, "fabrikam"),
                    media_type=kind,
                    sha256="0" * 64,
                    content=name.encode(),
                    made_at=AFTER_GRACE,
                )
            )
    return number


def test_a_customer_reads_its_statements_in_its_language(front: FrontDesk, issued: str) -> None:
    page = text_of(front.get("/my/statements", who="kajsa").text)
    assert "Mina fakturor" in page
    assert issued in page
    assert "oktober 2026" in page
    assert "125" in page


def test_the_papers_are_the_customer_s_own(front: FrontDesk, issued: str) -> None:
    paper = front.get(f"/my/statements/{issued}.pdf", who="kajsa")
    assert (paper.status_code, paper.content) == (200, b"pdf")
    assert "inline" in paper.headers["content-disposition"]
    ubl = front.get(f"/my/statements/{issued}.xml", who="kajsa")
    assert "attachment" in ubl.headers["content-disposition"]
    for who in ("sam", "aline"):
        assert issued not in text_of(front.get("/my/statements", who=who).text)
        assert front.get(f"/my/statements/{issued}.pdf", who=who).status_code == 404


def test_what_is_not_there_has_a_page_of_its_own(front: FrontDesk, issued: str) -> None:
    assert front.get(f"/my/statements/{issued}.csv", who="kajsa").status_code == 404
    nothing = front.get("/my/statements/2099-000001.pdf", who="kajsa")
    assert nothing.status_code == 404
    assert "Det finns ingen sådan faktura bland dina." in text_of(nothing.text)


def test_the_desk_s_own_people_have_the_list_of_all(front: FrontDesk) -> None:
    assert front.get("/my/statements").headers["location"] == "/finance/statements"
