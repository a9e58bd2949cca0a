"""A parcel at the dock: its number names the case, and is not the receipt of a unit."""

import uuid
from collections.abc import Iterable

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from desk.scan_verdict import Colour, Consequence, ScanForm, Verdict
from models.cases import Case
from models.devices import Unit
from models.legs import Label, Leg
from rules.battery import BatteryState
from rules.case_receiving import awaited_debts
from rules.case_state import CaseState
from rules.case_words import Direction
from rules.scan_text import Scanned
from runtime.payloads import from_plain


def judge_parcel(session: Session, form: ScanForm, scanned: Scanned) -> Verdict | None:
    """The case a parcel's label names and what should be in it; nothing for no parcel of ours."""
    leg = leg_of(session, {scanned.value, form.code.strip()})
    if leg is None:
        return None
    case = session.get_one(Case, (leg.tenant_id, leg.case_id))
    state = from_plain(CaseState, case.snapshot)
    inside = serials_of(session, units_in(state, leg)) or state.part or "nothing that is awaited"
    text = (
        f"A parcel of case {case.number}, not yet a receipt. Open it and scan every unit. "
        f"Expected: {inside}.{battery_warning(state)}"
    )
    return Verdict(
        word="OPEN IT",
        colour=Colour.AMBER,
        text=text,
        case=case,
        follows=Consequence.NOTHING,
    )


def leg_of(session: Session, codes: Iterable[str]) -> Leg | None:
    """The leg whose label has this tracking number or SSCC, voided or not."""
    known = [code for code in codes if code]
    return session.scalars(
        select(Leg)
        .join(Label, (Label.tenant_id == Leg.tenant_id) & (Label.leg_id == Leg.id))
        .where(or_(Label.tracking_no.in_(known), Label.sscc.in_(known)))
        .order_by(Label.booked_at.desc())
    ).first()


def units_in(state: CaseState, leg: Leg) -> list[str]:
    """The units that should lie in the parcel."""
    if leg.direction is Direction.OUTBOUND:
        return [state.replacement_unit] if state.replacement_unit else []
    return [debt.unit for debt in awaited_debts(state) if debt.unit]


def serials_of(session: Session, units: list[str]) -> str:
    """Their serials, as a person reads them."""
    known = [uuid.UUID(unit) for unit in units]
    found = session.scalars(select(Unit.serial).where(Unit.id.in_(known)).order_by(Unit.serial))
    return ", ".join(found)


def battery_warning(state: CaseState) -> str:
    """What the person who opens the parcel has to know first."""
    if state.battery is BatteryState.OK:
        return ""
    return f" Take care: the battery of the broken unit is {state.battery}."
