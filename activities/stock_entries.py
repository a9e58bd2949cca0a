"""How entries about units are written: requests, packing, movements and receipts."""

import uuid
from datetime import datetime

from sqlalchemy.dialects.postgresql import insert

from activities.entries import Clerk, Page, unit_of, when
from activities.part_entries import move_on, pack_part, put_part_back
from activities.shelf_choice import home_shelf, shelf_of, wanted_model
from models.devices import Unit
from models.exchange import InboxFact, Placement, Source
from models.locations import Location, Place, RequestState, Reservation, UnitRequest
from models.pool_homes import model_to_send, serve_and_lend
from models.stock import (
    Allotment,
    free_units,
    live_reservation,
    lock_shelf,
    move_unit,
    place_of,
    request_of,
    serve_shelf,
    unit_with_code,
)
from rules.case_facts import Told
from rules.case_state import Entry
from rules.case_words import Enter
from runtime.announce import announce


def request_key(page: Page, entry: Entry) -> str:
    """The business key of the case's request for its current attempt."""
    return page.key(f"request/{entry.details['attempt']}")


def hold_unit(page: Page, entry: Entry) -> None:
    """Reserve exactly this unit where it stands; no queue of any shelf is served with it."""
    at, unit = when(entry), unit_of(page, entry.details["unit_id"])
    key = request_key(page, entry)
    if request_of(page.session, key) is not None:
        return
    request = UnitRequest(
        tenant_id=page.case.tenant_id,
        id=uuid.uuid4(),
        key=key,
        case_id=page.case.id,
        shelf_id=unit.location_id,
        model_id=unit.model_id,
        promised_for=at,
        requested_at=at,
        state=RequestState.GRANTED,
    )
    page.session.add(request)
    page.session.flush()
    page.session.add(
        Reservation(
            tenant_id=page.case.tenant_id, unit_id=unit.id, request_id=request.id, granted_at=at
        )
    )
    page.session.flush()
    page.result(Told.UNIT_GRANTED, at, unit_id=str(unit.id), serial=unit.serial)


def request_unit(page: Page, entry: Entry) -> None:
    """Queue for a unit and serve the shelf's queue, earliest promise first.

    A substitute that the pool names is asked for where it alone is free.
    """
    shelf, at = shelf_of(page), when(entry)
    lock_shelf(page.session, page.case.tenant_id, shelf.id)
    model_id = model_to_send(page.session, shelf.id, wanted_model(page))
    page.session.execute(
        insert(UnitRequest)
        .values(
            tenant_id=page.case.tenant_id,
            id=uuid.uuid4(),
            key=request_key(page, entry),
            case_id=page.case.id,
            shelf_id=shelf.id,
            model_id=model_id,
            promised_for=page.state.promise_due or at,
            requested_at=at,
            state=RequestState.WAITING,
        )
        .on_conflict_do_nothing()
    )
    changes = serve_shelf(page.session, page.case.tenant_id, shelf.id, model_id, at)
    spread(page, changes, at)
    if all(change.case_id != page.case.id for change in changes):
        page.result(Told.UNIT_WAITING, at)


def spread(page: Page, changes: list[Allotment], at: datetime) -> None:
    """This case hears of its unit at once; other cases through their inbox."""
    for change in changes:
        told = Told.UNIT_GRANTED if change.granted else Told.UNIT_TAKEN_BACK
        if change.case_id == page.case.id:
            page.result(told, at, unit_id=str(change.unit_id), serial=change.serial)
        else:
            tell_other_case(page, change, told, at)


def tell_other_case(page: Page, change: Allotment, told: Told, at: datetime) -> None:
    """A fact for another case's workflow, in the same transaction as the change itself."""
    key = f"{page.case.tenant_id}/stock/{change.reservation_id}/{told}"
    page.session.add(stock_fact(page.case.tenant_id, change, told, at, key))
    announce(page.session, "relay")


def stock_fact(
    tenant_id: uuid.UUID, change: Allotment, told: Told, at: datetime, key: str
) -> InboxFact:
    """The inbox row that tells a case what happened to its unit."""
    return InboxFact(
        tenant_id=tenant_id,
        source=Source.STOCK,
        key=key,
        told=told,
        at=at,
        actor="stock",
        details={"unit_id": str(change.unit_id), "serial": change.serial},
        case_id=change.case_id,
        placement=Placement.NEW,
        received_at=at,
        try_after=datetime.fromtimestamp(0, tz=at.tzinfo),
    )


def withdraw_request(page: Page, entry: Entry) -> None:
    """Give up the request; its unit goes back to the shelf and to the next in line."""
    if page.state.part:
        put_part_back(page, entry)
        return
    request = request_of(page.session, request_key(page, entry))
    if request is None or request.state is RequestState.WITHDRAWN:
        return
    at = when(entry)
    lock_shelf(page.session, page.case.tenant_id, request.shelf_id)
    held = live_reservation(page.session, request.id)
    request.state = RequestState.WITHDRAWN
    if held is not None:
        put_back(page, held, request, at)
    page.session.flush()
    shelf_id, model_id = request.shelf_id, request.model_id
    changes = serve_and_lend(page.session, page.case.tenant_id, shelf_id, model_id, at)
    spread(page, changes, at)


def put_back(page: Page, held: Reservation, request: UnitRequest, at: datetime) -> None:
    """End a reservation and bring its unit, packed or not, back onto the shelf."""
    held.released_at = at
    page.session.flush()
    unit = unit_of(page, str(held.unit_id))
    shelf = page.session.get_one(Location, (page.case.tenant_id, request.shelf_id))
    move(page, unit, shelf, f"{request.key.partition('/')[2]}/back", at)


def finish_request(page: Page, entry: Entry) -> None:
    """The unit has left the shelf for good: the reservation has served its purpose."""
    request = request_of(page.session, request_key(page, entry))
    if request is None:
        return
    request.state = RequestState.DONE
    held = live_reservation(page.session, request.id)
    if held is not None:
        held.released_at = when(entry)


def pack(page: Page, entry: Entry) -> None:
    """Judge the scanned unit: the reserved one, a free twin from the same shelf, or refused."""
    if page.state.part:
        pack_part(page, entry)
        return
    at = when(entry)
    request = request_of(page.session, request_key(page, entry))
    if request is None or request.state is not RequestState.GRANTED:
        refuse(page, entry, "no unit is reserved for this case")
        return
    lock_shelf(page.session, page.case.tenant_id, request.shelf_id)
    held = live_reservation(page.session, request.id)
    scanned = unit_with_code(page.session, entry.details["serial"])
    if held is None or scanned is None:
        refuse(page, entry, "no unit with this serial is known")
    elif scanned.id == held.unit_id:
        accept(page, request, scanned, "", at)
    elif not page.state.sends_its_own and scanned.id in free_units(
        page.session, request.shelf_id, request.model_id
    ):
        before = page.session.get_one(Unit, (page.case.tenant_id, held.unit_id)).serial
        exchange_units(page, request, held, scanned, at)
        accept(page, request, scanned, before, at)
    else:
        refuse(page, entry, why_not(page))


def why_not(page: Page) -> str:
    """Why a known unit that is not the reserved one may not go."""
    if page.state.sends_its_own:
        return "only the unit that came in for repair may go back"
    return "this unit is not free on the case's shelf, or is another model"


def accept(page: Page, request: UnitRequest, unit: Unit, instead_of: str, at: datetime) -> None:
    """The unit is packed and stands at the dock."""
    request.state = RequestState.PACKED
    purpose = f"{request.key.partition('/')[2]}/pack"
    move(page, unit, place_of(page.session, Place.DOCK), purpose, at)
    page.result(
        Told.UNIT_PACKED, at, unit_id=str(unit.id), serial=unit.serial, instead_of=instead_of
    )


def exchange_units(
    page: Page, request: UnitRequest, held: Reservation, unit: Unit, at: datetime
) -> None:
    """Another free unit of the model was picked: it is reserved, the first one let go."""
    held.released_at = at
    page.session.flush()
    page.session.add(
        Reservation(
            tenant_id=page.case.tenant_id, unit_id=unit.id, request_id=request.id, granted_at=at
        )
    )
    # Packed before the queue is served, so that nobody can take the unit in hand.
    request.state = RequestState.PACKED
    page.session.flush()
    changes = serve_shelf(page.session, page.case.tenant_id, request.shelf_id, request.model_id, at)
    spread(page, changes, at)


def refuse(page: Page, entry: Entry, because: str) -> None:
    """The scan changes nothing but the story."""
    page.result(Told.PACK_REFUSED, when(entry), serial=entry.details["serial"], because=because)


def book_move(page: Page, entry: Entry) -> None:
    """Book a unit's movement to the named place."""
    unit = unit_of(page, entry.details["unit_id"])
    place = Place(entry.details["to"])
    to = place_of(page.session, place, page.case.customer_id)
    move(page, unit, to, entry.details["key"], when(entry))


def receive(page: Page, entry: Entry) -> None:
    """A unit is in hand: book its custody; onto a shelf it also serves that shelf's queue."""
    unit = unit_of(page, entry.details["unit_id"])
    if entry.details["to"] != Place.SHELF:
        place = place_of(page.session, Place(entry.details["to"]))
        move(page, unit, place, entry.details["key"], when(entry))
        return
    shelf = home_shelf(page, unit)
    lock_shelf(page.session, page.case.tenant_id, shelf.id)
    move(page, unit, shelf, entry.details["key"], when(entry))
    model_id, at = unit.model_id, when(entry)
    changes = serve_and_lend(page.session, page.case.tenant_id, shelf.id, model_id, at)
    spread(page, changes, at)


def move(page: Page, unit: Unit, to: Location, purpose: str, at: datetime) -> None:
    """One movement under a business key of this case."""
    move_unit(
        page.session,
        unit,
        to,
        key=page.key(purpose),
        case_id=page.case.id,
        at=at,
        actor="case",
    )


STOCK_CLERKS: dict[Enter, Clerk] = {
    Enter.REQUEST_UNIT: request_unit,
    Enter.HOLD_UNIT: hold_unit,
    Enter.WITHDRAW_REQUEST: withdraw_request,
    Enter.FINISH_REQUEST: finish_request,
    Enter.PACK: pack,
    Enter.MOVE: book_move,
    Enter.RECEIVE: receive,
    Enter.MOVE_PART: move_on,
}
