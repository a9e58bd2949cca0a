import uuid
from datetime import timedelta

import pytest

from tests.builders import a_swap
from tests.desk.loan_walk import MONDAY, lend_to, pass_due, recall
from tests.way_back import PhoneCustomer, serve_phones
from tests.web.console.front_desk import FrontDesk, a_form, hidden

#: A customer of these pages alone, whose contract lends.
LENDER = PhoneCustomer(code="coho", settings={"mode": "lend"}, phones=12)


@pytest.fixture(scope="module")
def lender(front: FrontDesk) -> PhoneCustomer:
    serve_phones(front.walk.database, front.walk.desk.tenant_id, LENDER)
    return LENDER


def a_serial() -> str:
    return f"OWN-{uuid.uuid4().hex[:6].upper()}"


def test_the_loan_board_says_what_is_out_and_why_with_overdue_loans_first(
    front: FrontDesk, lender: PhoneCustomer
) -> None:
    young = lend_to(front.walk, a_serial(), MONDAY, lender)
    late = recall(front.walk, a_serial(), MONDAY, lender)
    pass_due(front.walk, late)
    page = front.get("/loans").text
    assert page.index(f'id="loan-{late}"') < page.index(f'id="loan-{young}"')
    assert "own device is not handed in yet" in page
    assert '<span class="badge bad">overdue</span>' in page
    alone = front.get("/loans?only=overdue").text
    assert late in alone
    assert young not in alone


def test_a_screen_that_asks_again_gets_the_table_only(
    front: FrontDesk, lender: PhoneCustomer
) -> None:
    lend_to(front.walk, a_serial(), MONDAY, lender)
    part = front.get("/loans", **{"X-Fragment": "1"}).text
    assert part.lstrip().startswith('<section id="loans"')


def test_a_customer_s_person_finds_no_other_customer_s_loan(
    front: FrontDesk, lender: PhoneCustomer
) -> None:
    number = lend_to(front.walk, a_serial(), MONDAY, lender)
    assert number not in front.get("/loans", who="customer").text


def test_the_form_for_a_new_case_warns_of_what_the_customer_is_late_with(
    front: FrontDesk, lender: PhoneCustomer
) -> None:
    number = recall(front.walk, a_serial(), MONDAY + timedelta(days=1), lender)
    pass_due(front.walk, number)
    page = front.get(f"/cases/new?customer={lender.code}").text
    assert "Overdue at this customer" in page
    assert f"of case {number} is overdue" in page
    assert "Overdue at this customer" not in front.get("/cases/new?customer=northwind").text
    taken = front.post("/cases/new", a_form(customer=lender.code))
    assert taken.status_code == 303


def test_spares_are_placed_and_taken_back_from_their_page(
    front: FrontDesk, lender: PhoneCustomer
) -> None:
    fields = {"way": "out", "customer": lender.code, "serials": "COHO-0012"}
    key = hidden(front.get("/spares").text, "key")
    assert front.post("/spares", {**fields, "key": key}).status_code == 303
    assert "COHO-0012" in front.get("/spares", who="finance").text
    again = front.post("/spares", {**fields, "key": "spare-2"})
    assert again.status_code == 409
    assert "does not stand free on POOL-COHO" in again.text
    assert front.post("/spares", {**fields, "key": "spare-3", "way": "back"}).status_code == 303
    assert "COHO-0012" not in front.get("/spares").text


def test_a_form_that_names_nothing_is_corrected_and_only_the_desk_moves_spares(
    front: FrontDesk,
) -> None:
    empty = front.post("/spares", {"key": "s1", "way": "out", "customer": "", "serials": ""})
    assert empty.status_code == 422
    assert "at least one serial number" in empty.text
    fields = {"key": "s2", "way": "out", "customer": "fabrikam", "serials": "POOL-0001"}
    assert front.post("/spares", fields, who="finance").status_code == 403
    assert "Move spares" not in front.get("/spares", who="finance").text


def test_a_case_that_waits_offers_a_spare_and_says_why_another_is_refused(
    front: FrontDesk,
) -> None:
    number = front.walk.open(a_swap(a_serial(), at=MONDAY))
    page = front.get(f"/cases/{number}").text
    assert "Spare taken on site" in page
    answer = front.post(
        f"/cases/{number}/decisions",
        {"decision": "backup_taken", "key": "b1", "serial": "NOWHERE-1"},
    )
    assert answer.status_code == 409
    assert "is not on SITE-FABRIKAM" in answer.text
