"""The way to PostgreSQL: every transaction names its role and, where it has one, its tenant."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm import Session

from rules.errors import DeskError, Kind

#: Seconds and milliseconds after which a sick database becomes an error instead of a hang.
CONNECT_SECONDS = 3
POOL_SECONDS = 3
STATEMENT_MS = 10_000
LOCK_MS = 5_000
#: SQLSTATE classes that a repeat can cure: connection, shutdown, deadlock, serialization.
PASSING = ("08", "57P", "40", "53", "55P03")


class Role(StrEnum):
    """The roles a transaction may take; each sees only the tables it needs."""

    APP = "swapdesk_app"
    RELAY = "swapdesk_relay"
    SIGN_IN = "swapdesk_signin"
    RECONCILE = "swapdesk_reconcile"
    WEBHOOK = "swapdesk_webhook"
    FOUNDER = "swapdesk_founder"


class RecordUnavailable(DeskError):
    """The record cannot be reached right now."""

    kind: ClassVar[Kind] = Kind.UNAVAILABLE

    def __init__(self, error: Exception) -> None:
        super().__init__(
            "The database did not answer. Nothing was lost that had been confirmed; "
            "repeat the request with the same key in a few seconds.",
            reason=type(error).__name__,
        )


class Database:
    """A pool of connections that hands out transactions under a role."""

    def __init__(self, url: str, *, connections: int = 10) -> None:
        self.engine: Engine = create_engine(
            url,
            pool_size=connections,
            max_overflow=0,
            pool_timeout=POOL_SECONDS,
            pool_pre_ping=True,
            # An error text may reach a log: it must not carry a name or an address.
            hide_parameters=True,
            connect_args={
                "connect_timeout": CONNECT_SECONDS,
                "application_name": "swapdesk",
                "options": f"-c statement_timeout={STATEMENT_MS} -c lock_timeout={LOCK_MS}",
            },
        )

    @contextmanager
    def as_tenant(self, tenant_id: uuid.UUID) -> Iterator[Session]:
        """One transaction of one tenant: committed on success, rolled back on any error."""
        with self._transaction(Role.APP, str(tenant_id)) as session:
            yield session

    @contextmanager
    def as_role(self, role: Role) -> Iterator[Session]:
        """One transaction that may cross tenants, on the few tables its role has policies for."""
        with self._transaction(role, "") as session:
            yield session

    @contextmanager
    def _transaction(self, role: Role, tenant: str) -> Iterator[Session]:
        try:
            with Session(self.engine, expire_on_commit=False) as session, session.begin():
                # One round trip; both settings end with the transaction, so a pooled
                # connection never carries a tenant into the next one.
                session.execute(
                    text(
                        "SELECT set_config('role', :role, true),"
                        " set_config('swapdesk.tenant', :tenant, true)"
                    ),
                    {"role": role.value, "tenant": tenant},
                )
                yield session
        except (OperationalError, InterfaceError, PoolTimeoutError) as error:
            raise RecordUnavailable(error) from error
        except DBAPIError as error:
            if is_passing(error):
                raise RecordUnavailable(error) from error
            raise

    def close(self) -> None:
        """Close every pooled connection."""
        self.engine.dispose()


def is_passing(error: DBAPIError) -> bool:
    """True when the same statement may succeed if repeated."""
    state = getattr(error.orig, "sqlstate", None) or ""
    return error.connection_invalidated or state.startswith(PASSING)
