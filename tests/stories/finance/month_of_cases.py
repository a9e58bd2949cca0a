"""October of a busy desk: 300 cases with their parcels, what they bill, and the carrier's bills."""

import uuid
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Final

from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from desk.founding import ContractForm, add_contract, add_customer
from models.cases import Case
from models.exchange import InboxFact, OutboxMessage
from models.finance.bills import CarrierBill
from models.finance.rating_query import rate_shipments
from models.finance.shipments import FreightShipment
from models.finance.verdicts import ChargeVerdict
from programmes.sample_contracts import sample_contracts
from rules.case_facts import Told
from rules.case_words import Direction
from tests.builders import a_swap, an_advance_replacement
from tests.charges import a_bill, a_line
from tests.desk.case_walk import CaseWalk
from tests.months import TAKEN, lines_for
from tests.statements import a_party, an_event

CASES: Final = 300
FIRST: Final = datetime(2026, 10, 5, 8, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
#: A copy of a case happens on one of so many days after it.
DAYS: Final = 18
#: Parcels that the carrier forgot to bill, billed too dear, billed twice, and made up.
FORGOTTEN, DEAR, TWICE, INVENTED = 7, 10, 5, 4

COPY_CASES: Final = """
    INSERT INTO cases
    SELECT copy.* FROM cases AS one, generate_series(1, :copies) AS n,
        jsonb_populate_record(one, jsonb_build_object(
            'id', md5(one.id::text || n)::uuid,
            'number', one.number || '-' || n,
            'stage', 'closed', 'outbound', 'delivered', 'inbound', 'received',
            'registered_at', one.registered_at + n % :days * interval '1 day',
            'ended_at', one.registered_at + n % :days * interval '1 day' + interval '6 days')
        ) AS copy
     WHERE one.id = :case
"""
COPY_EVENTS: Final = """
    INSERT INTO billable_events
    SELECT copy.* FROM billable_events AS one, generate_series(1, :copies) AS n,
        jsonb_populate_record(one, jsonb_build_object(
            'id', md5(one.id::text || n)::uuid,
            'key', replace(one.key, :number, :number || '-' || n),
            'case_id', md5(one.case_id::text || n)::uuid,
            'at', one.at + n % :days * interval '1 day')) AS copy
     WHERE one.case_id = :case
"""
COPY_PARCELS: Final = """
    INSERT INTO freight_shipments
    SELECT copy.* FROM freight_shipments AS one, generate_series(1, :copies) AS n,
        jsonb_populate_record(one, jsonb_build_object(
            'id', (SELECT max(id) FROM freight_shipments) + (one.id - :lowest) * :copies + n,
            'key', one.key || '/' || n,
            'label_id', NULL,
            'case_id', md5(one.case_id::text || n)::uuid,
            'tracking', one.tracking || n,
            'tracking_key', one.tracking_key || n,
            'reference', replace(one.reference, :number, :number || '-' || n),
            'booked_at', one.booked_at + n % :days * interval '1 day',
            'booked_on', one.booked_on + n % :days,
            'scanned_at', one.scanned_at + n % :days * interval '1 day',
            'scanned_on', one.scanned_on + n % :days,
            'card_id', NULL, 'zone', '', 'chargeable_g', NULL, 'not_rated', '')) AS copy
     WHERE one.case_id = :case
"""


def fill_october(walk: CaseWalk) -> None:
    """The month's cases: three walked step by step, the others their copies on other days."""
    numbers = [
        swapped(walk, "BROKEN-1", FIRST),
        swapped(walk, "BROKEN-2", FIRST + DAY),
        replaced(walk, "DEAD-KIOSK-1", FIRST),
    ]
    with walk.database.as_tenant(walk.desk.tenant_id) as session:
        for number in numbers:
            copy_case(session, number, CASES // len(numbers) - 1)
        other_programmes(session, walk.desk.tenant_id)
        rate_shipments(session)
        # These cases have no workflow that waits for anything.
        session.execute(update(OutboxMessage).values(done_at=FIRST))
        session.execute(update(InboxFact).values(placement="applied"))


def swapped(walk: CaseWalk, serial: str, at: datetime) -> str:
    """A phone swapped and returned."""
    number = walk.open(a_swap(serial, at=at))
    walk.pack(number, walk.reserved(number), at + HOUR)
    return carry(walk, number, at)


def replaced(walk: CaseWalk, serial: str, at: datetime) -> str:
    """An appliance replaced in advance; its vendor pays the freight."""
    number = walk.open(an_advance_replacement(serial, at=at))
    walk.tell(number, Told.DIAGNOSED, at, defective="yes", note="The board is dead.")
    walk.pack(number, walk.reserved(number), at + HOUR)
    return carry(walk, number, at)


def carry(walk: CaseWalk, number: str, at: datetime) -> str:
    """Its parcels go there and come back."""
    walk.carried(number, Direction.OUTBOUND, "handed_over", at + 3 * HOUR)
    walk.carried(number, Direction.OUTBOUND, "delivered", at + DAY)
    walk.run_errands(number)
    walk.carried(number, Direction.RETURN, "handed_over", at + 3 * DAY)
    return number


def other_programmes(session: Session, tenant_id: uuid.UUID) -> None:
    """The demo's other programmes: what their contracts cost is billed, too."""
    known = {"atea_smartservice", "opswat"}
    for sample in sample_contracts().values():
        if sample.programme in known:
            continue
        known.add(sample.programme)
        customer = add_customer(session, tenant_id, sample.customer, sample.name, sample.locale)
        form = ContractForm(
            number=sample.number,
            programme=sample.programme,
            tier=sample.tier,
            starts_on=date(2026, 1, 1),
            ends_on=date(2029, 1, 1),
            settings=dict(sample.settings),
        )
        add_contract(session, customer, form)
        a_party(session, tenant_id, sample.customer)
        for n in range(3):
            fee = Decimal("450.00") + n
            an_event(session, tenant_id, contract=sample.number, amount=fee)


def copy_case(session: Session, number: str, copies: int) -> None:
    """So many more cases like this one, each with its parcels and its billable events."""
    case = session.scalars(select(Case).where(Case.number == number)).one()
    lowest = session.execute(
        select(FreightShipment.id).where(FreightShipment.case_id == case.id)
    ).scalars()
    said = {
        "case": case.id,
        "number": number,
        "copies": copies,
        "days": DAYS,
        "lowest": min(lowest),
    }
    for statement in (COPY_CASES, COPY_EVENTS, COPY_PARCELS):
        needed = {name: value for name, value in said.items() if f":{name}" in statement}
        session.execute(text(statement), needed)


def bill_october(session: Session, tenant_id: uuid.UUID) -> None:
    """Two bills of the carrier, with what carriers get wrong."""
    parcels = session.scalars(select(FreightShipment).order_by(FreightShipment.tracking_key)).all()
    assert all(one.card_id for one in parcels), {one.not_rated for one in parcels}
    billed = parcels[FORGOTTEN:]
    half = len(billed) // 2
    write_bill(session, tenant_id, billed[:half], dear=DEAR)
    write_bill(session, tenant_id, billed[half:], twice=TWICE, invented=INVENTED)


def write_bill(
    session: Session,
    tenant_id: uuid.UUID,
    parcels: Sequence[FreightShipment],
    *,
    dear: int = 0,
    twice: int = 0,
    invented: int = 0,
) -> CarrierBill:
    """One bill of 31 October for these parcels."""
    lines = [lines_for(session, parcel) for parcel in parcels]
    for one in lines[:dear]:
        one[0]["net"] += Decimal("30.00")
    again = [dict(one[0]) for one in lines[:twice]]
    unknown = [
        a_line("99.00", f"NOBODY{n:04d}", shipped_on=date(2026, 10, 20)) for n in range(invented)
    ]
    bill = a_bill(
        session,
        tenant_id,
        *[line for one in lines for line in one],
        *again,
        *unknown,
        issued_on=date(2026, 10, 31),
        taken_at=TAKEN,
    )
    session.execute(
        text("UPDATE bill_files SET taken_at = :at WHERE id = :file"),
        {"at": TAKEN, "file": bill.file_id},
    )
    return bill


def open_charges(session: Session) -> Sequence[int]:
    """The charges that no rule settled."""
    found = session.scalars(
        select(ChargeVerdict.charge_id)
        .where(
            ChargeVerdict.superseded_at.is_(None),
            ChargeVerdict.agreed.is_(None),
            ChargeVerdict.charge_id.is_not(None),
        )
        .order_by(ChargeVerdict.charge_id)
    )
    return [charge for charge in found if charge is not None]
