"""The supervisor as its own process, with the real servers."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest

ONLY = ("--only", "postgres", "--only", "temporal", "--only", "mailbox")


def until(true: Callable[[], bool], seconds: float = 40) -> bool:
    end = time.monotonic() + seconds
    while not true() and time.monotonic() < end:
        time.sleep(0.1)
    return true()


def gone(pid: int) -> bool:
    return not Path(f"/proc/{pid}").exists()


def facts(folder: Path) -> dict[str, Any]:
    told: dict[str, Any] = json.loads((folder / "run" / "stack.json").read_text())
    return told


def part(folder: Path, name: str) -> dict[str, Any]:
    [found] = [part for part in facts(folder)["parts"] if part["name"] == name]
    return dict(found)


def healthy(folder: Path, supervisor: int | None = None) -> bool:
    try:
        told = facts(folder)
    except FileNotFoundError:
        return False
    return supervisor in {None, told["pid"]} and all(part["healthy"] for part in told["parts"])


def command(folder: Path, *words: str) -> list[str]:
    return [sys.executable, "-m", "cli.main", "up", "--data-dir", str(folder), *words]


def environment(**more: str) -> dict[str, str]:
    plain = {k: v for k, v in os.environ.items() if not k.startswith(("SWAPDESK_", "TEMPORAL_"))}
    return {**plain, **more}


@contextmanager
def stack(folder: Path, *words: str, **more: str) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        command(folder, *(words or ONLY)),
        env=environment(**more),
        stderr=subprocess.PIPE,
        text=True,
    ) as running:
        try:
            assert until(lambda: healthy(folder, running.pid) or running.poll() is not None)
            yield running
        finally:
            running.kill()


@pytest.fixture
def folder(stack_folder: Path, request: pytest.FixtureRequest) -> Path:
    return stack_folder / str(request.node.name)[:40]


def rows(folder: Path, statement: str) -> list[Any]:
    url = facts(folder)["environment"]["DATABASE_URL"].replace("+psycopg", "")
    with psycopg.connect(url, autocommit=True) as session:
        cursor = session.execute(statement.encode())
        return cursor.fetchall() if cursor.description else []


@pytest.mark.parametrize("asked", [signal.SIGTERM, signal.SIGINT])
def test_everything_ends_within_15_seconds_of_a_signal(folder: Path, asked: signal.Signals) -> None:
    with stack(folder) as running:
        pids = [part["pid"] for part in facts(folder)["parts"]]
        begun = time.monotonic()
        running.send_signal(asked)
        assert running.wait(15) == 0
        assert time.monotonic() - begun < 15
    assert all(gone(pid) for pid in pids)
    assert not (folder / "run" / "stack.json").exists()


def test_a_second_up_carries_on_with_the_same_data(folder: Path) -> None:
    with stack(folder) as running:
        rows(folder, "CREATE TABLE kept AS SELECT 'a case' AS word")
        running.terminate()
        running.wait(15)
    with stack(folder):
        assert rows(folder, "SELECT word FROM kept") == [("a case",)]


def test_a_second_up_beside_the_first_is_refused_and_harmless(folder: Path) -> None:
    with stack(folder) as running:
        second = subprocess.run(
            command(folder), env=environment(), capture_output=True, text=True, check=False
        )
        assert second.returncode == 1
        assert "already uses this folder" in second.stderr
        assert "--data-dir" in second.stderr
        assert running.poll() is None
        assert healthy(folder)


def test_a_killed_part_is_back_on_its_port_with_its_data(folder: Path) -> None:
    with stack(folder):
        rows(folder, "CREATE TABLE kept AS SELECT 'a case' AS word")
        for name in ("postgres", "temporal", "mailbox"):
            before = part(folder, name)
            os.kill(before["pid"], signal.SIGKILL)
            assert until(lambda: part(folder, name)["restarts"] == 1 and healthy(folder))  # noqa: B023
            after = part(folder, name)
            assert (after["address"], after["pid"] != before["pid"]) == (before["address"], True)
        assert rows(folder, "SELECT word FROM kept") == [("a case",)]


def test_a_killed_supervisor_leaves_no_orphan_and_the_next_one_carries_on(folder: Path) -> None:
    with stack(folder) as running:
        pids = [part["pid"] for part in facts(folder)["parts"]]
        rows(folder, "CREATE TABLE kept AS SELECT 'a case' AS word")
        running.kill()
        running.wait()
        with stack(folder):  # at once: it waits for what is left of the first
            assert rows(folder, "SELECT word FROM kept") == [("a case",)]
        assert until(lambda: all(gone(pid) for pid in pids))


def test_taken_ports_are_replaced_by_free_ones(folder: Path) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
        more = {name: str(port) for name in ("SWAPDESK_TEMPORAL_PORT", "SWAPDESK_SMTP_PORT")}
        with stack(folder, **more):
            found = {part(folder, name)["address"] for name in ("temporal", "mailbox")}
    assert len(found) == 2
    assert f"127.0.0.1:{port}" not in found


def test_servers_named_in_the_environment_are_not_started_here(folder: Path) -> None:
    more = {"DATABASE_URL": "postgresql://elsewhere/desk", "TEMPORAL_ADDRESS": "elsewhere:7233"}
    with stack(folder, **more):
        told = facts(folder)
        assert [part["name"] for part in told["parts"]] == ["mailbox"]
        assert "DATABASE_URL" not in told["environment"]
    assert not (folder / "postgres").exists()


def test_a_demo_folder_is_refused_as_a_production_folder(folder: Path) -> None:
    with stack(folder, "--only", "mailbox", SWAPDESK_MODE="test"):
        pass
    again = subprocess.run(
        command(folder),
        env=environment(SWAPDESK_MODE="production"),
        capture_output=True,
        text=True,
        check=False,
    )
    assert again.returncode == 1
    assert "is a test folder and production was asked for" in again.stderr


def test_a_failed_migration_stops_the_start_and_leaves_nothing_running(folder: Path) -> None:
    more = {"DATABASE_URL": "postgresql+psycopg://nobody@/nowhere?host=/nowhere"}
    failed = subprocess.run(
        command(folder, "--only", "migrate", "--only", "mailbox"),
        env=environment(**more),
        capture_output=True,
        text=True,
        check=False,
    )
    assert failed.returncode == 3
    assert "could not be brought up to date" in failed.stderr


def test_the_demo_s_exit_code_is_that_of_a_stack_run_once(folder: Path) -> None:
    once = subprocess.run(
        command(folder, "--demo", "--once", "--only", "mailbox"),
        env=environment(DATABASE_URL="postgresql+psycopg://nobody@/nowhere?host=/nowhere"),
        capture_output=True,
        text=True,
        check=False,
    )
    assert once.returncode != 0  # no database, so the demo cannot play
    assert "demo ended with exit code" in once.stderr
    assert "mailbox stopped" in once.stderr
