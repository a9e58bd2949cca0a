"""The worker that runs the stories and their activities: `python -m workers.desk_worker`."""

import asyncio
import signal
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from temporalio.client import Client
from temporalio.worker import Worker
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions

from activities.coverage import CoverageRecord
from activities.danger_papers import DangerPapers
from activities.finance.closing import MonthRecord
from activities.finance.disputes import FreightDisputes
from activities.late_returns import LateReturns
from activities.orders import OrderRecord
from activities.papers import Papers
from activities.prompts import PromptRecord
from activities.proposal_papers import ProposalPapers
from activities.quality_reports import QualityReports
from activities.searching import Searching
from activities.shipping import Shipping
from activities.step import CaseRecord
from activities.wipe_papers import WipePapers
from carriers.port import Carrier
from desk.carriers_on_hand import CARRIER, SERVICES, carriers_from
from desk.workflow_door import TASK_QUEUE
from rules.case_words import Direction
from runtime.connections import open_database
from runtime.database import Database
from runtime.log import configure_logging
from runtime.settings import load_settings
from runtime.signed_links import SignedLinks
from runtime.temporal import connect
from workflows.advance_replacement import AdvanceReplacement
from workflows.coverage_window import CoverageWindow
from workflows.freight_dispute import FreightDispute
from workflows.freight_month import FreightMonth, FreightMonths
from workflows.late_return import LateReturnStory
from workflows.on_site import OnSite
from workflows.purchase_order import PurchaseOrder
from workflows.quality_month import QualityMonth
from workflows.refill_prompt import RefillPrompt
from workflows.repair import Repair
from workflows.support import Support
from workflows.swap import Swap

SLOTS = 16  # activities at once; each may hold one database connection
CACHED_WORKFLOWS = 3000
WORKFLOWS = (
    *(Swap, AdvanceReplacement, Support, Repair, OnSite),
    *(LateReturnStory, CoverageWindow, QualityMonth, PurchaseOrder, RefillPrompt),
    *(FreightMonth, FreightMonths),
    FreightDispute,
)


def make_worker(
    client: Client,
    database: Database,
    carriers: Mapping[str, Carrier],
    *,
    task_queue: str = TASK_QUEUE,
    services: Mapping[Direction, str] | None = None,
    strict: bool = False,
    links: SignedLinks,
) -> Worker:
    """A worker for all stories; `strict` turns a bug in a workflow into its failure, for tests."""
    record = CaseRecord(database)
    coverage = CoverageRecord(database)
    prompts = PromptRecord(database)
    months = MonthRecord(database)
    shipping = Shipping(database, carriers, carrier=CARRIER, services=services or SERVICES)
    searching = Searching(database, carriers)
    return Worker(
        client,
        task_queue=task_queue,
        workflows=list(WORKFLOWS),
        activities=[
            record.load_case,
            record.write_step,
            shipping.book_label,
            shipping.void_label,
            shipping.recall,
            searching.trace_parcel,
            searching.file_claim,
            Papers(database).print_slip,
            ProposalPapers(database, links).print_proposal,
            WipePapers(database).print_certificate,
            DangerPapers(database).print_danger_note,
            LateReturns(database).settle_late_return,
            coverage.next_coverage_date,
            coverage.turn_coverage_day,
            prompts.turn_prompt,
            prompts.answer_prompt,
            OrderRecord(database).turn_order,
            FreightDisputes(database).turn_dispute,
            QualityReports(database).write_quality_reports,
            months.turn_month,
            months.begin_month,
        ],
        activity_executor=ThreadPoolExecutor(SLOTS, thread_name_prefix="activity"),
        max_concurrent_activities=SLOTS,
        max_cached_workflows=CACHED_WORKFLOWS,
        # Open workflows of a worker that was killed move after this, not after ten seconds.
        sticky_queue_schedule_to_start_timeout=timedelta(seconds=2),
        graceful_shutdown_timeout=timedelta(seconds=4),
        workflow_runner=SandboxedWorkflowRunner(
            restrictions=SandboxRestrictions.default.with_passthrough_modules("rules")
        ),
        workflow_failure_exception_types=[Exception] if strict else [],
    )


async def serve() -> None:
    """Work until SIGTERM or SIGINT."""
    settings = load_settings()
    configure_logging("worker", level=settings.log_level)
    database = open_database(settings, connections=SLOTS + 2)
    client = await connect(settings)
    stop = asyncio.Event()
    for ending in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(ending, stop.set)
    links = SignedLinks.of(settings)
    async with make_worker(client, database, carriers_from(settings), links=links):
        await stop.wait()
    database.close()


if __name__ == "__main__":
    asyncio.run(serve())
