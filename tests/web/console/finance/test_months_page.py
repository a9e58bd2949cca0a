import pytest
from sqlalchemy import update

from models.parties import StaffAccount
from rules.finance.money_words import FinanceDuty
from tests.web.console.front_desk import FrontDesk, email_of, hidden

PAGE = "/finance/months/2020-01"


def as_finance(front: FrontDesk, duty: FinanceDuty | None) -> None:
    """The person of finance has that duty from now on."""
    with front.walk.database.as_tenant(front.walk.desk.tenant_id) as session:
        session.execute(
            update(StaffAccount).where(StaffAccount.email == email_of("finance")).values(duty=duty)
        )


def test_the_home_shows_every_step_with_a_way_to_what_holds_it_up(front: FrontDesk) -> None:
    answer = front.get("/finance", "finance")
    assert answer.status_code == 200
    for step in ("freeze", "rate", "match", "exceptions", "approve", "issue", "post", "lock"):
        assert f'id="step-{step}"' in answer.text
    assert '<a href="#decide">1 approver has to approve</a>' in answer.text
    for room in ("bills", "exceptions", "disputes", "accruals", "statements", "ledger", "rates"):
        assert f'<a href="/finance/{room}">' in answer.text


def test_only_finance_and_admins_see_it(front: FrontDesk) -> None:
    assert front.get("/finance", "clerk").status_code == 403
    assert '<a href="/finance"' not in front.get("/", "clerk").text
    assert '<a href="/finance"' in front.get("/", "finance").text


@pytest.mark.parametrize(
    ("duty", "shown"), [(None, False), (FinanceDuty.IMPORTER, False), (FinanceDuty.CLOSER, True)]
)
def test_only_the_closer_can_close(
    front: FrontDesk,
    duty: FinanceDuty | None,
    shown: bool,  # noqa: FBT001
) -> None:
    as_finance(front, duty)
    assert ("<button>Close 2020-01</button>" in front.get(PAGE, "finance").text) is shown
    as_finance(front, None)


def test_the_closer_asks_and_the_page_tells_who_did(front: FrontDesk) -> None:
    as_finance(front, FinanceDuty.CLOSER)
    key = hidden(front.get(PAGE, "finance").text, "key")
    answer = front.post(PAGE, {"act": "close", "key": key}, "finance")
    assert answer.status_code in {200, 303}
    page = front.get(PAGE, "finance").text
    assert "being closed" in page
    assert "asked to close it" in page
    refused = front.post("/finance/months/2099-01", {"act": "close"}, "finance")
    assert refused.status_code == 409
    assert "This month is not over." in refused.text
    as_finance(front, None)
