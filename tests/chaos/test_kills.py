"""The kill test: whatever is killed in mid-story, the same units, labels, charges and mails."""

import asyncio
import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from desk.reconciling import reconcile
from desk.scans import Station
from models.devices import Unit
from models.legs import Label, Leg
from models.locations import Location, StockMove
from models.money import BillableEvent
from models.papers import Notification
from rules.case_state import CaseState
from rules.case_words import Direction, Inbound, Outbound, Stage
from tests.builders import a_swap
from tests.chaos.processes import Processes, desk_of_processes
from tests.stories import harness
from tests.stories.harness import PATIENCE, eventually
from workers.practice_carrier.steering import EntryKind

PACKED_AT = datetime(2026, 11, 23, 13, 30, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
Disturbance = Callable[[harness.Stage, Processes], Awaitable[None]]
Outcome = dict[str, Any]

#: What one undisturbed swap leaves behind, written by hand.
EXPECTED: Outcome = {
    "units": {"BROKEN-1": "bench", "POOL-0001": "customer", "POOL-0002": "shelf"},
    "moves": {"BROKEN-1": 3, "POOL-0001": 4, "POOL-0002": 1},
    "labels": [("outbound", True), ("return", True)],
    "carrier": {"outbound": 1, "return": 1},
    "billed": ["freight_outbound", "freight_return", "packaging"],
    "letters": [
        "case_closed",
        "delivered_return_due",
        "dispatched",
        "registered",
        "return_received",
        "return_reminder",
    ],
    "mails": 6,
    "stage": Stage.CLOSED,
}


@pytest.fixture
def folder() -> Iterator[Path]:
    # Short and enterable: PostgreSQL's own account must reach it when the tests run as root.
    place = Path(tempfile.mkdtemp(prefix="sd-kill-"))
    if os.geteuid() == 0:
        place.chmod(0o711)
    yield place
    if not os.environ.get("KEEP"):
        shutil.rmtree(place, ignore_errors=True)


async def drive(
    stage: harness.Stage, parts: Processes, disturb: Mapping[str, Disturbance]
) -> Outcome:
    """One swap from intake to close; `disturb` names the moment and what goes wrong there."""

    async def moment(name: str) -> None:
        if name in disturb:
            await disturb[name](stage, parts)

    number = await stage.open(a_swap(at=PACKED_AT - HOUR))
    await moment("opened")
    await stage.until(number, lambda s: s.outbound is Outbound.RESERVED)
    await stage.scan(Station.PACK, "POOL-0001", PACKED_AT)
    await moment("scanned")
    await stage.until(number, lambda s: s.inbound is Inbound.LABELLED and not s.pending)
    await moment("labelled")
    await stage.carrier_moves(number, Direction.OUTBOUND, "handed_over", PACKED_AT + 3 * HOUR)
    await stage.until(number, lambda s: s.outbound is Outbound.ON_ITS_WAY)
    delivered = PACKED_AT + DAY
    await stage.carrier_moves(number, Direction.OUTBOUND, "delivered", delivered)
    await moment("delivered")
    await stage.until(number, lambda s: s.outbound is Outbound.DELIVERED)
    await stage.skip_to(number, delivered + 5 * DAY)
    await stage.until(number, lambda s: "return_reminder:1" not in s.deadlines)
    await stage.carrier_moves(number, Direction.RETURN, "handed_over", delivered + 6 * DAY)
    await stage.carrier_moves(number, Direction.RETURN, "delivered", delivered + 7 * DAY)
    await moment("arrived")
    await stage.until(number, lambda s: s.inbound is Inbound.ARRIVED)
    await stage.scan(Station.RECEIPT, "BROKEN-1", delivered + 7 * DAY + HOUR)
    end = await stage.until(number, lambda s: s.ended)
    return await outcome(stage, parts, end)


async def outcome(stage: harness.Stage, parts: Processes, end: CaseState) -> Outcome:
    async with asyncio.timeout(PATIENCE):
        await eventually(lambda: len(parts.mails()) >= len(EXPECTED["letters"]))
    with stage.database.as_tenant(stage.desk.tenant_id) as session:
        serials = ["BROKEN-1", "POOL-0001", "POOL-0002"]
        units = session.execute(
            select(Unit.serial, Location.kind)
            .join(Location, Location.id == Unit.location_id)
            .where(Unit.serial.in_(serials))
        ).all()
        moves = session.scalars(
            select(Unit.serial).join(StockMove, StockMove.unit_id == Unit.id)
        ).all()
        labels = session.execute(
            select(Leg.direction, Label.voided_at).join(Label, Label.leg_id == Leg.id)
        ).all()
        billed = session.scalars(select(BillableEvent.kind)).all()
        letters = session.scalars(select(Notification.letter)).all()
    booked = Counter(
        str(entry.facts["order"]["direction"]) for entry in parts.practice.entries(EntryKind.BOOKED)
    )
    return {
        "units": {serial: kind.value for serial, kind in units},
        "moves": {serial: n for serial, n in Counter(moves).items() if serial in serials},
        "labels": sorted((direction.value, voided is None) for direction, voided in labels),
        "carrier": dict(booked),
        "billed": sorted(billed),
        "letters": sorted(letters),
        "mails": len(parts.mails()),
        "stage": end.stage,
    }


async def test_an_undisturbed_swap_leaves_what_the_hand_written_table_says(folder: Path) -> None:
    async with desk_of_processes(folder) as (stage, parts):
        assert await drive(stage, parts, {}) == EXPECTED


@pytest.mark.parametrize(
    "point",
    ["label.before_carrier", "label.after_carrier", "label.before_commit", "label.after_commit"],
)
async def test_a_worker_killed_around_a_booking_books_once(folder: Path, point: str) -> None:
    token = folder / "once"
    token.touch()

    async def start_again(_: harness.Stage, parts: Processes) -> None:
        async with asyncio.timeout(PATIENCE):
            await eventually(lambda: parts.died("desk_worker"))
        parts.start("desk_worker")

    async with desk_of_processes(folder, f"{point}@{token}") as (stage, parts):
        assert await drive(stage, parts, {"scanned": start_again}) == EXPECTED
        assert not token.exists()


async def test_a_fact_that_comes_while_the_worker_is_dead_after_its_commit_is_not_lost(
    folder: Path,
) -> None:
    token = folder / "once"

    async def arm(_: harness.Stage, __: Processes) -> None:
        token.touch()

    async def start_again(_: harness.Stage, parts: Processes) -> None:
        # The hand-over is in the record but not in any history; the delivery waits behind it.
        async with asyncio.timeout(PATIENCE):
            await eventually(lambda: parts.died("desk_worker"))
        await asyncio.sleep(2)
        parts.start("desk_worker")

    async with desk_of_processes(folder, f"step.after_commit@{token}") as (stage, parts):
        disturb = {"labelled": arm, "delivered": start_again}
        assert await drive(stage, parts, disturb) == EXPECTED
        assert not token.exists()


async def test_a_worker_killed_at_every_moment_of_the_story_changes_nothing(folder: Path) -> None:
    async def kill_worker(_: harness.Stage, parts: Processes) -> None:
        parts.kill_and_start("desk_worker")

    moments = ("opened", "scanned", "labelled", "delivered", "arrived")
    async with desk_of_processes(folder) as (stage, parts):
        assert await drive(stage, parts, dict.fromkeys(moments, kill_worker)) == EXPECTED


async def test_temporal_killed_in_mid_story_changes_nothing(folder: Path) -> None:
    async def kill_temporal(_: harness.Stage, parts: Processes) -> None:
        await asyncio.to_thread(parts.temporal.kill)
        await asyncio.to_thread(parts.temporal.start)

    async with desk_of_processes(folder) as (stage, parts):
        disturb = dict.fromkeys(("opened", "scanned", "delivered"), kill_temporal)
        assert await drive(stage, parts, disturb) == EXPECTED


async def test_postgresql_killed_in_mid_story_changes_nothing(folder: Path) -> None:
    async def kill_postgres(_: harness.Stage, parts: Processes) -> None:
        await asyncio.to_thread(parts.postgres.kill)
        await asyncio.to_thread(parts.postgres.start)

    async with desk_of_processes(folder) as (stage, parts):
        disturb = dict.fromkeys(("opened", "scanned", "delivered"), kill_postgres)
        assert await drive(stage, parts, disturb) == EXPECTED


async def test_temporals_file_deleted_in_mid_story_is_rebuilt_by_reconcile(folder: Path) -> None:
    async def lose_temporal(stage: harness.Stage, parts: Processes) -> None:
        await asyncio.to_thread(parts.temporal.kill)
        for file in parts.temporal.folder.glob("temporal.sqlite*"):
            file.unlink()
        assert not list(parts.temporal.folder.glob("temporal.sqlite*"))
        await asyncio.to_thread(parts.temporal.start)
        await reconcile(stage.database, stage.door)

    async with desk_of_processes(folder) as (stage, parts):
        disturb = dict.fromkeys(("opened", "scanned", "labelled", "delivered"), lose_temporal)
        assert await drive(stage, parts, disturb) == EXPECTED
