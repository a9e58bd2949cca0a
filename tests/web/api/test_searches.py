from datetime import UTC, datetime, timedelta

from rules.case_facts import Told
from rules.case_words import Direction
from tests.builders import a_swap
from tests.desk.case_walk import CaseWalk
from tests.web.api.house import House

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def searched(house: House) -> tuple[CaseWalk, str]:
    walk = CaseWalk(database=house.record, desk=house.desks["acme"])
    number = walk.open(a_swap(house.fresh("SIL").upper(), at=MONDAY))
    walk.pack(number, walk.reserved(number), MONDAY + HOUR)
    walk.carried(number, Direction.OUTBOUND, "handed_over", MONDAY + 2 * HOUR)
    silent = MONDAY + 2 * HOUR + 5 * DAY
    walk.tell(number, Told.DEADLINE_PASSED, silent, name="outbound_silence")
    walk.run_errands(number)
    return walk, number


def listed(house: House, which: str, number: str) -> list[dict[str, object]]:
    answer = house.ask("finance", "GET", f"/v1/parcels/{which}")
    assert answer.status_code == 200
    return [one for one in answer.json()["items"] if one["case"] == number]


def test_a_silent_parcel_is_listed_until_it_is_given_up_then_its_claim_is(house: House) -> None:
    walk, number = searched(house)
    [line] = listed(house, "silent", number)
    assert (line["direction"], line["standing"]) == ("outbound", "searched")
    assert line["lost_on"] == "2026-12-03T11:00:00Z"
    walk.tell(number, Told.DEADLINE_PASSED, MONDAY + 11 * DAY, name="outbound_lost")
    walk.run_errands(number)
    assert listed(house, "silent", number) == []
    [line] = listed(house, "claims", number)
    assert (line["standing"], line["claim_no"]) == ("lost", "C-1")


def test_a_customers_person_is_told_nothing_of_searches(house: House) -> None:
    for which in ("silent", "claims"):
        answer = house.ask("customer", "GET", f"/v1/parcels/{which}")
        assert answer.status_code == 403
