"""The practice carrier as a real process, new for each test that asks for it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.carriers.builders import PracticeProcess, Receiver


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    server = Receiver()
    yield server
    server.close()


@pytest.fixture(scope="module")
def shared_practice(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PracticeProcess]:
    """One server for a whole file: every test takes its own reference and leaves no fault armed."""
    process = PracticeProcess(tmp_path_factory.mktemp("practice"))
    yield process
    process.kill()


@pytest.fixture
def practice(tmp_path: Path, receiver: Receiver) -> Iterator[PracticeProcess]:
    """A server of one's own, that may be killed and started again; it pushes to the receiver."""
    process = PracticeProcess(tmp_path / "practice", receiver.url)
    yield process
    process.kill()
