import os
import signal
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.operatorservice.v1 import ListSearchAttributesRequest
from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest
from temporalio.client import Client

from workers.stack.ports import free_port
from workers.stack.refusals import FolderInUse
from workers.stack.temporal_server import EmbeddedTemporal


@pytest.fixture(scope="module")
def server(stack_folder: Path) -> Iterator[EmbeddedTemporal]:
    port = free_port(0)
    server = EmbeddedTemporal(
        stack_folder / "own-temporal", port, free_port(0, taken={port}), time_skipping=False
    )
    server.start()
    yield server
    server.stop()


def until(true: Callable[[], bool], seconds: float = 20) -> bool:
    end = time.monotonic() + seconds
    while not true() and time.monotonic() < end:
        time.sleep(0.05)
    return true()


async def begin(server: EmbeddedTemporal, workflow: str) -> None:
    client = await Client.connect(server.address)
    await client.start_workflow("Waiting", id=workflow, task_queue="nobody")


async def open_workflows(server: EmbeddedTemporal) -> set[str]:
    client = await Client.connect(server.address)
    return {found.id async for found in client.list_workflows("ExecutionStatus = 'Running'")}


async def test_namespace_keeps_closed_workflows_for_90_days(server: EmbeddedTemporal) -> None:
    client = await Client.connect(server.address)
    said = await client.workflow_service.describe_namespace(
        DescribeNamespaceRequest(namespace="default")
    )
    kept = said.config.workflow_execution_retention_ttl.ToTimedelta()
    assert kept == timedelta(days=90)


async def test_the_search_attributes_of_a_case_exist(server: EmbeddedTemporal) -> None:
    client = await Client.connect(server.address)
    said = await client.operator_service.list_search_attributes(
        ListSearchAttributesRequest(namespace="default")
    )
    keyword = IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD
    wanted = {
        "CaseState": keyword,
        "CaseKind": keyword,
        "CustomerId": keyword,
        "DueAt": IndexedValueType.INDEXED_VALUE_TYPE_DATETIME,
    }
    assert {name: said.custom_attributes[name] for name in wanted} == wanted


async def test_workflows_survive_a_kill(server: EmbeddedTemporal) -> None:
    await begin(server, "before-the-kill")
    assert server.pid
    os.kill(server.pid, signal.SIGKILL)
    assert until(lambda: server.pid is None)
    server.start()
    assert await open_workflows(server) >= {"before-the-kill"}


async def test_a_second_start_carries_on_with_the_same_workflows(server: EmbeddedTemporal) -> None:
    await begin(server, "before-the-stop")
    server.stop()
    assert not server.listens()
    server.start()
    assert await open_workflows(server) >= {"before-the-stop"}


def test_a_second_server_on_the_same_file_is_refused(
    server: EmbeddedTemporal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workers.stack.temporal_server.LOCK_PATIENCE", 0.2)
    twin = EmbeddedTemporal(server.folder, free_port(0), free_port(0), time_skipping=False)
    with pytest.raises(FolderInUse):
        twin.start()


def test_the_file_is_private(server: EmbeddedTemporal) -> None:
    assert server.file.stat().st_mode & 0o077 == 0


def test_the_version_names_the_server(server: EmbeddedTemporal) -> None:
    assert server.version() == "1.32.0 (command 1.9.1)"


def test_the_shared_server_can_skip_time(temporal_server: EmbeddedTemporal) -> None:
    assert "frontend.WorkflowTimeSkippingEnabled=true" in temporal_server._words()
    assert temporal_server.answers()
