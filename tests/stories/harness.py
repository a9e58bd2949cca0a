"""A whole desk in one test process: real PostgreSQL, real Temporal, a real practice carrier."""

import asyncio
import os
import re
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from sqlalchemy import select
from temporalio.client import Client, WorkflowHistory

from activities.letters import Post
from carriers.practice import PracticeCarrier
from desk.carrier_events import take_events
from desk.decisions import DecisionForm, decide
from desk.intake import CaseForm, open_case
from desk.invariants import check_invariants
from desk.routing import Owed
from desk.scans import ScanForm, Station, take_scan
from desk.workflow_door import TemporalDoor
from models.cases import AuditEvent, Case, Promise
from models.charges import CaseCharge
from models.custody import CustodyItem
from models.debts import OwedUnit
from models.devices import Unit
from models.legs import Label, Leg
from models.locations import Location
from models.money import BillableEvent
from models.papers import Notification
from models.searches import ParcelClaim
from models.service import ServiceClock, counts_of
from rules.case_facts import Told
from rules.case_orders import DecisionAnswer
from rules.case_state import CaseState
from rules.case_words import Direction
from rules.service_words import Metric
from runtime.database import Database, RecordUnavailable
from runtime.payloads import DATA_CONVERTER, from_plain
from runtime.signed_links import SignedLinks
from runtime.temporal import skip_to, skipper
from tests.builders import TestDesk
from tests.carriers.builders import PracticeProcess, Receiver, until
from workers.desk_worker import make_worker
from workers.practice_carrier.steering import PracticeSteering
from workers.relay import Relay

OfCase = TypeVar("OfCase", OwedUnit, CustodyItem, CaseCharge, BillableEvent, ParcelClaim)

PATIENCE = 60.0
LINKS = SignedLinks(public_url="https://desk.example", key="a-key-for-the-stories")
GOLDEN = Path(__file__).parent / "histories"


class TestRelay(Relay):
    """The relay with letters counted as sent: mail has its own tests."""

    __test__ = False

    async def act(self, owed: Owed) -> None:
        if owed.kind != "letter":
            await super().act(owed)


@dataclass(kw_only=True)
class Stage:
    """A running desk and the hands of its people."""

    database: Database
    desk: TestDesk
    client: Client
    door: TemporalDoor
    carrier: PracticeCarrier
    practice: PracticeProcess
    steering: PracticeSteering
    events: Receiver
    task_queue: str
    shift: AsyncExitStack
    keys: int = 0
    taken: int = 0

    @property
    def last_key(self) -> str:
        return f"key-{self.keys}"

    def key(self) -> str:
        self.keys += 1
        return f"key-{self.keys}"

    async def open(self, form: CaseForm, key: str | None = None) -> str:
        answer = await asyncio.to_thread(
            open_case, self.database, self.desk.clerk, form, key or self.key()
        )
        return str(answer["number"])

    async def decide(
        self, number: str, decision: Told, at: datetime, key: str | None = None, **answers: str
    ) -> DecisionAnswer:
        form = DecisionForm(decision=decision, answers=answers, at=at)
        return await decide(
            self.database, self.door, self.desk.clerk, number, form, key or self.key()
        )

    async def scan(self, station: Station, code: str, at: datetime, case: str = "") -> str:
        form = ScanForm(station=station, code=code, case=case, at=at)
        answer = await asyncio.to_thread(
            take_scan, self.database, self.desk.clerk, form, self.key()
        )
        return str(answer["word"])

    async def carrier_moves(
        self, number: str, direction: Direction, status: str, at: datetime
    ) -> None:
        """The carrier does something with the parcel of the case's newest leg and tells us."""
        tracking = await asyncio.to_thread(self.tracking, number, direction)
        await self.parcel_moves(tracking, status, at)

    async def parcel_moves(self, tracking: str, status: str, at: datetime) -> None:
        """The carrier does something with any parcel of its own and tells us."""
        event_id = await asyncio.to_thread(self.steering.move, tracking, status, at)
        await asyncio.to_thread(self.hear_carrier, event_id)

    async def parcel_moves_unheard(self, tracking: str, status: str, at: datetime) -> None:
        """The carrier does something with a parcel, and its push never reaches the desk."""
        event_id = await asyncio.to_thread(self.steering.move, tracking, status, at)
        await asyncio.to_thread(until, lambda: self.was_pushed(event_id))
        self.taken = len(self.events.taken)

    async def work(self) -> None:
        """Let a worker begin; an earlier one of the shift has to end first."""
        carriers = {"practice": self.carrier}
        worker = make_worker(
            self.client,
            self.database,
            carriers,
            task_queue=self.task_queue,
            strict=True,
            links=LINKS,
        )
        await self.shift.enter_async_context(worker)

    async def restart_worker(self) -> None:
        """Another worker, that knows nothing but the histories and the record."""
        await self.shift.aclose()
        await self.work()

    def was_pushed(self, event_id: str) -> bool:
        """Whether the carrier's push of this event has come since the desk last listened."""
        waiting = self.events.taken[self.taken :]
        return any(f'"{event_id}"'.encode() in body for _, body in waiting)

    def hear_carrier(self, event_id: str) -> None:
        """Take what was pushed up to this event, through the desk's own door for events."""
        until(lambda: self.was_pushed(event_id))
        for headers, body in self.events.taken[self.taken :]:
            now = datetime.now(UTC)
            carriers = {"practice": self.carrier}
            take_events(self.database, carriers, "practice", headers, body, now)
            self.taken += 1

    def state(self, number: str) -> CaseState:
        with self.database.as_tenant(self.desk.tenant_id) as session:
            snapshot = session.scalars(select(Case.snapshot).where(Case.number == number)).one()
        return from_plain(CaseState, snapshot)

    async def until(self, number: str, reached: Callable[[CaseState], bool]) -> CaseState:
        """Wait in real time for the case to come this far."""
        async with asyncio.timeout(PATIENCE):
            while True:
                # A record that is being restarted is waited for, like any desk clerk would.
                with suppress(RecordUnavailable):
                    state = await asyncio.to_thread(self.state, number)
                    if reached(state):
                        return state
                await asyncio.sleep(0.05)

    async def skip_to(self, number: str, instant: datetime) -> None:
        await skip_to(self.client, self.workflow_id(number), instant)

    def workflow_id(self, number: str) -> str:
        return f"{self.desk.tenant}/case/{number}"

    def tracking(self, number: str, direction: Direction) -> str:
        with self.database.as_tenant(self.desk.tenant_id) as session:
            return session.scalars(
                select(Label.tracking_no)
                .join(Leg, (Leg.tenant_id == Label.tenant_id) & (Leg.id == Label.leg_id))
                .join(Case, (Case.tenant_id == Leg.tenant_id) & (Case.id == Leg.case_id))
                .where(Case.number == number, Leg.direction == direction)
                .order_by(Leg.attempt.desc())
                .limit(1)
            ).one()

    def reserved_serial(self, number: str) -> str:
        unit = self.state(number).replacement_unit
        with self.database.as_tenant(self.desk.tenant_id) as session:
            return session.scalars(select(Unit.serial).where(Unit.id == uuid.UUID(unit))).one()

    def place_of(self, serial: str) -> str:
        with self.database.as_tenant(self.desk.tenant_id) as session:
            return session.scalars(
                select(Location.code)
                .join(Unit, Unit.location_id == Location.id)
                .where(Unit.serial == serial)
            ).one()

    def owner_of(self, serial: str) -> str:
        with self.database.as_tenant(self.desk.tenant_id) as session:
            return session.scalars(select(Unit.owner).where(Unit.serial == serial)).one().value

    def promise_of(self, number: str) -> Promise:
        with self.database.as_tenant(self.desk.tenant_id) as session:
            return session.scalars(
                select(Promise)
                .join(Case, (Case.tenant_id == Promise.tenant_id) & (Case.id == Promise.case_id))
                .where(Case.number == number)
            ).one()

    def clock_of(self, number: str, metric: Metric = Metric.RESPONSE) -> ServiceClock:
        """The clock's newest count."""
        with self.database.as_tenant(self.desk.tenant_id) as session:
            case_id = session.scalars(select(Case.id).where(Case.number == number)).one()
            newest = counts_of(session, case_id, metric)[-1]
            session.expunge(newest)
            return newest

    def billed(self, number: str) -> dict[str, str]:
        """Each billable event of the case with its payer."""
        with self.database.as_tenant(self.desk.tenant_id) as session:
            rows = session.execute(
                select(BillableEvent.kind, BillableEvent.payer)
                .join(
                    Case,
                    (Case.tenant_id == BillableEvent.tenant_id)
                    & (Case.id == BillableEvent.case_id),
                )
                .where(Case.number == number)
            )
            return {str(kind): str(payer) for kind, payer in rows}

    def rows(self, number: str, kind: type[OfCase]) -> list[OfCase]:
        """Every row of this kind that belongs to the case."""
        with self.database.as_tenant(self.desk.tenant_id) as session:
            case_id = session.scalars(select(Case.id).where(Case.number == number)).one()
            found = list(session.scalars(select(kind).where(kind.case_id == case_id)))
            session.expunge_all()
            return found

    def serial_of(self, unit_id: uuid.UUID | None) -> str:
        """The serial of a unit, or nothing for a part."""
        if unit_id is None:
            return ""
        with self.database.as_tenant(self.desk.tenant_id) as session:
            return session.scalars(select(Unit.serial).where(Unit.id == unit_id)).one()

    def debts(self, number: str) -> dict[str, str]:
        """How each unit that the case waited for was settled, by serial."""
        rows = self.rows(number, OwedUnit)
        return {self.serial_of(row.unit_id) or row.part: row.state.value for row in rows}

    def custody(self, number: str) -> dict[str, str]:
        """How custody of each thing ended; empty while it lasts."""
        rows = self.rows(number, CustodyItem)
        return {row.text: row.outcome.value if row.outcome else "" for row in rows}

    def charges(self, number: str) -> dict[str, str]:
        """How each charge of the case stands, by its kind."""
        return {row.kind.value: row.state.value for row in self.rows(number, CaseCharge)}

    def money(self, number: str) -> dict[str, str]:
        """Each billable event that has an amount."""
        rows = self.rows(number, BillableEvent)
        return {row.kind: f"{row.amount:.2f}" for row in rows if row.amount is not None}

    async def broken_invariants(self) -> dict[str, list[str]]:
        """What must hold and does not, looked at as `swapdesk check-invariants` does."""
        verdicts = await check_invariants(self.database, datetime.now(UTC))
        # A story lives in business time and may stop in the middle of it.
        timely = {
            "open-case-waits",
            "inbox-drained",
            "outbox-drained",
            "facts-placed",
            "pool-checks-drained",
        }
        return {
            found.name: [str(dict(one.facts)) for one in found.offences]
            for found in verdicts
            if found.broken and found.name not in timely
        }

    def live_labels(self, number: str) -> int:
        with self.database.as_tenant(self.desk.tenant_id) as session:
            return len(
                session.scalars(
                    select(Label.id)
                    .join(Leg, (Leg.tenant_id == Label.tenant_id) & (Leg.id == Label.leg_id))
                    .join(Case, (Case.tenant_id == Leg.tenant_id) & (Case.id == Leg.case_id))
                    .where(Case.number == number, Label.voided_at.is_(None))
                ).all()
            )

    def carrier_holds(self, number: str) -> int:
        """The labels of the case that are live at the carrier, from its own journal."""
        return sum(f"/{number}/" in reference for reference in self.practice.live().values())

    def story(self, number: str) -> list[str]:
        with self.database.as_tenant(self.desk.tenant_id) as session:
            return list(
                session.scalars(
                    select(AuditEvent.word)
                    .join(
                        Case,
                        (Case.tenant_id == AuditEvent.tenant_id) & (Case.id == AuditEvent.case_id),
                    )
                    .where(Case.number == number)
                    .order_by(AuditEvent.seq)
                )
            )

    def letters(self, number: str) -> list[str]:
        with self.database.as_tenant(self.desk.tenant_id) as session:
            return list(
                session.scalars(
                    select(Notification.letter)
                    .join(
                        Case,
                        (Case.tenant_id == Notification.tenant_id)
                        & (Case.id == Notification.case_id),
                    )
                    .where(Case.number == number)
                    .order_by(Notification.queued_at, Notification.key)
                )
            )

    async def keep_history(self, name: str, workflow_id: str) -> None:
        """Store the history as a golden file, when asked to: `make histories` does."""
        if os.environ.get("SWAPDESK_KEEP_HISTORIES"):
            handle = self.client.get_workflow_handle(workflow_id)
            await handle.result()
            history = await handle.fetch_history()
            GOLDEN.mkdir(exist_ok=True)
            # Whose machine recorded it is nobody's business.
            told = re.sub(r'"identity": *"[^"]*"', '"identity": "worker"', history.to_json())
            (GOLDEN / f"{name}.json").write_text(told + "\n")

    async def history(self, number: str) -> WorkflowHistory:
        return await self.client.get_workflow_handle(self.workflow_id(number)).fetch_history()


async def eventually(true: Callable[[], bool]) -> None:
    """Look again, in real time, until it is so; the caller sets the patience."""
    while not await asyncio.to_thread(true):  # noqa: ASYNC110 - nothing announces it
        await asyncio.sleep(0.05)


async def connect_client(address: str) -> Client:
    plain = await Client.connect(address, data_converter=DATA_CONVERTER)
    return skipper(plain).client


@asynccontextmanager
async def running_desk(
    database: Database, desk: TestDesk, temporal_address: str, folder: Path
) -> AsyncIterator[Stage]:
    """Worker and relay in this process, the practice carrier in its own."""
    client = await connect_client(temporal_address)
    events = Receiver()
    practice = PracticeProcess(folder / "practice", events.url)
    carrier = practice.carrier()
    queue = f"desk-{uuid.uuid4().hex[:8]}"
    door = TemporalDoor(client, task_queue=queue)
    relay = TestRelay(database, door, Post(host="127.0.0.1", port=1, sender="desk@acme.example"))
    stop, woken = asyncio.Event(), asyncio.Event()
    async with AsyncExitStack() as shift:
        stage = Stage(
            database=database,
            desk=desk,
            client=client,
            door=door,
            carrier=carrier,
            practice=practice,
            steering=practice.steering,
            events=events,
            task_queue=queue,
            shift=shift,
        )
        await stage.work()
        looking = asyncio.create_task(relay.run(stop, woken))
        nudge = asyncio.create_task(wake_often(woken))
        yield stage
        stop.set()
        nudge.cancel()
        await looking
    practice.kill()
    events.close()


async def wake_often(woken: asyncio.Event) -> None:
    """In place of the announcements that wake the relay's own process."""
    while True:
        woken.set()
        await asyncio.sleep(0.05)
