"""A unit that turns up for a case that has ended: opened again, or held for a person."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from activities.late_returns import LateReturns
from desk.invariants import check_invariants
from desk.routing import owed_messages
from desk.scans import ScanForm, Station, take_scan
from models.cases import AuditEvent, Case
from models.charges import CaseCharge
from models.custody import CustodyItem
from models.devices import Unit
from models.exchange import InboxFact, OutboxMessage, Placement, Source
from models.legs import Label
from models.locations import Location, Place
from models.money import BillableEvent
from rules.case_facts import Told
from rules.case_orders import LateReturn
from rules.case_values import ChargeState
from rules.case_words import Direction, Stage
from runtime.database import Database
from tests.builders import found_desk
from tests.desk.case_walk import CaseWalk
from tests.desk.owed_cases import DAY, DELIVERED, SIMPLE, charged, owed
from tests.way_back import ADATUM, PhoneCustomer, a_phone_swap, serve_phones

LATE = DELIVERED + 60 * DAY


@pytest.fixture
def walk(record: Database, empty_database: str) -> CaseWalk:
    return CaseWalk(database=record, desk=found_desk(empty_database, record, phones=0))


def ended(walk: CaseWalk, customer: PhoneCustomer = SIMPLE) -> str:
    serve_phones(walk.database, walk.desk.tenant_id, customer)
    return charged(walk, customer, "AD-1")


def scan(walk: CaseWalk, number: str, code: str = "AD-1", key: str = "scan-1") -> LateReturn:
    """The unit is scanned at the dock; the relay would start the story of a late return."""
    form = ScanForm(station=Station.RECEIPT, code=code, case=number, at=LATE)
    take_scan(walk.database, walk.desk.clerk, form, key)
    inbox_key = f"{walk.desk.tenant_id}/scan/{walk.desk.clerk.name}/{key}"
    return LateReturn(case=walk.ref(number), inbox_key=inbox_key)


def settle(walk: CaseWalk, late: LateReturn) -> str:
    return LateReturns(walk.database).settle_late_return(late)


def rows(walk: CaseWalk, *columns: Any) -> list[Any]:
    with walk.database.as_tenant(walk.desk.tenant_id) as session:
        return [tuple(row) for row in session.execute(select(*columns))]


def place(walk: CaseWalk, serial: str) -> Place:
    with walk.database.as_tenant(walk.desk.tenant_id) as session:
        return session.scalars(
            select(Location.kind)
            .join(Unit, (Unit.tenant_id == Location.tenant_id) & (Unit.location_id == Location.id))
            .where(Unit.serial == serial)
        ).one()


async def broken(walk: CaseWalk) -> list[str]:
    timely = {"open-case-waits", "inbox-drained", "outbox-drained", "facts-placed"}
    verdicts = await check_invariants(walk.database, LATE)
    return [found.name for found in verdicts if found.broken and found.name not in timely]


async def test_the_case_is_opened_and_its_charge_is_given_back_exactly_once(
    walk: CaseWalk,
) -> None:
    number = ended(walk, ADATUM)
    late = scan(walk, number)
    assert settle(walk, late) == "late return"
    state = walk.state(number)
    assert settle(walk, late) == f"version {state.version}"
    assert state.stage is Stage.RETURNING
    assert place(walk, "AD-1") is Place.BENCH
    assert sorted(rows(walk, BillableEvent.kind, BillableEvent.amount)) == [
        ("freight_outbound", None),
        ("packaging", None),
        ("unreturned_unit", Decimal(450)),
        ("unreturned_unit_reversal", Decimal(-450)),
    ]
    assert rows(walk, CaseCharge.state) == [(ChargeState.REVERSED,)]
    assert rows(walk, Case.ended_at) == [(None,)]
    assert await broken(walk) == []


def test_the_relay_starts_the_case_s_story_again(walk: CaseWalk) -> None:
    number = ended(walk, ADATUM)
    settle(walk, scan(walk, number))
    starts = [owed for owed in owed_messages(walk.database, LATE + DAY) if owed.kind == "start"]
    assert [one.payload["story"] for one in starts] == ["swap", "swap"]
    assert starts[1].payload == {
        "tenant": walk.desk.tenant,
        "number": number,
        "story": "swap",
    }


def test_a_case_without_a_bench_is_closed_again_in_the_same_step(walk: CaseWalk) -> None:
    number = ended(walk)
    before = rows(walk, Case.ended_at)
    settle(walk, scan(walk, number))
    assert walk.state(number).stage is Stage.CLOSED
    assert rows(walk, Case.ended_at) == before
    assert place(walk, "AD-1") is Place.BENCH
    starts = rows(walk, OutboxMessage.key)
    assert [key for (key,) in starts if "/start/" in key] == []


def test_a_second_scan_of_a_unit_that_is_here_changes_nothing(walk: CaseWalk) -> None:
    number = ended(walk)
    settle(walk, scan(walk, number))
    assert settle(walk, noted(walk, number)) == "already here"
    assert place(walk, "AD-1") is Place.BENCH
    assert rows(walk, CustodyItem.id) == []


async def test_a_unit_that_is_nothing_to_the_case_is_held_in_quarantine(walk: CaseWalk) -> None:
    number = ended(walk)
    other = owed(walk, SIMPLE, "AD-2")
    walk.tell(other, Told.RETURN_WAIVED, DELIVERED + DAY, because="Burnt.")
    # The case's own replacement, that the customer sends by mistake.
    replacement = walk.reserved(number)
    assert settle(walk, scan(walk, number, replacement)) == "held in quarantine"
    assert walk.state(number).stage is Stage.CLOSED
    assert place(walk, replacement) is Place.QUARANTINE
    assert rows(walk, CustodyItem.text, CustodyItem.outcome) == [(replacement, None)]
    words = rows(walk, AuditEvent.word)
    assert ("late_return",) in words
    assert await broken(walk) == []


def test_a_device_that_has_another_open_case_is_held_instead_of_opening_the_first(
    walk: CaseWalk,
) -> None:
    number = ended(walk)
    again = walk.open(a_phone_swap(SIMPLE, "AD-1", LATE - DAY))
    assert settle(walk, noted(walk, number)) == "held in quarantine"
    assert walk.state(number).stage is Stage.CLOSED
    assert not walk.state(again).ended


def noted(walk: CaseWalk, number: str) -> LateReturn:
    """A scan of the device that was accepted for this very case."""
    with walk.database.as_tenant(walk.desk.tenant_id) as session:
        unit = session.scalars(select(Unit).where(Unit.serial == "AD-1")).one()
        fact = late_fact(walk, number, str(unit.id))
        session.add(fact)
        return LateReturn(case=walk.ref(number), inbox_key=fact.key)


def late_fact(walk: CaseWalk, number: str, unit_id: str) -> InboxFact:
    return InboxFact(
        tenant_id=walk.desk.tenant_id,
        source=Source.SCAN,
        key=f"{walk.desk.tenant_id}/scan/clerk/late",
        told=Told.RECEIPT_SCANNED,
        at=LATE,
        actor="clerk",
        details={"serial": "AD-1", "unit_id": unit_id},
        case_id=walk.ref(number).case_id,
        placement=Placement.ROUTED,
        received_at=LATE,
        try_after=LATE,
    )


def test_a_scan_of_a_case_that_is_open_again_is_told_to_its_own_story(walk: CaseWalk) -> None:
    number = ended(walk, ADATUM)
    second = scan(walk, number, key="scan-2")
    settle(walk, scan(walk, number))
    assert settle(walk, second) == "told to the case"
    with walk.database.as_tenant(walk.desk.tenant_id) as session:
        fact = session.scalars(select(InboxFact).where(InboxFact.key == second.inbox_key)).one()
    assert fact.placement is Placement.NEW


def test_the_freight_of_a_label_scanned_after_the_end_is_billed_with_the_unit(
    walk: CaseWalk,
) -> None:
    number = ended(walk)
    with walk.database.as_tenant(walk.desk.tenant_id) as session:
        tracking = session.scalars(select(Label.tracking_no).order_by(Label.booked_at)).all()
        for tracked in tracking:
            details = {"status": "handed_over", "tracking": tracked}
            session.add(carrier_fact(walk, number, tracked, details))
    settle(walk, scan(walk, number))
    kinds = [kind for (kind,) in rows(walk, BillableEvent.kind)]
    assert kinds.count("freight_return") == 1


def carrier_fact(walk: CaseWalk, number: str, tracking: str, details: dict[str, str]) -> InboxFact:
    return InboxFact(
        tenant_id=walk.desk.tenant_id,
        source=Source.CARRIER,
        key=f"carrier/practice/{tracking}",
        told=Told.CARRIER_SAID,
        at=LATE - timedelta(hours=1),
        actor="practice",
        details={**details, "direction": Direction.RETURN.value},
        case_id=walk.ref(number).case_id,
        placement=Placement.APPLIED,
        received_at=LATE,
        try_after=LATE,
    )
