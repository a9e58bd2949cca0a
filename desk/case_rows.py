"""One line for each case: what it says, and how lists are narrowed, ordered and paged."""

import base64
import binascii
import json
import uuid
from dataclasses import dataclass, fields
from datetime import datetime
from functools import cache
from typing import Any, ClassVar

from sqlalchemy import ColumnElement, FromClause, Row, Select, and_, case, func, or_, select

from desk.actors import Actor
from desk.clock_view import (
    ALWAYS,
    ClockLine,
    Standing,
    cases_whose_clock,
    clock_columns,
    is_overdue,
    is_warned,
    line_of,
    most_urgent_clock,
)
from models.cases import Case, Promise, PromiseKind, PromiseOutcome
from models.devices import DeviceModel, Unit
from models.locations import Reservation, UnitRequest
from models.parties import Customer
from rules.case_words import ENDED, Inbound, Mover, Outbound, Remedy, Stage
from rules.errors import DeskError, Kind

OPEN, ALL = "open", "all"
#: Open cases by the standing of their promise or clocks.
OVERDUE, WARNING = Standing.OVERDUE.value, Standing.WARNING.value
#: What a list may be narrowed to.
FILTERS = (OPEN, ALL, *(stage.value for stage in Stage), OVERDUE, WARNING)
#: Once here, the way out owes nothing any more.
SETTLED = (Outbound.DELIVERED, Outbound.CANCELLED)


class BadCursor(DeskError):
    """The cursor does not come from a page of this list."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self) -> None:
        super().__init__("Take the cursor from 'next' of the page before, or leave it out.")


class UnknownFilter(DeskError):
    """The list cannot be narrowed to this."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self, only: str) -> None:
        super().__init__(f"'{only}' is none of: {', '.join(FILTERS)}.", only=only)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRow:
    """One line of the board; `device` is the broken unit's serial, instants are aware.

    `clock` is the open service clock that is due first.
    """

    number: str
    remedy: Remedy
    customer: str
    customer_name: str
    device: str
    imei: str
    model: str
    fault: str
    stage: Stage
    outbound: Outbound
    inbound: Inbound
    waiting_for: str
    mover: Mover
    wake_at: datetime | None
    promise_kind: PromiseKind | None
    promise_outcome: PromiseOutcome | None
    promised_for: datetime | None
    registered_at: datetime
    changed_at: datetime
    ended_at: datetime | None
    version: int
    timezone: str  # of the programme; what a person calls today
    clock: ClockLine | None = None

    def overdue(self, now: datetime) -> bool:
        """True while a promised or targeted instant has passed and nothing has met it."""
        late = self.clock is not None and self.clock.standing(now) is Standing.OVERDUE
        return late or self.promise_overdue(now)

    def promise_overdue(self, now: datetime) -> bool:
        """True while the promised instant has passed and the promise is not yet kept."""
        if self.promised_for is None or self.ended_at or self.outbound in SETTLED:
            return False
        return self.promise_outcome is not PromiseOutcome.KEPT and self.promised_for <= now


@cache
def row_query() -> Select[Any]:
    """Everything a line shows, in one statement; the last column is the case's id."""
    kind = case((Case.remedy == Remedy.SWAP, "delivery"), else_="dispatch")
    promise = and_(
        Promise.tenant_id == Case.tenant_id,
        Promise.case_id == Case.id,
        Promise.kind == kind,
        Promise.superseded_at.is_(None),
    )
    own, clock = Case.tenant_id, most_urgent_clock()
    return (
        select(*COLUMNS, *clock_columns(clock), Case.id)
        .join(Customer, and_(Customer.tenant_id == own, Customer.id == Case.customer_id))
        .join(Unit, and_(Unit.tenant_id == own, Unit.id == Case.device_unit_id))
        .join(DeviceModel, and_(DeviceModel.tenant_id == own, DeviceModel.id == Unit.model_id))
        .outerjoin(Promise, promise)
        .outerjoin(clock, ALWAYS)
    )


COLUMNS = (
    Case.number,
    Case.remedy,
    Customer.code.label("customer"),
    Customer.name.label("customer_name"),
    Unit.serial.label("device"),
    Unit.imei,
    DeviceModel.name.label("model"),
    Case.fault,
    Case.stage,
    Case.outbound,
    Case.inbound,
    Case.waiting_for,
    Case.mover,
    Case.wake_at,
    Promise.kind.label("promise_kind"),
    Promise.outcome.label("promise_outcome"),
    Case.promised_for,
    Case.registered_at,
    Case.changed_at,
    Case.ended_at,
    Case.version,
    Case.terms["timezone"].astext.label("timezone"),
)


#: The names of a line's own columns.
NAMES = tuple(field.name for field in fields(CaseRow) if field.name != "clock")


def row_of(row: Row[Any]) -> CaseRow:
    """The line as a value."""
    return CaseRow(**{name: getattr(row, name) for name in NAMES}, clock=line_of(row))


def rows_of(picked: Select[Any]) -> Select[Any]:
    """The lines of the picked cases, in their order: what is joined is joined for those only.

    The picked columns are the case's id and its rank, from 1.
    """
    chosen = picked.subquery()
    return row_query().join(chosen, chosen.c.id == Case.id).order_by(chosen.c.rank)


def pick(
    actor: Actor,
    only: str,
    text: str,
    *order: Any,  # noqa: ANN401 - any column
    source: FromClause,
    now: datetime | None = None,
) -> Select[Any]:
    """The ids of the cases the actor may see, of one kind, that mention the text, ranked.

    `source` joins what the order is by to the cases. Raises UnknownFilter.
    """
    rank = func.row_number().over(order_by=order).label("rank")
    query = select(Case.id, rank).select_from(source)
    return narrowed(query, actor, only, text, now).order_by(*order)


def narrowed(
    query: Select[Any], actor: Actor, only: str, text: str, now: datetime | None = None
) -> Select[Any]:
    """The query for what the actor may see, of one kind, that mentions the text.

    What is overdue or warned of is so at `now`, else by the database's clock. Raises UnknownFilter.
    """
    if only not in FILTERS:
        raise UnknownFilter(only)
    moment = func.now() if now is None else now
    query = query.where(actor.sees)
    if only in {OPEN, OVERDUE, WARNING}:
        query = query.where(Case.stage.not_in(ENDED))
    elif only != ALL:
        query = query.where(Case.stage == Stage(only))
    if only == OVERDUE:
        clocks = Case.id.in_(cases_whose_clock(is_overdue(moment)))
        query = query.where(or_(promise_is_late(moment), clocks))
    elif only == WARNING:
        query = query.where(Case.id.in_(cases_whose_clock(is_warned(moment))))
    return query.where(mentions(text)) if text.strip() else query


def promise_is_late(now: datetime | ColumnElement[Any]) -> ColumnElement[bool]:
    """The way out still owes what was promised for an instant that has passed."""
    return and_(Case.outbound.not_in(SETTLED), Case.promised_for <= now)


def mentions(text: str) -> ColumnElement[bool]:
    """The text is part of the number, the customer's code, or either unit's serial or IMEI."""
    part = "".join(letter for letter in text.strip().upper() if letter.isprintable())
    units = select(Unit.id).where(
        or_(
            Unit.serial.contains(part, autoescape=True),
            Unit.imei.contains(part, autoescape=True),
            Unit.imei2.contains(part, autoescape=True),
        )
    )
    replaced = (
        select(UnitRequest.case_id)
        .join(
            Reservation,
            and_(
                Reservation.tenant_id == UnitRequest.tenant_id,
                Reservation.request_id == UnitRequest.id,
            ),
        )
        .where(Reservation.unit_id.in_(units))
    )
    customers = select(Customer.id).where(Customer.code.icontains(part, autoescape=True))
    return or_(
        Case.number.contains(part, autoescape=True),
        Case.device_unit_id.in_(units),
        Case.customer_id.in_(customers),
        Case.id.in_(replaced),
    )


def write_cursor(registered_at: datetime, case_id: uuid.UUID) -> str:
    """Where a page ended, as a word for a URL."""
    plain = json.dumps([registered_at.isoformat(), str(case_id)])
    return base64.urlsafe_b64encode(plain.encode()).decode().rstrip("=")


def read_cursor(cursor: str) -> tuple[datetime, uuid.UUID]:
    """Where the page before ended (BadCursor)."""
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        at, case_id = json.loads(base64.urlsafe_b64decode(padded.encode()))
        moment = datetime.fromisoformat(at)
        if moment.tzinfo is None:
            raise BadCursor
        return moment, uuid.UUID(case_id)
    except (ValueError, TypeError, AttributeError, binascii.Error) as wrong:
        raise BadCursor from wrong
