"""A terminal, and a desk for it to ask: a copy of one that was furnished once."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import make_url

from runtime.database import Database
from runtime.settings import load_settings
from tests.builders import TestDesk
from tests.cli.terminal import Terminal, as_runtime, point_at, staffed_desk
from tests.databases import copied, migrated
from workers.stack.postgres import EmbeddedPostgres


@pytest.fixture
def swapdesk(capsys: pytest.CaptureFixture[str]) -> Iterator[Terminal]:
    yield Terminal(capture=capsys)
    load_settings.cache_clear()


@pytest.fixture(scope="session")
def furnished(postgres: EmbeddedPostgres) -> Iterator[tuple[str, TestDesk]]:
    """The name of a database with a staffed desk, and the desk."""
    with copied(postgres, migrated(postgres), "furnished") as owner_url:
        record = Database(as_runtime(owner_url))
        desk = staffed_desk(owner_url, record)
        record.close()
        yield str(make_url(owner_url).database), desk


@pytest.fixture
def owner_url(postgres: EmbeddedPostgres, furnished: tuple[str, TestDesk]) -> Iterator[str]:
    """The owner's URL of a copy for one test."""
    with copied(postgres, furnished[0], "copy") as url:
        yield url


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
