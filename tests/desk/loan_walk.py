"""Walk a loan through machine and record: lent, repaired, home again, overdue."""

import uuid
from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from models.devices import Unit
from models.locations import Location
from rules.battery import BatteryState
from rules.case_facts import Told
from rules.case_state import CaseState
from rules.case_words import Direction
from runtime.database import Database
from tests.builders import TestDesk
from tests.desk.case_walk import CaseWalk
from tests.way_back import LITWARE, PhoneCustomer, a_phone_swap

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def carried(walk: CaseWalk, number: str, status: str, at: datetime, attempt: str) -> CaseState:
    """What the carrier says of one attempt of the way out."""
    told = {"direction": Direction.OUTBOUND.value, "attempt": attempt, "status": status}
    return walk.tell(number, Told.CARRIER_SAID, at, **told)


def lend_to(
    walk: CaseWalk, serial: str, at: datetime = MONDAY, customer: PhoneCustomer = LITWARE
) -> str:
    """A loan that is with its user from the day after."""
    number = walk.open(a_phone_swap(customer, serial, at, battery=BatteryState.OK))
    walk.pack(number, walk.reserved(number), at + HOUR)
    carried(walk, number, "handed_over", at + 2 * HOUR, "1")
    carried(walk, number, "delivered", at + DAY, "1")
    return number


def receive_own(walk: CaseWalk, number: str, serial: str, at: datetime) -> None:
    """The user's own device comes in."""
    walk.carried(number, Direction.RETURN, "handed_over", at)
    walk.carried(number, Direction.RETURN, "delivered", at + DAY)
    unit = walk.state(number).owed_unit
    walk.tell(number, Told.RECEIPT_SCANNED, at + DAY + HOUR, unit_id=unit, serial=serial)


def repair(walk: CaseWalk, number: str, serial: str, at: datetime) -> None:
    """The bench repairs it and sends it home."""
    walk.tell(number, Told.INSPECTED, at, finding="defect_confirmed", grade="B", serial=serial)
    walk.tell(number, Told.DISPOSED, at + HOUR, destination="repair_here", serial=serial)
    walk.tell(number, Told.REPAIR_ENDED, at + 2 * HOUR, repaired="yes", serial=serial)
    walk.tell(number, Told.DISPOSED, at + 3 * HOUR, destination="return_to_user", serial=serial)


def send_home(walk: CaseWalk, number: str, serial: str, at: datetime) -> CaseState:
    """The repaired device is packed, sent and delivered."""
    walk.pack(number, serial, at)
    carried(walk, number, "handed_over", at + HOUR, "2")
    return carried(walk, number, "delivered", at + DAY, "2")


def recall(
    walk: CaseWalk, serial: str, at: datetime = MONDAY, customer: PhoneCustomer = LITWARE
) -> str:
    """A loan that was asked back: its user's own device came home on the eighth day."""
    number = lend_to(walk, serial, at, customer)
    receive_own(walk, number, serial, at + 3 * DAY)
    repair(walk, number, serial, at + 5 * DAY)
    send_home(walk, number, serial, at + 7 * DAY)
    return number


def pass_due(walk: CaseWalk, number: str) -> CaseState:
    """The last day for handing in has passed."""
    due = walk.state(number).deadlines["return_due"]
    return walk.tell(number, Told.DEADLINE_PASSED, due, name="return_due")


def place_of(database: Database, desk: TestDesk, unit: str) -> str:
    """The code of the place where a unit, named by serial or id, is."""
    by_id = len(unit) == 36
    named = Unit.id == uuid.UUID(unit) if by_id else Unit.serial == unit
    with database.as_tenant(desk.tenant_id) as session:
        return session.scalars(
            select(Location.code).join(Unit, Unit.location_id == Location.id).where(named)
        ).one()
