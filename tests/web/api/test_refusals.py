from datetime import date
from typing import Any

import pytest
from sqlalchemy import select, update

from desk.founding import ContractForm, add_contract, add_customer
from models.cases import Case
from rules.case_words import Stage
from tests.web.api.house import House, a_case_body

PROBLEM = "application/problem+json"


def is_problem(answer: Any, status: int, code: str) -> dict[str, Any]:
    assert answer.headers["content-type"] == PROBLEM, answer.text
    told: dict[str, Any] = answer.json()
    assert (answer.status_code, told["status"], told["code"]) == (status, status, code), told
    assert told["type"].endswith(f"/problems/{code}")
    assert told["title"]
    assert not told["title"].endswith(".")
    assert told["detail"].endswith(".")
    return told


def refused(house: House, status: int, code: str, **changes: Any) -> dict[str, Any]:
    answer = house.post("/v1/cases", a_case_body(house.fresh("SN"), **changes))
    return is_problem(answer, status, code)


def a_customer(house: House, **contract: Any) -> str:
    code = house.fresh("c")
    desk = house.desks["acme"]
    with house.record.as_tenant(desk.tenant_id) as session:
        customer = add_customer(session, desk.tenant_id, code, "Contoso", "sv")
        if contract:
            named = {"number": f"C-{code}", "programme": "atea_smartservice"}
            settings = {"repair_return_to": "stock"}
            add_contract(
                session, customer, ContractForm(**{**named, "settings": settings, **contract})
            )
    return code


RUNNING = {"starts_on": date(2026, 1, 1), "ends_on": date(2029, 1, 1)}
EXPIRED = {"starts_on": date(2020, 1, 1), "ends_on": date(2024, 1, 1)}


def test_a_bad_imei_says_what_is_wrong_with_it(house: House) -> None:
    device = {"imei": "490154203237519", "model": "PHONE-X2"}  # its check digit is 8
    told = refused(house, 422, "bad-imei", device=device)
    assert "problem" in told


def test_an_unknown_customer(house: House) -> None:
    assert refused(house, 404, "unknown-customer", customer="nobody")["customer"] == "nobody"


def test_an_unknown_contract(house: House) -> None:
    refused(house, 404, "unknown-contract", contract="C-999")


def test_a_customer_without_a_contract(house: House) -> None:
    refused(house, 409, "no-running-contract", customer=a_customer(house))


def test_an_expired_contract(house: House) -> None:
    told = refused(
        house, 409, "contract-expired", customer=a_customer(house, tier="prof", **EXPIRED)
    )
    assert told["ends"] == "2024-01-01"


def test_a_programme_without_swap(house: House) -> None:
    told = refused(
        house, 409, "remedy-not-in-programme", customer=a_customer(house, tier="bas", **RUNNING)
    )
    assert (told["tier"], told["remedy"]) == ("bas", "swap")


@pytest.mark.parametrize(
    ("address", "missing"),
    [
        ({}, "name"),
        ({"name": "A", "street": "B", "postcode": "1", "city": " "}, "city"),
        (
            {"name": "A", "street": "B", "postcode": "1", "city": "C", "country": "Sweden"},
            "two-letter country",
        ),
    ],
)
def test_no_address(house: House, address: dict[str, str], missing: str) -> None:
    assert refused(house, 422, "no-address", address=address)["missing"] == missing


def test_no_address_at_all(house: House) -> None:
    body = a_case_body(house.fresh("SN"))
    del body["address"]
    is_problem(house.post("/v1/cases", body), 422, "no-address")


def test_no_device(house: House) -> None:
    refused(house, 422, "no-device", device={})


def test_an_unknown_model(house: House) -> None:
    refused(house, 404, "unknown-model", device={"serial": house.fresh("SN"), "model": "NONE"})


def test_a_second_case_for_a_device_names_the_first(house: House) -> None:
    body = a_case_body(house.fresh("SN"))
    number = house.post("/v1/cases", body).json()["number"]
    told = is_problem(house.post("/v1/cases", body), 409, "device-has-open-case")
    assert told["case"] == number


def test_a_missing_key_is_refused_by_name(house: House) -> None:
    body = a_case_body(house.fresh("SN"))
    is_problem(house.ask("desk", "POST", "/v1/cases", json=body), 422, "key-missing")
    empty = house.ask("desk", "POST", "/v1/cases", json=body, headers={"Idempotency-Key": ""})
    is_problem(empty, 422, "request-invalid")


def test_a_key_with_another_body(house: House) -> None:
    key = house.fresh("key")
    assert house.post("/v1/cases", a_case_body(house.fresh("SN")), key=key).status_code == 201
    is_problem(house.post("/v1/cases", a_case_body(house.fresh("SN")), key=key), 422, "key-reused")


def test_a_key_of_one_person_is_not_anothers(house: House) -> None:
    key = house.fresh("key")
    first = house.post("/v1/cases", a_case_body(house.fresh("SN")), key=key)
    second = house.post("/v1/cases", a_case_body(house.fresh("SN")), key=key, who="customer")
    assert (first.status_code, second.status_code) == (201, 201)


def test_an_unknown_case(house: House) -> None:
    is_problem(house.ask("desk", "GET", "/v1/cases/SE-2026-999999"), 404, "unknown-case")


def test_another_tenants_or_customers_case_is_unknown_whatever_is_asked(house: House) -> None:
    number = house.a_case()
    for who in ("other tenant", "other tenant's admin", "other customer"):
        is_problem(house.ask(who, "GET", f"/v1/cases/{number}"), 404, "unknown-case")
    body = {"decision": "answered", "answers": {"definite_fault": "yes"}}
    decided = house.post(f"/v1/cases/{number}/decisions", body, who="other tenant")
    is_problem(decided, 404, "unknown-case")
    scan = {"station": "pack", "code": "POOL-0001", "case": number}
    is_problem(house.post("/v1/scans", scan, who="other tenant"), 404, "unknown-case")


def test_a_wrong_role(house: House) -> None:
    number = house.a_case()
    body = {"decision": "cancel_asked", "answers": {}}
    told = is_problem(
        house.post(f"/v1/cases/{number}/decisions", body, who="customer"), 403, "not-allowed"
    )
    assert (told["role"], told["verb"]) == ("customer", "decide")


def test_a_decision_at_the_wrong_stage(house: House) -> None:
    number = house.a_case()
    body = {"decision": "return_waived", "answers": {"because": "kept"}}
    told = is_problem(house.post(f"/v1/cases/{number}/decisions", body), 409, "wrong-stage")
    assert (told["case"], told["stage"]) == (number, "assessing")


def test_a_decision_on_a_closed_case(house: House) -> None:
    number = house.a_case()
    with house.record.as_tenant(house.desks["acme"].tenant_id) as session:
        end_case(session, number)
    body = {"decision": "cancel_asked", "answers": {}}
    is_problem(house.post(f"/v1/cases/{number}/decisions", body), 409, "case-ended")


def test_a_time_of_their_own_is_refused_where_time_is_real(house: House) -> None:
    settings = house.client.app.state.settings  # type: ignore[attr-defined]
    house.client.app.state.settings = settings.model_copy(update={"business_time": False})  # type: ignore[attr-defined]
    try:
        at = "2026-11-23T13:52:00+01:00"
        refused(house, 403, "business-time-refused", at=at)
        scan = {"station": "pack", "code": "POOL-0001", "at": at}
        is_problem(house.post("/v1/scans", scan), 403, "business-time-refused")
    finally:
        house.client.app.state.settings = settings  # type: ignore[attr-defined]


def test_an_unreadable_scan(house: House) -> None:
    for code in ("", "X" * 129, "A\tB\x07"):
        is_problem(
            house.post("/v1/scans", {"station": "pack", "code": code}), 422, "unreadable-scan"
        )


def test_a_cursor_or_filter_of_ones_own_making(house: House) -> None:
    is_problem(house.ask("desk", "GET", "/v1/cases?cursor=abc"), 422, "bad-cursor")
    is_problem(house.ask("desk", "GET", "/v1/cases?state=lost"), 422, "unknown-filter")


def test_what_the_description_does_not_allow_is_pointed_to(house: House) -> None:
    told = refused(
        house,
        422,
        "request-invalid",
        surprise=1,
        fault="x" * 2001,
        device={"serial": "A\u0000B"},
        at="2026-11-23T13:52:00",
    )
    pointed = {one["pointer"] for one in told["errors"]}
    assert pointed == {"#/surprise", "#/fault", "#/device/serial", "#/at"}
    limits = house.ask("desk", "GET", "/v1/cases?limit=101").json()
    assert [one["pointer"] for one in limits["errors"]] == ["query:limit"]


def test_an_unknown_document(house: House) -> None:
    path = f"/v1/cases/{house.a_case()}/documents/00000000-0000-0000-0000-000000000000"
    is_problem(house.ask("desk", "GET", path), 404, "unknown-document")


def test_a_path_and_a_method_that_are_not_there(house: House) -> None:
    missing = house.ask("desk", "GET", "/v1/nothing")
    assert (missing.status_code, missing.headers["content-type"]) == (404, PROBLEM)
    wrong = house.ask("desk", "DELETE", "/v1/stock")
    assert (wrong.status_code, wrong.headers["content-type"]) == (405, PROBLEM)
    assert wrong.headers["Allow"] == "GET"


def test_nobody_gets_in_without_a_known_key(house: House) -> None:
    for given in ("", "Bearer", "Bearer x", "Basic eDp5", f"Token {house.keys['desk']}"):
        answer = house.client.get("/v1/stock", headers={"Authorization": given})
        is_problem(answer, 401, "not-signed-in")
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_every_problem_says_what_its_type_stands_for(house: House) -> None:
    told = refused(house, 404, "unknown-customer", customer="nobody")
    path = told["type"].removeprefix("http://127.0.0.1:8420")
    assert house.client.get(path).json() == {
        "type": told["type"],
        "code": "unknown-customer",
        "title": "No customer with this code",
        "status": 404,
    }
    is_problem(house.client.get("/problems/no-such-thing"), 404, "unknown-problem")


def end_case(session: Any, number: str) -> None:
    """Close the case's record, as its workflow would have."""
    snapshot = session.scalars(select(Case.snapshot).where(Case.number == number)).one()
    session.execute(
        update(Case)
        .where(Case.number == number)
        .values(stage=Stage.CLOSED, snapshot={**snapshot, "stage": "closed"})
    )
