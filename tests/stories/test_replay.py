"""Every workflow history of these stories, and every stored one, replays on today's code."""

import asyncio
from pathlib import Path

import pytest
from temporalio.client import WorkflowHistory
from temporalio.worker import Replayer
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions

from desk.scans import Station
from runtime.payloads import DATA_CONVERTER
from tests.builders import a_swap
from tests.stories import harness
from tests.stories.harness import GOLDEN
from tests.stories.steps import BEFORE_CUTOFF, DAY, HOUR, delivered, sent_back
from workers.desk_worker import WORKFLOWS

pytestmark = pytest.mark.asyncio(loop_scope="module")


def replayer() -> Replayer:
    return Replayer(
        workflows=list(WORKFLOWS),
        data_converter=DATA_CONVERTER,
        workflow_runner=SandboxedWorkflowRunner(
            restrictions=SandboxRestrictions.default.with_passthrough_modules("rules")
        ),
    )


@pytest.mark.parametrize("file", sorted(GOLDEN.glob("*.json")), ids=lambda file: file.stem)
async def test_a_stored_history_replays(file: Path) -> None:
    stored = await asyncio.to_thread(file.read_text)
    await replayer().replay_workflow(WorkflowHistory.from_json(file.stem, stored))


async def test_there_is_a_stored_history_of_each_story() -> None:
    stories = {file.stem.partition("-")[0] for file in GOLDEN.glob("*.json")}
    assert stories >= {"swap", "advance_replacement", "support", "repair", "late_return"}


async def test_a_fresh_history_with_skipped_time_replays(stage: harness.Stage) -> None:
    case = await delivered(stage, a_swap("RP-1", at=BEFORE_CUTOFF), BEFORE_CUTOFF + HOUR)
    await stage.skip_to(case.number, BEFORE_CUTOFF + 7 * DAY)
    await sent_back(stage, case.number, BEFORE_CUTOFF + 8 * DAY)
    await stage.scan(Station.RECEIPT, "RP-1", BEFORE_CUTOFF + 10 * DAY)
    await stage.until(case.number, lambda s: s.ended)
    await stage.client.get_workflow_handle(stage.workflow_id(case.number)).result()
    await replayer().replay_workflow(await stage.history(case.number))
