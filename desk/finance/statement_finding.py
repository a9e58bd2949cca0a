"""A statement by its number or, before it has one, by its id."""

import uuid

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from desk.finance.statement_refusals import UnknownStatement
from models.finance.statements import Statement


def statement_named(session: Session, name: str) -> Statement:
    """The statement of that number or id (UnknownStatement)."""
    found = session.scalars(
        select(Statement).where(or_(Statement.number == name, Statement.id == id_in(name)))
    ).one_or_none()
    if found is None:
        raise UnknownStatement(name)
    return found


def id_in(name: str) -> uuid.UUID | None:
    """The id that the name is, if it is one."""
    try:
        return uuid.UUID(name)
    except ValueError:
        return None
