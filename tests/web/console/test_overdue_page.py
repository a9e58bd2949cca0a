import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, cast

import pytest

from tests.desk.owed_cases import DAY, DELIVERED, SIMPLE, WalkingDoor, owed, wait
from tests.way_back import PhoneCustomer, serve_phones
from tests.web.console.front_desk import FrontDesk, hidden

if TYPE_CHECKING:
    from fastapi import FastAPI


@pytest.fixture
def customer(front: FrontDesk) -> PhoneCustomer:
    """A customer of its own for each test: the console's desk is shared."""
    one = replace(SIMPLE, code=f"c{uuid.uuid4().hex[:6]}")
    serve_phones(front.walk.database, front.walk.desk.tenant_id, one)
    return one


@pytest.fixture
def proposed(front: FrontDesk, customer: PhoneCustomer) -> str:
    number = owed(front.walk, customer, f"{customer.code.upper()}-LOST")
    wait(front.walk, number, DELIVERED + 21 * DAY)
    return number


@contextmanager
def workflows(front: FrontDesk) -> Iterator[None]:
    state = cast("FastAPI", front.client.app).state
    away, state.door = state.door, WalkingDoor(walk=front.walk)
    yield
    state.door = away


def decision(page: str, number: str, **said: str) -> dict[str, str]:
    """The form of this case's charge, filled in."""
    form = page[page.index(f'value="{number}"') - 400 :]
    names = ("key", "case", "kind", "about")
    return {**{name: hidden(form, name) for name in names}, "because": "Agreed.", **said}


def test_the_board_shows_what_is_owed_and_what_happens_next(
    front: FrontDesk, customer: PhoneCustomer
) -> None:
    number = owed(front.walk, customer, f"{customer.code.upper()}-LOST")
    page = front.get(f"/overdue?customer={customer.code}").text
    assert f'href="/cases/{number}"' in page
    assert f"{customer.code.upper()}-LOST" in page
    assert "The customer is reminded of the owed unit" in page
    assert 'href="/overdue" aria-current="page"' in page


def test_the_board_says_in_words_that_a_unit_is_overdue(
    front: FrontDesk, customer: PhoneCustomer, proposed: str
) -> None:
    part = front.get(f"/overdue?customer={customer.code}", who="finance", **{"X-Fragment": "1"})
    assert "<html" not in part.text
    assert proposed in part.text
    assert "proposed <small>450.00 SEK</small>" in part.text


def test_nothing_owed_is_said_and_a_customer_s_person_is_refused(front: FrontDesk) -> None:
    assert "No unit is owed by nobody." in front.get("/overdue?customer=nobody").text
    for path in ("/overdue", "/charges"):
        assert front.get(path, who="customer").status_code in {303, 403}
    assert front.get("/charges", who="clerk").status_code == 403
    assert '"/charges"' not in front.get("/overdue", who="clerk").text


def test_finance_approves_a_charge_with_one_click_and_a_reason(
    front: FrontDesk, proposed: str
) -> None:
    page = front.get("/charges", who="finance").text
    with workflows(front):
        fields = decision(page, proposed, verdict="approve")
        for _ in range(2):
            sent = front.post("/charges", fields, who="finance")
            assert sent.headers["location"] == "/charges"
    assert front.walk.state(proposed).ended
    assert proposed not in front.get("/charges", who="finance").text


def test_a_refused_decision_keeps_what_was_typed_and_its_key(
    front: FrontDesk, proposed: str
) -> None:
    page = front.get("/charges", who="finance").text
    fields = decision(page, proposed, verdict="maybe", because="Not <b>sure</b>.")
    answer = front.post("/charges", fields, who="finance")
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert "Not &lt;b&gt;sure&lt;/b&gt;." in answer.text
    assert fields["key"] in answer.text


def test_without_a_workflow_server_the_same_key_is_offered_again(
    front: FrontDesk, proposed: str
) -> None:
    fields = decision(front.get("/charges", who="finance").text, proposed, verdict="drop")
    answer = front.post("/charges", fields, who="finance")
    assert answer.status_code == 503
    assert fields["key"] in answer.text


def test_finance_decides_a_charge_on_the_case_s_own_page_and_nothing_else(
    front: FrontDesk, proposed: str
) -> None:
    page = front.get(f"/cases/{proposed}", who="finance").text
    assert 'id="decide-charge_decided"' in page
    assert 'id="decide-return_waived"' not in page
    desk = front.get(f"/cases/{proposed}", who="clerk").text
    assert 'id="decide-charge_decided"' not in desk
    assert 'id="decide-extended"' in desk
