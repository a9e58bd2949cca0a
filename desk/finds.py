"""What the person at the dock finds in a parcel: one press of a button each."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum

import anyio.to_thread
from sqlalchemy.orm import Session

from desk.actors import Actor
from desk.decisions import DecisionForm, decide
from desk.inbound_broker import named_case
from desk.request_keys import Answer, answer_once, database_clock
from desk.workflow_door import WorkflowDoor
from models.custody import CustodyItem
from rules.case_facts import Told
from rules.case_items import NAMES
from rules.case_refusals import CaseEnded
from rules.case_values import Finding, ItemKind
from runtime.database import Database


class Find(StrEnum):
    """What may be found when a parcel is opened."""

    SIM = "sim"
    CARD = "memory_card"
    LOCK = "lock"
    ACCESSORY = "accessory"
    BATTERY = "battery"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True, kw_only=True)
class FindForm:
    """What was found for which case; `text` describes it, `serial` is the unit just scanned."""

    find: Find
    case: str
    text: str = ""
    serial: str = ""
    at: datetime | None = None


#: Each find as the decision of its case.
DECIDED: Mapping[Find, tuple[Told, Callable[[FindForm], dict[str, str]]]] = {
    Find.SIM: (Told.ITEM_FOUND, lambda f: {"kind": ItemKind.SIM, "text": f.text}),
    Find.CARD: (Told.ITEM_FOUND, lambda f: {"kind": ItemKind.MEMORY_CARD, "text": f.text}),
    Find.LOCK: (Told.LOCK_FOUND, lambda f: {"serial": f.serial}),
    Find.ACCESSORY: (Told.ACCESSORY_MISSING, lambda f: {"what": f.text}),
    Find.BATTERY: (
        Told.INSPECTED,
        lambda f: {"finding": Finding.UNSAFE_BATTERY, "serial": f.serial, "note": f.text},
    ),
    Find.UNREADABLE: (
        Told.UNREADABLE_RECEIVED,
        lambda f: {"why": "unreadable", "text": f.text or "A unit without a readable serial"},
    ),
}
#: What is in custody even where its case has ended already.
KEPT = {Find.SIM: ItemKind.SIM, Find.CARD: ItemKind.MEMORY_CARD}


async def note_find(
    database: Database, door: WorkflowDoor, actor: Actor, form: FindForm, key: str
) -> Answer:
    """Tell the case what was found, once per key; a card of an ended case is kept by itself.

    Raises UnknownCase and whatever the case refuses by name.
    """
    actor.require("decide")
    told, answers_of = DECIDED[form.find]
    answers = {name: said for name, said in answers_of(form).items() if said}
    decision = DecisionForm(decision=told, answers=answers, at=form.at)
    try:
        await decide(database, door, actor, form.case, decision, key)
    except CaseEnded:
        if form.find not in KEPT:
            raise
        return await anyio.to_thread.run_sync(keep_find, database, actor, form, key)
    return {"case": form.case, "find": form.find.value, "kept": False}


def keep_find(database: Database, actor: Actor, form: FindForm, key: str) -> Answer:
    """Custody of a card whose case has ended: nobody's until a person settles it."""
    with database.as_tenant(actor.tenant_id) as session:
        at = form.at or database_clock(session)
        return answer_once(
            session,
            actor,
            f"find:{key}",
            asdict(form),
            at,
            lambda: keep(session, actor, form, key, at),
        )


def keep(session: Session, actor: Actor, form: FindForm, key: str, at: datetime) -> Answer:
    """The thing, with the number of the case it came with in its words."""
    case = named_case(session, form.case)
    what = form.text.strip() or NAMES[KEPT[form.find]]
    session.add(
        CustodyItem(
            tenant_id=actor.tenant_id,
            id=uuid.uuid4(),
            key=f"{actor.tenant_id}/find/{actor.name}/{key}",
            kind=KEPT[form.find],
            text=f"{what} from case {case.number}",
            received_at=at,
            received_by=actor.name,
        )
    )
    return {"case": case.number, "find": form.find.value, "kept": True}
