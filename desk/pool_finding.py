"""A pool by its code, for those who may know of it."""

from typing import ClassVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk.actors import Actor
from models.pools import Pool
from rules.errors import DeskError, Kind


class UnknownPool(DeskError):
    """There is no such pool."""

    kind: ClassVar[Kind] = Kind.MISSING

    def __init__(self, code: str) -> None:
        super().__init__(
            f"There is no pool '{code}'. Choose one from the list of pools.",
            pool=code,
        )


def find_pool(session: Session, actor: Actor, code: str) -> Pool:
    """The pool of that code; a customer's person finds its own only (UnknownPool)."""
    query = select(Pool).where(Pool.code == code)
    if actor.customer_id is not None:
        query = query.where(Pool.customer_id == actor.customer_id)
    found = session.scalars(query).one_or_none()
    if found is None:
        raise UnknownPool(code)
    return found
