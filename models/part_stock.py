"""Parts without serials: counted from their movements, and moved by quantity, double entry."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from models.devices import Part
from models.locations import Location, StockMove


@dataclass(frozen=True, slots=True, kw_only=True)
class PartMove:
    """So many of a part from one place to another, under a key that is booked once."""

    key: str
    from_id: uuid.UUID
    to_id: uuid.UUID
    at: datetime
    actor: str
    quantity: int = 1
    case_id: uuid.UUID | None = None


def part_with_code(session: Session, code: str) -> Part | None:
    """The part with this code."""
    return session.scalars(select(Part).where(Part.code == code)).one_or_none()


def parts_at(session: Session, part: Part, place: Location) -> int:
    """How many of the part the place holds: what came to it, less what left it."""
    came, left = (
        select(func.coalesce(func.sum(StockMove.quantity), 0)).where(
            StockMove.part_id == part.id, end == place.id
        )
        for end in (StockMove.to_id, StockMove.from_id)
    )
    return int(session.scalars(came).one()) - int(session.scalars(left).one())


def move_part(session: Session, part: Part, move: PartMove) -> bool:
    """Book the movement; a repeat under the same key, or one to where it is, changes nothing."""
    if move.from_id == move.to_id:
        return False
    added = session.execute(
        insert(StockMove)
        .values(
            tenant_id=part.tenant_id,
            id=uuid.uuid4(),
            key=move.key,
            part_id=part.id,
            quantity=move.quantity,
            from_id=move.from_id,
            to_id=move.to_id,
            case_id=move.case_id,
            at=move.at,
            actor=move.actor,
        )
        .on_conflict_do_nothing()
        .returning(StockMove.id)
    ).first()
    return added is not None


def last_place(session: Session, part: Part, journey: str) -> uuid.UUID | None:
    """Where the part's newest movement under keys that begin so has ended."""
    return session.scalars(
        select(StockMove.to_id)
        .where(
            StockMove.part_id == part.id,
            StockMove.key.startswith(f"{journey}/", autoescape=True),
        )
        .order_by(StockMove.seq.desc())
        .limit(1)
    ).first()
