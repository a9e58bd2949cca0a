"""Scans: always accepted under their key, answered at once, then routed to the case."""

from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from enum import StrEnum

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from desk.actors import Actor
from desk.refusals import UnknownCase
from desk.request_keys import Answer, answer_once, database_clock
from models.cases import Case
from models.devices import Part, Unit
from models.exchange import InboxFact, Placement, Source
from models.locations import Place, Reservation, UnitRequest
from models.part_stock import part_with_code, parts_at
from models.stock import place_of, unit_with_code
from rules.case_state import CaseState
from rules.case_words import ENDED, Inbound, Outbound, Told
from rules.scan_text import read_scan
from runtime.announce import announce
from runtime.database import Database
from runtime.payloads import from_plain

#: A part may come back from any of these.
PART_OWED = (Inbound.OWED, Inbound.BLOCKED, Inbound.LABELLED, Inbound.ON_ITS_WAY, Inbound.ARRIVED)


class Station(StrEnum):
    """Where a scan is made."""

    PACK = "pack"
    RECEIPT = "receipt"


class Colour(StrEnum):
    """What the screen shows behind the word."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanForm:
    """What was scanned where; the case is needed only to pack another unit than the reserved."""

    station: Station
    code: str
    case: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The answer at the station: one big word, its colour, and what to do."""

    word: str
    colour: Colour
    text: str
    case: Case | None = None


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
            lambda: accept(session, actor, form, scanned.value, key, at),
        )


def accept(
    session: Session, actor: Actor, form: ScanForm, code: str, key: str, at: datetime
) -> Answer:
    """Judge, write the inbox row, wake the relay."""
    unit = unit_with_code(session, code)
    judge = judge_pack if form.station is Station.PACK else judge_receipt
    verdict = judge(session, form, code, unit)
    told = Told.PACK_SCANNED if form.station is Station.PACK else Told.RECEIPT_SCANNED
    session.add(
        InboxFact(
            tenant_id=actor.tenant_id,
            source=Source.SCAN,
            key=f"{actor.tenant_id}/scan/{actor.name}/{key}",
            told=told,
            at=at,
            actor=actor.name,
            details={"serial": code, "unit_id": str(unit.id) if unit else ""},
            case_id=verdict.case.id if verdict.case else None,
            placement=Placement.NEW if verdict.case else Placement.UNPLACED,
            received_at=datetime.now(UTC),
            try_after=datetime.fromtimestamp(0, tz=UTC),
        )
    )
    announce(session, "relay")
    return {
        "word": verdict.word,
        "colour": verdict.colour.value,
        "text": verdict.text,
        "case": verdict.case.number if verdict.case else None,
        "code": code,
    }


def judge_pack(session: Session, form: ScanForm, code: str, unit: Unit | None) -> Verdict:
    """The unit reserved for a case may be packed; another one only for a named case."""
    part = part_with_code(session, code) if unit is None else None
    if form.case:
        case: Case | None = named_case(session, form.case)
    else:
        case = case_that_sends(session, part) if part else case_that_holds(session, unit)
    if case is None:
        text = f"{code} is reserved for no case. Scan the case number together with the unit."
        return Verdict(word="NOT RESERVED", colour=Colour.RED, text=text)
    state = from_plain(CaseState, case.snapshot)
    if state.outbound is not Outbound.RESERVED:
        text = f"Case {case.number} waits for no pack scan: its replacement is {state.outbound}."
        return Verdict(word="NOT NOW", colour=Colour.RED, text=text, case=case)
    if state.part:
        return judge_part(session, case, state.part, part)
    if unit is None:
        text = f"No unit {code} is on record. Receive it into stock first."
        return Verdict(word="UNKNOWN", colour=Colour.RED, text=text, case=case)
    if str(unit.id) == state.replacement_unit:
        text = f"Case {case.number}: the label follows in a moment."
        return Verdict(word="PACK", colour=Colour.GREEN, text=text, case=case)
    text = f"Case {case.number} has another unit reserved; this one goes if it is free."
    return Verdict(word="OTHER UNIT", colour=Colour.AMBER, text=text, case=case)


def judge_part(session: Session, case: Case, wanted: str, part: Part | None) -> Verdict:
    """The part that the case sends may be packed while one stands on the shelf."""
    if part is None or part.code != wanted:
        text = f"Case {case.number} sends part {wanted}. Scan that part's code."
        return Verdict(word="OTHER PART", colour=Colour.RED, text=text, case=case)
    if parts_at(session, part, place_of(session, Place.SHELF)) < 1:
        text = f"No part {wanted} is on the shelf. Receive it into stock first."
        return Verdict(word="NONE LEFT", colour=Colour.RED, text=text, case=case)
    text = f"Case {case.number}: the label follows in a moment."
    return Verdict(word="PACK", colour=Colour.GREEN, text=text, case=case)


def case_that_sends(session: Session, part: Part) -> Case | None:
    """The case with the earliest promise that waits for this part to be packed."""
    return session.scalars(
        select(Case)
        .where(Case.outbound == Outbound.RESERVED, Case.snapshot["part"].astext == part.code)
        .order_by(Case.promised_for, Case.registered_at)
    ).first()


def judge_without_serial(session: Session, form: ScanForm, code: str) -> Verdict:
    """A part, or something nobody knows."""
    part = part_with_code(session, code)
    if part is not None:
        return judge_part_receipt(session, form, part)
    text = f"{code} is not on record. Put it aside; a person places it."
    return Verdict(word="UNKNOWN", colour=Colour.RED, text=text)


def judge_part_receipt(session: Session, form: ScanForm, part: Part) -> Verdict:
    """The one open case that waits for such a part; with several, the case has to be named."""
    waiting = cases_waiting_for_part(session, part)
    if form.case:
        waiting = [case for case in waiting if case.number == form.case.strip()]
    if not waiting:
        text = f"No case waits for {part.code}. Put it aside; a person places it."
        return Verdict(word="NOT EXPECTED", colour=Colour.AMBER, text=text)
    if len(waiting) > 1:
        text = f"Several cases wait for {part.code}. Scan the case number together with the part."
        return Verdict(word="WHICH CASE", colour=Colour.AMBER, text=text)
    text = f"Case {waiting[0].number}: to the bench."
    return Verdict(word="RECEIVED", colour=Colour.GREEN, text=text, case=waiting[0])


def cases_waiting_for_part(session: Session, part: Part) -> list[Case]:
    """The open cases that are owed the part, or whose own part has turned round."""
    waits = or_(
        Case.inbound.in_(PART_OWED),
        Case.outbound.in_({Outbound.RECALLING, Outbound.COMING_BACK}),
    )
    query = select(Case).where(Case.snapshot["part"].astext == part.code, waits)
    return list(session.scalars(query.where(Case.stage.not_in(ENDED))))


def named_case(session: Session, number: str) -> Case:
    """The case whose number was scanned."""
    case = session.scalars(select(Case).where(Case.number == number.strip())).one_or_none()
    if case is None:
        raise UnknownCase(number)
    return case


def case_that_holds(session: Session, unit: Unit | None) -> Case | None:
    """The case for which the unit is reserved."""
    if unit is None:
        return None
    return session.scalars(
        select(Case)
        .join(
            UnitRequest,
            (UnitRequest.tenant_id == Case.tenant_id) & (UnitRequest.case_id == Case.id),
        )
        .join(
            Reservation,
            (Reservation.tenant_id == UnitRequest.tenant_id)
            & (Reservation.request_id == UnitRequest.id),
        )
        .where(Reservation.unit_id == unit.id, Reservation.released_at.is_(None))
    ).first()


def judge_receipt(session: Session, form: ScanForm, code: str, unit: Unit | None) -> Verdict:
    """Find the case that waits for the unit, or the ended one it comes too late for."""
    if unit is None:
        return judge_without_serial(session, form, code)
    case = case_waiting_for(session, unit) or (
        named_case(session, form.case) if form.case else last_case_of(session, unit)
    )
    if case is None:
        text = f"No case waits for {code}. Put it aside; a person places it."
        return Verdict(word="NOT EXPECTED", colour=Colour.AMBER, text=text)
    state = from_plain(CaseState, case.snapshot)
    if state.ended:
        text = f"Case {case.number} has ended; the unit is booked in as a late return."
        return Verdict(word="LATE RETURN", colour=Colour.AMBER, text=text, case=case)
    if state.inbound is Inbound.RECEIVED and str(unit.id) == state.owed_unit:
        text = f"Case {case.number} has this unit already."
        return Verdict(word="ALREADY HERE", colour=Colour.AMBER, text=text, case=case)
    if str(unit.id) in {state.owed_unit, state.replacement_unit}:
        text = f"Case {case.number}: to the bench."
        return Verdict(word="RECEIVED", colour=Colour.GREEN, text=text, case=case)
    text = f"Case {case.number} waits for another unit; this one goes to quarantine."
    return Verdict(word="WRONG UNIT", colour=Colour.RED, text=text, case=case)


def case_waiting_for(session: Session, unit: Unit) -> Case | None:
    """The open case that is owed the unit, or whose replacement it is."""
    known = str(unit.id)
    return session.scalars(
        select(Case)
        .where(
            Case.stage.not_in(ENDED),
            or_(
                Case.snapshot["owed_unit"].astext == known,
                Case.snapshot["replacement_unit"].astext == known,
            ),
        )
        .order_by(Case.registered_at)
    ).first()


def last_case_of(session: Session, unit: Unit) -> Case | None:
    """The unit's newest case, ended or not."""
    known = str(unit.id)
    return session.scalars(
        select(Case)
        .where(
            or_(Case.device_unit_id == unit.id, Case.snapshot["replacement_unit"].astext == known)
        )
        .order_by(Case.registered_at.desc())
    ).first()
