"""Loans and what is overdue: which unit is with whom, since when, why still, and until when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Row, Select, Text, and_, cast, select
from sqlalchemy.orm import Session, aliased

from desk.actors import Actor
from desk.request_keys import database_clock
from models.cases import Case
from models.debts import OwedUnit
from models.devices import DeviceModel, Unit
from models.parties import Customer
from rules.case_loan import WhyOut, loan_out, loan_owed, why_out
from rules.case_state import CaseState
from rules.case_values import DebtState
from rules.case_words import ENDED, Inbound
from runtime.database import Database
from runtime.payloads import from_plain

#: Lines a screen of loans shows at most, overdue ones first.
LARGEST_BOARD = 500
#: The parcel that brings the unit is still the customer's to hand in.
NOT_HANDED_IN = (Inbound.OWED, Inbound.LABELLED, Inbound.BLOCKED, Inbound.COLLECTING)
#: Why a loan is still out, as a person at the desk says it.
WHY_WORDS: Mapping[WhyOut, str] = {
    WhyOut.OWN_NOT_SENT: "the user's own device is not handed in yet",
    WhyOut.OWN_ON_ITS_WAY: "the user's own device is on its way to us",
    WhyOut.OWN_ON_BENCH: "the user's own device is on the bench",
    WhyOut.OWN_AT_REPAIRER: "the user's own device is at the repairer",
    WhyOut.OWN_REPAIRED: "the user's own device is repaired and not sent yet",
    WhyOut.OWN_GOING_HOME: "the user's own device is on its way home",
    WhyOut.RECALLED: "asked back, not handed in yet",
    WhyOut.BATTERY_ASKED: "asked back; its label waits for the answer about its battery",
    WhyOut.BATTERY_UNSAFE: "asked back; its battery needs a safe way to collect it",
    WhyOut.COMING_BACK: "on its way back to us",
}
OWN = aliased(Unit)
LENT = aliased(Unit)


@dataclass(frozen=True, slots=True, kw_only=True)
class Loan:
    """A unit on loan: `device` is the user's own, `due` the last day once it was asked back."""

    case: str
    customer: str
    customer_name: str
    serial: str
    model: str
    device: str
    since: datetime | None
    why: WhyOut
    due: datetime | None
    overdue: bool
    timezone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OverdueUnit:
    """A unit whose last day for handing in has passed, and the case that waits for it."""

    case: str
    serial: str
    loan: bool
    since: datetime | None


def list_loans(database: Database, actor: Actor, *, overdue: bool = False) -> tuple[Loan, ...]:
    """At most 500 loans of open cases the actor may see: overdue first, then the soonest due."""
    with database.as_tenant(actor.tenant_id) as session:
        rows = session.execute(loan_query(actor)).all()
        now = database_clock(session)
    loans = [loan for row in rows if (loan := loan_of(row, now)) and (loan.overdue or not overdue)]
    return tuple(sorted(loans, key=by_urgency)[:LARGEST_BOARD])


def loan_query(actor: Actor) -> Select[Any]:
    """Every open case that lends, with both units."""
    own = Case.tenant_id
    lent = cast(LENT.id, Text) == Case.snapshot["back"]["loan"].astext
    return (
        select(
            Case.number,
            Case.snapshot,
            Case.terms["timezone"].astext.label("timezone"),
            Customer.code.label("customer"),
            Customer.name.label("customer_name"),
            LENT.serial,
            DeviceModel.name.label("model"),
            OWN.serial.label("device"),
        )
        .join(Customer, and_(Customer.tenant_id == own, Customer.id == Case.customer_id))
        .join(LENT, and_(LENT.tenant_id == own, lent))
        .join(DeviceModel, and_(DeviceModel.tenant_id == own, DeviceModel.id == LENT.model_id))
        .join(OWN, and_(OWN.tenant_id == own, OWN.id == Case.device_unit_id))
        .where(Case.stage.not_in(ENDED), actor.sees)
        .where(Case.snapshot["back"]["loan"].astext != "")
    )


def loan_of(row: Row[Any], now: datetime) -> Loan | None:
    """The loan as a value; None once it has come back or was settled."""
    state = from_plain(CaseState, row.snapshot)
    if not loan_out(state) and not loan_owed(state):
        return None
    return Loan(
        case=row.number,
        customer=row.customer,
        customer_name=row.customer_name,
        serial=row.serial,
        model=row.model,
        device=row.device,
        since=state.back.lent_at,
        why=why_out(state),
        due=due_of(state) if loan_owed(state) else None,
        overdue=loan_owed(state) and past_due(state, now),
        timezone=row.timezone,
    )


def by_urgency(loan: Loan) -> tuple[bool, datetime, datetime, str]:
    """Overdue first, then what is due soonest, then what has been out longest."""
    never = datetime.max.replace(tzinfo=UTC)
    return not loan.overdue, loan.due or never, loan.since or never, loan.case


def due_of(state: CaseState) -> datetime | None:
    """The last day for handing in, still to come or passed; None while the clock stands still."""
    back = state.back
    if back.clock is None or back.missed_at is None or "return_due" not in back.clock.passed:
        return state.deadlines.get("return_due")
    return back.missed_at + timedelta(days=back.clock.extra_days - back.missed_extra)


def past_due(state: CaseState, now: datetime) -> bool:
    """True while a unit is not handed in though its last day has passed, and nothing excuses it.

    More days that were given after the last day had passed excuse it until they are over, too.
    """
    clock, due = state.back.clock, due_of(state)
    if clock is None or clock.pauses or state.inbound not in NOT_HANDED_IN or due is None:
        return False
    missed = "return_due" in clock.passed
    return missed and (clock.extra_days <= state.back.missed_extra or due <= now)


def overdue_notices(database: Database, actor: Actor, customer: str) -> tuple[str, ...]:
    """What to know before another case of this customer is opened; nothing for a stranger."""
    with database.as_tenant(actor.tenant_id) as session:
        found = session.scalars(select(Customer).where(Customer.code == customer)).one_or_none()
        return tuple(notices_for(session, actor, found)) if found else ()


def notices_for(session: Session, actor: Actor, customer: Customer) -> list[str]:
    """A sentence for each overdue unit; it stops nothing, and a reseller reads none."""
    if actor.customer_id not in {None, customer.id}:
        return []
    return [
        f"{'Loan' if one.loan else 'Unit'} {one.serial} of case {one.case} is overdue: it should "
        "have been handed in. Ask for it before another unit goes out."
        for one in overdue_of(session, customer)
    ]


def overdue_of(session: Session, customer: Customer) -> tuple[OverdueUnit, ...]:
    """The units that are past their last day, oldest first."""
    query = (
        select(Case.number, Case.snapshot, Unit.serial, OwedUnit.part, OwedUnit.unit_id)
        .join(OwedUnit, and_(OwedUnit.tenant_id == Case.tenant_id, OwedUnit.case_id == Case.id))
        .outerjoin(Unit, and_(Unit.tenant_id == Case.tenant_id, Unit.id == OwedUnit.unit_id))
        .where(
            Case.customer_id == customer.id,
            Case.stage.not_in(ENDED),
            OwedUnit.state == DebtState.OPEN,
            Case.snapshot["back"]["clock"]["passed"].contains(["return_due"]),
        )
        .order_by(Case.registered_at, Case.number)
    )
    now = database_clock(session)
    found = (overdue_unit(row, now) for row in session.execute(query))
    return tuple(unit for unit in found if unit is not None)


def overdue_unit(row: Row[Any], now: datetime) -> OverdueUnit | None:
    """The unit as a value; None while its clock stands still or its last day was moved."""
    state = from_plain(CaseState, row.snapshot)
    if not past_due(state, now):
        return None
    return OverdueUnit(
        case=row.number,
        serial=row.serial or row.part,
        loan=str(row.unit_id) == state.back.loan,
        since=due_of(state),
    )
