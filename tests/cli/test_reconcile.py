import asyncio
import uuid
from pathlib import Path

import pytest
from temporalio.client import Client, WorkflowExecutionStatus

from runtime.database import Database
from tests.builders import TestDesk, a_swap, found_desk
from tests.cli.terminal import MONDAY_0900, Terminal, point_at
from tests.desk.case_walk import CaseWalk
from workers.stack.temporal_server import EmbeddedTemporal


async def test_every_open_case_gets_its_workflow_back(
    books: Database,
    owner_url: str,
    temporal_server: EmbeddedTemporal,
    swapdesk: Terminal,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    point_at(monkeypatch, owner_url, tmp_path, TEMPORAL_ADDRESS=temporal_server.address)
    lone = found_desk(owner_url, books, code=f"rec{uuid.uuid4().hex[:8]}")
    number = CaseWalk(database=books, desk=lone).open(a_swap(at=MONDAY_0900))
    said = await asyncio.to_thread(swapdesk, "reconcile")
    again = await asyncio.to_thread(swapdesk, "reconcile", "--json")
    client = await Client.connect(temporal_server.address)
    flow = client.get_workflow_handle(f"{lone.tenant}/case/{number}")
    assert (await flow.describe()).status is WorkflowExecutionStatus.RUNNING
    await flow.terminate("the test is over")
    contract = client.get_workflow_handle(f"{lone.tenant}/contract/C-100")
    assert (await contract.describe()).status is WorkflowExecutionStatus.RUNNING
    assert said.out == (
        "1 open cases run; 4 contracts are followed; 0 prompts, 0 orders, 0 disputes and "
        "0 months are watched; "
        "0 facts are told again.\n"
    )
    assert again.facts == {
        "open_cases": 1,
        "contracts": 4,
        "prompts": 0,
        "orders": 0,
        "disputes": 0,
        "months": 0,
        "facts_told_again": 0,
    }


def test_a_silent_workflow_server_is_unreachable(desk: TestDesk, swapdesk: Terminal) -> None:
    silent = swapdesk("reconcile", "--json")
    assert (silent.code, silent.error) == (3, "workflow-server-silent")
    del desk
