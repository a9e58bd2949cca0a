import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ONLY = ("--only", "postgres", "--only", "temporal", "--only", "mailbox")


def environment() -> dict[str, str]:
    outside = ("SWAPDESK_", "TEMPORAL_", "DATABASE_URL")
    plain = {name: value for name, value in os.environ.items() if not name.startswith(outside)}
    # A port where nothing listens, so that no other stack on this machine is found.
    return {**plain, "SWAPDESK_WEB_PORT": "9"}


def doctor(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "cli.main", "doctor", "--data-dir", str(folder), *words]
    return subprocess.run(command, env=environment(), capture_output=True, text=True, check=False)


def findings(folder: Path) -> dict[str, Any]:
    told = json.loads(doctor(folder, "--json").stdout)
    return {finding["part"]: finding for finding in told["parts"]}


@pytest.fixture(scope="module")
def folder(stack_folder: Path) -> Iterator[Path]:
    folder = stack_folder / "doctor"
    command = [sys.executable, "-m", "workers.stack", "--data-dir", str(folder), *ONLY]
    with subprocess.Popen(command, env=environment(), stderr=subprocess.DEVNULL) as stack:
        end = time.monotonic() + 60
        while not (folder / "run" / "stack.json").exists() and time.monotonic() < end:
            time.sleep(0.1)
        yield folder
        stack.terminate()
        stack.wait(20)


def test_each_part_is_up_with_its_place_and_version(folder: Path) -> None:
    found = findings(folder)
    assert {name: found[name]["up"] for name in ("postgres", "temporal", "mail")} == {
        "postgres": True,
        "temporal": True,
        "mail": True,
    }
    assert found["postgres"]["version"] == "18.4"
    assert found["temporal"]["version"] == "1.32.0"
    assert found["postgres"]["where"] == str(folder / "postgres")


def test_a_part_that_is_down_makes_the_exit_code_3_and_says_what_to_do(folder: Path) -> None:
    asked = doctor(folder)
    assert asked.returncode == 3  # the web server was not asked for
    assert "DOWN  web" in asked.stdout
    assert "run: swapdesk up" in asked.stdout


def test_a_stopped_part_names_its_log(folder: Path) -> None:
    parts = json.loads((folder / "run" / "stack.json").read_text())["parts"]
    [pid] = [part["pid"] for part in parts if part["name"] == "temporal"]
    os.kill(pid, signal.SIGSTOP)
    try:
        found = findings(folder)["temporal"]
    finally:
        os.kill(pid, signal.SIGCONT)
    assert not found["up"]
    assert found["remedy"].endswith("temporal.log")


def test_where_nothing_runs_everything_is_down(tmp_path: Path) -> None:
    found = findings(tmp_path)
    assert found["postgres"] == {
        "part": "postgres",
        "up": False,
        "where": "-",
        "version": "",
        "remedy": "run: swapdesk up",
    }
