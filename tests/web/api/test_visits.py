from datetime import timedelta
from typing import Any

import pytest

from rules.case_facts import Told
from tests.desk.case_walk import CaseWalk
from tests.on_site import MONDAY, THURSDAY, know_kiosks, part_on_site
from tests.parts import FAN, stock_fans
from tests.web.api.house import House


@pytest.fixture(scope="module")
def walk(house: House) -> CaseWalk:
    desk = house.desks["acme"]
    know_kiosks(house.record, desk)
    stock_fans(house.record, desk, 9)
    return CaseWalk(database=house.record, desk=desk)


def board(house: House, who: str = "desk", query: str = "") -> dict[str, Any]:
    answer = house.ask(who, "GET", f"/v1/visits{query}")
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    return found


def test_what_has_to_be_booked_and_what_is_booked_is_listed(house: House, walk: CaseWalk) -> None:
    first = part_on_site(walk, house.fresh("V").upper())
    second = part_on_site(walk, house.fresh("V").upper())
    walk.tell(second, Told.VISIT_BOOKED, MONDAY + timedelta(days=1), **THURSDAY)
    found = board(house)
    assert first in {one["case"] for one in found["to_book"]}
    assert [one["case"] for one in found["visits"]] == [second]
    [visit] = board(house, query=f"?case={second}")["visits"]
    assert (visit["number"], visit["outcome"], visit["part"]) == (1, "", FAN.code)
    assert visit["begins_at"] == "2026-11-26T08:00:00Z"
    assert board(house, query=f"?case={first}")["visits"] == []


def test_nobody_sees_the_visits_of_others(house: House, walk: CaseWalk) -> None:
    number = part_on_site(walk, house.fresh("V").upper())
    walk.tell(number, Told.VISIT_BOOKED, MONDAY + timedelta(days=1), **THURSDAY)
    for who in ("customer", "other tenant"):
        found = board(house, who)
        assert number not in {one["case"] for one in (*found["visits"], *found["to_book"])}
