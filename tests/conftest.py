"""Real servers for the whole test session, each started once and only when asked for."""

import gc
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from runtime.database import Database
from tests.databases import copied, migrated
from workers.stack.ports import free_port
from workers.stack.postgres import EmbeddedPostgres
from workers.stack.temporal_server import EmbeddedTemporal

#: The rooms in the order they are tested, long files first: none is left to one process alone at
#: the end, and the processes of the chaos have the stories of one desk beside them, no other stack.
#: A room that is not named comes last.
FIRST = ("chaos", "stories", "workers", "browser", "programmes", "web", "desk", "cli", "carriers")


def pytest_configure() -> None:
    """Let every process keep what it compiles, here and in those that tests start.

    Where Python is told to write no bytecode, each process compiled all it imports: six seconds.
    """
    if os.environ.pop("PYTHONDONTWRITEBYTECODE", "") and "PYTHONPYCACHEPREFIX" not in os.environ:
        sys.pycache_prefix = os.environ["PYTHONPYCACHEPREFIX"] = str(Path(sys.prefix) / "bytecode")
        sys.dont_write_bytecode = False


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Room by room, so that what is furnished once for a room is furnished once."""
    items.sort(key=lambda item: place_in_order(item.path))


def place_in_order(path: Path) -> int:
    """How many named rooms come before the test's."""
    room = path.relative_to(Path(__file__).parent).parts[0]
    return FIRST.index(room) if room in FIRST else len(FIRST)


def pytest_collection_finish() -> None:
    """Garbage is looked for more rarely, and never among what was imported and collected."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


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


@pytest.fixture
def empty_database(request: pytest.FixtureRequest, postgres: EmbeddedPostgres) -> Iterator[str]:
    """The owner's URL of a database of its own for one test; migrated if it asks for a record."""
    template = migrated(postgres) if "record_url" in request.fixturenames else "template1"
    with copied(postgres, template, "t") as url:
        yield url


@pytest.fixture
def record_url(empty_database: str) -> str:
    """The runtime role's URL of the same database, migrated."""
    return empty_database.replace("swapdesk_owner", "swapdesk_runtime")


@pytest.fixture
def record(record_url: str) -> Iterator[Database]:
    database = Database(record_url)
    yield database
    database.close()
