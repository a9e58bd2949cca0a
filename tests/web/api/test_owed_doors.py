"""Owed units and proposed charges, as programs of the desk and of finance read them."""

import uuid
from dataclasses import replace
from typing import Any

import pytest

from tests.desk.case_walk import CaseWalk
from tests.desk.owed_cases import DAY, DELIVERED, SIMPLE, owed, wait
from tests.way_back import PhoneCustomer, serve_phones
from tests.web.api.house import House


@pytest.fixture(scope="module")
def walk(house: House) -> CaseWalk:
    # The loans' tests walk on the same desk, under the keys before these.
    return CaseWalk(database=house.record, desk=house.desks["acme"], counted=50_000)


@pytest.fixture
def customer(walk: CaseWalk) -> PhoneCustomer:
    one = replace(SIMPLE, code=f"c{uuid.uuid4().hex[:6]}")
    serve_phones(walk.database, walk.desk.tenant_id, one)
    return one


def items(house: House, path: str, who: str = "finance") -> list[dict[str, Any]]:
    answer = house.ask(who, "GET", path)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


def test_owed_units_and_their_charges_are_told_to_programs(
    house: House, walk: CaseWalk, customer: PhoneCustomer
) -> None:
    serial = f"{customer.code.upper()}-LOST"
    number = owed(walk, customer, serial)
    wait(walk, number, DELIVERED + 21 * DAY)
    [line] = items(house, f"/v1/overdue?customer={customer.code}", who="desk")
    assert (line["case"], line["serial"], line["due_on"]) == (number, serial, "2026-12-04")
    assert (line["standing"], line["next_step"]) == ("running", "charge_review")
    assert (line["charge"], line["amount"], line["currency"]) == ("proposed", "450.00", "SEK")
    [charge] = items(house, f"/v1/charges?customer={customer.code}")
    assert (charge["case"], charge["what"], charge["amount"]) == (number, serial, "450.00")
    assert items(house, "/v1/overdue?customer=nobody") == []


def test_finance_is_let_through_to_decide_a_charge_and_the_desk_is_not(
    house: House, walk: CaseWalk, customer: PhoneCustomer
) -> None:
    number = owed(walk, customer, f"{customer.code.upper()}-LOST")
    wait(walk, number, DELIVERED + 21 * DAY)
    answers = {"verdict": "drop", "because": "Agreed."}
    body = {"decision": "charge_decided", "answers": answers}
    path = f"/v1/cases/{number}/decisions"
    said = {
        who: house.ask(
            who, "POST", path, json=body, headers={"Idempotency-Key": uuid.uuid4().hex}
        ).status_code
        for who in ("finance", "desk", "customer")
    }
    # 503: no workflow server is up to decide.
    assert said == {"finance": 503, "desk": 403, "customer": 403}
