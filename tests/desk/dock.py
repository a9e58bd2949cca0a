"""The dock in a test: scans through the desk's own door, and their facts brought to the cases."""

import itertools
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select, text

from desk.custody import CustodyLine, custody_list
from desk.invariant_queries import Evidence
from desk.invariants import INVARIANTS
from desk.scans import ScanForm, Station, take_scan
from models.cases import Case
from models.custody import CustodyItem
from models.debts import OwedUnit
from models.devices import DeviceModel, Unit
from models.exchange import InboxFact, Placement
from models.legs import Label, Leg
from models.locations import Location, Place
from models.parties import Customer
from models.stock import move_unit, place_of
from rules.case_facts import Told
from rules.case_state import CaseState, Fact
from rules.case_words import Direction
from runtime.database import Database
from tests.builders import PHONE, TestDesk
from tests.desk.case_walk import CaseWalk
from tests.way_back import PhoneCustomer, a_phone_swap

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
RECEIVED = MONDAY + 5 * DAY


@dataclass(kw_only=True)
class Dock:
    """A dock, its desk, and the cases whose parcels come in."""

    record: Database
    desk: TestDesk
    walk: CaseWalk
    keys: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    def scan(self, code: str, case: str = "", key: str = "") -> dict[str, Any]:
        form = ScanForm(station=Station.RECEIPT, code=code, case=case, at=RECEIVED)
        return take_scan(self.record, self.desk.clerk, form, key or f"dock-{next(self.keys)}")

    def word(self, code: str, case: str = "") -> tuple[str, str | None]:
        """The verdict, with its fact told to its case."""
        answer = self.scan(code, case)
        self.relay()
        return answer["word"], answer["case"]

    def relay(self) -> None:
        """Bring every waiting fact to its case, as the relay and the workflow would."""
        while waiting := self.waiting():
            for number, fact in waiting:
                self.walk.take(number, [fact])

    def waiting(self) -> list[tuple[str, Fact]]:
        with self.record.as_tenant(self.desk.tenant_id) as session:
            rows = session.execute(
                select(InboxFact, Case.number)
                .join(Case, Case.id == InboxFact.case_id)
                .where(InboxFact.placement == Placement.NEW)
                .order_by(InboxFact.seq)
            )
            return [
                (
                    number,
                    Fact(told=row.told, key=row.key, at=row.at, by=row.actor, details=row.details),
                )
                for row, number in rows
            ]

    def swap(self, customer: PhoneCustomer, serial: str) -> str:
        """A case whose replacement is delivered and whose parcel with the broken unit came."""
        number = self.sent(customer, serial)
        self.walk.carried(number, Direction.OUTBOUND, "delivered", MONDAY + DAY)
        self.walk.run_errands(number)
        return number

    def sent(self, customer: PhoneCustomer, serial: str) -> str:
        number = self.walk.open(a_phone_swap(customer, serial, MONDAY))
        self.walk.pack(number, self.walk.reserved(number), MONDAY + HOUR)
        self.walk.carried(number, Direction.OUTBOUND, "handed_over", MONDAY + 2 * HOUR)
        return number

    def came(self, number: str) -> None:
        """The carrier delivered the parcel of the way back."""
        self.walk.carried(number, Direction.RETURN, "handed_over", MONDAY + 3 * DAY)
        self.walk.carried(number, Direction.RETURN, "delivered", MONDAY + 4 * DAY)

    def decide(self, number: str, told: Told, **answers: str) -> CaseState:
        return self.walk.tell(number, told, RECEIVED + HOUR, **answers)

    def place(self, serial: str) -> str:
        with self.record.as_tenant(self.desk.tenant_id) as session:
            return session.scalars(
                select(Location.code)
                .join(Unit, Unit.location_id == Location.id)
                .where(Unit.serial == serial)
            ).one()

    def debts(self, number: str) -> dict[str, str]:
        with self.record.as_tenant(self.desk.tenant_id) as session:
            rows = session.execute(
                select(Unit.serial, OwedUnit.state)
                .join(OwedUnit, OwedUnit.unit_id == Unit.id)
                .join(Case, Case.id == OwedUnit.case_id)
                .where(Case.number == number)
            )
            return {serial: state.value for serial, state in rows}

    def custody(self) -> dict[str, str]:
        """Every thing that ever was in custody, with how it ended."""
        with self.record.as_tenant(self.desk.tenant_id) as session:
            rows = session.scalars(select(CustodyItem).order_by(CustodyItem.received_at))
            return {row.text: row.outcome.value if row.outcome else "" for row in rows}

    def open_items(self) -> tuple[CustodyLine, ...]:
        return custody_list(self.record, self.desk.clerk)

    def tracking(self, number: str) -> str:
        with self.record.as_tenant(self.desk.tenant_id) as session:
            return (
                session.scalars(
                    select(Label.tracking_no)
                    .join(Leg, Leg.id == Label.leg_id)
                    .join(Case, Case.id == Leg.case_id)
                    .where(Case.number == number, Leg.direction == Direction.RETURN)
                    .order_by(Leg.attempt.desc())
                ).first()
                or ""
            )

    def unit(self, serial: str, *, imei: str = "", imei2: str = "", owner: str = "") -> str:
        """A unit on record that stands with its customer and is in no case."""
        with self.record.as_tenant(self.desk.tenant_id) as session:
            model = session.scalars(select(DeviceModel).where(DeviceModel.code == PHONE.code)).one()
            customer = session.scalars(
                select(Customer).where(Customer.code == (owner or "fabrikam"))
            ).one()
            unit = Unit(
                tenant_id=self.desk.tenant_id,
                serial=serial,
                imei=imei,
                imei2=imei2,
                model_id=model.id,
                owner="customer",
                owner_customer_id=customer.id,
                location_id=place_of(session, Place.VENDOR).id,
            )
            session.add(unit)
            session.flush()
            move_unit(
                session,
                unit,
                place_of(session, Place.CUSTOMER, customer.id),
                key=f"sold/{serial}",
                case_id=None,
                at=MONDAY,
                actor="clerk",
            )
            return str(unit.id)

    def offences(self) -> dict[str, int]:
        """What must hold of units, cases and custody, and does not."""
        timely = {"open-case-waits", "inbox-drained", "outbox-drained", "facts-placed"}
        found = {}
        with self.record.as_tenant(self.desk.tenant_id) as session:
            for one in INVARIANTS:
                if one.evidence is Evidence.RECORD and not one.across and one.name not in timely:
                    rows = session.execute(text(one.query), {"at": RECEIVED}).all()
                    found[one.name] = len(rows)
        return {name: count for name, count in found.items() if count}
