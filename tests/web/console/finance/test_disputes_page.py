import uuid
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from desk.people import add_account
from models.parties import Role, StaffAccount
from rules.finance.money_words import FinanceDuty
from tests.disputes import DisputeDesk, TestBill, dispute_desk, over
from tests.web.console.front_desk import PASSWORD, FrontDesk, email_of, hidden

WHO = "dispute approver"


@pytest.fixture(scope="module")
def finance(front: FrontDesk) -> DisputeDesk:
    record, desk = front.walk.database, front.walk.desk
    email = email_of(WHO)
    with record.as_tenant(desk.tenant_id) as session:
        known = select(StaffAccount).where(StaffAccount.email == email)
        if session.scalars(known).one_or_none() is None:
            added = add_account(
                session, desk.tenant_id, email, "Robin Approver", Role.FINANCE, "", PASSWORD
            )
            added.duty = FinanceDuty.APPROVER
    return dispute_desk(record, desk)


@pytest.fixture
def bill(finance: DisputeDesk) -> TestBill:
    return finance.bill(
        over(finance.shipment()), over(finance.shipment()), issued_on=datetime.now(UTC).date()
    )


def open_one(front: FrontDesk, bill: TestBill, **changes: str) -> str:
    """The number of a dispute that was opened with the form of the list."""
    page = front.get("/finance/disputes", WHO).text
    fields = {"key": hidden(page, "key"), "bill": bill.number, "because": "<b>Too much</b>"}
    done = front.post("/finance/disputes", {**fields, **changes}, WHO)
    assert done.status_code == 303, done.text
    return str(done.headers["location"].rpartition("/")[2])


def change(front: FrontDesk, number: str, act: str, **fields: str) -> int:
    """The form as the page sends it: its name stands in front of its fields."""
    sent = {f"{act}.{name}": value for name, value in fields.items()}
    status: int = front.post(
        f"/finance/disputes/{number}", {"act": act, "key": uuid.uuid4().hex, **sent}, WHO
    ).status_code
    return status


def test_a_dispute_is_opened_from_the_list_and_shown_with_its_charges(
    front: FrontDesk, finance: DisputeDesk, bill: TestBill
) -> None:
    number = open_one(front, bill, lines="2")
    page = front.get(f"/finance/disputes/{number}", WHO).text
    for told in ("not sent yet", "40.00 SEK", "139.00", "99.00", "more than agreed", bill.number):
        assert told in page
    assert "&lt;b&gt;Too much&lt;/b&gt;" in page
    assert "is made as soon as its workflow runs" in page
    assert number in front.get("/finance/disputes?open=1", WHO).text
    part = front.get("/finance/disputes", WHO, **{"X-Fragment": "1"}).text
    assert part.lstrip().startswith("<section")
    assert finance.view(number).lines[0].line == 2


def test_the_form_says_what_to_correct_and_keeps_what_was_typed(
    front: FrontDesk, bill: TestBill
) -> None:
    fields = {"key": uuid.uuid4().hex, "bill": bill.number, "lines": "one", "because": "Why not"}
    wrong = front.post("/finance/disputes", fields, WHO)
    assert wrong.status_code == 422
    assert "numbers of lines such as 3, 7" in wrong.text
    assert 'value="Why not"' in wrong.text
    short = {**fields, "lines": "", "pay_mode": "short_pay"}
    refused = front.post("/finance/disputes", short, WHO)
    assert refused.status_code == 409
    assert "lets nothing be held back" in refused.text
    unknown = front.post("/finance/disputes", {**fields, "lines": "", "bill": "F-none"}, WHO)
    assert unknown.status_code == 404


def test_a_dispute_is_answered_and_withdrawn_on_its_page(
    front: FrontDesk, finance: DisputeDesk, bill: TestBill
) -> None:
    number = open_one(front, bill)
    assert change(front, number, "hand_in", reference="P-1") == 303
    assert change(front, number, "answer", answer="partial", amount="many") == 422
    assert change(front, number, "answer", answer="partial", amount="99,00") == 422
    assert change(front, number, "answer", answer="partial", amount="30,00") == 303
    page = front.get(f"/finance/disputes/{number}", WHO).text
    for told in ("partly agreed or credited", "its reference P-1", "still to come 30.00"):
        assert told in page
    assert change(front, number, "withdraw") == 422
    assert change(front, number, "withdraw", because="We were wrong.") == 303
    page = front.get(f"/finance/disputes/{number}", WHO).text
    assert "We were wrong." in page
    assert "Withdraw it" not in page
    assert finance.view(number).state == "withdrawn"


def test_what_is_about_to_expire_stands_above_the_list_and_the_packet_opens(
    front: FrontDesk, finance: DisputeDesk, bill: TestBill
) -> None:
    number = open_one(front, bill)
    assert front.get(f"/finance/disputes/{number}/packet", WHO).status_code == 404
    finance.turn(number, finance.view(number).deadline - timedelta(hours=1))
    page = front.get("/finance/disputes", WHO).text
    assert page.index("About to expire without an answer") < page.index(number)
    assert "look at it" in front.get(f"/finance/disputes/{number}", WHO).text
    paper = front.get(f"/finance/disputes/{number}/packet", WHO)
    assert paper.content.startswith(b"%PDF")
    table = front.get(f"/finance/disputes/{number}/packet?part=csv", WHO)
    assert table.headers["content-type"].startswith("text/csv")


def test_only_finance_sees_disputes_and_only_its_approver_decides(
    front: FrontDesk, finance: DisputeDesk, bill: TestBill
) -> None:
    number = open_one(front, bill)
    assert front.get("/finance/disputes", "clerk").status_code == 403
    assert front.get("/finance/disputes", "customer").status_code == 403
    page = front.get(f"/finance/disputes/{number}", "finance").text
    assert "Take the claim back" not in page
    assert "Open the dispute" not in front.get("/finance/disputes", "finance").text
    sent = {"act": "withdraw", "key": uuid.uuid4().hex, "withdraw.because": "No."}
    assert front.post(f"/finance/disputes/{number}", sent, "finance").status_code == 403
    assert front.get("/finance/disputes/DS-1", WHO).status_code == 404
    assert finance.view(number).open
