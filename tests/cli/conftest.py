"""A terminal, and a desk for it to ask: a copy of one that was furnished once."""

import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from models.migrate import migrate
from runtime.database import Database
from runtime.settings import load_settings
from tests.builders import TestDesk
from tests.cli.terminal import Terminal, as_runtime, point_at, staffed_desk
from workers.stack.postgres import EmbeddedPostgres


@pytest.fixture
def swapdesk(capsys: pytest.CaptureFixture[str]) -> Iterator[Terminal]:
    yield Terminal(capture=capsys)
    load_settings.cache_clear()


@pytest.fixture(scope="session")
def furnished(postgres: EmbeddedPostgres) -> tuple[str, TestDesk]:
    """The name of a database with a staffed desk, and the desk."""
    name = f"furnished_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(admin(postgres), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    owner_url = postgres.url("swapdesk_owner", name)
    migrate(owner_url)
    record = Database(as_runtime(owner_url))
    desk = staffed_desk(owner_url, record)
    record.close()
    return name, desk


def admin(postgres: EmbeddedPostgres) -> str:
    return postgres.url("swapdesk_owner", "postgres").replace("+psycopg", "")


@pytest.fixture
def owner_url(postgres: EmbeddedPostgres, furnished: tuple[str, TestDesk]) -> Iterator[str]:
    """The owner's URL of a copy for one test."""
    name = f"copy_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(admin(postgres), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {furnished[0]}".encode())
    yield postgres.url("swapdesk_owner", name)
    with psycopg.connect(admin(postgres), autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


@pytest.fixture
def books(owner_url: str) -> Iterator[Database]:
    """The copy's record."""
    database = Database(as_runtime(owner_url))
    yield database
    database.close()


@pytest.fixture
def desk(
    furnished: tuple[str, TestDesk],
    owner_url: str,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> TestDesk:
    """The desk that the terminal's commands find."""
    point_at(monkeypatch, owner_url, tmp_path)
    return furnished[1]
