import uuid

from rules.case_facts import Told
from rules.case_words import Direction
from tests.builders import a_swap
from tests.desk.loan_walk import DAY, HOUR, MONDAY
from tests.web.console.front_desk import FrontDesk


def searched(front: FrontDesk) -> str:
    walk = front.walk
    number = walk.open(a_swap(f"SIL-{uuid.uuid4().hex[:6].upper()}", at=MONDAY))
    walk.pack(number, walk.reserved(number), MONDAY + HOUR)
    walk.carried(number, Direction.OUTBOUND, "handed_over", MONDAY + 2 * HOUR)
    silent = MONDAY + 2 * HOUR + 5 * DAY
    walk.tell(number, Told.DEADLINE_PASSED, silent, name="outbound_silence")
    walk.run_errands(number)
    return number


def test_the_page_says_which_parcels_are_looked_for_and_what_was_claimed(front: FrontDesk) -> None:
    number = searched(front)
    page = front.get("/searches").text
    assert f'id="silent-{number}-outbound-1"' in page
    assert 'aria-labelledby="silent-title"' in page
    front.walk.tell(number, Told.DEADLINE_PASSED, MONDAY + 11 * DAY, name="outbound_lost")
    front.walk.run_errands(number)
    part = front.get("/searches", **{"X-Fragment": "1"}).text
    assert f'id="silent-{number}-outbound-1"' not in part
    assert f'id="claim-{number}-outbound-1"' in part
    assert part.lstrip().startswith('<div id="searches"')


def test_a_parcel_under_way_can_be_declared_lost_on_the_page_of_its_case(
    front: FrontDesk,
) -> None:
    number = searched(front)
    page = front.get(f"/cases/{number}").text
    assert 'id="decide-declared_lost"' in page
    assert "the returning one" in page
