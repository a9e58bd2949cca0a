"""Part (b): how long the API's answers take while many clients ask at once."""

import asyncio
import random
import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.bench.cpu import DATABASE, Reading
from tests.bench.founded import Founded, founded
from tests.bench.record import fill_record
from tests.bench.report import BenchStuck, Report, number, verdict
from tests.bench.stack import Stack, stack_up
from tests.bench.wire import Connection
from tests.web.api.house import a_case_body

#: No relay and no worker: what intake owes to them waits, and only the web process answers.
ONLY = frozenset({"postgres", "temporal", "web"})
MOST_READ_MS, MOST_INTAKE_MS = 100.0, 250.0
#: Requests of each client that are not counted: connections are made, caches filled.
WARM = 3
REFERENCE = "GET /healthz (reference)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What one client asks once."""

    method: str
    path: str
    body: Any = None
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """A kind of request, and the milliseconds that 99 of 100 answers should stay below."""

    name: str
    next: Callable[[], Request]
    most: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What many clients saw who asked one route without a pause: seconds, shortest first."""

    route: Route
    taken: Sequence[float]
    seconds: float
    cpu: Reading

    @property
    def rate(self) -> float:
        return len(self.taken) / self.seconds

    def percentile(self, share: float) -> float:
        """Milliseconds that this share of the answers stayed within."""
        at = min(len(self.taken) - 1, int(share * len(self.taken)))
        return self.taken[at] * 1000

    def cpu_ms(self, part: str) -> float:
        return self.cpu[part] * 1000 / len(self.taken)


def measure_api(below: Path, *, clients: int, requests: int, record: int, finished: int) -> Report:
    """Starts database, workflow server and web process, fills the record, asks every route."""
    with stack_up(below / "api", ONLY) as stack, founded(stack, phones=finished + 5) as desk:
        begun = time.monotonic()
        numbers = fill_record(desk, record, finished)
        filled = time.monotonic() - begun
        loads = asyncio.run(measure(stack, desk, routes(numbers), clients, requests))
    return report(loads, clients, record, finished, filled)


def routes(numbers: Sequence[str]) -> list[Route]:
    """What is asked, in this order; intake last, for it makes the record larger."""
    return [
        Route(name=REFERENCE, next=lambda: Request(method="GET", path="/healthz")),
        Route(
            name="GET /v1/cases/{number}, closed cases",
            next=lambda: Request(method="GET", path=f"/v1/cases/{random.choice(numbers)}"),
            most=MOST_READ_MS,
        ),
        Route(
            name="GET /v1/cases, first page of 50",
            next=lambda: Request(method="GET", path="/v1/cases"),
            most=MOST_READ_MS,
        ),
        Route(name="POST /v1/cases", next=intake, most=MOST_INTAKE_MS),
    ]


def intake() -> Request:
    fresh = uuid.uuid4().hex[:16].upper()
    body = a_case_body(f"NEW-{fresh}")
    return Request(method="POST", path="/v1/cases", body=body, key=f"open-{fresh}")


#: Seconds between two looks of one client, at least and at most.
Pause = tuple[float, float]
NEVER: Pause = (0.0, 0.0)


async def measure(
    stack: Stack,
    desk: Founded,
    asked: Sequence[Route],
    clients: int,
    requests: int,
    pause: Pause = NEVER,
) -> list[Load]:
    meter = stack.meter()
    crowd = [Connection(address=stack.address("web"), headers=desk.headers) for _ in range(clients)]
    loads = []
    for route in asked:
        await all_ask(crowd, route, WARM, pause)
        before, begun = meter.read(), time.monotonic()
        taken = await all_ask(crowd, route, requests, pause)
        seconds, after = time.monotonic() - begun, meter.read()
        cpu = {name: after[name] - before[name] for name in after}
        loads.append(Load(route=route, taken=sorted(taken), seconds=seconds, cpu=cpu))
    for client in crowd:
        client.close()
    return loads


async def all_ask(
    crowd: Sequence[Connection], route: Route, requests: int, pause: Pause
) -> list[float]:
    """Each client its requests one after the other, all clients at once."""
    answers = await asyncio.gather(*(ask(client, route, requests, pause) for client in crowd))
    return [seconds for one in answers for seconds in one]


async def ask(client: Connection, route: Route, requests: int, pause: Pause) -> list[float]:
    taken = []
    for _ in range(requests):
        if pause != NEVER:
            await asyncio.sleep(random.uniform(*pause))
        request = route.next()
        key = {"Idempotency-Key": request.key} if request.key else {}
        answer = await client.ask(request.method, request.path, request.body, key)
        if answer.status // 100 != 2:
            raise BenchStuck(f"{request.path}: {answer.status} {answer.body[:300]!r}")
        taken.append(answer.seconds)
    return taken


def report(
    loads: Sequence[Load], clients: int, record: int, finished: int, filled: float
) -> Report:
    return Report(
        title=(
            f"API by key, {clients} clients that never pause, {len(loads[0].taken)} answers each, "
            f"{record:,} cases on record"
        ),
        head=["(b) ms", "p50", "p95", "p99", "p99 target", "a second", "x ref", "web", "database"],
        rows=[row(load, loads[0]) for load in loads],
        notes=[
            "x ref: mean time in reference's means; web, database: CPU ms for each answer",
            f"all {record:,} cases went through the desk's intake, {finished} then to their close",
            f"by the case machine and the activities (no workflow server), in {number(filled)} s",
            "web process, PostgreSQL and Temporal run; relay and worker do not",
        ],
        facts={"clients": clients, "record": record, "routes": [plain(load) for load in loads]},
    )


def row(load: Load, reference: Load) -> list[str]:
    middle, high, highest = (load.percentile(share) for share in (0.50, 0.95, 0.99))
    return [
        load.route.name,
        *(number(value) for value in (middle, high, highest)),
        verdict(highest, most=load.route.most),
        number(load.rate),
        number(reference.rate / load.rate),
        number(load.cpu_ms("web")),
        number(load.cpu_ms(DATABASE)),
    ]


def plain(load: Load) -> dict[str, Any]:
    shares = {"p50_ms": 0.50, "p95_ms": 0.95, "p99_ms": 0.99}
    return {
        "route": load.route.name,
        "answers": len(load.taken),
        **{name: load.percentile(share) for name, share in shares.items()},
        "p99_target_ms": load.route.most,
        "per_second": load.rate,
        "cpu_ms": {name: load.cpu_ms(name) for name in load.cpu},
    }
