"""Routing: inbox facts to the workflows that wait for them, outbox rows to where they are owed."""

import asyncio
import uuid
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from desk.workflow_door import WorkflowDoor
from models.cases import Case
from models.exchange import InboxFact, OutboxMessage, Placement
from models.legs import Label, Leg
from models.parties import Tenant
from rules.case_facts import Told
from rules.case_orders import CaseRef, LateReturn
from rules.case_state import Fact
from rules.case_words import ENDED
from rules.contract_orders import ContractRef
from rules.finance.month_orders import DisputeRef, MonthRef
from rules.pool_orders import OrderRef, PromptRef
from runtime.database import Database, Role

BATCH = 50
#: A fact that was told but not yet applied is told again; telling twice is harmless.
TELL_AGAIN_AFTER = timedelta(seconds=60)
#: A carrier event whose label is not known yet waits this long before a person places it.
PLACE_WITHIN = timedelta(hours=24)
LONGEST_PAUSE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Routed:
    """One inbox fact with the case it belongs to, if that is known."""

    inbox_id: uuid.UUID
    fact: Fact
    ref: CaseRef | None
    story: str
    ended: bool


def waiting_facts(database: Database, now: datetime) -> list[Routed]:
    """The oldest facts that need telling, each with its case."""
    with database.as_role(Role.RELAY) as session:
        rows = session.scalars(
            select(InboxFact)
            .where(
                InboxFact.placement.in_([Placement.NEW, Placement.ROUTED]),
                InboxFact.try_after <= now,
            )
            .order_by(InboxFact.seq)
            .limit(BATCH)
            .with_for_update(skip_locked=True)
        ).all()
        return [place(session, row) for row in rows]


def place(session: Session, row: InboxFact) -> Routed:
    """Find the fact's case: named by the scan, or through the label's leg."""
    details = {name: str(value) for name, value in row.details.items()}
    if row.told is Told.CARRIER_SAID and row.case_id is None:
        details |= find_leg(session, row)
    case = session.get(Case, (row.tenant_id, row.case_id)) if row.case_id else None
    tenant = session.get(Tenant, row.tenant_id) if row.tenant_id else None
    if row.told is Told.CARRIER_SAID and case is not None:
        details |= find_leg(session, row)
    fact = Fact(told=row.told, key=row.key, at=row.at, by=row.actor, details=details)
    ref = None
    if case is not None and tenant is not None:
        ref = CaseRef(
            tenant_id=str(tenant.id),
            tenant=tenant.code,
            case_id=str(case.id),
            number=case.number,
        )
    return Routed(
        inbox_id=row.id,
        fact=fact,
        ref=ref,
        story=case.remedy.value if case else "",
        ended=case is not None and case.stage in ENDED,
    )


def find_leg(session: Session, row: InboxFact) -> dict[str, str]:
    """The leg a carrier speaks of, found by its tracking number; the row learns its case."""
    found = session.execute(
        select(Leg.tenant_id, Leg.case_id, Leg.direction, Leg.attempt)
        .join(Label, (Label.tenant_id == Leg.tenant_id) & (Label.leg_id == Leg.id))
        .where(Label.carrier == row.actor, Label.tracking_no == row.details["tracking"])
    ).one_or_none()
    if found is None:
        return {}
    row.tenant_id, row.case_id = found.tenant_id, found.case_id
    return {"direction": found.direction.value, "attempt": str(found.attempt)}


async def route(database: Database, door: WorkflowDoor, routed: Routed) -> None:
    """Tell the case, or settle a late unit, or leave the fact for a later look."""
    now = datetime.now(UTC)
    if routed.ref is None:
        await asyncio.to_thread(postpone, database, routed, now)
    elif not routed.ended:
        await door.tell(routed.story, routed.ref, routed.fact)
        again = now + TELL_AGAIN_AFTER
        await asyncio.to_thread(mark, database, routed, Placement.ROUTED, again)
    elif routed.fact.told is Told.RECEIPT_SCANNED and routed.fact.details.get("unit_id"):
        await door.settle_late(LateReturn(case=routed.ref, inbox_key=routed.fact.key))
        again = now + TELL_AGAIN_AFTER
        await asyncio.to_thread(mark, database, routed, Placement.ROUTED, again)
    else:
        late = "after the end"
        await asyncio.to_thread(mark, database, routed, Placement.APPLIED, now, late)


def mark(
    database: Database, routed: Routed, placement: Placement, again: datetime, outcome: str = ""
) -> None:
    """Where the fact stands now; one the case applied meanwhile stays applied."""
    with database.as_role(Role.RELAY) as session:
        session.execute(
            update(InboxFact)
            .where(InboxFact.id == routed.inbox_id, InboxFact.placement != Placement.APPLIED)
            .values(
                placement=placement,
                routed_at=datetime.now(UTC),
                try_after=again,
                attempts=InboxFact.attempts + 1,
                outcome=outcome,
            )
        )


def postpone(database: Database, routed: Routed, now: datetime) -> None:
    """No case yet: an event may overtake its own label; after a day a person places it."""
    with database.as_role(Role.RELAY) as session:
        row = session.scalars(
            select(InboxFact).where(InboxFact.id == routed.inbox_id).with_for_update()
        ).one()
        row.attempts += 1
        row.try_after = now + min(timedelta(seconds=2**row.attempts), LONGEST_PAUSE)
        if now - row.received_at > PLACE_WITHIN:
            row.placement = Placement.UNPLACED


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """One outbox row, ready to be done."""

    tenant_id: uuid.UUID
    outbox_id: uuid.UUID
    kind: str
    payload: dict[str, str]
    case_id: str


def owed_messages(database: Database, now: datetime) -> list[Owed]:
    """The outbox rows that are due."""
    with database.as_role(Role.RELAY) as session:
        rows = session.scalars(
            select(OutboxMessage)
            .where(OutboxMessage.done_at.is_(None), OutboxMessage.try_after <= now)
            .order_by(OutboxMessage.created_at)
            .limit(BATCH)
        ).all()
        return [
            Owed(
                tenant_id=row.tenant_id,
                outbox_id=row.id,
                kind=row.kind,
                payload=row.payload,
                case_id=str(row.case_id),
            )
            for row in rows
        ]


async def start_case(door: WorkflowDoor, owed: Owed) -> None:
    """Start the case's workflow; one that runs already is success."""
    ref = CaseRef(
        tenant_id=str(owed.tenant_id),
        tenant=owed.payload["tenant"],
        case_id=owed.case_id,
        number=owed.payload["number"],
    )
    await door.start(owed.payload["story"], ref)


async def follow_contract(door: WorkflowDoor, owed: Owed) -> None:
    """Have the contract's workflow look at its dates; it is started where it does not run."""
    await door.follow(
        ContractRef(
            tenant_id=str(owed.tenant_id),
            tenant=owed.payload["tenant"],
            contract_id=owed.payload["contract_id"],
            number=owed.payload["number"],
        )
    )


async def look_at_prompt(door: WorkflowDoor, owed: Owed) -> None:
    """Have the prompt's workflow look; it is started where it does not run."""
    await door.look(
        PromptRef(
            tenant_id=str(owed.tenant_id),
            tenant=owed.payload["tenant"],
            prompt_id=owed.payload["prompt_id"],
            key=owed.payload["key"],
        )
    )


async def look_at_order(door: WorkflowDoor, owed: Owed) -> None:
    """Have the order's workflow look; it is started where it does not run."""
    await door.look(
        OrderRef(
            tenant_id=str(owed.tenant_id),
            tenant=owed.payload["tenant"],
            order_id=owed.payload["order_id"],
            number=owed.payload["number"],
        )
    )


async def look_at_dispute(door: WorkflowDoor, owed: Owed) -> None:
    """Have the dispute's workflow look; it is started where it does not run."""
    await door.look(
        DisputeRef(
            tenant_id=str(owed.tenant_id),
            tenant=owed.payload["tenant"],
            dispute_id=owed.payload["dispute_id"],
            number=owed.payload["number"],
        )
    )


async def look_at_month(door: WorkflowDoor, owed: Owed) -> None:
    """Have the month's workflow look; it is started where it does not run."""
    await door.look(
        MonthRef(
            tenant_id=str(owed.tenant_id),
            tenant=owed.payload["tenant"],
            month=date.fromisoformat(owed.payload["month"]),
        )
    )


#: What an outbox row asks of a workflow, by its kind.
LOOKS = {
    "start": start_case,
    "coverage": follow_contract,
    "prompt": look_at_prompt,
    "order": look_at_order,
    "dispute": look_at_dispute,
    "month": look_at_month,
}


def settle(database: Database, owed: Owed, error: str = "") -> None:
    """The row is done, or tried again after a growing pause."""
    now = datetime.now(UTC)
    with database.as_role(Role.RELAY) as session:
        row = session.scalars(
            select(OutboxMessage)
            .where(OutboxMessage.tenant_id == owed.tenant_id, OutboxMessage.id == owed.outbox_id)
            .with_for_update()
        ).one()
        row.attempts += 1
        row.last_error = error
        if error:
            row.try_after = now + min(timedelta(seconds=2**row.attempts), LONGEST_PAUSE)
        else:
            row.done_at = now
