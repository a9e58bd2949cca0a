import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from workers.stack import postgres_place
from workers.stack.postgres import EmbeddedPostgres
from workers.stack.postgres_place import private_folder
from workers.stack.refusals import FolderInUse, FolderOutOfReach


@pytest.fixture(scope="module")
def room(stack_folder: Path) -> Path:
    folder = stack_folder / "own-postgres"
    folder.mkdir(mode=0o711)
    return folder


@pytest.fixture(scope="module")
def server(room: Path) -> Iterator[EmbeddedPostgres]:
    server = EmbeddedPostgres(room / "server", durable=False)
    server.start()
    ask(server, "CREATE TABLE fact (word text)")
    yield server
    server.stop()


def ask(server: EmbeddedPostgres, question: str) -> list[str]:
    url = server.url().replace("+psycopg", "")
    with psycopg.connect(url, autocommit=True) as session:
        cursor = session.execute(question.encode())
        return [str(row[0]) for row in cursor] if cursor.description else []


def until(true: Callable[[], bool], seconds: float = 20) -> bool:
    end = time.monotonic() + seconds
    while not true() and time.monotonic() < end:
        time.sleep(0.05)
    return true()


def test_the_database_is_utf8_with_a_builtin_locale_and_no_network(
    server: EmbeddedPostgres,
) -> None:
    assert ask(server, "SHOW server_encoding") == ["UTF8"]
    assert ask(server, "SHOW listen_addresses") == [""]
    assert ask(server, "SHOW timezone") == ["UTC"]
    assert ask(server, "SELECT datlocale FROM pg_database WHERE datname = 'swapdesk'") == [
        "C.UTF-8"
    ]
    assert server.version() == "18.4"


def test_starting_twice_changes_nothing(server: EmbeddedPostgres) -> None:
    pid = server.pid
    server.start()
    assert server.pid == pid


def test_a_second_start_carries_on_with_the_same_rows(server: EmbeddedPostgres) -> None:
    ask(server, "INSERT INTO fact VALUES ('kept over a stop')")
    server.stop()
    assert not server.answers()
    server.start()
    assert "kept over a stop" in ask(server, "SELECT word FROM fact")


def test_rows_committed_before_a_kill_are_there_after_the_next_start(
    server: EmbeddedPostgres,
) -> None:
    ask(server, "INSERT INTO fact VALUES ('kept over a kill')")
    assert server.pid
    os.kill(server.pid, signal.SIGKILL)  # the parent alone: its children must end by themselves
    assert until(lambda: server.pid is None)
    assert (server.data / "postmaster.pid").exists()
    server.start()
    assert "kept over a kill" in ask(server, "SELECT word FROM fact")
    server.kill()
    server.start()
    assert "kept over a kill" in ask(server, "SELECT word FROM fact")


def test_a_pid_file_that_names_another_program_is_dropped(server: EmbeddedPostgres) -> None:
    server.stop()
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as other:
        (server.data / "postmaster.pid").write_text(f"{other.pid}\n{server.data}\n")
        server.start()
        assert server.answers()
        other.communicate(b"\n")


def test_a_second_server_on_the_same_folder_is_refused(
    server: EmbeddedPostgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workers.stack.postgres.LOCK_PATIENCE", 0.2)
    with pytest.raises(FolderInUse, match="stop that one first"):
        EmbeddedPostgres(server.folder).start()


def test_a_folder_too_deep_for_a_socket_gets_a_short_private_one(room: Path) -> None:
    deep = EmbeddedPostgres(room / ("d" * 60) / ("e" * 60), durable=False)
    deep.folder.parent.mkdir(mode=0o711)
    deep.start()
    short = Path((deep.folder / "socket.path").read_text().strip())
    assert len(str(short)) < 60
    assert short.stat().st_mode & 0o777 == 0o700
    assert deep.answers()
    deep.stop()
    deep.start()
    assert (deep.folder / "socket.path").read_text().strip() == str(short)
    assert deep.answers()
    deep.stop()
    short.rmdir()


def test_an_interrupted_initdb_is_begun_again(room: Path) -> None:
    half = EmbeddedPostgres(room / "half", durable=False)
    half.start()
    half.stop()
    half.data.rename(half.cluster / "draft")
    (half.cluster / "draft" / "PG_VERSION").unlink()
    half.start()
    assert half.answers()
    half.stop()


def test_no_folder_gets_wider_permissions(room: Path) -> None:
    narrow = EmbeddedPostgres(room / "narrow", durable=False)
    before = room.stat().st_mode
    narrow.start()
    narrow.stop()
    assert room.stat().st_mode == before
    assert narrow.data.stat().st_mode & 0o777 == 0o700
    assert (narrow.folder / "socket").stat().st_mode & 0o777 == 0o700


def test_a_folder_that_the_account_cannot_enter_is_refused_by_name(tmp_path: Path) -> None:
    closed = EmbeddedPostgres(private_folder(tmp_path / "closed", None) / "server", durable=False)
    if os.geteuid() == 0:
        with pytest.raises(FolderOutOfReach, match="choose a folder below a reachable one"):
            closed.start()
    else:  # our own account runs the server, so our own private folder will do
        closed.start()
        closed.stop()


def test_programs_out_of_reach_are_copied_below_the_folder_once(
    room: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As when root's environment lies below /root, which the database's account cannot enter.
    monkeypatch.setattr(
        postgres_place, "can_reach", lambda path, _account: "site-packages" not in str(path)
    )
    server = EmbeddedPostgres(room / "copied", durable=False)
    server.start()
    program = Path(f"/proc/{server.pid}/exe").readlink()
    server.stop()
    assert server.folder in program.parents
    made = program.stat().st_mtime_ns
    server.start()
    server.stop()
    assert program.stat().st_mtime_ns == made
    assert len(list(server.folder.glob("programs-*"))) == 1


ORPHANS = """
import os, sys
from pathlib import Path
from workers.stack import postgres_place
from workers.stack.postgres import EmbeddedPostgres
server = EmbeddedPostgres(Path(sys.argv[1]), durable=False)
server.start()
print(server.pid, flush=True)
os.kill(os.getpid(), 9)
"""


def test_no_server_outlives_a_killed_owner(room: Path) -> None:
    owner = subprocess.run(
        [sys.executable, "-c", ORPHANS, str(room / "orphan")],
        capture_output=True,
        text=True,
        check=False,
    )
    pid = int(owner.stdout)
    assert until(lambda: not Path(f"/proc/{pid}").exists())
    assert not (room / "orphan" / "cluster" / "data" / "postmaster.pid").exists()
