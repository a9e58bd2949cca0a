"""How entries about a part without a serial are written: packed, moved, received, put back."""

import uuid

from activities.entries import Page, when
from models.devices import Part
from models.locations import Location, Place
from models.part_stock import PartMove, last_place, move_part, part_with_code, parts_at
from models.stock import lock_shelf, place_of
from rules.case_facts import Told
from rules.case_state import Entry


def part_of(page: Page, code: str = "") -> Part:
    """The part that the case sends, or an earlier one of it by its code."""
    part = part_with_code(page.session, code or page.state.part)
    if part is None:
        raise LookupError(page.case.number)
    return part


def pack_part(page: Page, entry: Entry) -> None:
    """Take one from the shelf to the dock; refused for another code, or where none is there."""
    part, at = part_of(page), when(entry)
    shelf = place_of(page.session, Place.SHELF)
    lock_shelf(page.session, page.case.tenant_id, shelf.id)
    if entry.details["serial"] != part.code or entry.details["unit_id"]:
        refuse(page, entry, f"this case sends part {part.code}")
    elif parts_at(page.session, part, shelf) < 1:
        refuse(page, entry, "no such part is on the shelf")
    else:
        dock = place_of(page.session, Place.DOCK)
        journey = f"outbound/{entry.details['attempt']}"
        move(page, part, shelf.id, dock, f"{journey}/pack", entry)
        page.result(Told.UNIT_PACKED, at, unit_id="", serial=part.code, instead_of="")


def refuse(page: Page, entry: Entry, because: str) -> None:
    """The scan changes nothing but the story."""
    page.result(Told.PACK_REFUSED, when(entry), serial=entry.details["serial"], because=because)


def put_part_back(page: Page, entry: Entry) -> None:
    """A packed part goes back onto the shelf; one that was never packed stays where it is."""
    part, journey = part_of(page), f"outbound/{entry.details['attempt']}"
    dock = place_of(page.session, Place.DOCK)
    if last_place(page.session, part, page.key(journey)) == dock.id:
        shelf = place_of(page.session, Place.SHELF)
        move(page, part, dock.id, shelf, f"{journey}/back", entry)


def move_on(page: Page, entry: Entry) -> None:
    """Book the part from where its journey has come to the named place.

    The defective part that comes back has been inside the device: it is put on record at the
    customer's, from the vendor, when it is first seen.
    """
    part, key = part_of(page, entry.details.get("part", "")), entry.details["key"]
    to = place_of(page.session, Place(entry.details["to"]), page.case.customer_id)
    if Place(entry.details["to"]) is Place.SHELF:
        to = place_of(page.session, Place.SHELF)
    from_id = last_place(page.session, part, page.key(key.rpartition("/")[0]))
    move(page, part, from_id or came_from(page, part, entry), to, key, entry)


def came_from(page: Page, part: Part, entry: Entry) -> uuid.UUID:
    """Where the way back begins: at the customer's."""
    home = place_of(page.session, Place.CUSTOMER, page.case.customer_id)
    if entry.details["defective"] == "yes":
        vendor = place_of(page.session, Place.VENDOR)
        move(page, part, vendor.id, home, "defective/register", entry)
    return home.id


def move(
    page: Page, part: Part, from_id: uuid.UUID, to: Location, purpose: str, entry: Entry
) -> None:
    """One movement of one part under a business key of this case."""
    booked = PartMove(
        key=page.key(purpose),
        from_id=from_id,
        to_id=to.id,
        case_id=page.case.id,
        at=when(entry),
        actor="case",
    )
    move_part(page.session, part, booked)
