"""A bench with returned phones on it, walked through machine and record."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from rules.case_facts import Told
from rules.case_state import CaseState
from rules.case_words import Direction
from tests.desk.case_walk import CaseWalk
from tests.way_back import WIPE, PhoneCustomer, a_phone_swap

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


@dataclass(kw_only=True)
class Bench:
    """The hands of a technician."""

    walk: CaseWalk

    def take_in(self, customer: PhoneCustomer, serial: str, at: datetime = MONDAY) -> str:
        """A swap whose broken unit is scanned in a week after it began."""
        walk = self.walk
        number = walk.open(a_phone_swap(customer, serial, at))
        walk.pack(number, walk.reserved(number), at + HOUR)
        walk.carried(number, Direction.OUTBOUND, "handed_over", at + 2 * HOUR)
        walk.carried(number, Direction.OUTBOUND, "delivered", at + DAY)
        walk.carried(number, Direction.RETURN, "handed_over", at + 2 * DAY)
        walk.carried(number, Direction.RETURN, "delivered", at + 3 * DAY)
        unit = walk.state(number).owed_unit
        scan = {"unit_id": unit, "serial": serial}
        walk.tell(number, Told.RECEIPT_SCANNED, at + 7 * DAY, **scan)
        return number

    def inspect(self, number: str, finding: str, at: datetime, **more: str) -> CaseState:
        return self.walk.tell(number, Told.INSPECTED, at, finding=finding, **more)

    def wipe(self, number: str, at: datetime, **more: str) -> CaseState:
        self.walk.tell(number, Told.WIPED, at, **{**WIPE, **more})
        return self.walk.run_errands(number)

    def send(self, number: str, destination: str, at: datetime, **more: str) -> CaseState:
        return self.walk.tell(number, Told.DISPOSED, at, destination=destination, **more)
