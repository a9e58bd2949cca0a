"""People and programs that may come in: accounts, sign-in, sessions and API keys."""

import hashlib
import secrets
import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import ClassVar

from sqlalchemy import and_, bindparam, delete, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from desk.actors import Actor
from desk.passwords import fits, hash_password, turn_to_hash
from desk.refusals import NotSignedIn, SignInRefused, TooManyAttempts, UnknownCustomer
from models.parties import (
    AccessKey,
    Customer,
    KeyKind,
    Role,
    SignInAttempt,
    StaffAccount,
    Tenant,
)
from rules.errors import DeskError, Kind
from runtime.database import Database
from runtime.database import Role as RecordRole

#: A session ends twelve hours after it began, used or not: one long working day.
SESSION_LASTS = timedelta(hours=12)
LONGEST_KEY_LIFE = timedelta(days=366)
#: ASVS 5.0 6.3.1: five failures of one account from one address within fifteen minutes.
FAILURES, WITHIN = 5, timedelta(minutes=15)
SECRET_BYTES = 32

#: Built once: every request asks it.
WHOSE_TOKEN = (
    select(
        StaffAccount.tenant_id,
        Tenant.code,
        StaffAccount.id,
        StaffAccount.role,
        StaffAccount.customer_id,
        StaffAccount.duty,
    )
    .join(
        AccessKey,
        and_(
            AccessKey.tenant_id == StaffAccount.tenant_id,
            AccessKey.account_id == StaffAccount.id,
        ),
    )
    .join(Tenant, Tenant.id == StaffAccount.tenant_id)
    .where(
        AccessKey.sha256 == bindparam("sha256"),
        AccessKey.revoked_at.is_(None),
        AccessKey.expires_at > bindparam("now"),
        StaffAccount.disabled_at.is_(None),
    )
)


class AccountExists(DeskError):
    """Somebody signs in with this e-mail already."""

    def __init__(self, email: str) -> None:
        super().__init__(f"'{email}' has an account. Use another address.", email=email)


class UnknownAccount(DeskError):
    """Nobody here signs in with this e-mail."""

    kind: ClassVar[Kind] = Kind.MISSING

    def __init__(self, email: str) -> None:
        super().__init__(f"There is no account '{email}' here. Check the address.", email=email)


class KeyLivesTooLong(DeskError):
    """An API key ends within a year."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self, expires_at: datetime) -> None:
        super().__init__(
            f"{expires_at.isoformat()} is not within the coming year. Choose an earlier end and "
            "replace the key before it comes.",
            expires_at=expires_at.isoformat(),
        )


def add_account(
    session: Session,
    tenant_id: uuid.UUID,
    email: str,
    name: str,
    role: Role,
    customer_code: str,
    password: str,
) -> StaffAccount:
    """A person who may sign in; only the role `customer` names the customer it sees.

    The session is the tenant's. Raises UnknownCustomer, WeakPassword and AccountExists.
    """
    account = StaffAccount(
        tenant_id=tenant_id,
        id=uuid.uuid4(),
        email=normal_email(email),
        name=name,
        role=role,
        customer_id=customer_of(session, role, customer_code),
        password_hash=hash_password(password, email),
    )
    try:
        with session.begin_nested():
            session.add(account)
    except IntegrityError as taken:
        raise AccountExists(email) from taken
    return account


def customer_of(session: Session, role: Role, code: str) -> uuid.UUID | None:
    """The one customer a customer's person sees; everybody else sees all (UnknownCustomer)."""
    if role is not Role.CUSTOMER:
        return None
    found = session.scalars(select(Customer.id).where(Customer.code == code)).one_or_none()
    if found is None:
        raise UnknownCustomer(code)
    return found


def account_named(session: Session, email: str) -> StaffAccount:
    """The tenant's account with this address (UnknownAccount)."""
    wanted = select(StaffAccount).where(StaffAccount.email == normal_email(email))
    account = session.scalars(wanted).one_or_none()
    if account is None:
        raise UnknownAccount(email)
    return account


def set_password(session: Session, email: str, password: str, now: datetime) -> None:
    """A new password; every session of the person ends (UnknownAccount, WeakPassword)."""
    account = account_named(session, email)
    account.password_hash = hash_password(password, email)
    revoke_all(session, account, now, KeyKind.SESSION)


def disable_account(session: Session, email: str, now: datetime) -> None:
    """The person may no longer come in, by session or by key (UnknownAccount)."""
    account = account_named(session, email)
    account.disabled_at = now
    revoke_all(session, account, now, *KeyKind)


def revoke_all(session: Session, account: StaffAccount, now: datetime, *kinds: KeyKind) -> None:
    """End the account's keys of these kinds."""
    session.execute(
        update(AccessKey)
        .where(
            AccessKey.account_id == account.id,
            AccessKey.kind.in_(kinds),
            AccessKey.revoked_at.is_(None),
        )
        .values(revoked_at=now)
    )


def sign_in(
    database: Database, email: str, password: str, client: str, now: datetime
) -> tuple[str, datetime]:
    """A new session's secret token and its end; `client` is the network address.

    Takes a third of a second: call it in a thread. Raises SignInRefused, TooManyAttempts (the
    sixth try within 15 minutes of five failures) and SignInBusy.
    """
    who = digest(f"{normal_email(email)}\n{client}")
    with turn_to_hash():
        account = count_attempt(database, normal_email(email), who, now)
        right = fits(password, account.password_hash if account else None)
    if account is None or not right or account.disabled_at is not None:
        raise SignInRefused
    with database.as_role(RecordRole.SIGN_IN) as session:
        session.execute(delete(SignInAttempt).where(SignInAttempt.who == who))
        token = secrets.token_urlsafe(SECRET_BYTES)
        keep_key(session, account, KeyKind.SESSION, token, now, now + SESSION_LASTS)
    return token, now + SESSION_LASTS


def count_attempt(database: Database, email: str, who: str, now: datetime) -> StaffAccount | None:
    """Count the try before it is judged, so that many at once gain nothing (TooManyAttempts)."""
    with database.as_role(RecordRole.SIGN_IN) as session:
        session.execute(select(func.pg_advisory_xact_lock(int(who[:15], 16))))
        session.execute(delete(SignInAttempt).where(SignInAttempt.at <= now - WITHIN))
        tries = select(func.count()).where(SignInAttempt.who == who)
        if session.scalars(tries).one() >= FAILURES:
            raise TooManyAttempts
        session.add(SignInAttempt(who=who, at=now))
        return session.scalars(
            select(StaffAccount).where(StaffAccount.email == email)
        ).one_or_none()


def sign_out(database: Database, token: str, now: datetime) -> None:
    """End the session; a token nobody knows is no error."""
    with database.as_role(RecordRole.SIGN_IN) as session:
        session.execute(
            update(AccessKey)
            .where(AccessKey.sha256 == digest(token), AccessKey.revoked_at.is_(None))
            .values(revoked_at=now)
        )


def issue_api_key(
    session: Session, account: StaffAccount, expires_at: datetime, now: datetime
) -> str:
    """A key `swd_<id>_<secret>` for programs, to be shown once; only its hash is kept.

    Raises KeyLivesTooLong.
    """
    if not now < expires_at <= now + LONGEST_KEY_LIFE:
        raise KeyLivesTooLong(expires_at)
    key_id = uuid.uuid4()
    token = f"swd_{key_id.hex}_{secrets.token_urlsafe(SECRET_BYTES)}"
    keep_key(session, account, KeyKind.API, token, now, expires_at, key_id)
    return token


def revoke_api_key(session: Session, key_id: uuid.UUID, now: datetime) -> None:
    """End the tenant's key with this id: the part between `swd_` and the secret."""
    session.execute(update(AccessKey).where(AccessKey.id == key_id).values(revoked_at=now))


def keep_key(
    session: Session,
    account: StaffAccount,
    kind: KeyKind,
    token: str,
    now: datetime,
    expires_at: datetime,
    key_id: uuid.UUID | None = None,
) -> None:
    """The key's row: its hash, never the key."""
    session.add(
        AccessKey(
            tenant_id=account.tenant_id,
            id=key_id or uuid.uuid4(),
            account_id=account.id,
            kind=kind,
            sha256=digest(token),
            created_at=now,
            expires_at=expires_at,
        )
    )


def actor_of(database: Database, token: str, now: datetime) -> Actor:
    """Whose token this is; NotSignedIn for an unknown, ended or revoked one, or no account."""
    with database.as_role(RecordRole.SIGN_IN) as session:
        wanted = {"sha256": digest(token), "now": now}
        found = session.execute(WHOSE_TOKEN, wanted).one_or_none()
    if found is None:
        raise NotSignedIn
    tenant_id, tenant, account_id, role, customer_id, duty = found
    return Actor(
        tenant_id=tenant_id,
        tenant=tenant,
        name=handle_of(account_id),
        role=role,
        customer_id=customer_id,
        duty=duty,
    )


def names_of(database: Database, tenant_id: uuid.UUID) -> Mapping[str, str]:
    """The tenant's people by the handle that facts, stories and workflows know them by."""
    with database.as_tenant(tenant_id) as session:
        rows = session.execute(select(StaffAccount.id, StaffAccount.name)).all()
    return {handle_of(account_id): name for account_id, name in rows}


def handle_of(account_id: uuid.UUID) -> str:
    """A person's name wherever a name may not go: workflow payloads, stories and logs."""
    return f"person-{account_id.hex[:12]}"


def normal_email(email: str) -> str:
    """The address as it is stored and compared; what no address holds is left out."""
    return "".join(letter for letter in email.strip() if letter.isprintable()).casefold()


def digest(text: str) -> str:
    """The SHA-256 in hexadecimal; enough for secrets of 256 random bits."""
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()
