"""A month of 300 cases is closed on the real workflow server while its worker is killed."""

import asyncio
import os
import shutil
import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import func, select

from desk.finance.invariant_queries import FINANCE
from desk.finance.month_view import recount
from desk.finance.verdict_refusals import NothingExpected
from desk.finance.verdicts import Decision, decide_charge
from desk.invariants import check_invariants
from desk.workflow_door import TemporalDoor
from models.finance.closing import CloseSnapshot
from models.finance.ledger import JournalEntry
from models.finance.statements import RatedEvent, Statement, StatementItem
from models.money import BillableEvent
from rules.finance.freight_words import BillState
from rules.finance.money_words import Billable, CloseStep, PeriodState, Posting
from runtime.database import Database
from tests.builders import found_desk
from tests.carriers.builders import Receiver
from tests.chaos.processes import Processes, launch
from tests.desk.case_walk import CaseWalk
from tests.months import OCTOBER, MonthWalk, open_finance
from tests.stories.finance.month_of_cases import (
    CASES,
    bill_october,
    fill_october,
    open_charges,
)
from tests.stories.harness import connect_client, eventually

PATIENCE = 150.0
#: Where the worker dies, in the order of the steps; each time it has done part of the step.
BEFORE_PEOPLE = ("month.rate.after_commit", "month.match.before_commit")
AFTER_PEOPLE = (
    "month.issue.after_commit",
    "month.post.before_commit",
    "month.lock.before_commit",
)


@pytest.fixture
def folder() -> Iterator[Path]:
    # Short and enterable: PostgreSQL's own account must reach it when the tests run as root.
    place = Path(tempfile.mkdtemp(prefix="sd-month-"))
    if os.geteuid() == 0:
        place.chmod(0o711)
    yield place
    shutil.rmtree(place, ignore_errors=True)


@dataclass(kw_only=True)
class ClosingDesk:
    """A desk with October behind it; its worker is a process that dies where it is told to."""

    parts: Processes
    month: MonthWalk
    door: TemporalDoor
    token: Path

    async def look(self) -> None:
        await self.door.look(self.month.ref)

    def work(self, place: str = "") -> None:
        """A worker begins, and dies at that place once."""
        self.parts.environment["SWAPDESK_KILL_POINTS"] = f"{place}@{self.token}" if place else ""
        if place:
            self.token.touch()
        self.parts.start("desk_worker")

    async def until_died(self) -> None:
        async with asyncio.timeout(PATIENCE):
            await eventually(lambda: self.parts.died("desk_worker"))
        assert not self.token.exists()

    async def until_at(self, step: CloseStep) -> None:
        async with asyncio.timeout(PATIENCE):
            await eventually(lambda: self.month.step() is step)

    async def die_at(self, *places: str) -> None:
        """A worker for each place dies there; one that lives on follows."""
        if "desk_worker" in self.parts.running:
            self.parts.kill("desk_worker")
        for place in places:
            self.work(place)
            await self.until_died()
        self.work()


@asynccontextmanager
async def closing_desk(folder: Path) -> AsyncIterator[ClosingDesk]:
    events = Receiver()
    parts = await asyncio.to_thread(launch, folder, events.url)
    record = Database(parts.postgres.url("swapdesk_runtime"))
    try:
        month = await asyncio.to_thread(october_of, parts, record)
        client = await connect_client(parts.temporal.address)
        yield ClosingDesk(
            parts=parts, month=month, door=TemporalDoor(client), token=folder / "once"
        )
    finally:
        record.close()
        parts.close()
        events.close()


def october_of(parts: Processes, record: Database) -> MonthWalk:
    desk = found_desk(parts.postgres.url(), record)
    open_finance(record, desk)
    fill_october(CaseWalk(database=record, desk=desk))
    with record.as_tenant(desk.tenant_id) as session:
        bill_october(session, desk.tenant_id)
    with psycopg.connect(parts.postgres.url().replace("+psycopg", ""), autocommit=True) as owner:
        owner.execute("ANALYZE")  # as the server does by itself after a while
    return MonthWalk(record=record, desk=desk)


def totals(month: MonthWalk) -> dict[str, Any]:
    """What must be the same however often the month is closed, counted without its figures."""
    with month.record.as_tenant(month.desk.tenant_id) as session:
        items = session.execute(
            select(func.count(), func.count(StatementItem.rated_id.distinct()))
        ).one()
        return {
            "items": tuple(items),
            "statements": session.execute(
                select(func.count(), func.sum(Statement.net), func.sum(Statement.gross))
            ).one(),
            "entries": Counter(session.scalars(select(JournalEntry.posting)).all()),
            "numbers": session.scalars(select(Statement.number).order_by(Statement.number)).all(),
        }


def billed_of(month: MonthWalk) -> tuple[int, Decimal]:
    """How many events are billable to somebody, and what they come to, by the events alone."""
    with month.record.as_tenant(month.desk.tenant_id) as session:
        count, net = session.execute(
            select(func.count(), func.sum(RatedEvent.net)).where(
                RatedEvent.outcome == Billable.BILLABLE
            )
        ).one()
        events = session.scalars(select(func.count(BillableEvent.id))).one()
        rated = session.scalars(select(func.count(RatedEvent.id))).one()
        assert events == rated == 3 * CASES + 9
        return count, net or Decimal(0)


@pytest.mark.timeout(900)
async def test_item_8_and_9_a_month_of_300_cases_closes_to_the_cent_whatever_dies(
    folder: Path,
) -> None:
    async with closing_desk(folder) as desk:
        month = desk.month
        month.ask()
        await desk.look()
        await desk.die_at(*BEFORE_PEOPLE)
        await desk.until_at(CloseStep.EXCEPTIONS)
        assert decide(month) == 10 + 5 + 4  # too dear, billed twice, made up
        await desk.look()
        await desk.until_at(CloseStep.APPROVE)
        month.approve_bills()
        month.approve()
        await desk.look()
        await desk.die_at(*AFTER_PEOPLE)
        await desk.until_at(CloseStep.DONE)
        [first], once = month.snapshots(), totals(month)
        check(month, first, once)

        # Run again: nothing is due.
        await desk.look()
        assert recount(month.record, month.closer, OCTOBER).same
        # Opened again by two, closed again.
        month.reopen()
        month.ask()
        await desk.look()
        await desk.until_at(CloseStep.APPROVE)
        month.approve()
        await desk.look()
        await desk.until_at(CloseStep.DONE)
        kept = month.snapshots()
        assert [(one.close, one.sha256) for one in kept] == [(1, first.sha256), (2, first.sha256)]
        assert kept[1].figures == first.figures
        assert totals(month) == once
        assert await broken(month) == {}


def decide(month: MonthWalk) -> int:
    """The approver pays no more than is expected of any charge that no rule settled."""
    with month.record.as_tenant(month.desk.tenant_id) as session:
        charges = open_charges(session)
    for charge in charges:
        try:
            settle(month, charge, "expected")
        except NothingExpected:
            settle(month, charge, "0.00")
    return len(charges)


def settle(month: MonthWalk, charge: int, agreed: str) -> None:
    because = "Only what was agreed is paid."
    decision = Decision(agreed=agreed, because=because)
    decide_charge(month.record, month.approver, charge, decision, month.key(), month.later())


def check(month: MonthWalk, kept: CloseSnapshot, once: dict[str, Any]) -> None:
    """The kept figures are those of the record, each event is billed once and each bill posted."""
    assert month.period().state is PeriodState.CLOSED
    count, net = billed_of(month)
    assert once["items"] == (count, count)
    assert once["statements"][1] == net
    figures = kept.figures
    assert sum(Decimal(row["net"]) for row in figures["statements"]) == net
    assert sum(row["events"] for row in figures["events"] if row["became"] == "billed") == count
    assert once["entries"][Posting.BILL] == 2
    assert len(month.bills(BillState.POSTED)) == 2
    charges = Counter[str]()
    for row in figures["verdicts"]:
        charges[str(row["verdict"])] += int(row["charges"])
    assert charges["over"] + charges["tolerance"] >= 10
    assert (charges["duplicate"], charges["unknown"]) == (5, 4)
    [unbilled] = figures["unbilled"]
    accrued = {row["account"]: row["balance"] for row in figures["balances"]}["2990"]
    assert Decimal(accrued) == -Decimal(unbilled["expected"])


async def broken(month: MonthWalk) -> dict[str, list[str]]:
    """What must hold of finance and does not."""
    names = {one.name for one in FINANCE}
    verdicts = await check_invariants(month.record, month.now)
    return {
        found.name: [str(dict(one.facts)) for one in found.offences]
        for found in verdicts
        if found.broken and found.name in names
    }
