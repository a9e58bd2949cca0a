from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from tests.web.api.house import House, a_case_body

THURSDAY_1352 = "2025-06-05T13:52:00+02:00"


def test_a_swap_is_opened_with_its_promise_and_the_reason(house: House) -> None:
    body = a_case_body(house.fresh("SN"), at="2026-11-23T13:52:00+01:00")
    answer = house.post("/v1/cases", body)
    receipt = answer.json()
    assert answer.status_code == 201
    assert answer.headers["Location"] == f"/v1/cases/{receipt['number']}"
    assert receipt["remedy"] == "swap"
    assert datetime.fromisoformat(receipt["registered_at"]) == datetime.fromisoformat(
        "2026-11-23T12:52:00+00:00"
    )
    assert receipt["promise"]["due_day"] == "2026-11-24"
    assert "14:00" in receipt["promise"]["explanation"]


def test_a_repeat_with_the_same_key_opens_nothing_new(house: House) -> None:
    body, key = a_case_body(house.fresh("SN")), house.fresh("key")
    first, again = (house.post("/v1/cases", body, key=key) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()


def test_many_repeats_at_once_open_one_case(house: House) -> None:
    body, key = a_case_body(house.fresh("SN")), house.fresh("key")
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: house.post("/v1/cases", body, key=key), range(8)))
    assert {one.status_code for one in answers} == {201}
    assert len({one.json()["number"] for one in answers}) == 1


def test_a_new_device_asked_for_many_times_at_once_gets_one_case(house: House) -> None:
    body = a_case_body(house.fresh("SN"))
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: house.post("/v1/cases", body), range(8)))
    assert sorted(one.status_code for one in answers) == [201] + [409] * 7
    refused = [one.json() for one in answers if one.status_code == 409]
    assert {one["code"] for one in refused} == {"device-has-open-case"}


def test_a_customers_person_opens_a_case_for_its_own_company_only(house: House) -> None:
    mine = house.post("/v1/cases", a_case_body(house.fresh("SN")), who="customer")
    theirs = house.post("/v1/cases", a_case_body(house.fresh("SN")), who="other customer")
    assert mine.status_code == 201
    assert (theirs.status_code, theirs.json()["code"]) == (404, "unknown-customer")


def test_a_case_is_read_with_everything_known_of_it(house: House) -> None:
    number = house.a_case()
    case = house.ask("desk", "GET", f"/v1/cases/{number}").json()
    assert (case["number"], case["customer"], case["stage"]) == (number, "fabrikam", "assessing")
    assert case["parties"]["address"][2] == "SE-111 51 Stockholm"
    assert case["promises"][0]["kind"] == "delivery"
    assert case["defective"]["place"] == "AT-FABRIKAM"
    assert case["deadlines"][0]["name"] == "opening"
    assert case["waiting_for"]
    assert case["mover"]


def test_an_unchanged_case_is_not_sent_twice(house: House) -> None:
    path = f"/v1/cases/{house.a_case()}"
    first = house.ask("desk", "GET", path)
    tag = first.headers["ETag"]
    assert tag.startswith('"')
    for known in (tag, f'"other", {tag}', f"W/{tag}", "*"):
        again = house.ask("desk", "GET", path, headers={"If-None-Match": known})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["ETag"] == tag
    changed = house.ask("desk", "GET", path, headers={"If-None-Match": '"older"'})
    assert changed.status_code == 200


def test_the_pages_of_a_list_hold_every_case_once_newest_first(house: House) -> None:
    opened = [house.a_case() for _ in range(5)]
    found: list[str] = []
    cursor = ""
    while True:
        path = f"/v1/cases?limit=2{f'&cursor={cursor}' if cursor else ''}"
        page = house.ask("desk", "GET", path).json()
        assert len(page["items"]) <= 2
        found += [one["number"] for one in page["items"]]
        if page["next"] is None:
            break
        cursor = page["next"]
    assert len(found) == len(set(found))
    assert [number for number in found if number in opened] == opened[::-1]


def test_a_list_is_narrowed_by_stage_and_text(house: House) -> None:
    number = house.a_case()
    found = house.ask("desk", "GET", f"/v1/cases?state=assessing&text={number[-6:]}").json()
    assert number in [one["number"] for one in found["items"]]
    assert house.ask("desk", "GET", f"/v1/cases?state=closed&text={number}").json()["items"] == []


def test_a_customers_person_lists_its_own_cases_only(house: House) -> None:
    house.a_case()
    own = house.a_case(advance=True)
    items = house.ask("other customer", "GET", "/v1/cases?limit=100").json()["items"]
    assert own in [one["number"] for one in items]
    assert {one["customer"] for one in items} == {"northwind"}


def test_stock_is_told_by_place_and_model(house: House) -> None:
    levels = house.ask("desk", "GET", "/v1/stock").json()["items"]
    pool = [one for one in levels if one["place"] == "POOL-FABRIKAM"]
    assert pool == [
        {
            "place": "POOL-FABRIKAM",
            "kind": "shelf",
            "model": "PHONE-X2",
            "available": 3,
            "reserved": 0,
            "total": 3,
        }
    ]
    theirs = house.ask("other customer", "GET", "/v1/stock").json()["items"]
    assert "POOL-FABRIKAM" not in {one["place"] for one in theirs}


def test_a_scan_is_taken_and_answered_with_one_word(house: House) -> None:
    body = {"station": "receipt", "code": house.fresh("NOBODYS")}
    answer = house.post("/v1/scans", body)
    assert answer.status_code == 202
    assert (answer.json()["word"], answer.json()["colour"]) == ("UNKNOWN", "red")
