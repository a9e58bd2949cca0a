import re
import uuid

import pytest

from tests.exceptions_waiting import an_approver, waiting_bill
from tests.web.console.front_desk import PASSWORD, FrontDesk, email_of

APPROVER = "exceptions approver"


@pytest.fixture(scope="module")
def desk(front: FrontDesk) -> FrontDesk:
    tenant_id = front.walk.desk.tenant_id
    an_approver(front.walk.database, tenant_id, email_of(APPROVER), PASSWORD)
    return front


@pytest.fixture
def bill(desk: FrontDesk) -> str:
    return waiting_bill(desk.walk.database, desk.walk.desk.tenant_id)


def page_of(desk: FrontDesk, bill: str, who: str = APPROVER) -> str:
    return str(desk.get(f"/finance/exceptions?bill={bill}", who).text)


def fields_of(page: str, place: int, act: str, because: str) -> dict[str, str]:
    """What the form of that charge sends when one of its buttons is pressed."""
    forms = page.split('<form method="post" action="/finance/exceptions">')
    form, _, _ = forms[place].partition("</form>")
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form))
    chosen = dict(re.findall(r'type="radio" name="(\w+)" value="([^"]*)" checked', form))
    return {**hidden, **chosen, "act": act, "because": because}


def test_the_list_shows_what_waits_and_what_it_may_be_for(desk: FrontDesk, bill: str) -> None:
    page = page_of(desk, bill)
    assert page.count("data-charge>") == 4
    assert "difference +21.00" in page
    assert "% by reference" in page
    assert "Agree as billed" in page
    assert "Agree as billed" not in page_of(desk, bill, "finance")


def test_every_decision_works_without_a_script(desk: FrontDesk, bill: str) -> None:
    for act, left in (("agree", 3), ("expected", 2), ("dispute", 1), ("confirm", 0)):
        page = page_of(desk, bill)
        answer = desk.post(
            "/finance/exceptions", fields_of(page, 1, act, "The zone was ours."), APPROVER
        )
        assert answer.status_code == 303, answer.text
        assert page_of(desk, bill).count("data-charge>") == left, act


def test_a_decision_without_a_reason_is_refused_above_the_list(desk: FrontDesk, bill: str) -> None:
    fields = fields_of(page_of(desk, bill), 1, "agree", " ")
    answer = desk.post("/finance/exceptions", fields, APPROVER)
    assert answer.status_code == 422
    assert "A reason is missing" in answer.text
    assert answer.text.count("data-charge>") == 4


def test_the_list_is_finances_and_the_decision_the_approvers(desk: FrontDesk, bill: str) -> None:
    assert desk.get("/finance/exceptions", "clerk").status_code == 403
    fields = fields_of(page_of(desk, bill), 1, "agree", "Mine.")
    assert desk.post("/finance/exceptions", fields, "finance").status_code == 403


def test_what_is_not_on_the_page_is_refused_or_shows_nothing(desk: FrontDesk) -> None:
    assert desk.get("/finance/exceptions?verdict=x&after=y", APPROVER).status_code == 200
    fields = {"key": uuid.uuid4().hex, "charge": "9" * 30, "act": "agree", "because": "?"}
    assert desk.post("/finance/exceptions", fields, APPROVER).status_code == 404
    fields = {**fields, "key": uuid.uuid4().hex, "act": "dispute", "bill_id": "x"}
    assert desk.post("/finance/exceptions", fields, APPROVER).status_code == 404
