import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from models.migrate import migrate
from runtime.database import Database
from tests.web.api.house import House, a_case_body, found_house, settings_for
from web.app import create_app
from workers.stack.postgres import EmbeddedPostgres

LONGEST = 10.0  # seconds any request may take, whatever is broken


@pytest.fixture(scope="module")
def server(stack_folder: Path) -> Iterator[EmbeddedPostgres]:
    """A server of its own, to be stopped and frozen."""
    server = EmbeddedPostgres(stack_folder / "outages", durable=False)
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def shaken(server: EmbeddedPostgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    migrate(server.url())
    record = Database(server.url("swapdesk_runtime"))
    folder = tmp_path_factory.mktemp("shaken")
    with TestClient(create_app(settings_for(server.url(), folder))) as client:
        yield found_house(client, server.url(), record)
    record.close()


def timed(house: House, method: str, path: str, **request: Any) -> tuple[Any, float]:
    started = time.monotonic()
    answer = house.ask("desk", method, path, **request)
    return answer, time.monotonic() - started


def is_unavailable(answer: Any) -> None:
    assert (answer.status_code, answer.json()["code"]) == (503, "record-unavailable")
    assert answer.headers["Retry-After"] == "5"


def health(house: House) -> tuple[int, dict[str, str]]:
    answer = house.client.get("/healthz")
    return answer.status_code, answer.json()


@contextmanager
def frozen(server: EmbeddedPostgres) -> Iterator[None]:
    """The server and all its sessions stand still: connections stay open and nothing answers."""
    assert server.pid is not None
    everyone = [server.pid, *children(server.pid)]
    for pid in everyone:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in everyone:
            os.kill(pid, signal.SIGCONT)


def children(parent: int) -> list[int]:
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == parent:
            found.append(int(stat.parent.name))
    return found


def test_without_workflows_cases_and_scans_are_still_taken_and_decisions_must_wait(
    shaken: House,
) -> None:
    opened = shaken.post("/v1/cases", a_case_body(shaken.fresh("SN")))
    number = opened.json()["number"]
    scanned = shaken.post("/v1/scans", {"station": "receipt", "code": shaken.fresh("SN")})
    assert (opened.status_code, scanned.status_code) == (201, 202)
    decision = {"decision": "cancel_asked", "answers": {"because": "a mistake"}}
    key = shaken.fresh("key")
    started = time.monotonic()
    decided = shaken.post(f"/v1/cases/{number}/decisions", decision, key=key)
    assert time.monotonic() - started < LONGEST
    assert (decided.status_code, decided.json()["code"]) == (503, "workflows-unavailable")
    assert decided.headers["Retry-After"] == "5"
    assert health(shaken) == (200, {"status": "degraded", "database": "ok", "temporal": "down"})


def test_while_the_database_is_down_every_request_says_so_and_then_all_is_well(
    shaken: House, server: EmbeddedPostgres
) -> None:
    shaken.ask("desk", "GET", "/v1/stock")
    server.stop()
    for method, path in (("GET", "/v1/stock"), ("GET", "/v1/cases"), ("POST", "/v1/scans")):
        answer, seconds = timed(shaken, method, path, json={} if method == "POST" else None)
        is_unavailable(answer)
        assert seconds < LONGEST
    assert health(shaken) == (503, {"status": "down", "database": "down", "temporal": "down"})
    server.start()
    assert shaken.ask("desk", "GET", "/v1/stock").status_code == 200
    assert health(shaken)[0] == 200


def test_a_database_that_stands_still_hangs_nobody(shaken: House, server: EmbeddedPostgres) -> None:
    shaken.ask("desk", "GET", "/v1/stock")
    with frozen(server):
        answer, seconds = timed(shaken, "GET", "/v1/stock")
        is_unavailable(answer)
        assert seconds < LONGEST
        started = time.monotonic()
        assert health(shaken)[0] == 503
        assert time.monotonic() - started < LONGEST / 2
    assert shaken.ask("desk", "GET", "/v1/stock").status_code == 200
