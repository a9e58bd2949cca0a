"""The units that customers owe, overdue ones first: how late, why it stands still, what is next."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row, Select, and_, select
from sqlalchemy.orm import Session

from activities.contract_terms import programme_now
from desk.actors import Actor
from models.cases import Case
from models.debts import OwedUnit
from models.devices import Unit
from models.legs import Label, Leg
from models.parties import Customer
from rules.case_charges import find_charge
from rules.case_return_clock import due_days
from rules.case_state import CaseState
from rules.case_values import SETTLED, ChargeKind, Pause, ReturnClock
from rules.case_words import ENDED, Direction
from rules.programme import Programme
from rules.return_days import after_working_days
from rules.terms import Terms, calendars_under, return_calendar
from rules.way_back_terms import DayKind
from runtime.database import Database
from runtime.payloads import from_plain


class Standing(StrEnum):
    """Where a return clock stands."""

    RUNNING = "running"
    EXTENDED = "extended"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveLabel:
    """The return label the customer can use now."""

    tracking_no: str
    valid_until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OwedReturn:
    """One unit that is owed; `serial` is a part's code where there is no unit.

    Days are counted in the customer's zone; while the clock stands still, so do they.
    """

    customer: str
    customer_name: str
    case: str
    serial: str
    why: str
    since: datetime
    due_on: date
    days_overdue: int
    standing: Standing
    paused_by: tuple[str, ...]
    extra_days: int
    next_at: datetime
    next_step: str
    label: LiveLabel | None
    charge: str
    amount: Decimal | None
    currency: str
    timezone: str


def owed_returns(
    database: Database, actor: Actor, now: datetime, *, customer: str = ""
) -> tuple[OwedReturn, ...]:
    """Every owed unit whose return clock has begun, the one that is most overdue first.

    Raises NotAllowed.
    """
    actor.require("see returns")
    with database.as_tenant(actor.tenant_id) as session:
        rows = session.execute(owed_query(actor, customer)).all()
        labels = live_labels(session, {row.id for row in rows})
        ledger = Ledger(session=session, tenant_id=actor.tenant_id, labels=labels)
        lines = [line_of(ledger, row, now) for row in rows]
    return tuple(sorted(lines, key=lambda one: (-one.days_overdue, one.due_on, one.case)))


def owed_query(actor: Actor, customer: str) -> Select[Any]:
    """The open debts of open cases with a return clock, each with its case, unit and customer."""
    of_case = and_(Case.tenant_id == OwedUnit.tenant_id, Case.id == OwedUnit.case_id)
    of_unit = and_(Unit.tenant_id == OwedUnit.tenant_id, Unit.id == OwedUnit.unit_id)
    of_customer = and_(Customer.tenant_id == Case.tenant_id, Customer.id == Case.customer_id)
    query = (
        select(
            *(Case.id, Case.number, Case.snapshot, Case.terms),
            *(Customer.code, Customer.name, Unit.serial),
            *(OwedUnit.unit_id, OwedUnit.part, OwedUnit.why),
        )
        .join_from(OwedUnit, Case, of_case)
        .join(Customer, of_customer)
        .outerjoin(Unit, of_unit)
        .where(
            OwedUnit.state.not_in(sorted(SETTLED)),
            Case.stage.not_in(ENDED),
            Case.snapshot["back"]["clock"].astext.is_not(None),
            actor.sees,
        )
    )
    return query.where(Customer.code == customer) if customer else query


def live_labels(session: Session, cases: Iterable[uuid.UUID]) -> Mapping[uuid.UUID, LiveLabel]:
    """The live return label of each case; of several, that of the newest attempt."""
    of_leg = and_(Label.tenant_id == Leg.tenant_id, Label.leg_id == Leg.id)
    rows = session.execute(
        select(Leg.case_id, Label.tracking_no, Label.valid_until)
        .join_from(Leg, Label, of_leg)
        .where(
            Leg.case_id.in_(cases),
            Leg.direction == Direction.RETURN,
            Label.voided_at.is_(None),
        )
        .order_by(Leg.attempt)
    )
    return {
        case_id: LiveLabel(tracking_no=tracking, valid_until=until)
        for case_id, tracking, until in rows
    }


@dataclass(kw_only=True)
class Ledger:
    """What the lines of one look share: the live labels, and each programme read once."""

    session: Session
    tenant_id: uuid.UUID
    labels: Mapping[uuid.UUID, LiveLabel]
    programmes: dict[tuple[str, str], Programme] = field(default_factory=dict)

    def programme(self, terms: Terms) -> Programme:
        """The version of the programme that the case keeps."""
        known = (terms.programme, terms.version)
        if known not in self.programmes:
            self.programmes[known] = programme_now(self.session, self.tenant_id, *known)
        return self.programmes[known]


def line_of(ledger: Ledger, row: Row[Any], now: datetime) -> OwedReturn:
    """The line of one owed unit."""
    state, terms = from_plain(CaseState, row.snapshot), Terms.from_json(row.terms)
    clock = running_clock(state)
    zone, due_at = ZoneInfo(terms.timezone), due_of(ledger, state, clock, terms)
    due_on = last_day(due_at, zone)
    next_step, next_at = min(state.deadlines.items(), key=lambda pair: pair[1])
    unit = str(row.unit_id) if row.unit_id else ""
    charge = find_charge(state, ChargeKind.UNRETURNED, unit)
    return OwedReturn(
        customer=row.code,
        customer_name=row.name,
        case=row.number,
        serial=row.serial or row.part,
        why=row.why.value,
        since=clock.started_at,
        due_on=due_on,
        days_overdue=max(((clock.paused_at or now).astimezone(zone).date() - due_on).days, 0),
        standing=standing_of(clock),
        paused_by=tuple(pause.value for pause in clock.pauses),
        extra_days=clock.extra_days,
        next_at=next_at,
        next_step=next_step,
        label=ledger.labels.get(row.id),
        charge=charge.state.value if charge else "",
        amount=charge.amount if charge else None,
        currency=state.plan.currency if charge and charge.amount is not None else "",
        timezone=terms.timezone,
    )


def running_clock(state: CaseState) -> ReturnClock:
    """The clock of a case that was chosen for having one."""
    if state.back.clock is None:
        raise LookupError(state.number)
    return state.back.clock


def standing_of(clock: ReturnClock) -> Standing:
    """A pause first: what stands still does not count, whatever was added."""
    if clock.pauses:
        return Standing.PAUSED
    return Standing.EXTENDED if clock.extra_days else Standing.RUNNING


def due_of(ledger: Ledger, state: CaseState, clock: ReturnClock, terms: Terms) -> datetime:
    """The instant at which the unit is, or was, due; as the contract counts its days."""
    days = due_days(state.plan) + clock.extra_days
    if state.plan.days is DayKind.CALENDAR:
        return clock.started_at + clock.idle + timedelta(days=days)
    calendars = calendars_under(ledger.programme(terms), terms.figures)
    calendar = return_calendar(terms, calendars)
    return after_working_days(clock.started_at, days, calendar, clock.stood)


def last_day(due_at: datetime, zone: ZoneInfo) -> date:
    """The day that ends with the instant; one at midnight ends the day before it."""
    return (due_at.astimezone(zone) - timedelta(microseconds=1)).date()


#: Why a clock stands still, in words; the keys are those of `paused_by`.
PAUSE_WORDS: Mapping[str, str] = {
    Pause.ACCEPTED: "the parcel is on its way",
    Pause.DISPUTE: "a dispute",
    Pause.UNSAFE_BATTERY: "an unsafe battery",
    Pause.LOCK: "an activation lock",
}


def standing_words(line: OwedReturn) -> str:
    """Where the clock stands, and why."""
    if line.standing is Standing.PAUSED:
        return f"stands still: {', '.join(PAUSE_WORDS[one] for one in line.paused_by)}"
    extended = f", {line.extra_days} days added" if line.extra_days else ""
    return f"running{extended}"
