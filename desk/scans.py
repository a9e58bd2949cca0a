"""Scans: always accepted under their key, answered at once, then routed to the case."""

import uuid
from dataclasses import asdict
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from desk.actors import Actor
from desk.pack_scan import judge_pack
from desk.receipt_scan import judge_receipt
from desk.request_keys import Answer, answer_once, database_clock
from desk.scan_verdict import Colour, Consequence, ScanForm, Station, Verdict
from models.custody import CustodyItem
from models.devices import Unit
from models.exchange import InboxFact, Placement, Source
from models.locations import Place
from models.part_stock import part_with_code
from models.stock import move_unit, place_of, unit_with_code
from rules.case_facts import Told
from rules.case_values import ItemKind
from rules.scan_text import Scanned, read_scan
from runtime.announce import announce
from runtime.database import Database

__all__ = ["Colour", "ScanForm", "Station", "take_scan"]


def take_scan(database: Database, actor: Actor, form: ScanForm, key: str) -> Answer:
    """Accept the scan; the verdict is today's view of the record, the workflow decides.

    Raises UnreadableScan, UnknownCase; a unit nobody knows is still accepted.
    """
    actor.require("scan")
    scanned = read_scan(form.code)
    with database.as_tenant(actor.tenant_id) as session:
        at = form.at or database_clock(session)
        return answer_once(
            session,
            actor,
            f"scan:{key}" if key else "",
            asdict(form),
            at,
            lambda: accept(session, actor, form, scanned, key, at),
        )


def accept(
    session: Session, actor: Actor, form: ScanForm, scanned: Scanned, key: str, at: datetime
) -> Answer:
    """Judge, write what follows, wake the relay."""
    code, unit = scanned.value, unit_with_code(session, scanned.value)
    if form.station is Station.PACK:
        verdict = judge_pack(session, form, code, unit)
    else:
        verdict = judge_receipt(session, form, scanned, unit)
    fact_key = f"{actor.tenant_id}/scan/{actor.name}/{key}"
    if verdict.follows is Consequence.TOLD:
        session.add(scan_fact(actor, form, verdict, fact_key, at, code, unit))
        announce(session, "relay")
    elif verdict.follows is Consequence.KEPT:
        keep(session, actor, fact_key, at, code, unit)
    return {
        "word": verdict.word,
        "colour": verdict.colour.value,
        "text": verdict.text,
        "case": verdict.case.number if verdict.case else None,
        "code": code,
    }


def scan_fact(
    actor: Actor,
    form: ScanForm,
    verdict: Verdict,
    key: str,
    at: datetime,
    code: str,
    unit: Unit | None,
) -> InboxFact:
    """The inbox row that tells the case of the scan; without a case a person places it."""
    details = {"serial": code, "unit_id": str(unit.id) if unit else ""}
    if verdict.sent_by_us:
        details["sent_by_us"] = verdict.sent_by_us
    return InboxFact(
        tenant_id=actor.tenant_id,
        source=Source.SCAN,
        key=key,
        told=Told.PACK_SCANNED if form.station is Station.PACK else Told.RECEIPT_SCANNED,
        at=at,
        actor=actor.name,
        details=details,
        case_id=verdict.case.id if verdict.case else None,
        placement=Placement.NEW if verdict.case else Placement.UNPLACED,
        received_at=datetime.now(UTC),
        try_after=datetime.fromtimestamp(0, tz=UTC),
    )


def keep(
    session: Session, actor: Actor, key: str, at: datetime, code: str, unit: Unit | None
) -> None:
    """Custody without a case: a known unit stands in quarantine, anything else is as it was read.

    The same transaction answers the scan, so a repeat under its key books nothing twice.
    """
    item = uuid.uuid4()
    is_part = unit is None and part_with_code(session, code) is not None
    session.add(
        CustodyItem(
            tenant_id=actor.tenant_id,
            id=item,
            key=key,
            case_id=None,
            unit_id=unit.id if unit else None,
            kind=ItemKind.OTHER if is_part else ItemKind.UNIT,
            text=unit.serial if unit else code,
            received_at=at,
            received_by=actor.name,
        )
    )
    if unit is not None:
        quarantine = place_of(session, Place.QUARANTINE)
        moved = f"custody/{item}"
        move_unit(session, unit, quarantine, key=moved, case_id=None, at=at, actor=actor.name)
