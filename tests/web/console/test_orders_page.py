import uuid

import pytest

from tests.orders import deliver, placed
from tests.pools import PoolCustomer, TestPool, open_a_pool
from tests.web.console.front_desk import FrontDesk, hidden


@pytest.fixture(scope="module")
def pool(front: FrontDesk) -> TestPool:
    wanted = PoolCustomer(code="ordering", phones=4)
    return open_a_pool(front.walk.database, front.walk.desk.tenant_id, wanted)


@pytest.fixture
def number(front: FrontDesk, pool: TestPool) -> str:
    return placed(front.walk.database, front.walk.desk.tenant_id, pool).number


def change(front: FrontDesk, number: str, act: str, **fields: str) -> int:
    """The form as the page sends it: its name stands in front of its fields."""
    sent = {f"{act}.{name}": value for name, value in fields.items()}
    status: int = front.post(
        f"/orders/{number}", {"act": act, "key": uuid.uuid4().hex, **sent}
    ).status_code
    return status


def test_the_list_shows_what_is_to_come_and_the_form_places_an_order(
    front: FrontDesk, pool: TestPool, number: str
) -> None:
    page = front.get("/orders").text
    assert f'id="order-{number}"' in page
    fields = {
        "key": hidden(page, "key"),
        "pool": pool.code,
        "supplier": "trey",
        "model": "PHONE-X2",
        "quantity": "2",
        "customer_reference": "",
    }
    refused = front.post("/orders", fields)
    assert refused.status_code == 409
    assert "Somebody else decides about the stock" in refused.text
    assert 'value="PHONE-X2"' in refused.text
    done = front.post("/orders", {**fields, "customer_reference": "Mail <b>1</b>"})
    assert done.status_code == 303
    again = front.post("/orders", {**fields, "customer_reference": "Mail <b>1</b>"})
    assert again.headers["location"] == done.headers["location"]
    assert "Mail &lt;b&gt;1&lt;/b&gt;" in front.get(done.headers["location"]).text
    assert front.get("/orders", **{"X-Fragment": "1"}).text.lstrip().startswith("<section")


def test_an_order_is_confirmed_expected_later_and_cancelled_on_its_page(
    front: FrontDesk, number: str
) -> None:
    confirmed = {"expected_on": "2126-12-09", "supplier_reference": "T-88"}
    assert change(front, number, "confirm", **confirmed) == 422
    assert change(front, number, "expect", expected_on="soon") == 422
    assert change(front, number, "confirm", **(confirmed | {"expected_on": "2027-01-09"})) == 303
    assert change(front, number, "expect", expected_on="2027-01-19", because="Customs.") == 303
    page = front.get(f"/orders/{number}").text
    for told in ("T-88", "2027-01-19", "Customs.", "confirmed"):
        assert told in page
    assert change(front, number, "cancel") == 422
    assert change(front, number, "cancel", because="The fleet shrank.") == 303
    page = front.get(f"/orders/{number}").text
    assert "The fleet shrank." in page
    assert "Cancel it" not in page


def test_what_came_in_part_is_given_up_and_not_cancelled(front: FrontDesk, number: str) -> None:
    deliver(front.walk.database, front.walk.desk.tenant_id, number, 3)
    page = front.get(f"/orders/{number}").text
    assert "Cancel it" not in page
    assert "Wait no longer" in page
    assert change(front, number, "give_up", line="1", quantity="9", because="No more.") == 422
    assert change(front, number, "give_up", line="1", because="No more.") == 303
    assert "complete" in front.get(f"/orders/{number}").text


def test_a_substitute_of_no_model_of_the_pool_is_refused_beside_the_form(
    front: FrontDesk, number: str
) -> None:
    fields = {"line": "1", "model": "KIOSK-K1", "unit_price": "1,50"}
    assert change(front, number, "substitute", **fields) == 409
    assert change(front, number, "substitute", line="x", model="PHONE-X2") == 422
    assert front.get("/orders/PO-1999-00001").status_code == 404
    assert front.get(f"/orders/{number}/paper").status_code == 404


def test_every_field_of_the_page_has_an_id_of_its_own(front: FrontDesk, number: str) -> None:
    for path in (f"/orders/{number}", "/suppliers", "/orders"):
        page = front.get(path).text
        ids = [part.split('"', 1)[0] for part in page.split(' id="')[1:]]
        assert len(ids) == len(set(ids)), path


def test_finance_sees_orders_without_forms_and_a_customers_person_none(
    front: FrontDesk, number: str
) -> None:
    page = front.get(f"/orders/{number}", who="finance").text
    assert number in page
    assert "<form" not in page.split("<main", 1)[1]
    sent = {"act": "cancel", "key": "k", "cancel.because": "x"}
    assert front.post(f"/orders/{number}", sent, who="finance").status_code == 403
    assert front.get("/orders", who="customer").status_code in {303, 403}


def test_suppliers_are_added_changed_and_priced_on_their_page(front: FrontDesk) -> None:
    fields = {"what": "add", "form": "add", "key": uuid.uuid4().hex}
    typed = {"add.code": "north", "add.name": "North AB", "add.email": "no address"}
    refused = front.post("/suppliers", {**fields, **typed})
    assert refused.status_code == 422
    assert 'value="North AB"' in refused.text
    added = {**fields, **typed, "add.email": "orders@north.example", "add.lead_days": "5"}
    assert front.post("/suppliers", added).status_code == 303
    priced = {
        "what": "price",
        "form": "price",
        "key": uuid.uuid4().hex,
        "price.supplier": "north",
        "price.model": "PHONE-X2",
        "price.price": "5 190,50",
        "price.currency": "sek",
        "price.valid_from": "2026-12-01",
    }
    assert front.post("/suppliers", priced).status_code == 303
    page = front.get("/suppliers").text
    assert 'id="supplier-north"' in page
    assert "5190.50 SEK" in page
    changed = {
        "what": "change",
        "form": "change-north",
        "key": uuid.uuid4().hex,
        "code": "north",
        "change-north.name": "North Ltd",
        "change-north.email": "orders@north.example",
    }
    assert front.post("/suppliers", changed).status_code == 303
    assert "North Ltd" in front.get("/suppliers").text
    assert front.post("/suppliers", added, who="finance").status_code == 403
