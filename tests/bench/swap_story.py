"""Swaps from intake to close through the desk's own doors, many at once, seen by one watcher."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import psycopg

from tests.bench.cpu import Window
from tests.bench.founded import Founded
from tests.bench.report import BenchStuck
from tests.bench.stack import Stack
from tests.bench.wire import Connections
from tests.web.api.house import a_case_body

#: Seconds between two looks at the cases, and without any case moving before we give up.
LOOK_EVERY, PATIENCE = 0.2, 90.0
SEEN = """
SELECT c.number, c.stage, c.outbound, c.inbound, jsonb_array_length(c.snapshot->'pending'),
       u.serial,
       (SELECT jsonb_object_agg(g.direction, l.tracking_no)
          FROM legs g JOIN labels l ON l.tenant_id = g.tenant_id AND l.leg_id = g.id
         WHERE g.tenant_id = c.tenant_id AND g.case_id = c.id AND l.voided_at IS NULL)
  FROM cases c
  LEFT JOIN units u ON u.tenant_id = c.tenant_id
                   AND u.id = nullif(c.snapshot->>'replacement_unit', '')::uuid
 WHERE c.tenant_id = %s AND c.number = ANY(%s)
"""


@dataclass(frozen=True, slots=True)
class Seen:
    """How far a case has come, in the order of SEEN's columns."""

    number: str
    stage: str
    outbound: str
    inbound: str
    pending: int
    replacement: str | None
    tracking: dict[str, str] | None


@dataclass(kw_only=True)
class Swap:
    """A running case: its broken phone and how many moves of its story are made."""

    serial: str
    opened: float
    moves: int = 0


@dataclass(kw_only=True)
class Watcher:
    """One session that looks at all running cases at once."""

    session: psycopg.AsyncConnection[Any]
    tenant: UUID

    async def look(self, numbers: list[str]) -> list[Seen]:
        rows = await self.session.execute(SEEN, (self.tenant, numbers), prepare=True)
        return [Seen(*row) for row in await rows.fetchall()]


@asynccontextmanager
async def watching(url: str, tenant: UUID) -> AsyncIterator[Watcher]:
    plain = url.replace("+psycopg", "")
    async with await psycopg.AsyncConnection.connect(plain, autocommit=True) as session:
        await session.execute(
            "SELECT set_config('role', 'swapdesk_app', false),"
            " set_config('swapdesk.tenant', %s, false)",
            (str(tenant),),
        )
        yield Watcher(session=session, tenant=tenant)


@dataclass(kw_only=True)
class People:
    """Clerk and carrier: they open, scan and carry, as fast as the cases let them."""

    web: Connections
    carrier: Connections
    watcher: Watcher
    in_flight: int
    running: dict[str, Swap] = field(default_factory=dict)
    opened: int = 0
    story_seconds: list[float] = field(default_factory=list)
    closed: list[str] = field(default_factory=list)
    moved: float = field(default_factory=time.monotonic)

    async def open_case(self) -> None:
        self.opened += 1
        serial = f"BENCH-{self.opened:06d}"
        begun = time.monotonic()
        answer = await self.web.ask(
            "POST", "/v1/cases", a_case_body(serial), {"Idempotency-Key": f"open-{serial}"}
        )
        self.running[answer.json()["number"]] = Swap(serial=serial, opened=begun)

    async def scan(self, station: str, code: str) -> None:
        key = {"Idempotency-Key": f"{station}-{code}"}
        await self.web.ask("POST", "/v1/scans", {"station": station, "code": code}, key)

    async def carry(self, seen: Seen, direction: str, status: str) -> None:
        tracking = (seen.tracking or {})[direction]
        body = {"status": status, "place": None}
        await self.carrier.ask("POST", f"/practice/parcels/{tracking}/events", body)

    async def live(self, window: Window) -> None:
        """Keep as many cases running as wanted until the window is over, then see them close."""
        while self.running or not window.over:
            looked = time.monotonic()
            free = 0 if window.over else self.in_flight - len(self.running)
            await asyncio.gather(*(self.open_case() for _ in range(free)))
            seen = await self.watcher.look(list(self.running))
            await asyncio.gather(*(self.move_on(one) for one in seen))
            self.count_closed(window)
            self.refuse_standstill(seen)
            await asyncio.sleep(max(0.0, LOOK_EVERY - (time.monotonic() - looked)))

    async def move_on(self, seen: Seen) -> None:
        swap = self.running[seen.number]
        reached, act = STORY[swap.moves]
        if reached(seen):
            swap.moves += 1
            self.moved = time.monotonic()
            await act(self, swap, seen)

    def count_closed(self, window: Window) -> None:
        ended = [number for number, swap in self.running.items() if swap.moves == len(STORY)]
        for number in ended:
            self.story_seconds.append(time.monotonic() - self.running.pop(number).opened)
        self.closed += ended
        if ended:
            window.finish(len(ended))

    def refuse_standstill(self, seen: list[Seen]) -> None:
        if time.monotonic() - self.moved > PATIENCE:
            raise BenchStuck(f"no case moved for {PATIENCE:.0f} s: {seen[:5]}")


async def nothing_more(_people: People, _swap: Swap, _seen: Seen) -> None:
    """The case is closed."""


Move = tuple[Callable[[Seen], bool], Callable[[People, Swap, Seen], Awaitable[None]]]
#: What a case must have come to, and what somebody then does; the next look sees what came of it.
STORY: tuple[Move, ...] = (
    (
        lambda seen: seen.outbound == "reserved",
        lambda people, _, seen: people.scan("pack", seen.replacement or ""),
    ),
    (
        lambda seen: (seen.outbound, seen.inbound, seen.pending) == ("labelled", "labelled", 0),
        lambda people, _, seen: people.carry(seen, "outbound", "handed_over"),
    ),
    (
        lambda seen: seen.outbound == "on_its_way",
        lambda people, _, seen: people.carry(seen, "outbound", "delivered"),
    ),
    (
        lambda seen: seen.outbound == "delivered",
        lambda people, _, seen: people.carry(seen, "return", "handed_over"),
    ),
    (
        lambda seen: seen.inbound == "on_its_way",
        lambda people, _, seen: people.carry(seen, "return", "delivered"),
    ),
    (
        lambda seen: seen.inbound == "arrived",
        lambda people, swap, _: people.scan("receipt", swap.serial),
    ),
    (lambda seen: seen.stage == "closed", nothing_more),
)


async def live_through(
    stack: Stack, desk: Founded, window: Window, in_flight: int, sessions: list[int]
) -> People:
    """Every case opened until the window was over, lived to its close."""
    key = {"Authorization": f"Bearer {stack.practice_key}"}
    async with watching(stack.runtime_url, desk.desk.tenant_id) as watcher:
        sessions.append(watcher.session.info.backend_pid)
        people = People(
            web=Connections(address=stack.address("web"), headers=desk.headers),
            carrier=Connections(address=stack.address("carrier"), headers=key),
            watcher=watcher,
            in_flight=in_flight,
        )
        await people.live(window)
        people.web.close()
        people.carrier.close()
        return people
