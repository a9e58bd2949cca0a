"""The bench's part of a story: a returned unit in hand, inspected, wiped, sent, gone home."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from desk.decisions import DecisionForm, decide
from desk.scans import Station
from models.parties import Role
from rules.case_facts import Told
from rules.case_state import CaseState
from rules.case_values import JobState
from rules.case_words import Direction, Outbound
from tests.stories.harness import Stage
from tests.stories.steps import DAY, HOUR, Moving, delivered, outbound, sent_back
from tests.way_back import CHASED, WIPE, PhoneCustomer, a_phone_swap

ASKING: dict[str, Any] = {
    "no_fault": "ask",
    "no_fault_fee": "25.00",
    "not_covered_charge": "450.00",
    "answer_within_days": 10,
}
#: A customer that is asked what is to follow from a finding.
WINGTIP = PhoneCustomer(code="wingtip", returns={**CHASED, "care": {"bench": ASKING}}, phones=8)


@dataclass(kw_only=True)
class Returned:
    """A swap whose broken unit lies on the bench, and the instant it came in."""

    number: str
    own: str
    replacement: str
    at: datetime


def job_is(*wanted: JobState) -> Any:
    """True once every unit that the bench knows stands so."""
    return lambda state: bool(state.back.jobs) and all(j.state in wanted for j in state.back.jobs)


def asked(state: CaseState) -> bool:
    """True while the customer has to answer a finding."""
    return any(one.asked for one in state.back.jobs)


async def returned(
    stage: Stage, customer: PhoneCustomer, serial: str, opened: datetime
) -> Returned:
    """A delivered swap whose broken unit has come back and waits to be inspected."""
    case = await delivered(stage, a_phone_swap(customer, serial, opened), opened + HOUR)
    await sent_back(stage, case.number, opened + 3 * DAY)
    at = opened + 5 * DAY
    await received(stage, case.number, serial, at)
    return Returned(number=case.number, own=serial, replacement=case.serial, at=at)


async def received(stage: Stage, number: str, serial: str, at: datetime) -> None:
    """The unit is scanned in, and the bench has to see it."""
    assert await stage.scan(Station.RECEIPT, serial, at) == "RECEIVED"
    await stage.until(
        number,
        lambda s: any(
            one.serial == serial and one.state is JobState.WAITING for one in s.back.jobs
        ),
    )


async def shelve(stage: Stage, number: str, serial: str, at: datetime) -> None:
    """Wiped with a certificate, and back on the shelf."""
    await stage.decide(number, Told.WIPED, at, serial=serial, **WIPE)
    await stage.until(number, lambda s: not s.pending)
    await stage.decide(number, Told.DISPOSED, at, serial=serial, destination="restock")


async def sent_home(stage: Stage, number: str, serial: str, at: datetime) -> Moving:
    """The user's own unit is packed, sent and delivered."""
    await stage.until(number, outbound(Outbound.RESERVED))
    assert stage.reserved_serial(number) == serial
    assert await stage.scan(Station.PACK, serial, at) == "PACK"
    await stage.until(number, lambda s: s.outbound is Outbound.LABELLED and not s.pending)
    await stage.carrier_moves(number, Direction.OUTBOUND, "handed_over", at + HOUR)
    await stage.until(number, outbound(Outbound.ON_ITS_WAY))
    await stage.carrier_moves(number, Direction.OUTBOUND, "delivered", at + DAY)
    await stage.until(number, outbound(Outbound.DELIVERED))
    return Moving(number=number, serial=serial)


async def finance(stage: Stage, number: str, at: datetime, **verdict: str) -> None:
    """Finance decides on the proposed charge, as nobody of the desk may."""
    clerk = replace(stage.desk.clerk, name="finance@acme.example", role=Role.FINANCE)
    form = DecisionForm(decision=Told.CHARGE_DECIDED, answers=verdict, at=at)
    await decide(stage.database, stage.door, clerk, number, form, stage.key())
