"""Visits to a customer's site, and collections of what no ordinary parcel may carry."""

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import OfTenant, Record, short, to_tenants
from models.parties import StaffAccount


class SiteVisit(OfTenant, Record):
    """A technician's visit to the site: its window and what came of it."""

    __tablename__ = "site_visits"
    __table_args__ = (
        UniqueConstraint("tenant_id", "case_id", "number"),
        to_tenants("cases", "case_id"),
        CheckConstraint("ends_at > begins_at", name="window"),
    )

    case_id: Mapped[uuid.UUID]
    number: Mapped[int]
    begins_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    outcome: Mapped[str] = mapped_column(short(), default="")
    note: Mapped[str] = mapped_column(default="")
    booked_by: Mapped[str] = mapped_column(short(254))
    closed_at: Mapped[datetime | None]


class DangerDecision(OfTenant, Record):
    """A trained person's decision on an unsafe battery; never changed, only followed by another."""

    __tablename__ = "danger_decisions"
    __table_args__ = (
        UniqueConstraint("tenant_id", "key"),
        to_tenants("cases", "case_id"),
    )

    key: Mapped[str] = mapped_column(short(300))
    case_id: Mapped[uuid.UUID]
    battery: Mapped[str] = mapped_column(short())
    path: Mapped[str] = mapped_column(short())
    because: Mapped[str]
    at: Mapped[datetime]
    by: Mapped[str] = mapped_column(short(254))


def person_behind(session: Session, handle: str) -> StaffAccount | None:
    """The tenant's account that facts and stories know by this handle, `person-` and twelve digits.

    A program and the case itself have no account.
    """
    digits = handle.removeprefix("person-")
    every = session.scalars(select(StaffAccount))
    return next((one for one in every if digits == one.id.hex[:12]), None)


def name_behind(session: Session, handle: str) -> str:
    """The person's name, or the handle where nobody is behind it."""
    person = person_behind(session, handle)
    return person.name if person else handle
