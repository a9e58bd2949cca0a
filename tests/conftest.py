"""Real servers for the whole test session, each started once and only when asked for."""

import os
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url

from models.migrate import migrate
from runtime.database import Database
from workers.stack.ports import free_port
from workers.stack.postgres import EmbeddedPostgres
from workers.stack.temporal_server import EmbeddedTemporal


@pytest.fixture(scope="session")
def stack_folder() -> Iterator[Path]:
    # Not tmp_path: as root, PostgreSQL's own account could not enter pytest's private folders.
    folder = Path(tempfile.mkdtemp(prefix="swapdesk-test-"))
    if os.geteuid() == 0:
        folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres(stack_folder: Path) -> Iterator[EmbeddedPostgres]:
    """A running server with the empty database `swapdesk`; make your own databases in it."""
    server = EmbeddedPostgres(stack_folder / "postgres", durable=False)
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def temporal_server(stack_folder: Path) -> Iterator[EmbeddedTemporal]:
    """A running server that can skip time, at `temporal_server.address`."""
    port = free_port(0)
    ui_port = free_port(0, taken={port})
    server = EmbeddedTemporal(stack_folder / "temporal", port, ui_port, time_skipping=True)
    server.start()
    yield server
    server.stop()


def command(server: EmbeddedPostgres, *statements: str) -> None:
    """Run statements that no transaction may hold, such as CREATE DATABASE."""
    admin = server.url("swapdesk_owner", "postgres").replace("+psycopg", "")
    with psycopg.connect(admin, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.encode())


@pytest.fixture(scope="session")
def migrated_template(postgres: EmbeddedPostgres) -> str:
    """A migrated database to copy: a copy takes a fraction of what migrating takes."""
    command(postgres, "CREATE DATABASE migrated")
    migrate(postgres.url("swapdesk_owner", "migrated"))
    return "migrated"


@pytest.fixture
def empty_database(postgres: EmbeddedPostgres) -> Iterator[str]:
    """The owner's URL of a database of its own for one test."""
    name = f"t_{uuid.uuid4().hex[:12]}"
    command(postgres, f"CREATE DATABASE {name}")
    yield postgres.url("swapdesk_owner", name)
    command(postgres, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def record_url(empty_database: str, postgres: EmbeddedPostgres, migrated_template: str) -> str:
    """The runtime role's URL of the same database, migrated."""
    name = make_url(empty_database).database
    command(
        postgres,
        f"DROP DATABASE {name} WITH (FORCE)",
        f"CREATE DATABASE {name} TEMPLATE {migrated_template}",
    )
    return empty_database.replace("swapdesk_owner", "swapdesk_runtime")


@pytest.fixture
def record(record_url: str) -> Iterator[Database]:
    database = Database(record_url)
    yield database
    database.close()
