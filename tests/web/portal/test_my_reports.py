from datetime import UTC, datetime

import pytest

from activities.quality_reports import QualityReports
from rules.report_orders import ReportsOrder, ReportsRef
from tests.desk.quality_month import OCTOBER
from tests.web.console.front_desk import FrontDesk
from tests.web.portal.own_people import text_of


@pytest.fixture(scope="module")
def told(front: FrontDesk) -> str:
    desk = front.walk.desk
    ref = ReportsRef(tenant_id=str(desk.tenant_id), tenant=desk.tenant)
    order = ReportsOrder(reports=ref, month=OCTOBER, at=datetime(2026, 11, 1, 6, tzinfo=UTC))
    QualityReports(front.walk.database).write_quality_reports(order)
    return "/my/reports/2026-10"


def test_a_customer_s_person_reads_its_reports_in_its_language(front: FrontDesk, told: str) -> None:
    listed = front.get("/my/reports", who="kajsa").text
    for ending in ("", ".pdf", ".csv"):
        assert f'href="{told}{ending}"' in listed
    page = text_of(front.get(told, who="kajsa").text)
    assert "Kvalitetsrapport, oktober 2026" in page
    assert (
        "Så som den lämnades 1 november 2026. Dagar och månader gäller i Europe/Stockholm" in page
    )
    assert "Löften som skulle infrias under månaden" in page


@pytest.mark.parametrize(
    ("who", "said", "zone"),
    [
        ("aline", "Rapport de qualité, octobre 2026", "Europe/Paris"),
        ("doina", "Raport de calitate, octombrie 2026", "Europe/Bucharest"),
        ("sam", "Quality report, October 2026", "Europe/Stockholm"),
    ],
)
def test_a_month_that_was_not_told_is_shown_as_it_stands(
    front: FrontDesk, told: str, who: str, said: str, zone: str
) -> None:
    page = text_of(front.get(told, who=who).text)
    assert said in page
    assert zone in page


def test_the_files_are_the_person_s_own(front: FrontDesk, told: str) -> None:
    assert front.get(f"{told}.pdf", who="kajsa").content.startswith(b"%PDF")
    rows = front.get(f"{told}.csv", who="kajsa").text.splitlines()
    assert {row.split(",")[0] for row in rows[1:]} == {"fabrikam"}
    assert "fabrikam" not in front.get(f"{told}.csv", who="sam").text


def test_what_is_not_there_has_a_page_of_its_own(front: FrontDesk, told: str) -> None:
    assert front.get("/my/reports/2099-01", who="kajsa").status_code == 404
    nothing = front.get(told, who="rene")
    assert nothing.status_code == 404
    assert "There is no such page" in text_of(nothing.text)


def test_the_desk_s_own_people_have_the_list_of_all(front: FrontDesk) -> None:
    assert front.get("/my/reports").headers["location"] == "/reports"
