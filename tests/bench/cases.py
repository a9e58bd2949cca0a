"""Part (a): cases a second through the full swap story, against the ceiling of the same server."""

import asyncio
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import func, select
from temporalio.client import Client

from desk.invariants import check_invariants
from models.exchange import InboxFact, OutboxMessage, Placement
from runtime.payloads import DATA_CONVERTER
from tests.bench.ceiling import HISTORIES, Activities, activities_of, measure_ceiling
from tests.bench.cpu import DRIVER, Meter, Window
from tests.bench.founded import Founded, founded
from tests.bench.report import BenchStuck, Report, number, verdict
from tests.bench.stack import Stack, stack_up
from tests.bench.swap_story import live_through

LEAST_RATIO = 0.5
DRAIN_PATIENCE = 90.0
#: The parts as they are printed, in this order.
PARTS = {
    "temporal": "Temporal server",
    "worker": "worker",
    "postgres": "database (all its processes)",
    "relay": "relay",
    "web": "web",
    "carrier": "practice carrier",
    "mailbox": "mailbox",
    "supervisor": "supervisor",
    DRIVER: "driver (with its database session)",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One run: the story, both ceilings, and what proves that the cases were real."""

    story: Window
    like: Window
    same_mix: Window
    activities: Activities
    story_seconds: Sequence[float]
    in_flight: int
    broken: Sequence[str]
    checked: int


def measure_cases(below: Path, cases: int, in_flight: int) -> Report:
    """Starts the whole desk, lives the cases, then the ceilings on the same server."""
    # Some run before the clock starts and some after it stops; none may wait for a phone.
    phones = cases + 4 * in_flight
    with stack_up(below / "cases") as stack, founded(stack, phones=phones) as desk:
        return report(asyncio.run(measure(stack, desk, cases, in_flight)))


async def measure(stack: Stack, desk: Founded, cases: int, in_flight: int) -> Measured:
    meter: Meter = stack.meter()
    story = Window(skip=in_flight, wanted=cases, read=meter.read)
    people = await live_through(stack, desk, story, in_flight, meter.sessions)
    client = await Client.connect(stack.temporal_address, data_converter=DATA_CONVERTER)
    await drained(desk)
    journal = stack.places.practice_carrier / "journal.jsonl"
    verdicts = await check_invariants(
        desk.record, datetime.now(UTC), client=client, journal=journal
    )
    workflows = [f"{desk.desk.tenant}/case/{one}" for one in people.closed]
    has = await activities_of(client, workflows)
    like = await measure_ceiling(stack, client, has.all, 0, cases, in_flight)
    same = await measure_ceiling(stack, client, has.regular, has.local, cases, in_flight)
    return Measured(
        story=story,
        like=like,
        same_mix=same,
        activities=has,
        story_seconds=people.story_seconds,
        in_flight=in_flight,
        broken=[one.name for one in verdicts if one.broken],
        checked=len(verdicts),
    )


async def drained(desk: Founded) -> None:
    """Wait until every fact is applied and every letter sent (BenchStuck)."""
    patience_ends = time.monotonic() + DRAIN_PATIENCE
    while owed := await asyncio.to_thread(owed_rows, desk):
        if time.monotonic() > patience_ends:
            raise BenchStuck(f"{owed} facts and messages still wait")
        await asyncio.sleep(0.2)


def owed_rows(desk: Founded) -> int:
    waiting = InboxFact.placement.in_([Placement.NEW, Placement.ROUTED])
    with desk.record.as_tenant(desk.desk.tenant_id) as session:
        facts = session.scalars(select(func.count()).select_from(InboxFact).where(waiting)).one()
        owed = select(func.count()).where(OutboxMessage.done_at.is_(None))
        return facts + session.scalars(owed).one()


def report(run: Measured) -> Report:
    ratio = run.story.rate / run.like.rate
    head = ["(a) swap from intake to close", "story", "ceiling", "same mix", "target"]
    rates = [run.story.rate, run.like.rate, run.same_mix.rate]
    ratios = [ratio, 1.0, run.story.rate / run.same_mix.rate]
    rows = [
        ["completed a second", *map(number, rates), ""],
        ["story's share of it", number(ratio), "1", number(ratios[2]), target(ratio)],
        *(cpu_row(run, name, title) for name, title in PARTS.items()),
        ["CPU ms: all of these", *(number(total(one)) for one in windows(run)), ""],
        ["their CPU in the story's", *(number(share(run, one)) for one in windows(run)), ""],
    ]
    return Report(
        title=title_of(run),
        head=head,
        rows=rows,
        notes=notes(run),
        facts=facts(run, ratio, ratios[2]),
    )


def target(ratio: float) -> str:
    return verdict(ratio, least=LEAST_RATIO)


def windows(run: Measured) -> tuple[Window, Window, Window]:
    return run.story, run.like, run.same_mix


def cpu_row(run: Measured, name: str, title: str) -> list[str]:
    used = [window.milliseconds.get(name) for window in windows(run)]
    return [f"CPU ms: {title}", *("-" if one is None else number(one) for one in used), ""]


def total(window: Window) -> float:
    return sum(window.milliseconds.values())


def share(run: Measured, window: Window) -> float:
    """The rate's robust twin: others on the machine change it less."""
    return total(window) / total(run.story)


def title_of(run: Measured) -> str:
    return (
        f"{run.story.counted} swaps counted, {run.in_flight} in flight; "
        "real processes, durable PostgreSQL, production mode"
    )


def notes(run: Measured) -> list[str]:
    has, took = run.activities, statistics.median(run.story_seconds)
    proof = ", ".join(run.broken) or "none broken"
    return [
        f"a case has {has.regular} ActivityTaskScheduled (regular) and {has.local} MarkerRecorded",
        f"(local activity) among {has.events} events: the median of up to {HISTORIES} histories",
        f"ceiling: empty workflow with {has.all} regular no-op activities in sequence,",
        f"{run.in_flight} in flight, same server, a worker with the desk worker's settings",
        f"same mix: the same with {has.regular} regular and {has.local} local ones",
        f"from intake to close: median {number(took)} s; all cases closed, all letters sent",
        f"invariants afterwards: {run.checked} looked at, {proof}",
    ]


def facts(run: Measured, ratio: float, same_mix_ratio: float) -> dict[str, object]:
    named = {"story": run.story, "ceiling": run.like, "same_mix": run.same_mix}
    return {
        "in_flight": run.in_flight,
        "regular_activities": run.activities.regular,
        "local_activities": run.activities.local,
        "events": run.activities.events,
        "ratio": ratio,
        "ratio_to_same_mix": same_mix_ratio,
        "ratio_target": LEAST_RATIO,
        "story_seconds_median": statistics.median(run.story_seconds),
        "invariants_broken": list(run.broken),
        **{
            name: {
                "counted": window.counted,
                "seconds": window.seconds,
                "per_second": window.rate,
                "cpu_ms": dict(window.milliseconds),
            }
            for name, window in named.items()
        },
    }
