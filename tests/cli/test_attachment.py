from pathlib import Path

import pytest

from runtime.database import Database
from tests.builders import TestDesk, a_swap
from tests.cli.terminal import CUSTOMER, MONDAY_0900, Terminal
from tests.desk.case_walk import CaseWalk

CONFIG = b"hostname router-1\n"


@pytest.fixture
def number(desk: TestDesk, books: Database) -> str:
    return CaseWalk(database=books, desk=desk).open(a_swap(at=MONDAY_0900))


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "router.cfg"
    path.write_bytes(CONFIG)
    return path


def test_a_file_is_added_listed_and_saved_as_it_was(
    swapdesk: Terminal, number: str, config: Path, tmp_path: Path
) -> None:
    added = swapdesk("attachment", "add", number, str(config), "--as", CUSTOMER, "--json").facts
    assert (added["file_name"], added["media_type"], added["size"]) == (
        "router.cfg",
        "text/plain",
        len(CONFIG),
    )
    [line] = swapdesk("attachment", "list", number).out.splitlines()
    assert line.split()[-1] == "router.cfg"
    target = tmp_path / "saved.cfg"
    words = ("attachment", "save", number, line.split()[0], "--to", str(target))
    assert swapdesk(*words).out == f"Saved: {target}\n"
    assert target.read_bytes() == CONFIG
    again = swapdesk(*words)
    assert again.code == 1
    assert "is there. Choose another name" in again.err


def test_a_compressed_backup_is_added_by_its_name(
    swapdesk: Terminal, number: str, tmp_path: Path
) -> None:
    for name in ("backup.tar.gz", "backup.tgz"):
        path = tmp_path / name
        path.write_bytes(b"\x1f\x8b\x08" + name.encode())
        added = swapdesk("attachment", "add", number, str(path), "--json").facts
        assert added["media_type"] == "application/gzip"
    assert len(swapdesk("attachment", "list", number).out.splitlines()) == 2


def test_what_cannot_be_added_or_saved_is_refused_by_name(
    swapdesk: Terminal, number: str, tmp_path: Path, config: Path
) -> None:
    assert swapdesk("attachment", "list", number).out == "No file was added.\n"
    page = tmp_path / "page.html"
    page.write_text("<p>Hi</p>")
    kind = swapdesk("attachment", "add", number, str(page), "--json")
    assert (kind.code, kind.error) == (2, "attachment-kind-not-allowed")
    case = swapdesk("attachment", "add", "SE-2026-999999", str(config), "--json")
    assert case.error == "unknown-case"
    assert swapdesk("attachment", "save", number, "00ff").code == 1
    assert swapdesk("attachment", "add", number, str(tmp_path / "nothing.txt")).code == 2
