"""When the turning points of cases came, read from their stories: one row a case."""

from typing import Any

from sqlalchemy import CTE, ColumnElement, Select, and_, func, or_, select

from models.cases import AuditEvent
from models.legs import Leg
from rules.case_words import Direction

HANDED_OVER = AuditEvent.word == "handed_over"
DELIVERED = AuditEvent.word.in_(("delivered", "found_delivered"))
RECEIVED = AuditEvent.word == "received"
#: A part is held for nobody: from when it is wanted it may be packed.
RESERVED = AuditEvent.word.in_(("unit_reserved", "part_wanted"))
PACKED = AuditEvent.word == "packed"
WAITED = AuditEvent.word.in_(("waiting_for_unit", "unit_taken_back"))
TURNED_BACK = AuditEvent.word == "coming_back"
NO_LABEL = and_(
    AuditEvent.word == "label_refused",
    AuditEvent.details["leg"].astext == Direction.OUTBOUND.value,
)
POINTS = {
    "handed_over": HANDED_OVER,
    "delivered": DELIVERED,
    "received": RECEIVED,
    "reserved": RESERVED,
    "packed": PACKED,
    "waited": WAITED,
    "turned_back": TURNED_BACK,
    "no_label": NO_LABEL,
}
TURNING = or_(*POINTS.values())


def turning_points(cases: Select[Any]) -> CTE:
    """When each of these cases first came so far; `reserved` is the last one before it left.

    A case of which nothing of the kind was told has no row.
    """
    lines = turning_lines(cases)
    before = or_(lines.c.left_at.is_(None), lines.c.at <= lines.c.left_at)

    def first(name: str) -> ColumnElement[Any]:
        return func.min(lines.c.at).filter(lines.c[name]).label(name)

    return (
        select(
            lines.c.tenant_id,
            lines.c.case_id,
            *(first(name) for name in POINTS if name != "reserved"),
            func.max(lines.c.at).filter(and_(lines.c.reserved, before)).label("reserved"),
        )
        .group_by(lines.c.tenant_id, lines.c.case_id)
        .cte("turning_points")
    )


def turning_lines(cases: Select[Any]) -> CTE:
    """The lines of their stories that matter, each with when its case first left."""
    whole_case = [AuditEvent.tenant_id, AuditEvent.case_id]
    left_at = func.min(AuditEvent.at).filter(HANDED_OVER).over(partition_by=whole_case)
    return (
        select(
            AuditEvent.tenant_id,
            AuditEvent.case_id,
            AuditEvent.at,
            left_at.label("left_at"),
            *(word.label(name) for name, word in POINTS.items()),
        )
        .where(AuditEvent.case_id.in_(cases), TURNING)
        .cte("turning_lines")
    )


def lost_parcels(cases: Select[Any]) -> CTE:
    """When the first outbound parcel of each of these cases was given up as lost."""
    lost = and_(Leg.direction == Direction.OUTBOUND, Leg.state == "lost")
    return (
        select(Leg.tenant_id, Leg.case_id, func.min(Leg.changed_at).label("lost"))
        .where(Leg.case_id.in_(cases), lost)
        .group_by(Leg.tenant_id, Leg.case_id)
        .cte("lost_parcels")
    )
