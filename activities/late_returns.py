"""What happens when a unit turns up for a case that has already ended."""

import uuid
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session
from temporalio import activity

from activities.step import head, write
from models.cases import AuditEvent, Case
from models.custody import CustodyItem
from models.devices import Unit
from models.exchange import InboxFact, OutboxMessage, Placement
from models.legs import Label, Leg
from models.locations import Location, Place
from models.stock import move_unit, place_of
from rules.case_facts import Told
from rules.case_late import is_expected
from rules.case_machine import take
from rules.case_orders import LateReturn, StepOrder
from rules.case_state import CaseState, Fact
from rules.case_values import ItemKind
from rules.case_words import ENDED, IN_CARRIERS_HANDS, Carried, Direction
from runtime.announce import announce
from runtime.database import Database
from runtime.payloads import from_plain

#: Where a unit is in our hands already.
HERE = frozenset({Place.SHELF, Place.DOCK, Place.BENCH, Place.QUARANTINE})
#: What a carrier says of a parcel that it really has, or had.
SCANNED = frozenset({*IN_CARRIERS_HANDS, Carried.DELIVERED})


class LateReturns:
    """The activities of the late-return story."""

    def __init__(self, database: Database) -> None:
        self.database = database

    @activity.defn(name="settle_late_return")
    def settle_late_return(self, late: LateReturn) -> str:
        """Open the case again for a unit it once waited for; hold anything else, once."""
        with self.database.as_tenant(uuid.UUID(late.case.tenant_id)) as session:
            case = head(session, late.case, lock=True)
            fact = session.scalars(
                select(InboxFact).where(InboxFact.key == late.inbox_key).with_for_update()
            ).one()
            if fact.placement is Placement.APPLIED:
                return fact.outcome
            state = from_plain(CaseState, case.snapshot)
            unit = session.get_one(Unit, (case.tenant_id, uuid.UUID(fact.details["unit_id"])))
            if not state.ended:
                return tell_again(session, fact)
            if is_expected(state, str(unit.id)) and not asked_for_again(session, case):
                return reopen(session, late, case, state, fact, unit)
            outcome = note_again if is_here(session, unit) else hold
            return outcome(session, case, fact, unit)


def tell_again(session: Session, fact: InboxFact) -> str:
    """Another unit has opened the case meanwhile: its own story takes the receipt."""
    fact.placement, fact.try_after = Placement.NEW, datetime.fromtimestamp(0, tz=fact.at.tzinfo)
    announce(session, "relay")
    return "told to the case"


def asked_for_again(session: Session, case: Case) -> bool:
    """True while the device of the ended case has another open case: it can have only one."""
    others = select(Case.id).where(
        Case.device_unit_id == case.device_unit_id, Case.id != case.id, Case.stage.not_in(ENDED)
    )
    return session.scalars(others).first() is not None


def is_here(session: Session, unit: Unit) -> bool:
    """True for a unit that is in our hands already."""
    return session.get_one(Location, (unit.tenant_id, unit.location_id)).kind in HERE


def reopen(
    session: Session, late: LateReturn, case: Case, state: CaseState, fact: InboxFact, unit: Unit
) -> str:
    """The pure machine's step on the record's own state; the relay restarts the case's story."""
    came = Fact(
        told=Told.CAME_LATE,
        key=fact.key,
        at=fact.at,
        by=fact.actor,
        details={
            "unit_id": str(unit.id),
            "serial": unit.serial,
            "labels": " ".join(map(str, scanned_labels(session, case))),
        },
    )
    step = take(state, [came])
    unheard = write(session, case, StepOrder(case=late.case, step=step, facts=(fact.key,)))
    if unheard or not step.state.ended:
        owe_story(session, late, case, fact)
    return "late return"


def scanned_labels(session: Session, case: Case) -> list[int]:
    """The return labels that a carrier scanned after the end: their freight is owed, too."""
    said = session.scalars(
        select(InboxFact.details).where(
            InboxFact.case_id == case.id, InboxFact.told == Told.CARRIER_SAID
        )
    )
    tracking = {one["tracking"] for one in said if one.get("status") in SCANNED}
    return sorted(
        session.scalars(
            select(Leg.attempt)
            .join(Label, (Label.tenant_id == Leg.tenant_id) & (Label.leg_id == Leg.id))
            .where(
                Leg.case_id == case.id,
                Leg.direction == Direction.RETURN,
                Label.tracking_no.in_(tracking),
            )
        )
    )


def owe_story(session: Session, late: LateReturn, case: Case, fact: InboxFact) -> None:
    """The relay starts the case's workflow again after the commit."""
    ref = late.case
    session.add(
        OutboxMessage(
            tenant_id=case.tenant_id,
            key=f"{case.number}/start/{case.version}",
            kind="start",
            case_id=case.id,
            payload={"tenant": ref.tenant, "number": ref.number, "story": case.remedy.value},
            created_at=fact.at,
            try_after=datetime.fromtimestamp(0, tz=fact.at.tzinfo),
        )
    )
    announce(session, "relay")


def note_again(session: Session, case: Case, fact: InboxFact, unit: Unit) -> str:
    """A second scan of what is here already changes nothing."""
    tell(session, case, fact, "scanned_again", unit)
    return settle(fact, "already here")


def hold(session: Session, case: Case, fact: InboxFact, unit: Unit) -> str:
    """Nothing of this case: it goes to quarantine, until a person says whose it is."""
    move_unit(
        session,
        unit,
        place_of(session, Place.QUARANTINE),
        key=f"{case.number}/late/{fact.id}",
        case_id=case.id,
        at=fact.at,
        actor=fact.actor,
    )
    session.add(
        CustodyItem(
            tenant_id=case.tenant_id,
            id=uuid.uuid4(),
            key=f"{case.number}/late/{fact.id}",
            unit_id=unit.id,
            kind=ItemKind.UNIT,
            text=unit.serial,
            received_at=fact.at,
            received_by=fact.actor,
        )
    )
    tell(session, case, fact, "late_return", unit)
    return settle(fact, "held in quarantine")


def tell(session: Session, case: Case, fact: InboxFact, word: str, unit: Unit) -> None:
    """A line in the ended case's story; the case itself stays as it is."""
    session.add(
        AuditEvent(
            tenant_id=case.tenant_id,
            case_id=case.id,
            word=word,
            at=fact.at,
            actor=fact.actor,
            details={"serial": unit.serial},
        )
    )


def settle(fact: InboxFact, outcome: str) -> str:
    """The fact needs no more routing."""
    fact.placement, fact.outcome = Placement.APPLIED, outcome
    return outcome
