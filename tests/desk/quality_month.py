"""October 2026 of one customer, walked case by case; summer time ends on its 25th day."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import select

from desk.actors import Actor
from desk.founding import ContractForm, add_contract
from models.parties import Customer, Role
from rules.case_facts import Told
from rules.case_state import Fact
from runtime.database import Database
from tests.builders import TestDesk
from tests.desk.bench_walk import Bench
from tests.desk.case_walk import CaseWalk
from tests.desk.owed_cases import wait
from tests.desk.service_cases import a_support_case
from tests.way_back import ADATUM, a_phone_swap, serve_phones

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
OCTOBER, NOVEMBER = date(2026, 10, 1), date(2026, 11, 1)
#: Six phones: the seventh that is wanted is not there.
FLEET = replace(ADATUM, phones=6)
SUPPORT = "S-ADATUM"
#: When the report is made: the month is over.
LATER = datetime(2026, 11, 1, 6, 0, tzinfo=UTC)


def at(day: int, hour: int = 8) -> datetime:
    """An hour of a day in October, in UTC; eight is ten o'clock in Stockholm until the 24th."""
    return datetime(2026, 10, day, hour, tzinfo=UTC)


def walk_october(walk: CaseWalk) -> dict[str, str]:
    """The month's cases by what became of them."""
    found_customer(walk)
    found = {
        "fault open": fault_open(walk),
        "first second": undecided(walk, "FIRST", datetime(2026, 9, 30, 22, tzinfo=UTC)),
        "kept": kept(walk),
        "carrier late": carrier_late(walk),
        "packed late": packed_late(walk),
        "cancelled": cancelled(walk),
        "lost": lost(walk),
        "no unit": walk.open(a_phone_swap(FLEET, "NO-UNIT", at(19))),
        "last second": undecided(walk, "LAST", datetime(2026, 10, 31, 22, 59, 59, tzinfo=UTC)),
        "after": undecided(walk, "AFTER", datetime(2026, 10, 31, 23, tzinfo=UTC)),
    }
    for serial, severity in (("FW-1", "1"), ("FW-4", "4")):
        form = a_support_case(serial, contract=SUPPORT, severity=severity, at=at(20))
        found[serial] = walk.open(replace(form, customer=FLEET.code))
    for waiting in ("fault open", "no unit"):
        wait(walk, found[waiting], at(22))
    return found


def found_customer(walk: CaseWalk) -> None:
    serve_phones(walk.database, walk.desk.tenant_id, FLEET)
    with walk.database.as_tenant(walk.desk.tenant_id) as session:
        customer = session.scalars(select(Customer).where(Customer.code == FLEET.code)).one()
        form = ContractForm(
            number=SUPPORT,
            programme="exer_cst",
            tier="premium",
            starts_on=date(2026, 1, 1),
            ends_on=date(2028, 1, 1),
            settings={},
        )
        add_contract(session, customer, form)


def undecided(walk: CaseWalk, serial: str, moment: datetime) -> str:
    """A swap that is promised, and whose control questions nobody has answered."""
    return walk.open(a_phone_swap(FLEET, serial, moment, definite_fault=None))


def fault_open(walk: CaseWalk) -> str:
    """Registered in the last second of September; four days later the fault is established."""
    number = undecided(walk, "BEFORE", datetime(2026, 9, 30, 21, 59, 59, tzinfo=UTC))
    walk.tell(number, Told.ANSWERED, at(4), definite_fault="yes")
    return number


def kept(walk: CaseWalk) -> str:
    """Sent after 2 hours, there after 24, back 144 hours later, and nothing was wrong with it."""
    number = Bench(walk=walk).take_in(FLEET, "KEPT", at(5))
    Bench(walk=walk).inspect(number, "no_fault_found", at(13))
    return number


def carrier_late(walk: CaseWalk) -> str:
    """Sent after 2 hours, there after 72, back 120 hours later, and it was broken indeed."""
    number = walk.open(a_phone_swap(FLEET, "SLOW", at(6)))
    walk.pack(number, walk.reserved(number), at(6, 9))
    say(walk, number, "outbound", "handed_over", at(6, 10))
    say(walk, number, "outbound", "delivered", at(9))
    say(walk, number, "return", "handed_over", at(12))
    walk.receive(number, at(14))
    Bench(walk=walk).inspect(number, "defect_confirmed", at(15))
    return number


def packed_late(walk: CaseWalk) -> str:
    """Packed on the day it should have been there, sent after 26 hours, there after 48."""
    number = walk.open(a_phone_swap(FLEET, "LAZY", at(7)))
    walk.pack(number, walk.reserved(number), at(8))
    say(walk, number, "outbound", "handed_over", at(8, 10))
    say(walk, number, "outbound", "delivered", at(9))
    return number


def cancelled(walk: CaseWalk) -> str:
    number = walk.open(a_phone_swap(FLEET, "CANCELLED", at(8)))
    walk.tell(number, Told.CANCEL_ASKED, at(8, 9), because="It works again.")
    return number


def lost(walk: CaseWalk) -> str:
    """Sent after 2 hours and lost; a second unit is there 96 hours after the registration."""
    number = walk.open(a_phone_swap(FLEET, "LOST", at(12)))
    walk.pack(number, walk.reserved(number), at(12, 9))
    say(walk, number, "outbound", "handed_over", at(12, 10))
    say(walk, number, "outbound", "lost", at(13))
    walk.run_errands(number)
    walk.pack(number, walk.reserved(number), at(14))
    say(walk, number, "outbound", "handed_over", at(14, 10), attempt="2")
    say(walk, number, "outbound", "delivered", at(16), attempt="2")
    return number


def say(
    walk: CaseWalk, number: str, leg: str, status: str, moment: datetime, *, attempt: str = "1"
) -> None:
    """What the carrier says of a parcel."""
    fact = Fact(
        told=Told.CARRIER_SAID,
        key=f"{number}/walk/{walk.key()}",
        at=moment,
        by="practice",
        details={"direction": leg, "attempt": attempt, "status": status},
    )
    walk.take(number, [fact])


def person_of(record: Database, desk: TestDesk, code: str) -> Actor:
    """A person of that customer."""
    with record.as_tenant(desk.tenant_id) as session:
        customer = session.scalars(select(Customer.id).where(Customer.code == code)).one()
    return replace(desk.clerk, role=Role.CUSTOMER, customer_id=customer)
