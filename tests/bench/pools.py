"""Part (e): the pool board with many pools, and what a move, a check and an idle pool cost."""

import asyncio
import base64
import random
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Event, Thread
from typing import Any

from sqlalchemy import event, text

from desk.pool_watch import check_due_pools
from runtime.database import Database
from tests.bench.api import ONLY, Load, Request, Route, measure
from tests.bench.cpu import DATABASE
from tests.bench.founded import Founded, founded
from tests.bench.pool_record import SITES, PoolRecord, fill_pools
from tests.bench.report import Report, number, verdict
from tests.bench.stack import stack_up

MOST_BOARD_MS = 300.0
#: Pools that are checked together, and moves that are timed.
CHECKED, MOVES = 1000, 50
#: Moves a second of the writer who works while the board is read.
WRITES_A_SECOND = 5
#: Staff look at a page for so many seconds before they ask for the next one.
STAFF = (1.0, 3.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What one thing cost: seconds, statements sent, and rows of checks it left."""

    seconds: float
    statements: int
    checks: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Costs:
    """A move with its trigger, the check of its one pool, and the check of many."""

    move: Cost
    check: Cost
    many: Cost
    many_checked: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """Everything one run found."""

    record: PoolRecord
    quiet: Sequence[Load]
    staff: Sequence[Load]
    written: Sequence[Load]
    costs: Costs
    idle_checks: int


def measure_pools(below: Path, *, pools: int, units: int, clients: int, requests: int) -> Report:
    """Starts database and web process, writes the record in bulk, reads the board, then moves."""
    with stack_up(below / "pools", ONLY) as stack, founded(stack, phones=5) as desk:
        record = fill_pools(desk, stack.owner_url, pools, units)
        routes = boards(record.pools)
        quiet = asyncio.run(measure(stack, desk, routes, clients, requests))
        pages = [one for one in routes if one.name.startswith("GET /pools,")]
        with somebody_moves(desk, record.pools):
            staff = asyncio.run(measure(stack, desk, pages, clients, requests, STAFF))
        with somebody_moves(desk, record.pools):
            written = asyncio.run(measure(stack, desk, routes, clients, requests))
        settle(desk)
        idle = waiting_checks(desk)
        run = Measured(
            record=record,
            quiet=quiet,
            staff=staff,
            written=written,
            costs=costs_of(desk, record.pools),
            idle_checks=idle,
        )
    return report(run, clients)


def boards(pools: int) -> list[Route]:
    """The board as programs and people read it: its first page, and any page."""

    def anywhere() -> str:
        code = f"k{random.randint(1, max(1, pools // SITES - 20)):05d}-1"
        return base64.urlsafe_b64encode(code.encode()).decode().rstrip("=")

    return [
        route("GET /v1/pools, first page of 50", lambda: "/v1/pools"),
        route("GET /v1/pools, any page of 50", lambda: f"/v1/pools?cursor={anywhere()}"),
        route("GET /pools, first page of 50", lambda: "/pools"),
        route("GET /pools, any page of 50", lambda: f"/pools?cursor={anywhere()}"),
        route("GET /v1/pools?open_prompt", lambda: "/v1/pools?open_prompt=true"),
        route("GET /v1/pools?below_target", lambda: "/v1/pools?below_target=true", most=None),
    ]


def route(name: str, path: Callable[[], str], most: float | None = MOST_BOARD_MS) -> Route:
    return Route(name=name, next=lambda: Request(method="GET", path=path()), most=most)


@contextmanager
def somebody_moves(desk: Founded, pools: int) -> Iterator[None]:
    """Units move all the time meanwhile, each in a transaction of its own."""
    stop = Event()

    def move_on() -> None:
        while not stop.wait(1 / WRITES_A_SECOND):
            move_one(desk, pools)

    writer = Thread(target=move_on)
    writer.start()
    try:
        yield
    finally:
        stop.set()
        writer.join()


def move_one(desk: Founded, pools: int) -> None:
    """One free unit of any pool leaves its shelf for the bench, as a movement does it."""
    pool = f"k{random.randint(1, pools // SITES):05d}-{random.randint(1, SITES)}"
    with desk.record.as_tenant(desk.desk.tenant_id) as session:
        session.execute(text(MOVE), {"shelf": f"POOL-{pool}".upper()})


MOVE = """
    WITH unit AS (
        SELECT u.tenant_id, u.id, u.location_id FROM units AS u
          JOIN locations AS l ON l.id = u.location_id AND l.code = :shelf
         ORDER BY u.serial DESC LIMIT 1
    ), booked AS (
        INSERT INTO stock_moves (tenant_id, id, key, unit_id, quantity, from_id, to_id, at, actor)
        SELECT tenant_id, gen_random_uuid(), 'bench/' || gen_random_uuid(), id, 1, location_id,
               (SELECT id FROM locations WHERE kind = 'bench'), now(), 'bench' FROM unit
    )
    UPDATE units SET location_id = (SELECT id FROM locations WHERE kind = 'bench')
      FROM unit WHERE units.tenant_id = unit.tenant_id AND units.id = unit.id
"""


def settle(desk: Founded) -> None:
    """Check whatever was asked, until nothing is."""
    while check_due_pools(desk.record, datetime.now(UTC), settled_for=0):
        pass


def costs_of(desk: Founded, pools: int) -> Costs:
    move = cost(desk.record, lambda: move_one(desk, pools), MOVES, desk)
    settle(desk)
    move_one(desk, pools)
    check = cost(desk.record, lambda: checked(desk), 1, desk)
    with desk.record.as_tenant(desk.desk.tenant_id) as session:
        session.execute(text(ASK_MANY), {"many": CHECKED})
    begun, statements = time.perf_counter(), 0
    with counted(desk.record) as sent:
        many = 0
        while found := checked(desk):
            many += found
        statements = len(sent)
    seconds = time.perf_counter() - begun
    return Costs(
        move=move,
        check=check,
        many=Cost(seconds=seconds, statements=statements, checks=waiting_checks(desk)),
        many_checked=many,
    )


ASK_MANY = """
    INSERT INTO pool_checks (tenant_id, pool_id)
    SELECT tenant_id, id FROM pools ORDER BY code DESC LIMIT :many
"""


def checked(desk: Founded) -> int:
    return check_due_pools(desk.record, datetime.now(UTC), settled_for=0)


def cost(record: Database, act: Callable[[], Any], times: int, desk: Founded) -> Cost:
    """The mean of so many, one after the other."""
    before = waiting_checks(desk)
    with counted(record) as sent:
        begun = time.perf_counter()
        for _ in range(times):
            act()
        seconds = time.perf_counter() - begun
    left = waiting_checks(desk) - before
    return Cost(seconds=seconds / times, statements=len(sent) // times, checks=left // times)


@contextmanager
def counted(record: Database) -> Iterator[list[str]]:
    """The statements sent meanwhile."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        sent.append(statement)

    event.listen(record.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(record.engine, "before_cursor_execute", note)


def waiting_checks(desk: Founded) -> int:
    with desk.record.as_tenant(desk.desk.tenant_id) as session:
        return int(session.execute(text("SELECT count(*) FROM pool_checks")).scalar_one())


def report(run: Measured, clients: int) -> Report:
    rows = [row(load, "") for load in run.quiet]
    rows += [row(load, f", {WRITES_A_SECOND} moves/s") for load in run.written]
    rows += [row(load, f", {WRITES_A_SECOND} moves/s, staff") for load in run.staff]
    record = run.record
    return Report(
        title=(
            f"Pools: {record.pools:,} pools, {record.units:,} units, {clients} clients that never "
            f"pause (staff: {STAFF[0]:.0f} to {STAFF[1]:.0f} s), "
            f"{len(run.quiet[0].taken)} answers each"
        ),
        head=["(e) ms", "p50", "p95", "p95 target", "a second", "web", "database"],
        rows=rows,
        notes=notes(run),
        facts=facts(run, clients),
    )


def notes(run: Measured) -> list[str]:
    record, move, check, many = run.record, run.costs.move, run.costs.check, run.costs.many
    return [
        f"record written in bulk in {number(record.seconds)} s: units before pools, so that their",
        "triggers found no pool; one case stands for all requests and debts",
        f"one move with its trigger: {ms(move)}, {move.statements} statements,",
        f"{move.checks} row of pool_checks: that of its own pool",
        f"its check: {ms(check)}, {check.statements} statements, however many pools there are",
        f"check of {run.costs.many_checked:,} pools: {ms(many)}, {many.statements} statements",
        f"an idle pool: no workflow, {run.idle_checks} rows of pool_checks, nothing asked",
    ]


def ms(cost: Cost) -> str:
    return f"{number(cost.seconds * 1000)} ms"


def row(load: Load, when: str) -> list[str]:
    middle, high = load.percentile(0.50), load.percentile(0.95)
    return [
        f"{load.route.name}{when}",
        number(middle),
        number(high),
        verdict(high, most=load.route.most),
        number(load.rate),
        number(load.cpu_ms("web")),
        number(load.cpu_ms(DATABASE)),
    ]


def facts(run: Measured, clients: int) -> dict[str, Any]:
    def plain(load: Load, writes: int, *, staff: bool = False) -> dict[str, Any]:
        return {
            "route": load.route.name,
            "staff": staff,
            "moves_a_second": writes,
            "p50_ms": load.percentile(0.50),
            "p95_ms": load.percentile(0.95),
            "p95_target_ms": load.route.most,
            "per_second": load.rate,
            "cpu_ms": {name: load.cpu_ms(name) for name in load.cpu},
        }

    costs = run.costs
    return {
        "pools": run.record.pools,
        "units": run.record.units,
        "clients": clients,
        "routes": [plain(one, 0) for one in run.quiet]
        + [plain(one, WRITES_A_SECOND) for one in run.written]
        + [plain(one, WRITES_A_SECOND, staff=True) for one in run.staff],
        "move_ms": costs.move.seconds * 1000,
        "move_checks": costs.move.checks,
        "check_ms": costs.check.seconds * 1000,
        "check_statements": costs.check.statements,
        "checks_together": costs.many_checked,
        "checks_together_ms": costs.many.seconds * 1000,
        "idle_checks": run.idle_checks,
    }
