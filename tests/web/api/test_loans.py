from typing import Any

import pytest

from desk.loans import list_loans
from tests.desk.case_walk import CaseWalk
from tests.desk.loan_walk import MONDAY, lend_to, pass_due, recall
from tests.way_back import PhoneCustomer, a_phone_swap, serve_phones
from tests.web.api.house import House, a_case_body

#: A customer of these tests alone, whose contract lends.
LENDER = PhoneCustomer(code="tailspin", settings={"mode": "lend"})


@pytest.fixture(scope="module")
def walk(house: House) -> CaseWalk:
    desk = house.desks["acme"]
    serve_phones(house.record, desk.tenant_id, LENDER)
    return CaseWalk(database=house.record, desk=desk)


def loans(house: House, who: str = "desk", query: str = "") -> dict[str, dict[str, Any]]:
    answer = house.ask(who, "GET", f"/v1/loans{query}")
    assert answer.status_code == 200
    return {one["case"]: one for one in answer.json()["items"]}


def test_loans_are_listed_with_why_they_are_out(house: House, walk: CaseWalk) -> None:
    number = lend_to(walk, house.fresh("OWN").upper(), MONDAY, LENDER)
    line = loans(house)[number]
    assert (line["customer"], line["why"], line["overdue"]) == ("tailspin", "own_not_sent", False)
    assert number not in loans(house, "customer")
    assert number not in loans(house, "other tenant")


def test_overdue_loans_can_be_asked_for_alone_and_warn_whoever_opens_a_case(
    house: House, walk: CaseWalk
) -> None:
    young = lend_to(walk, house.fresh("OWN").upper(), MONDAY, LENDER)
    late = recall(walk, house.fresh("OWN").upper(), MONDAY, LENDER)
    pass_due(walk, late)
    assert set(loans(house, query="?overdue=true")) == {late}
    assert {young, late} <= set(loans(house))
    body = a_case_body(house.fresh("X").upper(), customer=LENDER.code)
    opened = house.post("/v1/cases", body)
    assert opened.status_code == 201
    assert any(f"of case {late} is overdue" in one for one in opened.json()["notices"])
    other = house.post("/v1/cases", a_case_body(house.fresh("X").upper()))
    assert other.json()["notices"] == []


def test_spares_are_moved_once_per_key_by_the_desk(house: House, walk: CaseWalk) -> None:
    body = {"customer": "tailspin", "way": "out", "serials": ["TAILSPIN-0006"]}
    key = house.fresh("key")
    first, second = (house.post("/v1/spares", body, key=key) for _ in range(2))
    assert first.json() == second.json()
    assert first.json()["to_place"] == "SITE-TAILSPIN"
    listed = house.ask("desk", "GET", "/v1/spares").json()["items"]
    assert [one["serials"] for one in listed if one["customer"] == "tailspin"] == [
        ["TAILSPIN-0006"]
    ]
    assert house.ask("customer", "GET", "/v1/spares").json()["items"] == []
    again = house.post("/v1/spares", body)
    assert (again.status_code, again.json()["code"]) == (409, "not-free-in-pool")
    back = house.post("/v1/spares", {**body, "way": "back"})
    assert back.json()["moved"] == 1
    del walk


def test_a_spare_that_is_not_on_site_is_refused_by_name(house: House, walk: CaseWalk) -> None:
    number = walk.open(a_phone_swap(LENDER, house.fresh("OWN").upper(), MONDAY))
    body = {"decision": "backup_taken", "answers": {"serial": "TAILSPIN-0001"}}
    answer = house.post(f"/v1/cases/{number}/decisions", body)
    assert (answer.status_code, answer.json()["code"]) == (409, "not-on-site")
    assert number not in {one.case for one in list_loans(walk.database, walk.desk.clerk)}
