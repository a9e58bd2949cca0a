"""What was reported stays as it was told; what was not is counted at every look."""

from datetime import date, datetime

import pytest

from activities.quality_reports import QualityReports
from desk.quality_report import report_list, report_paper, told_report
from models.parties import Role
from rules.report_orders import ReportsOrder, ReportsRef
from tests.desk.case_walk import CaseWalk
from tests.desk.owed_cases import person
from tests.desk.quality_month import FLEET, LATER, OCTOBER, person_of, walk_october
from tests.documents.reading import all_words_of


def tell(walk: CaseWalk, month: date = OCTOBER, at: datetime = LATER) -> None:
    ref = ReportsRef(tenant_id=str(walk.desk.tenant_id), tenant=walk.desk.tenant)
    order = ReportsOrder(reports=ref, month=month, at=at)
    QualityReports(walk.database).write_quality_reports(order)


def test_a_month_that_was_told_is_read_as_it_was_told(walk: CaseWalk) -> None:
    numbers = walk_october(walk)
    asked = (walk.database, walk.desk.clerk, FLEET.code, OCTOBER)
    assert told_report(*asked).told_at is None
    tell(walk)
    told, paper = told_report(*asked), report_paper(*asked)
    assert (told.told_at, told.report.cases) == (LATER, 10)
    walk.receive(numbers["lost"], LATER)
    assert told_report(*asked) == told
    assert report_paper(*asked) == paper
    assert "Registrerade under månaden: 10." in all_words_of(paper)


def test_a_month_that_was_not_told_is_drawn_as_it_stands(walk: CaseWalk) -> None:
    asked = (walk.database, walk.desk.clerk, "northwind", OCTOBER)
    assert "Înregistrate în lună: 0." in all_words_of(report_paper(*asked))


def test_the_list_has_the_newest_month_first_and_only_one_s_own(walk: CaseWalk) -> None:
    walk_october(walk)
    tell(walk, date(2026, 9, 1))
    tell(walk)
    listed = [(one.customer, one.month) for one in report_list(walk.database, walk.desk.clerk)]
    september = date(2026, 9, 1)
    assert listed == [
        ("adatum", OCTOBER),
        ("fabrikam", OCTOBER),
        ("adatum", september),
        ("fabrikam", september),
    ]
    own = person_of(walk.database, walk.desk, "fabrikam")
    for customer in ("", "fabrikam"):
        assert {one.customer for one in report_list(walk.database, own, customer)} == {"fabrikam"}
    assert report_list(walk.database, own, "adatum") == ()


@pytest.mark.parametrize("role", [Role.DESK, Role.ADMIN, Role.FINANCE])
def test_everybody_at_the_desk_may_read_reports(walk: CaseWalk, role: Role) -> None:
    assert report_list(walk.database, person(walk, role)) == ()
