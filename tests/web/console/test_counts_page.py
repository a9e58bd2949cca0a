"""Counts, movements and write-offs at the console, without a script."""

import re
import uuid
from typing import Any

import pytest

from tests.pools import PoolCustomer, TestPool, open_a_pool
from tests.shelves import place
from tests.web.console.front_desk import FrontDesk, hidden


@pytest.fixture
def pool(front: FrontDesk) -> TestPool:
    wanted = PoolCustomer(code=f"shelf-{uuid.uuid4().hex[:6]}", phones=3)
    return open_a_pool(front.walk.database, front.walk.desk.tenant_id, wanted)


@pytest.fixture
def serials(pool: TestPool) -> list[str]:
    return [f"{pool.customer.upper()}-{number:04d}" for number in (1, 2, 3)]


def opened(front: FrontDesk, pool: TestPool) -> str:
    page = front.get(f"/pools/{pool.code}/count").text
    done = front.post(f"/pools/{pool.code}/count", {"key": hidden(page, "key")})
    assert done.status_code == 303
    return str(done.headers["location"])


def scanned(front: FrontDesk, count: str, code: str, **headers: str) -> Any:
    return front.post(f"{count}/scan", {"code": code, "key": uuid.uuid4().hex}, **headers)


def word(page: str) -> str:
    found = re.search(r"<strong>([^<]*)</strong>", page)
    assert found is not None
    return found[1]


def where(front: FrontDesk, serial: str) -> str:
    return place(front.walk.database, front.walk.desk, serial)


def test_a_shelf_is_counted_explained_and_closed(
    front: FrontDesk, pool: TestPool, serials: list[str]
) -> None:
    count = opened(front, pool)
    assert word(scanned(front, count, serials[0]).text) == "COUNTED"
    assert word(scanned(front, count, "STRANGE-<7>").text) == "UNKNOWN"
    page = front.get(count).text
    assert "STRANGE-&lt;7&gt;" in page
    fields = {"act": "close", "key": hidden(page, "key")}
    for number, code in re.findall(r'name="code\.(\d+)" value="([^"]*)"', page):
        fields[f"code.{number}"] = code.replace("&lt;", "<").replace("&gt;", ">")
        fields[f"why.{number}"] = "Looked for it."
        if code == serials[2]:
            fields[f"aside.{number}"] = "yes"
    unexplained = {name: text for name, text in fields.items() if name != "why.1"}
    refused = front.post(count, unexplained)
    assert refused.status_code == 409
    assert "Not every difference is explained" in refused.text
    assert 'value="Looked for it."' in refused.text
    assert front.post(count, fields).status_code == 303
    assert (where(front, serials[1]), where(front, serials[2])) == ("LOST", "QUARANTINE")
    closed = front.get(count).text
    assert "Looked for it." in closed
    assert "data-scan-form" not in closed
    assert word(scanned(front, count, serials[0], **{"X-Fragment": "1"}).text or "") == "CLOSED"


def test_a_script_gets_only_the_answer_and_a_person_the_whole_page(
    front: FrontDesk, pool: TestPool, serials: list[str]
) -> None:
    count = opened(front, pool)
    part = scanned(front, count, serials[0], **{"X-Fragment": "1"}).text
    assert part.lstrip().startswith('<section id="answer"')
    assert "<html" in scanned(front, count, serials[1]).text
    page = scanned(front, count, " ")
    assert (page.status_code, word(page.text)) == (422, "UNREADABLE")
    ids = [text.split('"', 1)[0] for text in front.get(count).text.split(' id="')[1:]]
    assert len(ids) == len(set(ids))


def test_a_second_count_of_a_shelf_is_refused_and_a_cancelled_one_is_listed(
    front: FrontDesk, pool: TestPool
) -> None:
    count = opened(front, pool)
    again = front.post(f"/pools/{pool.code}/count", {"key": uuid.uuid4().hex})
    assert again.status_code == 409
    assert count in again.text
    said = {"act": "cancel", "key": uuid.uuid4().hex, "because": ""}
    assert front.post(count, said).status_code == 422
    assert front.post(count, {**said, "because": "The alarm."}).status_code == 303
    page = front.get(f"/pools/{pool.code}/count").text
    assert "Open a count" in page
    assert "cancelled" in page


def test_units_are_moved_from_the_page_of_their_pool(
    front: FrontDesk, pool: TestPool, serials: list[str]
) -> None:
    address = f"/pools/{pool.code}/move"
    assert f'href="{address}"' in front.get(f"/pools/{pool.code}").text
    page = front.get(address).text
    assert "PHONE-X2, 3 free" in page
    out = {
        "act": "take_out",
        "key": hidden(page, "key"),
        "take_out.serials": f"{serials[0]}, {serials[1]}",
        "take_out.fetched_by": "",
        "take_out.because": "For the new office.",
    }
    refused = front.post(address, out)
    assert refused.status_code == 422
    assert 'value="For the new office."' in refused.text
    done = front.post(address, {**out, "take_out.fetched_by": "Kim"})
    assert (done.status_code, done.headers["location"]) == (303, f"/pools/{pool.code}")
    assert where(front, serials[0]) != where(front, serials[2])
    assert "Fetched by: Kim." in front.get(f"/pools/{pool.code}").text
    to_itself = {
        "act": "transfer",
        "key": uuid.uuid4().hex,
        "transfer.to_pool": pool.code,
        "transfer.model": "PHONE-X2",
        "transfer.quantity": "1",
    }
    assert front.post(address, to_itself).status_code == 422
    exchange = {"act": "exchange", "key": uuid.uuid4().hex, "exchange.model": "PHONE-X2"}
    assert "no successor yet" in front.post(address, exchange).text


def test_a_write_off_is_proposed_and_left_to_another_person(
    front: FrontDesk, serials: list[str]
) -> None:
    page = front.get("/write-offs").text
    fields = {
        "act": "propose",
        "key": hidden(page, "key"),
        "serial": serials[0],
        "reason": "The <b>frame</b> is bent.",
    }
    assert front.post("/write-offs", {**fields, "reason": " "}).status_code == 422
    assert front.post("/write-offs", fields).status_code == 303
    page = front.get("/write-offs").text
    assert "The &lt;b&gt;frame&lt;/b&gt; is bent." in page
    assert "by another person" in page
    mine = {"act": "confirm", "key": uuid.uuid4().hex, "serial": serials[0]}
    refused = front.post("/write-offs", mine)
    assert refused.status_code == 403
    assert "Ask another person" in refused.text


@pytest.mark.parametrize("path", ["/write-offs", "/counts/SC-1999-00001"])
def test_finance_has_no_business_there(front: FrontDesk, path: str) -> None:
    assert front.get(path, who="finance").status_code == 403


def test_finance_finds_no_way_to_move_units(front: FrontDesk, pool: TestPool) -> None:
    page = front.get(f"/pools/{pool.code}", who="finance").text
    assert f"/pools/{pool.code}/move" not in page
    for path in ("move", "count"):
        assert front.get(f"/pools/{pool.code}/{path}", who="finance").status_code == 403
    assert front.get("/counts/SC-1999-00001").status_code == 404
