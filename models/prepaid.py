"""Prepaid hours, seats, and messages that came in by mail."""

import enum
import uuid
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKeyConstraint,
    Identity,
    LargeBinary,
    UniqueConstraint,
    and_,
    func,
    or_,
    select,
    text,
)
from sqlalchemy.orm import Mapped, Session, deferred, mapped_column

from models.base import Index, OfTenant, Record, one_of, short, to_tenants


class MailState(enum.StrEnum):
    """Where a message that came in stands."""

    NEW = "new"
    PLACED = "placed"
    REFUSED = "refused"


class PrepaidPack(OfTenant, Record):
    """Hours a customer bought ahead, for any product; with the terms they were bought under."""

    __tablename__ = "prepaid_packs"
    __table_args__ = (
        # Lets a draw repeat the pack's hours, so that the database itself can compare them.
        UniqueConstraint("tenant_id", "id", "hours"),
        to_tenants("customers", "customer_id"),
        to_tenants("contracts", "contract_id"),
        CheckConstraint("hours > 0 AND step_minutes > 0", name="counts"),
        CheckConstraint("(price IS NULL) = (currency = '')", name="price_has_currency"),
        Index("ix_prepaid_packs_customer", "tenant_id", "customer_id", "bought_on"),
    )

    seq: Mapped[int] = mapped_column(Identity(always=True))
    customer_id: Mapped[uuid.UUID]
    contract_id: Mapped[uuid.UUID | None]
    programme: Mapped[str] = mapped_column(short())
    programme_version: Mapped[str] = mapped_column(short(80))
    hours: Mapped[int]
    step_minutes: Mapped[int]
    bought_on: Mapped[date]
    bought_by: Mapped[str] = mapped_column(short(254))
    order_reference: Mapped[str] = mapped_column(short(80))
    price: Mapped[Decimal | None]
    currency: Mapped[str] = mapped_column(short(3), default="")


class PrepaidDraw(OfTenant, Record):
    """Minutes taken from one pack, from where the draw before it ended, never past the pack's end.

    Two draws from one pack cannot begin at the same minute, whoever writes them.
    """

    __tablename__ = "prepaid_draws"
    __table_args__ = (
        UniqueConstraint("tenant_id", "key"),
        UniqueConstraint("tenant_id", "pack_id", "drawn_before"),
        ForeignKeyConstraint(
            ["tenant_id", "pack_id", "pack_hours"],
            ["prepaid_packs.tenant_id", "prepaid_packs.id", "prepaid_packs.hours"],
        ),
        to_tenants("cases", "case_id"),
        CheckConstraint(
            "minutes > 0 AND drawn_before >= 0 AND drawn_before + minutes <= pack_hours * 60",
            name="inside_the_pack",
        ),
        Index("ix_prepaid_draws_case", "tenant_id", "case_id"),
    )

    seq: Mapped[int] = mapped_column(Identity(always=True))
    key: Mapped[str] = mapped_column(short(300))
    pack_id: Mapped[uuid.UUID]
    pack_hours: Mapped[int]
    drawn_before: Mapped[int]
    minutes: Mapped[int]
    case_id: Mapped[uuid.UUID | None]
    at: Mapped[datetime]
    by: Mapped[str] = mapped_column(short(254))
    what: Mapped[str] = mapped_column(short(200))


class Seat(OfTenant, Record):
    """A user attached to a contract's level from one day through another, both included."""

    __tablename__ = "seats"
    __table_args__ = (
        UniqueConstraint("tenant_id", "contract_id", "handle", "since"),
        to_tenants("contracts", "contract_id"),
        to_tenants("contacts", "contact_id"),
        CheckConstraint("until >= since", name="ends_after_start"),
        CheckConstraint("handle <> ''", name="names_a_user"),
        Index(
            "uq_seats_open",
            "tenant_id",
            "contract_id",
            "handle",
            unique=True,
            postgresql_where=text("until IS NULL"),
        ),
        Index("ix_seats_contract", "tenant_id", "contract_id", "since"),
    )

    contract_id: Mapped[uuid.UUID]
    #: The contact's id, or a code that names nobody to outsiders.
    handle: Mapped[str] = mapped_column(short(80))
    contact_id: Mapped[uuid.UUID | None]
    since: Mapped[date]
    until: Mapped[date | None]


class MailMessage(OfTenant, Record):
    """A message as it came in, once per Message-ID, whatever could be made of it."""

    __tablename__ = "mail_messages"
    __table_args__ = (
        UniqueConstraint("tenant_id", "message_id"),
        to_tenants("customers", "customer_id"),
        to_tenants("cases", "case_id"),
        CheckConstraint("(state = 'placed') = (case_id IS NOT NULL)", name="placed_in_a_case"),
        CheckConstraint("octet_length(raw) <= 26214400", name="size"),
        Index("ix_mail_messages_state", "tenant_id", "state", "received_at"),
        Index("ix_mail_messages_case", "tenant_id", "case_id"),
    )

    message_id: Mapped[str] = mapped_column(short(200))
    sender: Mapped[str] = mapped_column(short(254))
    subject: Mapped[str] = mapped_column(short(300))
    state: Mapped[MailState] = mapped_column(one_of(MailState))
    #: Why it waits for a person or was refused, as a code; and in words.
    reason: Mapped[str] = mapped_column(short(80), default="")
    detail: Mapped[str] = mapped_column(default="")
    automatic: Mapped[bool]
    customer_id: Mapped[uuid.UUID | None]
    case_id: Mapped[uuid.UUID | None]
    #: Attachments that were not kept with the case, each with its refusal.
    left_out: Mapped[list[str]] = mapped_column(default=list)
    raw: Mapped[bytes] = deferred(mapped_column(LargeBinary, nullable=False))
    received_at: Mapped[datetime]


def open_on(first: date, last: date | None) -> ColumnElement[bool]:
    """Seats that are open on a day from `first` through `last`; None is for ever."""
    reaches = or_(Seat.until.is_(None), Seat.until >= first)
    return reaches if last is None else and_(reaches, Seat.since <= last)


def users_with(session: Session, contract_id: uuid.UUID, *wanted: ColumnElement[bool]) -> int:
    """How many users of a contract have such a seat; of any kind where nothing is wanted."""
    users = select(func.count(Seat.handle.distinct())).where(Seat.contract_id == contract_id)
    return session.scalars(users.where(*wanted)).one()
