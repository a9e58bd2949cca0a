import uuid
from collections.abc import Iterator

import psycopg
import pytest

from models.migrate import migrate
from runtime.database import Database
from tests.builders import TestDesk, found_desk
from tests.desk.case_walk import CaseWalk
from workers.stack.postgres import EmbeddedPostgres


@pytest.fixture(scope="package")
def shared_url(postgres: EmbeddedPostgres) -> Iterator[str]:
    """The owner's URL of one migrated database for tests that each found a tenant of their own."""
    name = f"shared_{uuid.uuid4().hex[:12]}"
    admin = postgres.url("swapdesk_owner", "postgres").replace("+psycopg", "")
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    migrate(postgres.url("swapdesk_owner", name))
    yield postgres.url("swapdesk_owner", name)
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


@pytest.fixture
def shared_record(shared_url: str) -> Iterator[Database]:
    database = Database(shared_url.replace("swapdesk_owner", "swapdesk_runtime"))
    yield database
    database.close()


@pytest.fixture
def desk(shared_record: Database, shared_url: str) -> TestDesk:
    """A desk of its own: its tenant's code is used by no other test."""
    return found_desk(shared_url, shared_record, code=f"acme-{uuid.uuid4().hex[:8]}")


@pytest.fixture
def walk(shared_record: Database, desk: TestDesk) -> CaseWalk:
    return CaseWalk(database=shared_record, desk=desk)
