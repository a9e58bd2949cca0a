"""A second request for a unit that is in a case already: refused with the link, or chained."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk.refusals import DeviceHasOpenCase
from models.cases import AuditEvent, Case
from models.debts import case_owed
from models.devices import Unit
from models.locations import StockMove
from rules.case_dead_on_arrival import is_in_time
from rules.case_facts import Told
from rules.case_state import CaseState
from rules.case_words import ENDED
from rules.errors import DeskError
from runtime.payloads import from_plain


class DeviceIsReplacement(DeskError):
    """This device is the replacement of an open case."""

    def __init__(self, serial: str, number: str) -> None:
        super().__init__(
            f"Device {serial} was sent as the replacement in case {number}, which is open. Does it "
            f"not work? Record '{Told.DEAD_ON_ARRIVAL}' there: another one goes out under the same "
            "case, and both come back under one label.",
            serial=serial,
            case=number,
        )


def refuse_second_case(session: Session, unit: Unit, at: datetime) -> None:
    """Raise, with the number of the open case, for a unit that one is about already.

    DeviceHasOpenCase for its device and for any unit it waits for; DeviceIsReplacement for what it
    has sent, as long as that may be called dead on arrival.
    """
    about = select(Case.number).where(Case.device_unit_id == unit.id, Case.stage.not_in(ENDED))
    owed = select(Case.number).where(Case.id == case_owed(session, unit.id))
    number = session.scalars(about).first() or session.scalars(owed).first()
    if number is not None:
        raise DeviceHasOpenCase(unit.serial, number)
    sent = case_that_sent(session, unit, at)
    if sent is not None and sent.stage not in ENDED:
        raise DeviceIsReplacement(unit.serial, sent.number)


def case_that_sent(session: Session, unit: Unit, at: datetime) -> Case | None:
    """The case whose newest replacement the unit is, within its time for a dead arrival."""
    last = session.scalars(
        select(StockMove.case_id)
        .where(StockMove.unit_id == unit.id, StockMove.case_id.is_not(None))
        .order_by(StockMove.seq.desc())
        .limit(1)
    ).first()
    case = session.get(Case, (unit.tenant_id, last)) if last else None
    if case is None or case.device_unit_id == unit.id:
        return None
    state = from_plain(CaseState, case.snapshot)
    newest = str(unit.id) in {state.replacement_unit, state.back.loan}
    return case if newest and is_in_time(state, at) else None


def chain(session: Session, case: Case, unit: Unit, actor: str) -> None:
    """A replacement that fails soon after its case has ended: the new case's story says so."""
    before = case_that_sent(session, unit, case.registered_at)
    if before is None:
        return
    session.add(
        AuditEvent(
            tenant_id=case.tenant_id,
            case_id=case.id,
            word="follows_case",
            at=case.registered_at,
            actor=actor,
            details={"case": before.number},
        )
    )
