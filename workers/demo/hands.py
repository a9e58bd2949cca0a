"""The hands of everybody in the demo: desk, dock, carrier and clock, over the desk's own doors."""

import asyncio
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import func, select
from temporalio.client import Client

from cli.output import tell
from desk.actors import Actor
from desk.board import CaseView, view_case
from desk.decisions import DecisionForm, decide
from desk.intake import CaseForm, open_case
from desk.scans import ScanForm, Station, take_scan
from desk.workflow_door import TemporalDoor
from models.cases import Case
from models.exchange import InboxFact, OutboxMessage, Placement
from rules.case_facts import Told
from rules.case_orders import CaseRef
from rules.case_state import CaseState
from rules.case_words import Direction
from rules.errors import DeskError, Kind
from runtime.database import Database
from runtime.payloads import from_plain
from runtime.temporal import skip_to
from workers.practice_carrier.steering import PracticeSteering

#: Seconds a step of the desk may take before the demo gives up.
PATIENCE = 60.0
PAUSE = 0.1


class DemoStuck(DeskError):
    """The demo does not go on."""

    kind: ClassVar[Kind] = Kind.CONFLICT

    def __init__(self, what: str, waited_for: str) -> None:
        super().__init__(
            f"{what} did not come to '{waited_for}' within {PATIENCE:.0f} seconds. "
            "Look at `swapdesk doctor` and at the logs below the data folder.",
            what=what,
            waited_for=waited_for,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A case as its receipt told it; the promised day only where intake can promise one."""

    number: str
    at: datetime
    due_day: date | None

    @classmethod
    def of(cls, receipt: Mapping[str, Any]) -> "Opened":
        """What the demo needs of a receipt."""
        promise = receipt["promise"]
        return cls(
            number=receipt["number"],
            at=datetime.fromisoformat(receipt["registered_at"]),
            due_day=date.fromisoformat(promise["due_day"]) if promise else None,
        )


@dataclass(kw_only=True)
class Hands:
    """Asks the desk as a clerk would, and lets carrier and clocks move."""

    database: Database
    client: Client
    clerk: Actor
    finance: Actor
    steering: PracticeSteering
    #: The number of each part's case.
    cast: dict[str, str] = field(default_factory=dict)

    async def open(self, part: str, form: CaseForm) -> Opened:
        """Register the case of this part."""
        receipt = await asyncio.to_thread(open_case, self.database, self.clerk, form, new_key())
        opened = Opened.of(receipt)
        self.cast[part] = opened.number
        due = f", promised for {opened.due_day:%A %d %B}" if opened.due_day else ""
        tell(f"  {opened.number} registered {opened.at:%H:%M:%S}{due}")
        return opened

    async def decide(self, number: str, told: Told, at: datetime, **answers: str) -> None:
        """Take a decision of the desk."""
        await self.decide_as(self.clerk, number, told, at, **answers)

    async def decide_as(
        self, actor: Actor, number: str, told: Told, at: datetime, **answers: str
    ) -> None:
        """Take a decision in somebody's name."""
        form = DecisionForm(decision=told, answers=answers, at=at)
        door = TemporalDoor(self.client)
        await decide(self.database, door, actor, number, form, new_key())
        tell(f"  {number} {told.replace('_', ' ')}")

    async def scan(self, station: Station, code: str, at: datetime, case: str = "") -> None:
        """Scan a unit; a red answer stops the demo by what the case does not come to."""
        form = ScanForm(station=station, code=code, case=case, at=at)
        answer = await asyncio.to_thread(take_scan, self.database, self.clerk, form, new_key())
        tell(f"  {answer['case'] or '-'} {station} scan of {code}: {answer['word']}")

    async def carry(self, number: str, direction: Direction, status: str, at: datetime) -> None:
        """The practice carrier does something with the case's parcel, and tells the desk."""
        view = await self.view(number)
        tracking = next(
            label.tracking_no
            for leg in reversed(view.legs)
            for parcel in leg.parcels
            for label in parcel.labels
            if leg.direction is direction and label.voided_at is None
        )
        await asyncio.to_thread(self.steering.move, tracking, status, at, "Stockholm")
        tell(f"  {number} {direction} parcel {tracking}: {status.replace('_', ' ')}")

    async def until(
        self, number: str, reached: Callable[[CaseState], bool], waited_for: str
    ) -> None:
        """Wait for the case to come this far (DemoStuck)."""

        async def there() -> bool:
            return reached(await asyncio.to_thread(self.state, number))

        await patiently(there, number, waited_for)

    def state(self, number: str) -> CaseState:
        """The case as its workflow last wrote it."""
        with self.database.as_tenant(self.clerk.tenant_id) as session:
            snapshot = session.scalars(select(Case.snapshot).where(Case.number == number)).one()
        return from_plain(CaseState, snapshot)

    async def view(self, number: str) -> CaseView:
        """Everything there is to know of the case."""
        return await asyncio.to_thread(view_case, self.database, self.clerk, number)

    async def skip_to(self, number: str, instant: datetime) -> None:
        """Move the case's own clock past the instant."""
        ref = CaseRef(tenant_id="", tenant=self.clerk.tenant, case_id="", number=number)
        await skip_to(self.client, ref.workflow_id, instant)
        tell(f"  {number} virtual time skipped to {instant:%a %d %B %H:%M}")

    async def drained(self) -> None:
        """Wait until every fact is applied and every letter and start is done (DemoStuck)."""

        async def empty() -> bool:
            return await asyncio.to_thread(self.owed) == 0

        await patiently(empty, "the desk", "no fact and no letter waiting")

    def owed(self) -> int:
        """Facts and messages of the tenant that still wait."""
        waiting = InboxFact.placement.in_([Placement.NEW, Placement.ROUTED])
        facts = select(func.count()).select_from(InboxFact).where(waiting)
        owed = select(func.count()).where(OutboxMessage.done_at.is_(None))
        with self.database.as_tenant(self.clerk.tenant_id) as session:
            return session.scalars(facts).one() + session.scalars(owed).one()


async def patiently(there: Callable[[], Any], what: str, waited_for: str) -> None:
    """Ask again and again until it is so (DemoStuck)."""
    try:
        async with asyncio.timeout(PATIENCE):
            while not await there():  # noqa: ASYNC110 - another process changes the record
                await asyncio.sleep(PAUSE)
    except TimeoutError as stuck:
        raise DemoStuck(what, waited_for) from stuck


def new_key() -> str:
    """An idempotency key of its own for each thing that is asked."""
    return f"demo-{uuid.uuid4()}"
