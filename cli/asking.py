"""How a command asks the desk: settings of the running stack, a tenant, and who is asking."""

import asyncio
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, ClassVar

import typer
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError, IntegrityError

from cli.output import tell
from desk.actors import Actor
from desk.people import UnknownAccount, account_named, handle_of
from desk.refusals import BusinessTimeRefused
from models.parties import Role, StaffAccount, Tenant
from rules.errors import DeskError, Kind
from runtime.connections import open_database
from runtime.database import Database
from runtime.database import Role as RecordRole
from runtime.settings import Settings, load_settings

if TYPE_CHECKING:
    from temporalio.client import Client

OfTenant = Annotated[
    str, typer.Option("--tenant", metavar="CODE", help="The tenant (default: the only one).")
]
AsPerson = Annotated[
    str,
    typer.Option("--as", metavar="EMAIL", help="Who asks (default: the first admin or desk one)."),
]
Key = Annotated[str, typer.Option("--key", help="Idempotency key: the same key does a thing once.")]
Moment = Annotated[
    str,
    typer.Option("--at", metavar="TIME", help="Business time, ISO 8601 with offset; demo only."),
]
CONNECT_SECONDS = 8
#: SQLSTATEs of a database without our tables, roles or rights.
NOT_MIGRATED = {"42P01", "42704", "22023", "42501"}


class NoTenant(DeskError):
    """There is no such tenant here."""

    kind: ClassVar[Kind] = Kind.MISSING

    def __init__(self, code: str, known: list[str]) -> None:
        super().__init__(
            f"Choose one with --tenant: {', '.join(known)}."
            if known
            else "Found one first: swapdesk tenant found CODE …",
            tenant=code,
        )


class NobodyToAskAs(DeskError):
    """The tenant has no account for this."""

    def __init__(self, tenant: str) -> None:
        super().__init__(
            f"Add an admin or desk account: swapdesk account add EMAIL --tenant {tenant} …",
            tenant=tenant,
        )


class BadMoment(DeskError):
    """This is not an instant."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self, given: str) -> None:
        super().__init__(
            f"'{given}' is not a time with an offset, such as 2026-11-23T13:52:00+01:00.",
            given=given,
        )


class RecordNotMigrated(DeskError):
    """The database does not hold this version's record."""

    kind: ClassVar[Kind] = Kind.UNAVAILABLE

    def __init__(self) -> None:
        super().__init__("Bring it up to date first: swapdesk migrate")


class NumberTaken(DeskError):
    """One of its numbers is taken, perhaps at this very moment."""

    def __init__(self) -> None:
        super().__init__(
            "Repeat it once; if it is refused again, the serial or IMEI is on record already."
        )


class WorkflowServerSilent(DeskError):
    """The workflow server does not answer."""

    kind: ClassVar[Kind] = Kind.UNAVAILABLE

    def __init__(self) -> None:
        super().__init__("Start the stack with `swapdesk up`, or look at `swapdesk doctor`.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What a command needs: the settings, the record, and in whose name it asks."""

    settings: Settings
    database: Database
    actor: Actor


@contextmanager
def opened_record(settings: Settings) -> Iterator[Database]:
    """The record for the length of a command (BadSetting, RecordUnavailable, RecordNotMigrated)."""
    database = open_database(settings, connections=4)
    try:
        with named_errors():
            yield database
    finally:
        database.close()


@contextmanager
def named_errors() -> Iterator[None]:
    """Say by name what the database refused itself (NumberTaken, RecordNotMigrated)."""
    try:
        yield
    except IntegrityError as taken:
        raise NumberTaken from taken
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", "") in NOT_MIGRATED:
            raise RecordNotMigrated from error
        raise


@contextmanager
def at_the_desk(tenant: str = "", email: str = "") -> Iterator[Desk]:
    """The desk, as one of the tenant's accounts (NoTenant, NobodyToAskAs, UnknownAccount)."""
    settings = load_settings()
    with opened_record(settings) as database:
        actor = actor_for(database, find_tenant(database, tenant), email)
        yield Desk(settings=settings, database=database, actor=actor)


def find_tenant(database: Database, code: str) -> Tenant:
    """The tenant with the code, or the only one there is (NoTenant)."""
    with database.as_role(RecordRole.RECONCILE) as session:
        known = session.scalars(select(Tenant).order_by(Tenant.code)).all()
    fitting = [tenant for tenant in known if code in {"", tenant.code}]
    if len(fitting) != 1:
        raise NoTenant(code, [tenant.code for tenant in known])
    return fitting[0]


def actor_for(database: Database, tenant: Tenant, email: str) -> Actor:
    """The named account, or the first admin's or desk's (NobodyToAskAs, UnknownAccount)."""
    working = select(StaffAccount).where(
        StaffAccount.disabled_at.is_(None), StaffAccount.role.in_([Role.ADMIN, Role.DESK])
    )
    with database.as_tenant(tenant.id) as session:
        if email:
            account = account_named(session, email)
            if account.disabled_at is not None:
                raise UnknownAccount(email)
        else:
            first = session.scalars(working.order_by(StaffAccount.role, StaffAccount.email)).first()
            if first is None:
                raise NobodyToAskAs(tenant.code)
            account = first
    return Actor(
        tenant_id=tenant.id,
        tenant=tenant.code,
        name=handle_of(account.id),
        role=account.role,
        customer_id=account.customer_id,
        duty=account.duty,
    )


@contextmanager
def under_key(given: str) -> Iterator[str]:
    """The given key or a fresh one, told on standard error when the outcome is not known."""
    key = given or str(uuid.uuid4())
    try:
        yield key
    except (DeskError, KeyboardInterrupt) as error:
        if isinstance(error, KeyboardInterrupt) or error.kind is Kind.UNAVAILABLE:
            tell(f"It may or may not have been done. Repeat it with: --key {key}")
        raise


def moment_of(settings: Settings, text: str) -> datetime | None:
    """The given business time, or None for now (BadMoment, BusinessTimeRefused)."""
    if not text:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError as wrong:
        raise BadMoment(text) from wrong
    if at.tzinfo is None:
        raise BadMoment(text)
    if not settings.business_time:
        raise BusinessTimeRefused
    return at


async def connected(settings: Settings) -> "Client":
    """The workflow server's client (WorkflowServerSilent)."""
    from runtime.temporal import connect  # noqa: PLC0415 - half a second most commands save

    try:
        async with asyncio.timeout(CONNECT_SECONDS):
            return await connect(settings)
    except (RuntimeError, TimeoutError) as error:
        raise WorkflowServerSilent from error
