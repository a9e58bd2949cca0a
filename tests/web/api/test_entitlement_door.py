from dataclasses import fields
from typing import Any

from desk.asked import RequestForm
from tests.web.api.house import House
from web.api.service_bodies import RequestBody

SWAP = {
    "customer": "fabrikam",
    "language": "sv",
    "request": {"need": "hardware", "who": "attached_user", "definite_fault": True},
    "at": "2026-11-24T08:00:00Z",
}
ADVANCE = {
    "customer": "northwind",
    "contract": "C-200",
    "request": {"need": "hardware", "defect_confirmed": True},
    "at": "2026-11-24T08:00:00Z",
}


def check(house: House, body: dict[str, Any], who: str = "desk") -> Any:
    answer = house.ask(who, "POST", "/v1/entitlement-checks", json=body)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_a_covered_swap_says_so_in_words_and_when_it_would_be_delivered(house: House) -> None:
    told = check(house, SWAP)
    assert told["verdict"] == "covered"
    assert "swap" in told["measures"]
    assert told["sentences"][0].startswith("Omfattas: ")
    [promise] = told["promises"]
    assert promise["kind"] == "delivery"
    assert promise["due_day"] == "2026-11-25"
    assert promise["due_at"] == "2026-11-25T23:00:00Z"
    assert len(promise["calendar_hash"]) == 64
    assert told["decision"]["reasons"][0]["code"]


def test_one_minute_after_the_cutoff_the_day_is_another(house: House) -> None:
    late = check(house, {**SWAP, "at": "2026-11-24T13:00:00Z"})
    assert late["promises"][0]["due_day"] == "2026-11-26"


def test_a_target_is_told_with_its_instant_and_reason(house: House) -> None:
    told = check(house, ADVANCE)
    assert [one["kind"] for one in told["promises"]] == ["dispatch"]
    assert told["promises"][0]["due_day"] == "2026-11-26"


def test_the_hours_of_the_channel_are_told_as_data_and_in_words(house: House) -> None:
    always = check(house, ADVANCE)
    assert always["hours"] == {
        **always["hours"],
        "channel": "portal",
        "open_now": True,
        "opens_at": None,
        "closes_at": None,
        "calendar": "always",
    }
    assert always["sentences"][-1].startswith("Portalul este deschis zi și noapte")
    assert check(house, SWAP)["hours"] is None


def test_what_is_not_covered_is_a_verdict_and_no_refusal(house: House) -> None:
    over = check(house, {**SWAP, "language": "en", "at": "2029-06-01T08:00:00Z"})
    assert over["verdict"] == "not_covered"
    assert over["promises"] == []
    assert any("expired" in sentence for sentence in over["sentences"])


def test_nothing_is_kept_by_asking(house: House) -> None:
    before = house.ask("desk", "GET", "/v1/cases").json()["items"]
    check(house, SWAP)
    assert house.ask("desk", "GET", "/v1/cases").json()["items"] == before


def test_a_customers_person_asks_for_its_own_only_and_approves_nothing(house: House) -> None:
    mine = check(house, {**ADVANCE, "request": {"need": "hardware"}}, who="other customer")
    claimed = check(house, ADVANCE, who="other customer")
    assert claimed["decision"] == mine["decision"]
    answer = house.ask("customer", "POST", "/v1/entitlement-checks", json=ADVANCE)
    assert (answer.status_code, answer.json()["code"]) == (404, "unknown-customer")


def test_what_the_programme_does_not_know_is_refused_by_name(house: House) -> None:
    unknown = {**ADVANCE, "request": {"need": "incident", "severity": "worst"}}
    answer = house.ask("desk", "POST", "/v1/entitlement-checks", json=unknown)
    assert (answer.status_code, answer.json()["code"]) == (422, "severity-unknown")
    strange = {**ADVANCE, "request": {"need": "magic"}}
    answer = house.ask("desk", "POST", "/v1/entitlement-checks", json=strange)
    assert answer.json()["errors"][0]["pointer"] == "#/request/need"


def test_the_request_of_the_api_says_all_the_desk_asks() -> None:
    assert set(RequestBody.model_fields) == {one.name for one in fields(RequestForm)}
    assert RequestBody().asked() == RequestForm()
