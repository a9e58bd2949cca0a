import re
import uuid
from datetime import UTC, datetime

import pytest

from activities.quality_reports import QualityReports
from models.parties import Customer
from rules.report_orders import ReportsOrder, ReportsRef
from tests.desk.quality_month import OCTOBER
from tests.web.console.front_desk import FrontDesk


@pytest.fixture(scope="module")
def told(front: FrontDesk) -> str:
    """October of the console's own customer, reported."""
    desk = front.walk.desk
    ref = ReportsRef(tenant_id=str(desk.tenant_id), tenant=desk.tenant)
    order = ReportsOrder(reports=ref, month=OCTOBER, at=datetime(2026, 11, 1, 6, tzinfo=UTC))
    QualityReports(front.walk.database).write_quality_reports(order)
    return "/reports/fabrikam/2026-10"


def test_the_list_leads_to_page_paper_and_table(front: FrontDesk, told: str) -> None:
    page = front.get("/reports?customer=fabrikam").text
    for ending in ("", ".pdf", ".csv"):
        assert f'href="{told}{ending}"' in page
    assert 'href="/reports" aria-current="page"' in page
    assert "No report was told to nobody yet." in front.get("/reports?customer=nobody").text


def test_a_code_and_a_month_lead_to_the_report(front: FrontDesk) -> None:
    answer = front.get("/reports?customer=fabrikam&month=2026-10")
    assert (answer.status_code, answer.headers["location"]) == (303, "/reports/fabrikam/2026-10")
    assert front.get("/reports?customer=fabrikam&month=soon").status_code == 200


def test_every_chart_has_a_name_and_its_figures_in_a_table(front: FrontDesk, told: str) -> None:
    page = front.get(told).text
    assert "As told on 2026-11-01." in page
    charts = re.findall(r'<svg class="bars" role="img"', page)
    captions = re.findall(r'<caption class="unseen">', page)
    assert len(charts) == len(captions)
    for identity in re.findall(r'aria-labelledby="([^"]+)"', page):
        for one in identity.split():
            assert page.count(f'id="{one}"') == 1
    assert '<th scope="row">From registration to dispatch</th>' in page


def test_a_month_that_was_not_told_shows_how_it_stands(front: FrontDesk) -> None:
    page = front.get("/reports/northwind/2026-10").text
    assert "Not told yet: this is the month as it stands now." in page
    assert "Europe/Bucharest" in page


def test_the_paper_and_the_table_are_files(front: FrontDesk, told: str) -> None:
    paper, table = front.get(f"{told}.pdf"), front.get(f"{told}.csv")
    assert paper.headers["content-type"] == "application/pdf"
    assert paper.content.startswith(b"%PDF")
    assert "inline" in paper.headers["content-disposition"]
    assert table.headers["content-type"] == "text/csv; charset=utf-8"
    assert table.content.startswith(b"\xef\xbb\xbfcustomer,month,figure,of,value,unit\r\n")
    assert "attachment" in table.headers["content-disposition"]


def test_a_hostile_name_is_only_text(front: FrontDesk) -> None:
    code = f"c{uuid.uuid4().hex[:6]}"
    with front.walk.database.as_tenant(front.walk.desk.tenant_id) as session:
        session.add(
            Customer(
                tenant_id=front.walk.desk.tenant_id,
                code=code,
                name="<script>alert(1)</script>",
                locale="en",
            )
        )
    refused = front.get(f"/reports/{code}/2026-10")
    assert (refused.status_code, "<script>alert" in refused.text) == (409, False)


@pytest.mark.parametrize("path", ["/reports/nobody/2026-10", "/reports/fabrikam/2099-01"])
def test_what_is_not_there_is_said_so(front: FrontDesk, path: str) -> None:
    assert front.get(path).status_code == 404


def test_a_month_has_a_shape(front: FrontDesk) -> None:
    assert front.get("/reports/fabrikam/2026-13").status_code == 422


def test_strangers_sign_in_and_other_customers_see_nothing(front: FrontDesk, told: str) -> None:
    assert front.get(told, who="").headers["location"].startswith("/sign-in")
    assert front.get("/reports/northwind/2026-10", who="customer").status_code == 404
    assert front.get(told, who="customer").status_code == 200
