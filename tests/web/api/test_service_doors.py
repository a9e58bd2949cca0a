import hashlib
from datetime import UTC, datetime
from typing import Any

import pytest

from desk.prepaid import DrawForm, PackForm, buy_pack, draw
from desk.programme_versions import list_versions
from tests.desk.prepaid_desk import NOON, sell_hours
from tests.web.api.house import House


def read(house: House, path: str, who: str = "desk") -> Any:
    answer = house.ask(who, "GET", path)
    assert answer.status_code == 200, answer.text
    return answer.json()


def upload(house: House, number: str, content: bytes, name: str = "log.txt", **more: str) -> Any:
    files = {"file": (name, content, "text/plain")}
    return house.ask(
        more.get("who", "desk"), "POST", f"/v1/cases/{number}/attachments", files=files
    )


@pytest.mark.parametrize(
    "path",
    [
        "/v1/contracts/C-100",
        "/v1/programmes/opswat",
        "/v1/calendars/opswat/ro?month=2026-12",
        "/v1/prepaid/northwind?month=2026-11",
    ],
)
def test_what_has_not_changed_is_not_sent_again(house: House, path: str) -> None:
    first = house.ask("desk", "GET", path)
    tag = first.headers["etag"]
    again = house.ask("desk", "GET", path, headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    other = house.ask("desk", "GET", path, headers={"If-None-Match": '"another"'})
    assert (other.status_code, other.headers["etag"]) == (200, tag)


def test_contracts_are_listed_to_the_desk_and_to_each_its_own(house: House) -> None:
    numbers = [one["number"] for one in read(house, "/v1/contracts")["items"]]
    assert {"C-100", "C-200"} <= set(numbers)
    mine = read(house, "/v1/contracts", who="customer")["items"]
    assert [one["number"] for one in mine] == ["C-100"]


def test_a_contract_says_what_it_promises_in_words_of_the_chosen_language(house: House) -> None:
    english = read(house, "/v1/contracts/C-100")
    assert any(
        "Registered before 14:00: the replacement is delivered the next working day." in line
        for line in english["promises"]
    )
    assert english["figures"]["repair_return_to"] == "stock"
    assert english["expired"] is False
    romanian = read(house, "/v1/contracts/C-200?language=ro_RO")
    assert romanian["language"] == "ro"
    assert any("expediat în 2 zile lucrătoare" in line for line in romanian["promises"])


def test_programmes_are_listed_and_one_tier_can_be_read_alone(house: House) -> None:
    ids = [one["id"] for one in read(house, "/v1/programmes")["items"]]
    assert ids == sorted(ids)
    assert {"atea_smartservice", "opswat"} <= set(ids)
    whole = read(house, "/v1/programmes/opswat")
    assert len(whole["content"]["tiers"]) > 1
    alone = read(house, "/v1/programmes/opswat?tier=gold")
    assert list(alone["content"]["tiers"]) == ["gold"]
    assert alone["sha256"] == whole["sha256"]
    for path, code in (
        ("/v1/programmes/opswat?tier=wood", "tier-unknown"),
        ("/v1/programmes/nobodys", "programme-unknown"),
    ):
        answer = house.ask("desk", "GET", path)
        assert (answer.status_code, answer.json()["code"]) == (404, code)


def test_looking_at_a_programme_loads_none(house: House) -> None:
    def loaded() -> int:
        with house.record.as_tenant(house.desks["globex"].tenant_id) as session:
            return len(list_versions(session, house.desks["globex"].tenant_id))

    before = loaded()
    read(house, "/v1/programmes", who="other tenant")
    read(house, "/v1/calendars/exer_cst/cst", who="other tenant")
    assert loaded() == before


def test_a_calendar_month_names_hours_days_off_and_why(house: House) -> None:
    month = read(house, "/v1/calendars/exer_cst/cst?month=2026-12")
    days = {one["day"]: one for one in month["days"]}
    assert len(days) == 31
    assert days["2026-12-24"]["windows"] == ["09:00-12:30", "14:00-18:00"]
    assert days["2026-12-25"]["why"] == "holiday"
    assert days["2026-12-25"]["name"]
    assert days["2026-12-26"]["why"] == "rest_day"
    assert month["working_days"] == 22
    assert len(month["hash"]) == 64


def test_a_month_beyond_the_frozen_holidays_says_that_it_is_not_known(house: House) -> None:
    month = read(house, "/v1/calendars/exer_cst/cst?month=2150-01")
    assert month["days"] == []
    assert "covers" in month["unknown"]


def test_a_month_that_is_none_is_malformed(house: House) -> None:
    answer = house.ask("desk", "GET", "/v1/calendars/exer_cst/cst?month=2026-13")
    assert answer.status_code == 422
    answer = house.ask("desk", "GET", "/v1/calendars/exer_cst/none")
    assert (answer.status_code, answer.json()["code"]) == (404, "calendar-unknown")


def test_prepaid_hours_are_told_with_their_statement(house: House) -> None:
    desk = house.desks["acme"]
    sell_hours(house.record, desk)
    clerk = house.actor("desk")
    pack = PackForm(customer="northwind", hours=5, order_reference="PO-7", at=NOON)
    buy_pack(house.record, clerk, pack, house.fresh("pack"))
    work = DrawForm(customer="northwind", minutes=45, what="Firewall rule", at=NOON)
    draw(house.record, clerk, work, house.fresh("draw"))
    told = read(house, "/v1/prepaid/northwind?month=2026-11", who="other customer")
    assert told["packs_hours"] == [1, 5, 10, 20]
    statement = told["statement"]
    assert statement["month"] == "2026-11-01"
    assert [one["minutes"] for one in statement["drawn"]] == [45]
    assert statement["closing_minutes"] == 255
    assert house.ask("customer", "GET", "/v1/prepaid/northwind").status_code == 404


def test_a_file_is_kept_once_listed_and_given_back(house: House) -> None:
    number, content = house.a_case(), b"configuration\n"
    digest = hashlib.sha256(content).hexdigest()
    first, second = (upload(house, number, content, "backup ș.cfg") for _ in range(2))
    assert first.status_code == 201
    assert first.headers["location"] == f"/v1/cases/{number}/attachments/{digest}"
    assert first.json()["id"] == second.json()["id"]
    [line] = read(house, f"/v1/cases/{number}/attachments", who="customer")["items"]
    assert (line["file_name"], line["size"], line["sha256"]) == ("backup ș.cfg", 14, digest)
    file = house.ask("customer", "GET", first.headers["location"])
    assert file.content == content
    assert file.headers["etag"] == f'"{digest}"'
    assert file.headers["content-disposition"].startswith("attachment; filename=")
    tagged = {"If-None-Match": file.headers["etag"]}
    assert house.ask("desk", "GET", first.headers["location"], headers=tagged).status_code == 304


@pytest.mark.parametrize(
    ("name", "content", "status", "code"),
    [
        ("run.exe", b"MZ", 422, "attachment-kind-not-allowed"),
        ("photo.png", b"not a picture", 422, "attachment-kind-not-allowed"),
        ("empty.txt", b"", 422, "attachment-empty"),
        ("large.txt", b"x" * (10 * 1024 * 1024 + 1), 413, "attachment-too-large"),
        ("huge.txt", b"x" * 11_000_000, 413, "body-too-large"),
    ],
)
def test_a_file_that_is_not_accepted_is_refused_by_name(
    house: House, name: str, content: bytes, status: int, code: str
) -> None:
    answer = upload(house, house.a_case(), content, name)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_files_belong_to_those_who_may_know_of_the_case(house: House) -> None:
    number = house.a_case()
    kept = upload(house, number, b"mine").headers["location"]
    assert upload(house, number, b"theirs", who="other customer").status_code == 404
    assert house.ask("other customer", "GET", kept).status_code == 404
    assert house.ask("other tenant", "GET", kept).status_code == 404
    missing = house.ask("desk", "GET", f"/v1/cases/{number}/attachments/{'0' * 64}")
    assert (missing.status_code, missing.json()["code"]) == (404, "unknown-attachment")


def test_only_files_may_be_as_large_as_a_file(house: House) -> None:
    body = {"customer": "x" * 1_100_000}
    answer = house.ask("desk", "POST", "/v1/entitlement-checks", json=body)
    assert (answer.status_code, answer.json()["code"]) == (413, "body-too-large")


def test_a_support_case_is_opened_with_its_request_and_judged_by_it(house: House) -> None:
    serial = house.fresh("SN").upper()
    body = {
        "customer": "fabrikam",
        "remedy": "support",
        "device": {"serial": serial, "model": "PHONE-X2"},
        "contact": {"name": "Service Contact", "email": "service@fabrikam.example"},
        "address": {
            "name": "Fabrikam AB",
            "street": "Storgatan 12",
            "postcode": "111 51",
            "city": "Stockholm",
            "country": "SE",
        },
        "fault": "How do I forward calls?",
        "request": {"need": "advice", "who": "attached_user", "channel": "phone"},
        "at": datetime(2026, 11, 24, 8, tzinfo=UTC).isoformat(),
    }
    answer = house.post("/v1/cases", body)
    assert answer.status_code == 201, answer.text
    case = read(house, f"/v1/cases/{answer.json()['number']}")
    assert case["remedy"] == "support"
    assert (case["need"], case["tier"], case["clocks"]) == ("advice", "PROF", [])
    assert case["entitlement"]["decision"]["verdict"] == "covered"
