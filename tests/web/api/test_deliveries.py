"""Deliveries through the API: received, imported, judged, and read as a table."""

import uuid
from typing import Any

import pytest
from sqlalchemy import select

from models.devices import Unit
from tests.orders import placed
from tests.pools import PoolCustomer, TestPool, open_a_pool
from tests.web.api.house import House


@pytest.fixture
def pool(house: House) -> TestPool:
    """A pool of a customer of its own."""
    customer = PoolCustomer(code=house.fresh("deliv"), phones=0)
    return open_a_pool(house.record, house.desks["acme"].tenant_id, customer)


@pytest.fixture
def order(house: House, pool: TestPool) -> str:
    return placed(house.record, house.desks["acme"].tenant_id, pool).number


def fresh_serials(count: int) -> list[str]:
    return [f"API-{uuid.uuid4().hex[:10].upper()}" for _ in range(count)]


def imported(house: House, content: str | bytes, query: str = "", key: str = "") -> Any:
    body = content.encode() if isinstance(content, str) else content
    return house.ask(
        "desk",
        "POST",
        f"/v1/deliveries/import{query}",
        files={"file": ("supplier.csv", body, "text/csv")},
        headers={"Idempotency-Key": key or house.fresh("key")},
    )


def test_units_are_received_judged_and_read_as_a_table(
    house: House, order: str, pool: TestPool
) -> None:
    serials = fresh_serials(2)
    body = {"note": "N-1", "units": [{"serial": one} for one in serials]}
    answer = house.post(f"/v1/orders/{order}/deliveries", body)
    assert answer.status_code == 200, answer.text
    assert answer.json()["received"] == 2
    assert answer.json()["orders"] == {order: "partial"}
    held = house.ask("desk", "GET", "/v1/held-units").json()["items"]
    assert set(serials) <= {one["serial"] for one in held}
    path = f"/v1/held-units/{serials[0]}/decision"
    assert house.post(path, {"decision": "passed"}).json()["judged"] == 1
    failed = house.post(f"/v1/held-units/{serials[1]}/decision", {"decision": "failed"})
    assert (failed.status_code, failed.json()["code"]) == (422, "finding-missing")
    assert house.post(path, {"decision": "failed", "finding": "Late."}).status_code == 409
    table = house.ask("desk", "GET", f"/v1/pools/{pool.code}/units.csv")
    assert table.headers["content-type"].startswith("text/csv")
    assert f"{pool.code}-units.csv" in table.headers["content-disposition"]
    assert f"{serials[0]},,,PHONE-X2,," in table.text
    other = house.ask("other customer", "GET", f"/v1/pools/{pool.code}/units.csv")
    assert other.status_code == 404


def test_a_suppliers_file_is_booked_in_once_per_key_and_once_at_all(
    house: House, order: str
) -> None:
    [serial] = fresh_serials(1)
    content, key = f"order;note;serial\r\n{order};N-1;{serial}\r\n", house.fresh("key")
    first = imported(house, content, key=key)
    assert first.status_code == 200, first.text
    assert first.json()["received"] == 1
    assert imported(house, content, key=key).json() == first.json()
    assert imported(house, content).json()["already"] == 1
    other = imported(house, content + "\r\n\r\n", key=key)
    assert (other.status_code, other.json()["code"]) == (422, "key-reused")


def test_a_refused_file_names_its_rows_and_books_nothing(house: House, order: str) -> None:
    good, bad = fresh_serials(2)
    content = f"serial,imei\n{good},\n{bad},123\n"
    query = f"?order={order}&note=N-1"
    looked = imported(house, content, f"{query}&dry_run=true&all_or_nothing=false").json()
    assert (looked["received"], looked["refused"], looked["dry_run"]) == (1, 1, True)
    refused = imported(house, content, query)
    assert (refused.status_code, refused.json()["code"]) == (422, "delivery-refused")
    [row] = refused.json()["rows"]
    assert (row["line"], row["column"], row["said"]) == (3, "imei", "123")
    with house.record.as_tenant(house.desks["acme"].tenant_id) as session:
        assert session.scalars(select(Unit).where(Unit.serial == good)).first() is None
    assert imported(house, content, f"{query}&all_or_nothing=false").json()["received"] == 1


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        (b"", 422, "table-empty"),
        (b"PK\x03\x04", 422, "not-a-table"),
        (b"name\nx\n", 422, "columns-missing"),
        (b"serial,S/N\nx,y\n", 422, "column-twice"),
        (b"serial\n\xff\n", 422, "table-not-text"),
        (b"serial\n", 422, "delivery-empty"),
        (b"serial\n" + b" " * 10_485_760, 413, "table-too-big"),
        (b"serial\n" + b" " * 11_000_000, 413, "body-too-large"),
        (b"serial\n" + b"x\n" * 50_001, 413, "too-many-rows"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_suppliers_file_is_refused_by_name(
    house: House, content: bytes, status: int, code: str
) -> None:
    answer = imported(house, content)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_a_query_that_means_nothing_is_refused(house: House) -> None:
    assert imported(house, "serial\nx\n", "?orders=PO-1").status_code == 422
