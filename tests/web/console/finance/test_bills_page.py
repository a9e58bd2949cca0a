import uuid

import pytest
from sqlalchemy import select

from desk.people import add_account
from models.finance.rates import RateCard
from models.parties import Role, StaffAccount
from rules.finance.money_words import FinanceDuty
from tests.bills import Bill, know_carrier, many_charges, narrow_csv
from tests.web.console.front_desk import PASSWORD, FrontDesk, email_of, hidden

IMPORTER, APPROVER = "bill importer", "bill approver"


@pytest.fixture(scope="module")
def bills(front: FrontDesk) -> FrontDesk:
    record, desk = front.walk.database, front.walk.desk
    with record.as_tenant(desk.tenant_id) as session:
        for who, duty in ((IMPORTER, FinanceDuty.IMPORTER), (APPROVER, FinanceDuty.APPROVER)):
            known = select(StaffAccount).where(StaffAccount.email == email_of(who))
            if session.scalars(known).one_or_none() is None:
                added = add_account(
                    session, desk.tenant_id, email_of(who), who, Role.FINANCE, "", PASSWORD
                )
                added.duty = duty
        rated = session.scalars(select(RateCard.id).where(RateCard.carrier == "practice")).first()
    if rated is None:
        know_carrier(record, desk.tenant_id)
    return front


def upload(front: FrontDesk, content: bytes, name: str = "october.csv", **fields: str) -> str:
    """The page after a file was sent with the form."""
    page = front.get("/finance/bills", IMPORTER).text
    given = {"key": hidden(page, "key"), "carrier": "practice", "profile": "narrow_csv"}
    answer = front.ask(
        "POST",
        "/finance/bills/import",
        IMPORTER,
        data=given | fields,
        files={"file": (name, content, "text/csv")},
    )
    assert answer.status_code == 200, answer.text
    return str(answer.text)


def a_link(page: str, start: str) -> str:
    """The first address on the page that begins so."""
    return start + page.partition(f'href="{start}')[2].partition('"')[0]


def test_a_file_is_taken_and_its_bill_shown_with_verdicts_and_charges(bills: FrontDesk) -> None:
    bill = Bill(number=uuid.uuid4().hex[:12], charges=many_charges(120))
    page = upload(bills, narrow_csv(bill))
    assert "120 charges read, 0 rows refused; 1 bills loaded with 120 charges" in page
    listed = bills.get(f"/finance/bills?number={bill.number}", APPROVER).text
    path = a_link(listed, "/finance/bills/")
    shown = bills.get(path, APPROVER).text
    assert f"{bill.total:,.2f}" in shown
    assert "120 charges have no agreed amount yet" in shown
    more = bills.get(f"{path}?after=101&verdict=unknown", APPROVER).text
    assert more.count('id="charge-') == 20
    assert 'id="charge-' not in bills.get(f"{path}?verdict=exact", APPROVER).text
    assert bills.get(f"{path}?after=x&verdict=y", APPROVER).status_code == 200
    refused = bills.post(path, {"key": uuid.uuid4().hex}, APPROVER)
    assert refused.status_code == 409
    assert "have no agreed amount. Agree them" in refused.text


def test_a_file_that_is_held_back_is_looked_at_by_another(bills: FrontDesk) -> None:
    bill = Bill(number="<b>" + uuid.uuid4().hex[:12], net="1.00")
    page = upload(bills, narrow_csv(bill), name="<i>held.csv")
    assert "&lt;i&gt;held.csv" in page
    path = a_link(page, "/finance/bill-files/")
    assert "A second look" not in bills.get(path, IMPORTER).text
    shown = bills.get(path, APPROVER).text
    assert "The net total is 1.00, and the charges come to 97.90" in shown
    assert "<b>" + bill.number[3:] not in shown
    empty = bills.post(path, {"key": "a", "act": "release", "because": ""}, APPROVER)
    assert empty.status_code == 422
    done = bills.post(path, {"key": "b", "act": "release", "because": "It is right."}, APPROVER)
    assert done.status_code == 303
    assert 'badge ">loaded' in bills.get(path, APPROVER).text
    content = bills.get(f"{path}/content", APPROVER)
    assert content.content == narrow_csv(bill)
    assert content.headers["content-disposition"].startswith("attachment;")


def test_what_cannot_be_taken_stands_beside_the_form(bills: FrontDesk) -> None:
    page = bills.get("/finance/bills", IMPORTER).text
    given = {"key": hidden(page, "key"), "carrier": "nobody", "profile": "narrow_csv"}
    file = {"file": ("a.csv", narrow_csv(Bill()), "text/csv")}
    answer = bills.ask("POST", "/finance/bills/import", IMPORTER, data=given, files=file)
    assert answer.status_code == 404
    assert "The carrier &#39;nobody&#39; is not known" in answer.text
    empty = bills.ask("POST", "/finance/bills/import", IMPORTER, data=given)
    assert empty.status_code == 422


def test_only_finance_sees_bills_and_only_the_importer_the_form(bills: FrontDesk) -> None:
    assert bills.get("/finance/bills").status_code == 403
    assert "Take a carrier" not in bills.get("/finance/bills", APPROVER).text
    assert bills.get(f"/finance/bills/{uuid.uuid4()}", APPROVER).status_code == 404
    assert bills.get(f"/finance/bill-files/{uuid.uuid4()}", APPROVER).status_code == 404
