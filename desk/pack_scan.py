"""The packing table: which unit or part may be packed, and for which case."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk.inbound_broker import named_case
from desk.scan_verdict import Colour, ScanForm, Verdict
from models.cases import Case
from models.devices import Part, Unit
from models.locations import Place, Reservation, UnitRequest
from models.part_stock import part_with_code, parts_at
from models.stock import place_of
from rules.case_state import CaseState
from rules.case_words import Outbound
from runtime.payloads import from_plain


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
