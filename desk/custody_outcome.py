"""How custody ends: through the case a thing belongs to, or at once where it is nobody's."""

import uuid
from dataclasses import asdict
from datetime import UTC, datetime
from typing import ClassVar

import anyio.to_thread
from sqlalchemy import select
from sqlalchemy.orm import Session

from desk.actors import Actor
from desk.custody import OutcomeForm, key_in_case
from desk.decisions import DecisionForm, decide
from desk.inbound_broker import named_case
from desk.request_keys import Answer, answer_once, database_clock
from desk.workflow_door import WorkflowDoor
from models.cases import Case
from models.custody import CustodyItem
from models.devices import Owner, Unit
from models.exchange import InboxFact, Placement, Source
from models.locations import Location, Place
from models.stock import move_unit, place_of, unit_with_code
from rules.case_facts import Told
from rules.case_values import ItemOutcome
from rules.case_words import ENDED
from rules.errors import DeskError, Kind
from rules.scan_text import normal_serial
from runtime.announce import announce
from runtime.database import Database


class UnknownItem(DeskError):
    """There is no such thing in custody."""

    kind: ClassVar[Kind] = Kind.MISSING

    def __init__(self, item: uuid.UUID) -> None:
        super().__init__(
            "Look at the list of what is in custody now: it may have been settled meanwhile.",
            item=str(item),
        )


class ItemSettled(DeskError):
    """Custody of this thing has ended already."""

    def __init__(self, item: CustodyItem) -> None:
        super().__init__(
            f"{item.text} was settled as '{item.outcome}' by {item.settled_by}. Nothing more is "
            "to be done.",
            item=str(item.id),
            outcome=str(item.outcome),
        )


class OutcomeIncomplete(DeskError):
    """This end of custody cannot be written yet."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self, item: CustodyItem, remedy: str) -> None:
        super().__init__(f"{item.text}: {remedy}", item=str(item.id))


async def settle_custody(
    database: Database,
    door: WorkflowDoor,
    actor: Actor,
    item: uuid.UUID,
    form: OutcomeForm,
    key: str,
) -> Answer:
    """End custody of a thing once per key; the answer names its case, if it has one.

    Raises UnknownItem, ItemSettled, OutcomeIncomplete, UnknownCase and what the case refuses.
    """
    actor.require("decide")
    found = await anyio.to_thread.run_sync(case_of_item, database, actor, item)
    if found is None:
        return await anyio.to_thread.run_sync(settle_nobodys, database, actor, item, form, key)
    number, item_key = found
    if form.case:
        await anyio.to_thread.run_sync(require_case, database, actor, form.case)
    answers = {
        "item": item_key,
        "outcome": form.outcome.value,
        "because": form.because.strip(),
        "case": form.case.strip().upper(),
    }
    told = {name: said for name, said in answers.items() if said}
    decision = DecisionForm(decision=Told.ITEM_SETTLED, answers=told, at=form.at)
    await decide(database, door, actor, number, decision, key)
    return {"id": str(item), "case": number, "outcome": form.outcome.value}


def case_of_item(database: Database, actor: Actor, item: uuid.UUID) -> tuple[str, str] | None:
    """The number of the thing's case and its key there; None for a thing of nobody's."""
    with database.as_tenant(actor.tenant_id) as session:
        row = item_with_id(session, item)
        if row.case_id is None:
            return None
        case = session.get_one(Case, (row.tenant_id, row.case_id))
        return case.number, key_in_case(row, case)


def require_case(database: Database, actor: Actor, number: str) -> None:
    """Raise UnknownCase for a case that does not exist."""
    with database.as_tenant(actor.tenant_id) as session:
        named_case(session, number)


def item_with_id(session: Session, item: uuid.UUID) -> CustodyItem:
    """The thing (UnknownItem)."""
    row = session.scalars(
        select(CustodyItem).where(CustodyItem.id == item).with_for_update()
    ).one_or_none()
    if row is None:
        raise UnknownItem(item)
    return row


def settle_nobodys(
    database: Database, actor: Actor, item: uuid.UUID, form: OutcomeForm, key: str
) -> Answer:
    """End custody of what belongs to no case yet, once per key."""
    actor.require("decide")
    with database.as_tenant(actor.tenant_id) as session:
        at = form.at or database_clock(session)
        return answer_once(
            session,
            actor,
            f"custody:{key}" if key else "",
            [str(item), asdict(form)],
            at,
            lambda: end_custody(session, actor, item, form, at),
        )


def end_custody(
    session: Session, actor: Actor, item: uuid.UUID, form: OutcomeForm, at: datetime
) -> Answer:
    """Placed to a case, sent back, destroyed or kept; the row says who did it and why."""
    row = item_with_id(session, item)
    if row.outcome is not None:
        raise ItemSettled(row)
    number = ""
    if form.outcome is ItemOutcome.OTHER_CASE:
        number = place_item(session, actor, row, form, at)
    else:
        require_reason(row, form)
        move_out(session, actor, row, form.outcome, at)
    row.outcome, row.because = form.outcome, form.because.strip() or number
    row.settled_at, row.settled_by = at, actor.name
    return {"id": str(item), "case": number or None, "outcome": form.outcome.value}


def require_reason(row: CustodyItem, form: OutcomeForm) -> None:
    """Somebody answers for what is sent back, destroyed or kept."""
    if form.outcome is ItemOutcome.ACCEPTED:
        raise OutcomeIncomplete(row, "place it to the case that waits for it.")
    if not form.because.strip():
        raise OutcomeIncomplete(row, "say why, or what was done with it.")
    if form.outcome is ItemOutcome.KEPT and row.unit_id is not None:
        raise OutcomeIncomplete(row, "a unit on record is placed to a case, returned or destroyed.")


def place_item(
    session: Session, actor: Actor, row: CustodyItem, form: OutcomeForm, at: datetime
) -> str:
    """The open case hears of the thing as of a scan; with a corrected serial, as of that unit."""
    case = named_case(session, form.case)
    if case.stage in ENDED:
        raise OutcomeIncomplete(row, f"case {case.number} has ended; name an open one.")
    serial = normal_serial(form.serial) if form.serial.strip() else row.text
    unit = unit_with_code(session, serial) if form.serial.strip() or row.unit_id else None
    if form.serial.strip() and unit is None:
        raise OutcomeIncomplete(row, f"no unit {serial} is on record either.")
    session.add(
        InboxFact(
            tenant_id=actor.tenant_id,
            source=Source.SCAN,
            key=f"{actor.tenant_id}/custody/{row.id}",
            told=Told.RECEIPT_SCANNED,
            at=at,
            actor=actor.name,
            details={"serial": serial, "unit_id": str(unit.id) if unit else ""},
            case_id=case.id,
            placement=Placement.NEW,
            received_at=datetime.now(UTC),
            try_after=datetime.fromtimestamp(0, tz=UTC),
        )
    )
    announce(session, "relay")
    return case.number


def move_out(
    session: Session, actor: Actor, row: CustodyItem, outcome: ItemOutcome, at: datetime
) -> None:
    """A unit on record leaves quarantine: to its owner, or to scrap."""
    if row.unit_id is None:
        return
    unit = session.get_one(Unit, (row.tenant_id, row.unit_id))
    if outcome is ItemOutcome.DESTROYED:
        to = place_of(session, Place.SCRAP)
    else:
        to = owners_place(session, row, unit)
    moved = f"custody/{row.id}/{outcome}"
    move_unit(session, unit, to, key=moved, case_id=None, at=at, actor=actor.name)


def owners_place(session: Session, row: CustodyItem, unit: Unit) -> Location:
    """Where a customer keeps its units; what is the provider's own is not sent to anybody."""
    if unit.owner is not Owner.CUSTOMER:
        raise OutcomeIncomplete(row, "the unit is the provider's own; place it to a case.")
    return place_of(session, Place.CUSTOMER, unit.owner_customer_id)
