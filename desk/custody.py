"""Custody: what came in and is nobody's answer yet, and how a person settles it."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, Select, and_, select
from sqlalchemy.orm import Session

from activities.contract_terms import programme_now
from desk.actors import Actor
from models.cases import Case
from models.custody import CustodyItem
from models.devices import Unit
from models.locations import Location
from rules.case_state import CaseState
from rules.case_values import ItemKind, ItemOutcome
from rules.receiving_decisions import OUTCOMES
from rules.service_words import Cause
from rules.terms import Terms
from runtime.database import Database
from runtime.payloads import from_plain

#: How custody of what belongs to no case yet may end; of a unit on record none is kept so.
NOBODYS = (ItemOutcome.OTHER_CASE, ItemOutcome.RETURNED, ItemOutcome.DESTROYED, ItemOutcome.KEPT)


@dataclass(frozen=True, slots=True, kw_only=True)
class CustodyLine:
    """One open thing: where it is, since when, how it may end; `key` names it in its case.

    `identify` is true where a person may still say that it is the owed unit; `terms` is what the
    contract says of a serial that was removed or defaced.
    """

    id: uuid.UUID
    kind: ItemKind
    text: str
    case: str
    key: str
    place: str
    received_at: datetime
    received_by: str
    outcomes: tuple[ItemOutcome, ...]
    identify: bool = False
    terms: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeForm:
    """How custody ends; a `case` for a thing of another case, with its `serial` if read wrong."""

    outcome: ItemOutcome
    because: str = ""
    case: str = ""
    serial: str = ""
    at: datetime | None = None


def custody_list(database: Database, actor: Actor) -> tuple[CustodyLine, ...]:
    """Everything in custody whose end is open, oldest first (NotAllowed)."""
    actor.require("scan")
    with database.as_tenant(actor.tenant_id) as session:
        rows = session.execute(open_items()).all()
        return tuple(line_of(session, row) for row in rows)


def open_items() -> Select[CustodyItem, Case, str]:
    """What is in custody, with its case and the place of a unit on record."""
    return (
        select(CustodyItem, Case, Location.code)
        .outerjoin(
            Case, and_(Case.tenant_id == CustodyItem.tenant_id, Case.id == CustodyItem.case_id)
        )
        .outerjoin(
            Unit, and_(Unit.tenant_id == CustodyItem.tenant_id, Unit.id == CustodyItem.unit_id)
        )
        .outerjoin(
            Location,
            and_(Location.tenant_id == Unit.tenant_id, Location.id == Unit.location_id),
        )
        .where(CustodyItem.outcome.is_(None))
        .order_by(CustodyItem.received_at, CustodyItem.key)
    )


def line_of(session: Session, row: Row[CustodyItem, Case, str]) -> CustodyLine:
    """The thing as a line of the list."""
    item, place = row[0], row[2]
    case: Case | None = row[1]
    identify = case is not None and item.kind is ItemKind.UNIT and item.unit_id is None
    return CustodyLine(
        id=item.id,
        kind=item.kind,
        text=item.text,
        case=case.number if case else "",
        key=key_in_case(item, case),
        place=place or where_it_lies(item),
        received_at=item.received_at,
        received_by=item.received_by,
        outcomes=outcomes_of(item, case),
        identify=identify,
        terms=said_of_defaced(session, case) if case and identify else "",
    )


def where_it_lies(item: CustodyItem) -> str:
    """What has no unit on record lies aside; an accessory is only awaited."""
    return "awaited" if item.kind is ItemKind.ACCESSORY else "set aside"


def key_in_case(item: CustodyItem, case: Case | None) -> str:
    """The short key the case knows the thing by; nothing for what is nobody's."""
    return item.key.removeprefix(f"{case.number}/custody/") if case else ""


def outcomes_of(item: CustodyItem, case: Case | None) -> tuple[ItemOutcome, ...]:
    """How custody of the thing may end by a person's word."""
    if case is None:
        return NOBODYS if item.unit_id is None else NOBODYS[:-1]
    known = {one.key: one for one in from_plain(CaseState, case.snapshot).back.items}
    held = known.get(key_in_case(item, case))
    doubtful = held is not None and held.doubt
    return tuple(
        one for one in OUTCOMES[item.kind] if not (doubtful and one is ItemOutcome.OTHER_CASE)
    )


def said_of_defaced(session: Session, case: Case) -> str:
    """What the case's programme says of a serial that was removed or defaced, with its source."""
    terms = Terms.from_json(case.terms)
    programme = programme_now(session, case.tenant_id, terms.programme, terms.version)
    for row in programme.tier(terms.tier).coverage:
        for one in row.exclusions:
            if Cause.SERIAL_REMOVED in one.causes:
                return f"Not covered: {one.text['en']} ({one.source})."
    return ""
