import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path

import pytest

from runtime.running import RunningPart
from workers.stack.parts import Part
from workers.stack.ports import free_port
from workers.stack.program import Program, http_answers
from workers.stack.progress import Progress
from workers.stack.refusals import PartNotHealthy
from workers.stack.supervisor import Supervisor

SERVE = "import sys, http.server as h; h.test(h.SimpleHTTPRequestHandler, port=int(sys.argv[1]))"
SLEEP = "import time; time.sleep(600)"
DEAF = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(600)"
WITH_CHILD = "import subprocess; subprocess.run(['sleep', '601'])"


def part(
    folder: Path, code: str, *words: object, port: int = 0, key: str = "part", last: bool = False
) -> Part:
    program = Program(
        key,
        [sys.executable, "-c", code, *map(str, words)],
        environment={"PATH": os.defpath},
        log=folder / f"{key}.log",
        check=http_answers(port, "/") if port else None,
    )
    return Part(
        key=key,
        title=key,
        server=program,
        check=program.answers,
        version=lambda: "1",
        address=f"127.0.0.1:{port}",
        infrastructure=last,
    )


def web(folder: Path, key: str = "web") -> Part:
    port = free_port(0)
    return part(folder, SERVE, port, port=port, key=key)


def until(true: Callable[[], bool], seconds: float = 20) -> bool:
    end = time.monotonic() + seconds
    while not true() and time.monotonic() < end:
        time.sleep(0.05)
    return true()


def gone(pid: int) -> bool:
    return not Path(f"/proc/{pid}").exists()


@pytest.fixture
def told() -> list[list[RunningPart]]:
    return []


@pytest.fixture
def supervisor(told: list[list[RunningPart]]) -> Iterator[Supervisor]:
    supervisor = Supervisor(Progress(StringIO()), told.append)
    yield supervisor
    supervisor.stop()


def test_a_part_counts_as_started_when_it_answers(supervisor: Supervisor, tmp_path: Path) -> None:
    supervisor.start([web(tmp_path)])
    [fact] = supervisor.facts()
    assert (fact.name, fact.healthy, fact.version, fact.restarts) == ("web", True, "1", 0)


def test_a_killed_part_comes_back_on_the_same_port(
    supervisor: Supervisor, told: list[list[RunningPart]], tmp_path: Path
) -> None:
    supervisor.start([web(tmp_path), web(tmp_path, "other")])
    before, other = supervisor.facts()
    assert before.pid
    os.kill(before.pid, signal.SIGKILL)
    supervisor.watch(until=lambda: bool(told) and told[-1][0].restarts == 1 and told[-1][0].healthy)
    after, untouched = supervisor.facts()
    assert after.pid != before.pid
    assert after.address == before.address
    assert untouched.pid == other.pid
    assert told[0][0].healthy is False


def test_a_part_that_keeps_dying_is_started_less_and_less_often(
    supervisor: Supervisor, tmp_path: Path
) -> None:
    supervisor.start([web(tmp_path)])
    pid = supervisor.watched[0].part.server.pid
    assert pid
    supervisor.watched[0].part.server.command = [sys.executable, "-c", "raise SystemExit(1)"]  # type: ignore[attr-defined]
    os.kill(pid, signal.SIGKILL)
    end = time.monotonic() + 5
    supervisor.watch(until=lambda: time.monotonic() > end)
    # Delays of 0.25, 0.5, 1, 2 and 4 s: four starts fit into five seconds, a fifth does not.
    assert 2 <= supervisor.facts()[0].restarts <= 4


def test_a_part_that_ends_at_once_is_named_with_its_last_words(
    supervisor: Supervisor, tmp_path: Path
) -> None:
    broken = part(tmp_path, "raise SystemExit('no such table')", key="broken")
    with pytest.raises(PartNotHealthy, match="no such table") as refused:
        supervisor.start([broken])
    assert "broken.log" in refused.value.detail


def test_a_part_that_ignores_the_request_to_end_is_killed_in_time(
    supervisor: Supervisor, tmp_path: Path
) -> None:
    supervisor.start([part(tmp_path, DEAF, key=f"deaf{n}") for n in range(3)])
    pids = [fact.pid for fact in supervisor.facts()]
    begun = time.monotonic()
    supervisor.stop()
    assert time.monotonic() - begun < 15
    assert all(gone(pid) for pid in pids if pid)


def test_children_of_a_part_end_with_it(supervisor: Supervisor, tmp_path: Path) -> None:
    supervisor.start([part(tmp_path, WITH_CHILD)])
    pid = supervisor.facts()[0].pid
    [child] = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    supervisor.stop()
    assert until(lambda: gone(int(child)))


def test_parts_end_in_reverse_order_and_servers_last(tmp_path: Path) -> None:
    screen = StringIO()
    supervisor = Supervisor(Progress(screen), lambda _: None)
    supervisor.start([part(tmp_path, SLEEP, key="database", last=True)])
    supervisor.start([web(tmp_path, "worker"), web(tmp_path, "web")])
    screen.truncate(0)
    supervisor.stop()
    said = screen.getvalue()
    assert said.index("web stopped") < said.index("worker stopped") < said.index("database stopped")


def test_a_log_that_has_grown_large_is_put_aside(supervisor: Supervisor, tmp_path: Path) -> None:
    with (tmp_path / "part.log").open("wb") as log:
        log.truncate(21 * 1024 * 1024)
    supervisor.start([part(tmp_path, SLEEP)])
    assert (tmp_path / "part.log.1").stat().st_size == 21 * 1024 * 1024
    assert (tmp_path / "part.log").stat().st_size == 0
    assert (tmp_path / "part.log").stat().st_mode & 0o777 == 0o600
