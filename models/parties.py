"""Who takes part: tenants, their staff, customers, resellers, contacts and addresses."""

import enum
import uuid
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Index, OfTenant, Record, one_of, short, to_tenants
from rules.finance.money_words import FinanceDuty


class Role(enum.StrEnum):
    """What a signed-in person may do."""

    DESK = "desk"
    CUSTOMER = "customer"
    FINANCE = "finance"
    ADMIN = "admin"


class KeyKind(enum.StrEnum):
    """What an access key opens: a browser session or the REST API."""

    SESSION = "session"
    API = "api"


class Tenant(Record):
    """A service provider that runs its desk here."""

    __tablename__ = "tenants"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    code: Mapped[str] = mapped_column(short(), unique=True)
    name: Mapped[str]
    country: Mapped[str] = mapped_column(short(2))
    depot: Mapped[uuid.UUID | None]  # the address parcels leave from and come back to


class Customer(OfTenant, Record):
    """An organisation whose devices the tenant replaces."""

    __tablename__ = "customers"
    __table_args__ = (UniqueConstraint("tenant_id", "code"),)

    code: Mapped[str] = mapped_column(short())
    name: Mapped[str]
    locale: Mapped[str] = mapped_column(short(8))
    is_reseller: Mapped[bool] = mapped_column(default=False)


class StaffAccount(OfTenant, Record):
    """A person who may sign in; a customer's person sees that customer only."""

    __tablename__ = "staff_accounts"
    __table_args__ = (
        UniqueConstraint("email"),
        to_tenants("customers", "customer_id"),
        CheckConstraint(
            "(role = 'customer') = (customer_id IS NOT NULL)", name="customer_role_names_one"
        ),
        CheckConstraint("duty IS NULL OR role = 'finance'", name="duty_of_finance"),
    )

    email: Mapped[str] = mapped_column(short(254))
    name: Mapped[str]
    password_hash: Mapped[str]
    role: Mapped[Role] = mapped_column(one_of(Role))
    customer_id: Mapped[uuid.UUID | None]
    trained_until: Mapped[date | None]  # for decisions on unsafe batteries
    duty: Mapped[FinanceDuty | None] = mapped_column(one_of(FinanceDuty))  # of finance's people
    disabled_at: Mapped[datetime | None]


class AccessKey(OfTenant, Record):
    """A session or API key: only its SHA-256 is kept."""

    __tablename__ = "access_keys"
    __table_args__ = (
        UniqueConstraint("sha256"),
        to_tenants("staff_accounts", "account_id"),
    )

    account_id: Mapped[uuid.UUID]
    kind: Mapped[KeyKind] = mapped_column(one_of(KeyKind))
    sha256: Mapped[str] = mapped_column(short(64))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class SignInAttempt(Record):
    """A failed sign-in, counted to slow the next one down."""

    __tablename__ = "sign_in_attempts"
    __table_args__ = (Index("ix_sign_in_attempts_who_at", "who", "at"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    who: Mapped[str] = mapped_column(short(64))  # SHA-256 of e-mail and address, not the e-mail
    at: Mapped[datetime]


class ResellerRelation(OfTenant, Record):
    """A reseller that may ask on behalf of a customer between two dates."""

    __tablename__ = "reseller_relations"
    __table_args__ = (
        UniqueConstraint("tenant_id", "reseller_id", "customer_id", "since"),
        to_tenants("customers", "reseller_id"),
        to_tenants("customers", "customer_id"),
        CheckConstraint("reseller_id <> customer_id", name="two_parties"),
    )

    reseller_id: Mapped[uuid.UUID]
    customer_id: Mapped[uuid.UUID]
    since: Mapped[date]
    until: Mapped[date | None]


class EndCustomer(OfTenant, Record):
    """The organisation behind a customer that actually uses the device."""

    __tablename__ = "end_customers"
    __table_args__ = (
        UniqueConstraint("tenant_id", "customer_id", "name"),
        to_tenants("customers", "customer_id"),
    )

    customer_id: Mapped[uuid.UUID]
    name: Mapped[str]


class Contact(OfTenant, Record):
    """A person at a customer whom the desk writes to and ships to."""

    __tablename__ = "contacts"
    __table_args__ = (to_tenants("customers", "customer_id"),)

    customer_id: Mapped[uuid.UUID]
    name: Mapped[str]
    email: Mapped[str] = mapped_column(short(254))
    phone: Mapped[str] = mapped_column(short())
    locale: Mapped[str] = mapped_column(short(8))
    #: Who hears, for its whole organisation, of what is overdue.
    for_account: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    #: Who decides about the swap stock, and up to what amount; None: the contract's limit.
    approves_refills: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    approval_limit: Mapped[Decimal | None]


class Address(OfTenant, Record):
    """A place parcels go to or come from; the street line is never rearranged."""

    __tablename__ = "addresses"
    __table_args__ = (
        to_tenants("customers", "customer_id"),
        CheckConstraint("country = upper(country) AND length(country) = 2", name="iso_country"),
    )

    customer_id: Mapped[uuid.UUID | None]
    name: Mapped[str]
    street: Mapped[str]
    postcode: Mapped[str] = mapped_column(short(16))
    city: Mapped[str]
    country: Mapped[str] = mapped_column(short(2))
