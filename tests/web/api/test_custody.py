from typing import Any

from tests.web.api.house import House


def listed(house: House, text: str, who: str = "desk") -> list[dict[str, Any]]:
    items = house.ask(who, "GET", "/v1/custody").json()["items"]
    return [one for one in items if one["text"] == text]


def stray(house: House) -> dict[str, Any]:
    """An unknown serial that was scanned at the dock."""
    serial = house.fresh("STRAY").upper()
    house.post("/v1/scans", {"station": "receipt", "code": serial})
    (line,) = listed(house, serial)
    return line


def test_an_unknown_serial_is_listed_and_settled_once_per_key(house: House) -> None:
    line = stray(house)
    assert (line["kind"], line["case"], line["place"]) == ("unit", None, "set aside")
    assert line["outcomes"] == ["other_case", "returned", "destroyed", "kept"]
    path, body = f"/v1/custody/{line['id']}/outcome", {"outcome": "kept", "because": "A gift."}
    key = house.fresh("once")
    answers = [house.post(path, body, key=key).json() for _ in range(2)]
    assert answers == [{"id": line["id"], "case": None, "outcome": "kept"}] * 2
    assert listed(house, line["text"]) == []
    assert house.post(path, body).json()["code"] == "item-settled"


def test_a_thing_is_placed_to_an_open_case_only(house: House) -> None:
    line = stray(house)
    path = f"/v1/custody/{line['id']}/outcome"
    nowhere = house.post(path, {"outcome": "other_case", "case": "SE-1999-000001"})
    assert (nowhere.status_code, nowhere.json()["code"]) == (404, "unknown-case")
    number = house.a_case()
    placed = house.post(path, {"outcome": "other_case", "case": number})
    assert placed.json()["case"] == number


def test_nothing_ends_without_a_reason_and_nobody_elses_is_seen(house: House) -> None:
    line = stray(house)
    path = f"/v1/custody/{line['id']}/outcome"
    bare = house.post(path, {"outcome": "destroyed"})
    assert (bare.status_code, bare.json()["code"]) == (422, "outcome-incomplete")
    assert listed(house, line["text"], "other tenant") == []
    theirs = house.post(path, {"outcome": "kept", "because": "Ours."}, who="other tenant")
    assert theirs.json()["code"] == "unknown-item"
