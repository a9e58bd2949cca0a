import re
import uuid
from decimal import Decimal

import pytest
from sqlalchemy import select

from models.parties import StaffAccount
from rules.finance.money_words import FinanceDuty
from tests.statements import an_event, bill_month, found_parties, issue_month
from tests.web.console.front_desk import FrontDesk, email_of, hidden
from tests.web.portal.own_people import text_of


@pytest.fixture(scope="module")
def issued(front: FrontDesk) -> str:
    """The address of an invoice of 100 and 40 to fabrikam."""
    record, tenant = front.walk.database, front.walk.desk.tenant_id
    found_parties(record, tenant)
    with record.as_tenant(tenant) as session:
        for amount in (100, 40):
            an_event(session, tenant, amount=Decimal(amount))
        an_event(session, tenant, "contract_fee_yearly", amount=None)
    [number] = issue_month(record, tenant).values()
    return f"/finance/statements/{number}"


def give_duty(front: FrontDesk, duty: FinanceDuty | None) -> None:
    with front.walk.database.as_tenant(front.walk.desk.tenant_id) as session:
        found = select(StaffAccount).where(StaffAccount.email == email_of("finance"))
        session.scalars(found).one().duty = duty


def test_statements_are_listed_with_what_is_billed_to_nobody_yet(
    front: FrontDesk, issued: str
) -> None:
    page = front.get("/finance/statements?month=2026-10", who="finance").text
    assert f'href="{issued}"' in page
    told = text_of(page)
    assert "175.00 SEK" in told
    assert "The contract names no fee." in told
    assert "2026-000001" not in text_of(
        front.get("/finance/statements?month=2026-09", who="finance").text
    )


def test_a_statement_leads_from_its_lines_to_where_each_item_comes_from(
    front: FrontDesk, issued: str
) -> None:
    page = front.get(issued, who="finance").text
    assert 'href="/contracts/C-100"' in page
    told = text_of(page)
    assert "VAT 25 % of 140.00" in told
    assert "Tillägg för förlängning efter utgången, C-100" in told
    assert "Issue a credit note" not in told  # nobody's duty yet


def test_an_approver_gives_ticked_items_back(front: FrontDesk, issued: str) -> None:
    give_duty(front, FinanceDuty.APPROVER)
    page = front.get(issued, who="finance").text
    forty = next(
        row for row in re.findall(r"<tr id=\"item-.*?</tr>", page, re.DOTALL) if ">40.00<" in row
    )
    [item] = re.findall(r'name="item" value="([^"]+)"', forty)
    fields = {"key": hidden(page, "key"), "item": item}
    again = front.post(issued, fields, who="finance")
    assert again.status_code == 422
    assert "A credit note says why" in text_of(again.text)
    fields |= {"because": "Billed by mistake."}
    taken = front.post(issued, fields, who="finance")
    assert taken.status_code == 303
    note = text_of(front.get(taken.headers["location"], who="finance").text)
    assert "Credit note" in note
    assert "Billed by mistake." in note
    assert "given back" in text_of(front.get(issued, who="finance").text)
    give_duty(front, None)


def test_a_form_with_nothing_ticked_is_shown_again(front: FrontDesk, issued: str) -> None:
    give_duty(front, FinanceDuty.APPROVER)
    fields = {"key": uuid.uuid4().hex, "because": "Billed by mistake."}
    assert front.post(issued, fields, who="finance").status_code == 422
    give_duty(front, None)


@pytest.mark.usefixtures("issued")
def test_a_draft_has_its_page_and_no_papers(front: FrontDesk) -> None:
    record, tenant = front.walk.database, front.walk.desk.tenant_id
    with record.as_tenant(tenant) as session:
        an_event(session, tenant, contract="C-200")
    [draft] = bill_month(record, tenant)
    page = front.get(f"/finance/statements/{draft}", who="finance")
    assert "without a number" in text_of(page.text)
    assert front.get(f"/finance/statements/{draft}/papers/pdf", who="finance").status_code == 404


@pytest.mark.parametrize("who", ["clerk", "customer"])
def test_statements_are_finance_s(front: FrontDesk, issued: str, who: str) -> None:
    assert front.get(issued, who=who).status_code in {403, 303}
