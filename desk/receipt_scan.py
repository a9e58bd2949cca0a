"""The dock: what a scanned unit, part or parcel is, and which case it belongs to."""

from collections.abc import Callable

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from desk.inbound_broker import (
    HOUSE,
    Found,
    Tie,
    case_for,
    named_case,
    place_of_unit,
    sent_by_us,
)
from desk.parcel_scan import judge_parcel
from desk.scan_verdict import Colour, Consequence, ScanForm, Verdict
from models.cases import Case
from models.custody import CustodyItem
from models.devices import Part, Unit
from models.part_stock import part_with_code
from rules.case_state import CaseState
from rules.case_words import ENDED, Inbound, Outbound
from rules.scan_text import ScanKind, Scanned
from runtime.payloads import from_plain

#: A part may come back from any of these.
PART_OWED = (Inbound.OWED, Inbound.BLOCKED, Inbound.LABELLED, Inbound.ON_ITS_WAY, Inbound.ARRIVED)


def judge_receipt(session: Session, form: ScanForm, scanned: Scanned, unit: Unit | None) -> Verdict:
    """Find the case that waits for the unit, or the ended one it comes too late for."""
    if scanned.kind is ScanKind.CASE:
        case = named_case(session, scanned.value)
        text = f"Now scan what came for case {case.number}."
        return aside("CASE", Colour.AMBER, text, Consequence.NOTHING, case)
    if unit is None:
        return judge_without_unit(session, form, scanned)
    named = named_case(session, form.case) if form.case else None
    found = case_for(session, unit, named)
    if found is None:
        return nobodys(session, unit, scanned.value)
    if found.tie is Tie.OWED and str(unit.id) in locked_units(found.case):
        text = f"Case {found.case.number} waits for the customer to take its lock off."
        return aside("LOCKED", Colour.AMBER, text, Consequence.TOLD, found.case)
    if found.tie in EXPECTED:
        return EXPECTED[found.tie](found.case, named)
    return unexpected(session, unit, found)


def locked_units(case: Case) -> tuple[str, ...]:
    """The case's units that are here, but locked."""
    return from_plain(CaseState, case.snapshot).back.locked


def received(case: Case, named: Case | None) -> Verdict:
    """The very unit that is owed."""
    care = from_plain(CaseState, case.snapshot).plan.care
    names = ", ".join(one.name for one in care.accessories)
    text = f"Case {case.number}: to the bench.{instead(case, named)}"
    more = f" Look for: {names}." if names else ""
    return Verdict(word="RECEIVED", colour=Colour.GREEN, text=text + more, case=case)


def came_home(case: Case, named: Case | None) -> Verdict:
    """The replacement was never delivered."""
    text = f"Case {case.number}: the replacement is home undelivered.{instead(case, named)}"
    return Verdict(word="RECEIVED", colour=Colour.GREEN, text=text, case=case)


def turned_up(case: Case, named: Case | None) -> Verdict:
    """A parcel that was given up."""
    text = f"Case {case.number}: this unit was given up; it is here.{instead(case, named)}"
    return Verdict(word="FOUND AGAIN", colour=Colour.GREEN, text=text, case=case)


def from_repair(case: Case, named: Case | None) -> Verdict:
    """Exactly the unit that went to the repairer."""
    text = f"Case {case.number}: back from the repairer, to the bench.{instead(case, named)}"
    return Verdict(word="FROM REPAIR", colour=Colour.GREEN, text=text, case=case)


def already_here(case: Case, named: Case | None) -> Verdict:  # noqa: ARG001 - one shape for all
    """Scanned twice; nothing is booked twice."""
    text = f"Case {case.number} has this unit already."
    return Verdict(word="ALREADY HERE", colour=Colour.AMBER, text=text, case=case)


def instead(case: Case, named: Case | None) -> str:
    """Says so when another case was named at the station."""
    return "" if named is None or named.id == case.id else f" Not case {named.number}."


EXPECTED: dict[Tie, Callable[[Case, Case | None], Verdict]] = {
    Tie.OWED: received,
    Tie.COMING_HOME: came_home,
    Tie.GIVEN_UP: turned_up,
    Tie.REPAIRED: from_repair,
    Tie.HERE: already_here,
}


def unexpected(session: Session, unit: Unit, found: Found) -> Verdict:
    """A unit nobody waits for: late, in the house already, or another than the one that is owed."""
    case, place = found.case, place_of_unit(session, unit)
    in_house = place.kind in HOUSE
    # A unit on a shelf that came in a parcel was sent by mistake; elsewhere it is here already.
    if in_house and (found.tie is Tie.LAST or place.kind != "shelf"):
        return aside(
            "ALREADY HERE", Colour.AMBER, f"The record has it at {place.code}.", Consequence.NOTHING
        )
    if case.stage in ENDED:
        text = f"Case {case.number} has ended; the unit is booked in as a late return."
        return Verdict(word="LATE RETURN", colour=Colour.AMBER, text=text, case=case)
    sent = sent_by_us(session, unit)
    text = (
        f"Case {case.number} waits for another unit; this one goes to quarantine. {sent}".rstrip()
    )
    return Verdict(word="WRONG UNIT", colour=Colour.RED, text=text, case=case, sent_by_us=sent)


def nobodys(session: Session, unit: Unit, code: str) -> Verdict:
    """No case, open or ended, has ever had the unit."""
    place = place_of_unit(session, unit)
    if place.kind in HOUSE:
        text = f"No case waits for {code}; the record has it at {place.code}."
        return aside("ALREADY HERE", Colour.AMBER, text, Consequence.NOTHING)
    text = f"No case waits for {code}. It is in custody; a person places it."
    return aside("NOT EXPECTED", Colour.AMBER, text, Consequence.KEPT)


def judge_without_unit(session: Session, form: ScanForm, scanned: Scanned) -> Verdict:
    """A parcel, a part, or a serial nobody knows."""
    part = part_with_code(session, scanned.value)
    if part is not None:
        return judge_part_receipt(session, form, part)
    return judge_parcel(session, form, scanned) or judge_stranger(session, form, scanned)


def judge_stranger(session: Session, form: ScanForm, scanned: Scanned) -> Verdict:
    """An unknown serial is in custody of the open case that was named, else of nobody."""
    code = scanned.value
    doubt = f" {scanned.doubt} Scan it again." if scanned.doubt else ""
    held = item_read_as(session, code)
    if held is not None:
        text = f"{code} is in custody already."
        case = session.get(Case, (held.tenant_id, held.case_id)) if held.case_id else None
        follows = Consequence.TOLD if case else Consequence.NOTHING
        return aside("ALREADY HERE", Colour.AMBER, text, follows, case)
    named = named_case(session, form.case) if form.case else None
    if named is not None and named.stage not in ENDED:
        text = f"{code} is not on record; it is in custody of case {named.number}.{doubt}"
        return aside("WRONG UNIT", Colour.RED, text, Consequence.TOLD, named)
    text = f"{code} is not on record. It is in custody; a person places it.{doubt}"
    return aside("UNKNOWN", Colour.RED, text, Consequence.KEPT)


def item_read_as(session: Session, code: str) -> CustodyItem | None:
    """What is in custody under this serial as it was read."""
    return session.scalars(
        select(CustodyItem)
        .where(
            CustodyItem.outcome.is_(None), CustodyItem.unit_id.is_(None), CustodyItem.text == code
        )
        .order_by(CustodyItem.received_at)
    ).first()


def aside(
    word: str, colour: Colour, text: str, follows: Consequence, case: Case | None = None
) -> Verdict:
    """A verdict about something no case takes as its own."""
    return Verdict(word=word, colour=colour, text=text, case=case, follows=follows)


def judge_part_receipt(session: Session, form: ScanForm, part: Part) -> Verdict:
    """The one open case that waits for such a part; with several, the case has to be named."""
    waiting = cases_waiting_for_part(session, part)
    if form.case:
        waiting = [case for case in waiting if case.number == form.case.strip().upper()]
    if not waiting:
        text = f"No case waits for {part.code}. It is in custody; a person places it."
        return aside("NOT EXPECTED", Colour.AMBER, text, Consequence.KEPT)
    if len(waiting) > 1:
        text = f"Several cases wait for {part.code}. Scan the case number together with the part."
        return aside("WHICH CASE", Colour.AMBER, text, Consequence.NOTHING)
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
