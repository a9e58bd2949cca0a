import uuid
from datetime import timedelta

import pytest

from rules.case_facts import Told
from tests.on_site import MONDAY, THURSDAY, know_kiosks, part_on_site
from tests.parts import stock_fans
from tests.web.console.front_desk import FrontDesk


@pytest.fixture(scope="module")
def parts(front: FrontDesk) -> None:
    know_kiosks(front.walk.database, front.walk.desk)
    stock_fans(front.walk.database, front.walk.desk, 9)


def a_serial() -> str:
    return f"V-{uuid.uuid4().hex[:6].upper()}"


@pytest.mark.usefixtures("parts")
def test_the_page_says_what_is_to_be_booked_who_goes_when_and_what_came_of_it(
    front: FrontDesk,
) -> None:
    waiting, ahead = part_on_site(front.walk, a_serial()), part_on_site(front.walk, a_serial())
    front.walk.tell(ahead, Told.VISIT_BOOKED, MONDAY + timedelta(days=1), **THURSDAY)
    page = front.get("/visits").text
    assert f'id="book-{waiting}"' in page
    assert f'id="visit-{ahead}-1"' in page
    assert f'id="book-{ahead}"' not in page
    done = {"outcome": "customer_absent", "note": "Nobody <opened>."}
    front.walk.tell(ahead, Told.VISIT_DONE, MONDAY + timedelta(days=3), **done)
    after = front.get(f"/visits?case={ahead}").text
    assert "nobody was there" in after
    assert "Nobody &lt;opened&gt;." in after
    assert f'id="book-{ahead}"' in after
    assert waiting not in after


@pytest.mark.usefixtures("parts")
def test_a_screen_that_asks_again_gets_the_tables_only_and_a_customer_no_other_ones(
    front: FrontDesk,
) -> None:
    number = part_on_site(front.walk, a_serial())
    part = front.get("/visits", **{"X-Fragment": "1"}).text
    assert part.lstrip().startswith('<section id="visits"')
    assert number not in front.get("/visits", who="customer").text


@pytest.mark.usefixtures("parts")
def test_the_case_page_asks_for_the_visit_in_words(front: FrontDesk) -> None:
    page = front.get(f"/cases/{part_on_site(front.walk, a_serial())}").text
    assert "Book a visit" in page
    assert "a visit to be booked" in page
    assert "On-site repair" in page
