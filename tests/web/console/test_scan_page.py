"""The scan page at the dock, and the page of what is in custody, without a script."""

import re
import uuid
from datetime import UTC, datetime

from sqlalchemy import select

from models.custody import CustodyItem
from rules.case_facts import Told
from rules.case_words import Direction
from tests.builders import a_swap
from tests.web.console.front_desk import FrontDesk

MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
BUTTONS = (
    "SIM card found",
    "Activation lock on",
    "Accessory missing",
    "Battery swollen",
    "Serial unreadable",
)


def receipt(front: FrontDesk, code: str, case: str = "") -> str:
    fields = {"station": "receipt", "code": code, "case": case, "key": f"t{uuid.uuid4().hex[:12]}"}
    page: str = front.post("/scan", fields).text
    return page


def word(page: str) -> str:
    found = re.search(r"<strong>([^<]*)</strong>", page)
    assert found is not None
    return found[1]


def delivered(front: FrontDesk) -> tuple[str, str]:
    """A case whose replacement is with the customer: its number and the unit it is owed."""
    serial = f"DOCK-{uuid.uuid4().hex[:8].upper()}"
    walk = front.walk
    number = walk.open(a_swap(serial, at=MONDAY))
    walk.pack(number, walk.reserved(number), MONDAY)
    walk.carried(number, Direction.OUTBOUND, "handed_over", MONDAY)
    walk.carried(number, Direction.OUTBOUND, "delivered", MONDAY)
    return number, serial


def test_after_a_receipt_the_station_offers_what_may_be_found_in_the_parcel(
    front: FrontDesk,
) -> None:
    number, serial = delivered(front)
    page = receipt(front, serial)
    assert word(page) == "RECEIVED"
    assert f'name="case" value="{number}"' in page
    assert all(button in page for button in BUTTONS)
    assert "Serial unreadable" not in front.get("/scan?station=receipt").text


def test_a_case_number_at_the_dock_names_the_case_of_what_comes_next(front: FrontDesk) -> None:
    number, _ = delivered(front)
    page = receipt(front, number)
    assert word(page) == "CASE"
    assert f'id="case" name="case" value="{number}"' in page


def test_the_sound_can_be_switched_off_and_each_colour_has_a_sign(front: FrontDesk) -> None:
    page = front.get("/scan").text
    assert "data-mute" in page
    styles = front.get("/static/desk.css").text
    for colour in ("green", "amber", "red"):
        assert f".verdict.{colour} strong::before" in styles


def test_a_find_that_cannot_be_told_says_so_and_can_be_pressed_again(front: FrontDesk) -> None:
    number, serial = delivered(front)
    fields = {"key": "t-find", "case": number, "serial": serial, "find": "sim"}
    answer = front.post("/scan/found", fields)
    assert answer.status_code in {200, 503}
    assert word(answer.text) in {"REFUSED", "NOT SAVED"}


def test_a_find_that_is_none_is_no_find(front: FrontDesk) -> None:
    answer = front.post("/scan/found", {"key": "t-none", "case": "X", "find": "gold"})
    assert word(answer.text) == "UNREADABLE"


def test_nobody_but_the_desk_tells_of_finds_or_sees_custody(front: FrontDesk) -> None:
    fields = {"key": "t-who", "case": "X", "find": "sim"}
    assert front.post("/scan/found", fields, who="customer").status_code == 403
    assert front.get("/custody", who="customer").status_code == 403
    assert front.get("/custody", who="finance").status_code == 403


def test_an_unknown_serial_is_on_the_custody_page_until_its_end_is_recorded(
    front: FrontDesk,
) -> None:
    serial = f"LOST-{uuid.uuid4().hex[:8].upper()}"
    assert word(receipt(front, serial)) == "UNKNOWN"
    page = front.get("/custody").text
    assert serial in page
    item = item_of(front, serial)
    refused = front.post(f"/custody/{item}", {"outcome": "kept", "because": "", "key": "c1"})
    assert "say why" in refused.text
    assert refused.status_code == 422
    said = {"outcome": "kept", "because": "Its sender <b>gave it</b> up.", "key": "c2"}
    for _ in range(2):
        assert front.post(f"/custody/{item}", said).headers["location"] == "/custody"
    assert serial not in front.get("/custody").text


def test_a_refused_end_keeps_what_was_typed(front: FrontDesk) -> None:
    serial = f"TYPED-{uuid.uuid4().hex[:8].upper()}"
    receipt(front, serial)
    said = {"outcome": "other_case", "because": "Ask <Bo>", "case": "SE-1999-000001", "key": "c3"}
    page = front.post(f"/custody/{item_of(front, serial)}", said)
    assert page.status_code == 404
    assert 'value="SE-1999-000001"' in page.text
    assert 'value="Ask &lt;Bo&gt;"' in page.text


def test_a_thing_of_a_case_is_settled_there_and_identified_from_the_list(front: FrontDesk) -> None:
    number, _ = delivered(front)
    front.walk.tell(number, Told.UNREADABLE_RECEIVED, MONDAY, why="defaced", text=f"Grey {number}")
    page = front.get("/custody").text
    assert f"Grey {number}" in page
    assert f'action="/cases/{number}/decisions"' in page
    assert "Is it the unit that is owed?" in front.get(f"/cases/{number}").text


def test_what_cannot_be_read_is_said_beside_the_list(front: FrontDesk) -> None:
    page = front.post(f"/custody/{uuid.uuid4()}", {"outcome": "thrown", "key": "c4"})
    assert page.status_code == 422


def item_of(front: FrontDesk, text: str) -> uuid.UUID:
    walk = front.walk
    with walk.database.as_tenant(walk.desk.tenant_id) as session:
        return session.scalars(select(CustodyItem.id).where(CustodyItem.text == text)).one()
