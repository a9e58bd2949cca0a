import re
from datetime import UTC, datetime, timedelta

from rules.case_facts import Told
from rules.case_words import Direction
from tests.builders import a_swap
from tests.web.console.front_desk import FrontDesk

MONDAY_0900 = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def delivered(front: FrontDesk, serial: str) -> str:
    walk = front.walk
    number = walk.open(a_swap(serial, at=MONDAY_0900))
    walk.pack(number, walk.reserved(number), MONDAY_0900 + HOUR)
    walk.carried(number, Direction.OUTBOUND, "handed_over", MONDAY_0900 + 2 * HOUR)
    walk.carried(number, Direction.OUTBOUND, "delivered", MONDAY_0900 + DAY)
    return number


def test_the_case_page_tells_what_comes_next_if_nobody_moves(front: FrontDesk) -> None:
    page = front.get(f"/cases/{delivered(front, 'LOOK-1')}").text
    section = re.search(r'<section class="card" id="ahead".*?</section>', page, re.DOTALL)
    assert section is not None
    assert "What comes next if nobody moves" in section[0]
    assert section[0].count("The customer is reminded") == 2
    assert 'datetime="2026-11-29T08:00:00+00:00"' in section[0]


def test_a_case_that_has_ended_shows_no_future(front: FrontDesk) -> None:
    number = front.walk.open(a_swap("LOOK-2", at=MONDAY_0900))
    front.walk.tell(number, Told.CANCEL_ASKED, MONDAY_0900 + HOUR, because="not needed")
    assert 'id="ahead"' not in front.get(f"/cases/{number}").text


def test_the_api_tells_the_same(front: FrontDesk) -> None:
    number = delivered(front, "LOOK-3")
    told = front.get(f"/v1/cases/{number}/ahead?days=30", Accept="application/json").json()
    assert told["number"] == number
    assert [one["name"] for one in told["coming"] if one["what"] == "reminder"] == [
        "return_reminder",
        "return_reminder",
    ]
    short = front.get(f"/v1/cases/{number}/ahead?days=5", Accept="application/json").json()
    assert [one["what"] for one in short["coming"]] == ["reminder"]
    assert front.get(f"/v1/cases/{number}/ahead?days=0").status_code == 422


def test_no_door_prints_a_return_label_once_the_battery_is_unsafe(front: FrontDesk) -> None:
    number = delivered(front, "LOOK-4")
    detail = front.get(f"/v1/cases/{number}", Accept="application/json").json()
    (label,) = [one["id"] for one in detail["documents"] if one["kind"] == "return_label"]
    doors = [
        (f"{root}/cases/{number}/documents/{label}", who)
        for root in ("", "/v1")
        for who in ("clerk", "finance", "customer")
    ]
    assert {front.get(path, who).status_code for path, who in doors} == {200}
    front.walk.tell(number, Told.BATTERY_ANSWERED, MONDAY_0900 + 2 * DAY, battery="suspect")
    assert {front.get(path, who).status_code for path, who in doors} == {409}
    refusal = front.get(doors[3][0], Accept="application/json").json()
    assert refusal["code"] == "unsafe-battery"
    assert "no ordinary label" in refusal["detail"]


def test_the_page_offers_the_trained_persons_decision_but_no_new_label(front: FrontDesk) -> None:
    number = delivered(front, "LOOK-5")
    assert 'value="danger_decided"' not in front.get(f"/cases/{number}").text
    front.walk.tell(number, Told.BATTERY_ANSWERED, MONDAY_0900 + 2 * DAY, battery="suspect")
    front.walk.run_errands(number)
    page = front.get(f"/cases/{number}").text
    assert 'value="danger_decided"' in page
    for decision in ("relabelled", "send_again", "remind_now", "closed_by_hand"):
        assert f'value="{decision}"' not in page
