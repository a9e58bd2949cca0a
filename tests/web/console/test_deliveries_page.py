"""The stations for deliveries and held units, and the supplier's file, without a script."""

import re
import uuid
from typing import Any

import pytest

from tests.orders import placed
from tests.pools import PoolCustomer, TestPool, open_a_pool
from tests.web.console.front_desk import FrontDesk
from web.console.pages import new_key


@pytest.fixture
def pool(front: FrontDesk) -> TestPool:
    desk = front.walk.desk
    customer = PoolCustomer(code=f"dock-{uuid.uuid4().hex[:6]}", phones=0)
    return open_a_pool(front.walk.database, desk.tenant_id, customer)


@pytest.fixture
def order(front: FrontDesk, pool: TestPool) -> str:
    desk = front.walk.desk
    return placed(front.walk.database, desk.tenant_id, pool).number


def fresh() -> str:
    return f"DOCK-{uuid.uuid4().hex[:8].upper()}"


def scanned(front: FrontDesk, code: str, **fields: str) -> str:
    sent = {"note": "N-1", "code": code, "key": new_key(), **fields}
    page: str = front.post("/deliveries", sent).text
    return page


def judged(front: FrontDesk, code: str, **fields: str) -> Any:
    return front.post("/held", {"decision": "passed", "code": code, "key": new_key(), **fields})


def word(page: str) -> str:
    found = re.search(r"<strong>([^<]*)</strong>", page)
    assert found is not None
    return found[1]


def sent_file(front: FrontDesk, content: str, **fields: str) -> Any:
    return front.ask(
        "POST",
        "/deliveries/import",
        "clerk",
        data={"key": new_key(), **fields},
        files={"file": ("supplier.csv", content.encode(), "text/csv")},
    )


def test_an_order_is_scanned_and_then_its_units(front: FrontDesk, order: str) -> None:
    page = scanned(front, order.lower())
    assert word(page) == "ORDER"
    assert f'name="order" value="{order}"' in page
    serial = fresh()
    page = scanned(front, serial, order=order)
    assert word(page) == "RECEIVED"
    assert "1 of 8 have come. Put it into receiving" in page
    assert f'data-wanted="{order}"' in page
    assert word(scanned(front, serial, order=order)) == "HERE ALREADY"
    last = front.get("/deliveries").text
    assert last.index("HERE ALREADY") < last.index("RECEIVED")


def test_the_station_says_in_a_word_what_is_wrong(front: FrontDesk, order: str) -> None:
    assert word(scanned(front, fresh())) == "NO ORDER"
    assert word(scanned(front, fresh(), order="PO-1999-00001")) == "NO SUCH ORDER"
    assert word(scanned(front, fresh(), order=order, model="KIOSK-K1")) == "WRONG MODEL"
    assert word(scanned(front, fresh(), order=order, note="")) == "NO NOTE"
    assert word(scanned(front, "POOL-0001", order=order)) == "ON RECORD"
    assert word(scanned(front, " ", order=order)) == "UNREADABLE"
    assert word(scanned(front, fresh(), order="x" * 41)) == "UNREADABLE"


def test_a_script_is_answered_with_the_changed_part_only(front: FrontDesk, order: str) -> None:
    sent = {"order": order, "note": "N-1", "code": fresh(), "key": new_key()}
    part = front.post("/deliveries", sent, **{"X-Fragment": "1"}).text
    assert part.startswith('<section id="answer"')
    part = front.post("/held", {"decision": "passed", "code": "X"}, **{"X-Fragment": "1"}).text
    assert part.startswith('<section id="answer"')


def test_a_held_unit_is_listed_passed_and_told(
    front: FrontDesk, order: str, pool: TestPool
) -> None:
    first, second = fresh(), fresh()
    for serial in (first, second):
        scanned(front, serial, order=order)
    assert f'id="held-{first}"' in front.get("/held").text
    page = judged(front, first).text
    assert word(page) == "PASSED"
    assert f'id="held-{first}"' not in page
    assert pool.code in page
    refused = judged(front, second, decision="failed")
    assert (refused.status_code, word(refused.text)) == (422, "SAY WHY")
    failed = judged(front, second, decision="failed", finding="Cracked <b>").text
    assert word(failed) == "FAILED"
    assert "<b>" not in failed.partition("Last scans")[2].replace("<b>Swapdesk</b>", "")
    assert word(judged(front, first, decision="failed", finding="Late.").text) == "JUDGED"
    assert word(judged(front, "NOBODYS-9").text) == "NOT HELD"
    table = front.get(f"/pools/{pool.code}/units.csv")
    assert first in table.text
    assert second not in table.text


def test_a_file_is_looked_at_row_by_row_and_then_booked_in(front: FrontDesk, order: str) -> None:
    good, bad = fresh(), fresh()
    content = f"order,note,serial,model\n{order},N-1,{good},\n{order},N-1,{bad},<i>NONE</i>\n"
    page = sent_file(front, content, way="look", take="good").text
    assert "<b>1</b> units would be booked in" in page
    assert "&lt;i&gt;NONE&lt;/i&gt;" in page
    refused = sent_file(front, content, way="book", take="all")
    assert refused.status_code == 422
    assert "none of it was booked in" in refused.text
    assert "<b>0</b> units booked in" in refused.text
    taken = sent_file(front, content, way="book", take="good").text
    assert "<b>1</b> units booked in" in taken
    assert f'<a href="/orders/{order}">{order}</a> is partial' in taken


def test_a_form_without_a_file_is_refused_beside_it(front: FrontDesk) -> None:
    answer = front.post("/deliveries/import", {"key": new_key(), "order": "PO-1"})
    assert answer.status_code == 422
    assert "The file has no header line" in answer.text
    assert 'value="PO-1"' in answer.text


def test_deliveries_are_the_desks_own(front: FrontDesk) -> None:
    assert front.get("/deliveries", who="finance").status_code == 403
    assert front.get("/held", who="finance").status_code == 403
    assert 'href="/deliveries"' in front.get("/").text
    assert 'href="/deliveries"' not in front.get("/", who="finance").text
