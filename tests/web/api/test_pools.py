import uuid

import pytest

from tests.pools import PoolCustomer, TestPool, open_a_pool
from tests.web.api.house import House


@pytest.fixture
def pool(house: House) -> TestPool:
    one = PoolCustomer(code=f"p{uuid.uuid4().hex[:6]}", phones=3)
    return open_a_pool(house.record, house.desks["acme"].tenant_id, one)


def test_pools_are_listed_a_page_at_a_time(house: House, pool: TestPool) -> None:
    twin = PoolCustomer(code=f"{pool.customer}b", phones=1)
    open_a_pool(house.record, house.desks["acme"].tenant_id, twin)
    path = f"/v1/pools?text={pool.customer}&limit=1"
    first = house.ask("desk", "GET", path).json()
    (line,) = first["items"]
    (model,) = line["models"]
    assert (line["code"], model["counted"], model["target"], model["short"]) == (
        pool.code,
        3,
        32,
        29,
    )
    second = house.ask("desk", "GET", f"{path}&cursor={first['next']}").json()
    assert [one["customer"] for one in second["items"]] == [twin.code]
    assert second["next"] is None


def test_a_pool_is_read_in_full_and_not_sent_again_unchanged(house: House, pool: TestPool) -> None:
    answer = house.ask("desk", "GET", f"/v1/pools/{pool.code}")
    told = answer.json()
    assert told["target_because"] == "400 devices x 8% = 32."
    assert (told["models"][0]["available"], told["fleet"][0]["devices"]) == (3, 400)
    headers = {"If-None-Match": answer.headers["ETag"]}
    assert house.ask("desk", "GET", f"/v1/pools/{pool.code}", headers=headers).status_code == 304


def test_movements_are_read_a_page_at_a_time(house: House, pool: TestPool) -> None:
    path = f"/v1/pools/{pool.code}/moves?limit=2"
    first = house.ask("desk", "GET", path).json()
    second = house.ask("desk", "GET", f"{path}&cursor={first['next']}").json()
    assert len({one["serial"] for one in first["items"] + second["items"]}) == 3
    assert second["next"] is None
    assert house.ask("desk", "GET", f"{path}&cursor=zzz").status_code == 422


def test_filters_and_a_stranger_s_pool(house: House, pool: TestPool) -> None:
    short = f"/v1/pools?customer={pool.customer}&below_target=true"
    found = house.ask("desk", "GET", short).json()
    assert ([one["code"] for one in found["items"]], found["looked_at"]) == ([pool.code], 1)
    asked = f"/v1/pools?customer={pool.customer}&open_prompt=true"
    assert house.ask("desk", "GET", asked).json()["items"] == []
    assert house.ask("customer", "GET", f"/v1/pools/{pool.code}").status_code == 404
    assert house.ask("other tenant", "GET", f"/v1/pools/{pool.code}").status_code == 404
