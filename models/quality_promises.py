"""The promises that were due in a customer's month: what became of them, and why some were missed.

Why is read from the case's story and its legs; what neither says is not known.
"""

from typing import Any

from sqlalchemy import (
    TIMESTAMP,
    ColumnElement,
    Date,
    Integer,
    Row,
    Subquery,
    Text,
    and_,
    case,
    cast,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.orm import Session

from models.cases import Case, Promise, PromiseKind, PromiseOutcome
from models.quality_counts import Asked
from models.quality_story import lost_parcels, turning_points
from rules.case_words import Stage
from rules.quality import MissedBecause, MissedPromise, PromiseEnd

#: The end of the day a promise is counted from: a parcel that left by then could be in time.
COUNTED_DAY_ENDS = func.timezone(
    Promise.made["timezone"].astext,
    cast(cast(Promise.made["counted_from"].astext, Date) + cast(1, Integer), TIMESTAMP),
)
LEAVE_BY = case(
    (Promise.kind == PromiseKind.DELIVERY, func.coalesce(COUNTED_DAY_ENDS, Promise.due_at)),
    else_=Promise.due_at,
)


def due_in(asked: Asked) -> ColumnElement[bool]:
    """Promises whose last day lies in the month; they are due at the instant that ends it."""
    return and_(
        Case.customer_id == asked.customer_id,
        Promise.due_at > asked.begin,
        Promise.due_at <= asked.end,
    )


def promise_ends(session: Session, asked: Asked) -> dict[str, int]:
    """How many promises that were due in the month came to which end."""
    end = case(
        (Promise.superseded_at.is_not(None), literal(PromiseEnd.REMADE.value)),
        (
            and_(Promise.outcome == PromiseOutcome.OPEN, Case.stage == Stage.CANCELLED),
            literal(PromiseEnd.WITHDRAWN.value),
        ),
        else_=cast(Promise.outcome, Text),
    ).label("promise_end")
    query = (
        select(end, func.count())
        .join(Case, and_(Case.tenant_id == Promise.tenant_id, Case.id == Promise.case_id))
        .where(due_in(asked))
        .group_by(end)
        .order_by(end)
    )
    return dict(session.execute(query).all())


def missed_because(session: Session, asked: Asked) -> dict[str, int]:
    """How many promises were missed for which reason."""
    missed = missed_promises(asked)
    query = (
        select(missed.c.because, func.count()).group_by(missed.c.because).order_by(missed.c.because)
    )
    return dict(session.execute(query).all())


def missed_list(session: Session, asked: Asked, most: int) -> tuple[MissedPromise, ...]:
    """The missed promises, the one that was due first before the others; at most so many."""
    missed = missed_promises(asked)
    query = select(missed).order_by(missed.c.due_at, missed.c.number).limit(most)
    return tuple(missed_promise(row) for row in session.execute(query))


def missed_promise(row: Row[Any]) -> MissedPromise:
    """A row as a value."""
    return MissedPromise(
        case=row.number,
        kind=PromiseKind(row.kind).value,
        due_at=row.due_at,
        because=MissedBecause(row.because),
    )


def missed_promises(asked: Asked) -> Subquery:
    """Every promise of the month that was missed, with its reason."""
    missed = and_(
        due_in(asked),
        Promise.superseded_at.is_(None),
        Promise.outcome == PromiseOutcome.MISSED,
    )
    of_case = and_(Case.tenant_id == Promise.tenant_id, Case.id == Promise.case_id)
    cases = select(Promise.case_id).join(Case, of_case).where(missed)
    came, lost = turning_points(cases), lost_parcels(cases)
    return (
        select(Case.number, Promise.kind, Promise.due_at, reason(came.c, lost.c).label("because"))
        .select_from(Promise)
        .join(Case, of_case)
        .outerjoin(came, and_(came.c.tenant_id == Case.tenant_id, came.c.case_id == Case.id))
        .outerjoin(lost, and_(lost.c.tenant_id == Case.tenant_id, lost.c.case_id == Case.id))
        .where(missed)
        .subquery("missed")
    )


def reason(came: Any, lost: Any) -> ColumnElement[str]:  # noqa: ANN401 - columns by their names
    """The first of these that fits: it left too late because of ..., or arrived too late."""
    still_here = or_(came.handed_over.is_(None), came.handed_over >= LEAVE_BY)
    never = or_(came.reserved.is_(None), came.reserved >= LEAVE_BY)
    arrived = func.coalesce(came.delivered, func.now())
    delivery = Promise.kind == PromiseKind.DELIVERY
    on_the_road = or_(came.delivered.is_(None), came.delivered >= Promise.due_at)
    return case(
        (and_(still_here, came.packed < LEAVE_BY, came.no_label < LEAVE_BY), said("NO_LABEL")),
        (and_(still_here, came.packed < LEAVE_BY), said("SCANNED_LATE")),
        (and_(still_here, never, came.waited < LEAVE_BY), said("NO_UNIT")),
        (and_(still_here, came.reserved < LEAVE_BY), said("PACKED_LATE")),
        (and_(still_here, Case.version > 0), said("FAULT_OPEN")),
        (and_(delivery, lost.lost <= arrived), said("PARCEL_LOST")),
        (and_(delivery, came.turned_back <= arrived), said("TURNED_BACK")),
        (and_(delivery, came.handed_over < LEAVE_BY, on_the_road), said("CARRIER_LATE")),
        else_=said("NOT_KNOWN"),
    )


def said(name: str) -> ColumnElement[str]:
    """The reason as the query says it."""
    return literal(MissedBecause[name].value)
