"""The console's pages about pools."""

import uuid

import pytest

from tests.pools import PoolCustomer, TestPool, open_a_pool
from tests.web.console.front_desk import FrontDesk, hidden


@pytest.fixture
def pool(front: FrontDesk) -> TestPool:
    """A pool of its own for each test: the console's desk is shared."""
    code = f"p{uuid.uuid4().hex[:6]}"
    desk = front.walk.desk
    return open_a_pool(front.walk.database, desk.tenant_id, PoolCustomer(code=code, phones=3))


def test_the_board_shows_level_target_and_what_is_missing_in_words(
    front: FrontDesk, pool: TestPool
) -> None:
    page = front.get(f"/pools?customer={pool.customer}").text
    assert 'href="/pools" aria-current="page"' in page
    assert f'href="/pools/{pool.code}"' in page
    assert "<b>3</b> of 32" in page
    assert "29 short" in page
    part = front.get(f"/pools?customer={pool.customer}", **{"X-Fragment": "1"}).text
    assert "<html" not in part
    assert pool.code in part


def test_a_filter_is_kept_and_what_matches_nothing_is_said(
    front: FrontDesk, pool: TestPool
) -> None:
    page = front.get(f"/pools?text={pool.code}&short=yes&prompt=yes").text
    assert "No pool matches" in page
    assert page.count(" checked") == 2
    assert f'value="{pool.code}"' in page
    assert front.get("/pools?cursor=%2A").status_code == 422


def test_the_next_page_keeps_the_filter(front: FrontDesk) -> None:
    code = f"many{uuid.uuid4().hex[:6]}"
    for n in range(2):
        one = PoolCustomer(code=f"{code}{n}", phones=0)
        open_a_pool(front.walk.database, front.walk.desk.tenant_id, one)
    page = front.get(f"/pools?text={code}").text
    assert page.index(f"{code}0-phones") < page.index(f"{code}1-phones")
    assert "Next pools" not in page


def test_the_screen_shows_a_change_at_its_next_look(front: FrontDesk, pool: TestPool) -> None:
    path = f"/pools?customer={pool.customer}"
    assert "<b>3</b> of 32" in front.get(path).text
    send(front, pool, "size", {"size.floor": "50"})
    assert "<b>3</b> of 50" in front.get(path).text


def test_a_pools_page_explains_its_level_and_target(front: FrontDesk, pool: TestPool) -> None:
    page = front.get(f"/pools/{pool.code}").text
    assert "400 devices x 8% = 32." in page
    assert "stands free on the shelf" in page
    assert "swaps a month and 12 days" in page
    assert "Movements" in page
    assert "<html" not in front.get(f"/pools/{pool.code}", **{"X-Fragment": "1"}).text
    assert front.get("/pools/nobodys").status_code == 404


def send(front: FrontDesk, pool: TestPool, change: str, fields: dict[str, str]) -> None:
    page = front.get(f"/pools/{pool.code}").text
    sent = {"key": hidden(page, "key"), **fields}
    for _ in range(2):
        answer = front.post(f"/pools/{pool.code}/{change}", sent)
        assert (answer.status_code, answer.headers["location"]) == (303, f"/pools/{pool.code}")


def test_the_fleet_is_counted_once_and_the_limits_are_set(front: FrontDesk, pool: TestPool) -> None:
    send(
        front,
        pool,
        "fleet",
        {
            "fleet.model": "PHONE-X2",
            "fleet.devices": "500",
            "fleet.counts_from": "2026-02-01",
            "fleet.source": "The customer's list",
        },
    )
    send(front, pool, "size", {"size.percent": "7,5", "size.floor": "", "size.postcodes": "11, 12"})
    page = front.get(f"/pools/{pool.code}").text
    assert "500 devices x 7.5% = 38 (37.5 rounded up), the pool&#39;s own percentage." in page
    assert page.count("500 x PHONE-X2") == 1
    assert 'value="11, 12"' in page


def test_a_model_is_added_and_discontinued(front: FrontDesk, pool: TestPool) -> None:
    send(front, pool, "models", {"models.model": "KIOSK-K1", "models.weight": "2"})
    send(
        front,
        pool,
        "discontinued",
        {
            "discontinued.model": "PHONE-X2",
            "discontinued.successor": "KIOSK-K1",
            "discontinued.from_day": "2026-12-01",
        },
    )
    page = front.get(f"/pools/{pool.code}").text
    assert "Followed by KIOSK-K1." in page
    assert "not made from" in page


@pytest.mark.parametrize(
    ("change", "field", "value"),
    [
        ("fleet", "fleet.devices", "many"),
        ("fleet", "fleet.counts_from", "soon"),
        ("fleet", "fleet.devices", ""),
        ("size", "size.percent", "lots"),
        ("size", "size.floor", "-1"),
        ("models", "models.weight", "heavy"),
    ],
)
def test_what_cannot_be_read_is_said_and_the_form_keeps_what_was_typed(
    front: FrontDesk, pool: TestPool, change: str, field: str, value: str
) -> None:
    fields = {
        "fleet.model": "PHONE-X2",
        "fleet.devices": "5",
        "fleet.counts_from": "2026-02-01",
        "models.model": "KIOSK-K1",
        "key": "typed-wrong",
        field: value,
    }
    answer = front.post(f"/pools/{pool.code}/{change}", fields)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert 'value="typed-wrong"' in answer.text


def test_a_pool_is_opened_once_and_a_wrong_one_is_refused(front: FrontDesk) -> None:
    code, site = f"new-{uuid.uuid4().hex[:6]}", uuid.uuid4().hex[:6]
    form = front.get("/pools/new").text
    fields = {
        "key": hidden(form, "key"),
        "customer": "fabrikam",
        "code": code,
        "site": site,
        "contract": "C-100",
    }
    for _ in range(2):
        assert front.post("/pools/new", fields).headers["location"] == f"/pools/{code}"
    assert "The pool has no model yet." in front.get(f"/pools/{code}").text
    assert code in front.get(f"/pools?text={code}").text
    wrong = front.post("/pools/new", {**fields, "key": "again", "code": "no good"})
    assert wrong.status_code == 422
    assert 'value="no good"' in wrong.text


def test_who_may_not_manage_pools_sees_them_without_the_forms(
    front: FrontDesk, pool: TestPool
) -> None:
    page = front.get(f"/pools/{pool.code}", who="finance").text
    assert "Change it" not in page
    refused = front.post(f"/pools/{pool.code}/size", {"key": "k"}, who="finance")
    assert refused.status_code == 403
    assert front.get("/pools/new", who="finance").status_code == 403
