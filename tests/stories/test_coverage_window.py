"""Contracts through years of virtual time, on the real workflow server."""

import asyncio
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import select
from temporalio import activity
from temporalio.client import WorkflowExecutionStatus
from temporalio.service import RPCError
from temporalio.worker import Replayer, Worker
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions

from activities.coverage import CoverageRecord
from desk.contract_page import contract_page
from desk.contract_view import ContractView
from desk.coverage import ExtensionForm, buy_extension
from desk.reconciling import reconcile
from desk.renewals import RenewalForm, renew_contract
from desk.workflow_door import TemporalDoor
from models.contracts import Contract
from models.exchange import OutboxMessage
from models.papers import Notification
from rules.contract_orders import ContractRef, CoverageOrder, CoverageTurn
from rules.coverage_days import add_months
from rules.service_words import Billing
from runtime.database import RecordUnavailable
from runtime.payloads import DATA_CONVERTER
from runtime.temporal import skip_to
from tests.contracts import SIGNED, cover, found_care, sign
from tests.stories import harness
from workflows.coverage_window import DAYS_A_RUN, CoverageWindow

pytestmark = pytest.mark.asyncio(loop_scope="module")

SANDBOX = SandboxedWorkflowRunner(
    restrictions=SandboxRestrictions.default.with_passthrough_modules("rules")
)


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 11, 0, tzinfo=UTC)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house(stage: harness.Stage) -> harness.Stage:
    """The running desk, selling the invented programme."""
    await asyncio.to_thread(found_care, stage.database, stage.desk)
    return stage


def workflow_id(house: harness.Stage, number: str) -> str:
    return f"{house.desk.tenant}/contract/{number}"


async def signed(house: harness.Stage, number: str, **changes: Any) -> None:
    """A contract whose workflow runs."""
    await asyncio.to_thread(sign, house.database, house.desk, number, **changes)
    await heard(house)
    assert await status(house, number) is WorkflowExecutionStatus.RUNNING


async def heard(house: harness.Stage) -> None:
    """Wait until every workflow has been told of its contract's changes."""
    async with asyncio.timeout(harness.PATIENCE):
        await harness.eventually(lambda: not owed(house))


def owed(house: harness.Stage) -> int:
    with house.database.as_tenant(house.desk.tenant_id) as session:
        waiting = select(OutboxMessage.id).where(
            OutboxMessage.kind == "coverage", OutboxMessage.done_at.is_(None)
        )
        return len(session.scalars(waiting).all())


async def status(house: harness.Stage, number: str) -> WorkflowExecutionStatus | None:
    handle = house.client.get_workflow_handle(workflow_id(house, number))
    try:
        return (await handle.describe()).status
    except RPCError:
        return None


async def live_to(house: harness.Stage, number: str, day: date) -> None:
    """Bring the contract's workflow to noon of that day."""
    await skip_to(house.client, workflow_id(house, number), noon(day))


def page(house: harness.Stage, number: str, on: date) -> ContractView:
    return contract_page(house.database, house.desk.clerk, number, noon(on))


async def until(
    house: harness.Stage, number: str, on: date, reached: Callable[[ContractView], bool]
) -> ContractView:
    """Wait in real time for the contract's page to come this far."""
    async with asyncio.timeout(harness.PATIENCE):
        while True:
            view = await asyncio.to_thread(page, house, number, on)
            if reached(view):
                return view
            await asyncio.sleep(0.05)


def told(view: ContractView, serial: str) -> list[tuple[str, str]]:
    return [(one.on.isoformat(), one.kind) for one in view.notices if one.serial == serial]


def billed(view: ContractView) -> list[tuple[str, str, Decimal | None]]:
    return [(fee.on.isoformat(), fee.kind, fee.amount) for fee in view.fees]


async def test_a_contract_of_three_years_with_an_extension_a_maximum_a_lapse_and_a_late_renewal(
    house: harness.Stage,
) -> None:
    number = "CW-1"
    settings = {"notice_days": [90, 30], "surcharge": "150"}
    await signed(house, number, settings=settings, billing=Billing.YEARLY, price=Decimal(1200))
    for serial, product_class, bought in (
        ("CW-SYS", "system", SIGNED),
        ("CW-SWITCH", "switch", add_months(SIGNED, -60)),
    ):
        await asyncio.to_thread(
            cover,
            house.database,
            house.desk,
            number,
            serial,
            product_class=product_class,
            bought=bought,
        )
    await heard(house)

    offered = date(2041, 2, 1)
    await live_to(house, number, offered)
    view = page(house, number, offered)
    offers = [("2040-11-30", "extension_offer"), ("2041-01-29", "extension_offer")]
    assert told(view, "CW-SYS") == offers
    form = ExtensionForm(serial="CW-SYS", price=Decimal(80), at=noon(offered))
    clerk = house.desk.clerk
    await asyncio.to_thread(buy_extension, house.database, clerk, number, form, house.key())
    await heard(house)

    lapsed = date(2043, 3, 1)
    await live_to(house, number, lapsed)
    view = await until(house, number, lapsed, lambda seen: not seen.upcoming)
    soon = [("2041-11-30", "ends_soon"), ("2042-01-29", "ends_soon"), ("2042-03-01", "lapsed")]
    assert told(view, "CW-SYS") == [*offers, *soon]
    assert told(view, "CW-SWITCH") == soon
    assert told(view, "") == [
        ("2042-11-30", "renewal_due"),
        ("2043-01-29", "renewal_due"),
        ("2043-02-28", "lapsed"),
    ]
    assert view.expired
    assert await house.client.get_workflow_handle(workflow_id(house, number)).result() == "quiet"

    renewal = RenewalForm(at=noon(date(2043, 4, 15)))
    await asyncio.to_thread(renew_contract, house.database, clerk, number, renewal, house.key())
    await heard(house)
    await live_to(house, number, date(2044, 5, 1))
    view = await until(house, number, date(2044, 5, 1), lambda seen: seen.expired)
    assert told(view, "")[3:] == [
        ("2043-04-15", "renewed"),
        ("2044-01-16", "renewal_due"),
        ("2044-03-16", "renewal_due"),
        ("2044-04-15", "lapsed"),
    ]
    fee = "contract_fee_yearly"
    assert sorted(billed(view)) == [
        ("2040-02-29", fee, Decimal(1200)),
        ("2041-02-01", "coverage_extension", Decimal(80)),
        ("2041-02-28", fee, Decimal(1200)),
        ("2042-02-28", fee, Decimal(1200)),
        ("2043-04-15", fee, Decimal(1200)),
        ("2043-04-15", "renewal_surcharge", Decimal(150)),
    ]
    assert letters(house, number) == len(view.notices)
    await house.keep_history("coverage_window-lapsed", workflow_id(house, number))


def letters(house: harness.Stage, number: str) -> int:
    with house.database.as_tenant(house.desk.tenant_id) as session:
        of_contract = select(Notification.id).join(
            Contract,
            (Contract.tenant_id == Notification.tenant_id)
            & (Contract.id == Notification.contract_id),
        )
        return len(session.scalars(of_contract.where(Contract.number == number)).all())


async def test_three_years_of_monthly_fees_go_on_over_several_runs_of_the_workflow(
    house: harness.Stage,
) -> None:
    number = "CW-2"
    await signed(house, number, settings={"seats": 40}, billing=Billing.MONTHLY)
    last = date(2043, 1, 29)
    assert DAYS_A_RUN < 36
    await live_to(house, number, last)
    view = await until(house, number, last, lambda seen: len(seen.fees) == 36)
    assert [fee.on for fee in view.fees] == [add_months(SIGNED, n) for n in range(36)]
    assert {fee.amount for fee in view.fees} == {Decimal(760)}
    history = await house.client.get_workflow_handle(workflow_id(house, number)).fetch_history()
    began = history.events[0].workflow_execution_started_event_attributes
    assert began.continued_execution_run_id
    replayer = Replayer(
        workflows=[CoverageWindow], data_converter=DATA_CONVERTER, workflow_runner=SANDBOX
    )
    await replayer.replay_workflow(history)


class Forgetful:
    """The same hands, whose answer is lost each time something was written."""

    def __init__(self, record: CoverageRecord) -> None:
        self.record = record
        self.lost = 0

    @activity.defn(name="turn_coverage_day")
    def turn_coverage_day(self, order: CoverageOrder) -> CoverageTurn:
        turned = self.record.turn_coverage_day(order)
        if turned.fees or turned.notices:
            self.lost += 1
            raise RecordUnavailable(TimeoutError())
        return turned


async def test_fees_are_billed_once_though_answers_are_lost_and_the_worker_is_restarted(
    house: harness.Stage,
) -> None:
    number = "CW-3"
    await signed(house, number, billing=Billing.YEARLY, price=Decimal(1200))
    flow = house.client.get_workflow_handle(workflow_id(house, number))
    await flow.terminate("another worker takes it over")
    queue = f"coverage-{uuid.uuid4().hex[:8]}"
    record = CoverageRecord(house.database)
    hands = Forgetful(record)
    await TemporalDoor(house.client, task_queue=queue).follow(await asyncio.to_thread(ref, house))
    for day, fees in ((date(2041, 6, 1), 2), (date(2042, 6, 1), 3), (date(2043, 3, 2), 3)):
        worker = Worker(
            house.client,
            task_queue=queue,
            workflows=[CoverageWindow],
            activities=[hands.turn_coverage_day, record.next_coverage_date],
            activity_executor=ThreadPoolExecutor(2),
            workflow_runner=SANDBOX,
            workflow_failure_exception_types=[Exception],
        )
        async with worker:
            await live_to(house, number, day)
        view = page(house, number, day)
        assert len(view.fees) == fees
    assert [one[0] for one in billed(view)] == ["2040-02-29", "2041-02-28", "2042-02-28"]
    assert [kind for _, kind in told(view, "")] == ["renewal_due", "renewal_due", "lapsed"]
    assert hands.lost == 6


def ref(house: harness.Stage, number: str = "CW-3") -> ContractRef:
    with house.database.as_tenant(house.desk.tenant_id) as session:
        contract_id = session.scalars(select(Contract.id).where(Contract.number == number)).one()
    return ContractRef(
        tenant_id=str(house.desk.tenant_id),
        tenant=house.desk.tenant,
        contract_id=str(contract_id),
        number=number,
    )


async def test_a_contract_whose_workflow_is_gone_is_followed_again_after_reconcile(
    house: harness.Stage,
) -> None:
    number = "CW-4"
    await signed(house, number, billing=Billing.YEARLY, price=Decimal(1200))
    await live_to(house, number, date(2040, 6, 1))
    await until(house, number, date(2040, 6, 1), lambda seen: len(seen.fees) == 1)
    flow = house.client.get_workflow_handle(workflow_id(house, number))
    await flow.terminate("its history is lost")
    done = await reconcile(house.database, house.door)
    assert done.contracts >= 1
    await live_to(house, number, date(2041, 6, 1))
    view = await until(house, number, date(2041, 6, 1), lambda seen: len(seen.fees) == 2)
    assert [one[0] for one in billed(view)] == ["2040-02-29", "2041-02-28"]
