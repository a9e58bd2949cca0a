import asyncio
import uuid
from pathlib import Path

import psycopg
import pytest

from desk.invariants import INVARIANTS
from runtime.database import Database
from tests.builders import TestDesk, a_swap
from tests.cli.terminal import MONDAY_0900, MONDAY_1352, Terminal, point_at, staffed_desk
from tests.desk.case_walk import CaseWalk
from tests.stories.harness import running_desk
from workers.stack.temporal_server import EmbeddedTemporal


def break_heads(owner_url: str) -> None:
    with psycopg.connect(owner_url.replace("+psycopg", "")) as owner:
        owner.execute("UPDATE cases SET version = version + 1")


def test_an_offence_is_told_with_its_sentence_and_exits_with_1(
    desk: TestDesk, books: Database, owner_url: str, swapdesk: Terminal
) -> None:
    CaseWalk(database=books, desk=desk).open(a_swap(at=MONDAY_0900))
    break_heads(owner_url)
    said = swapdesk("check-invariants", "--at", MONDAY_1352)
    assert said.code == 1
    assert "  BROKEN     head-is-snapshot" in said.out.splitlines()
    assert "             The head of a case says what its snapshot says." in said.out.splitlines()
    assert f"tenant={desk.tenant} case=SE-2026-000001 version=3" in said.out
    assert max(map(len, said.out.splitlines())) <= 80


def test_workflows_that_could_not_be_asked_are_no_clean_result(
    desk: TestDesk, swapdesk: Terminal
) -> None:
    said = swapdesk("check-invariants")
    assert said.code == 3
    assert "  unchecked  open-cases-run" in said.out.splitlines()
    assert (
        said.out.splitlines()[-1]
        == f"{len(INVARIANTS)} invariants: {len(INVARIANTS) - 3} holds, 3 unchecked."
    )
    del desk


async def test_a_sound_desk_exits_with_0(
    record: Database,
    empty_database: str,
    temporal_server: EmbeddedTemporal,
    swapdesk: Terminal,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    point_at(monkeypatch, empty_database, tmp_path, TEMPORAL_ADDRESS=temporal_server.address)
    desk = staffed_desk(empty_database, record)
    async with running_desk(record, desk, temporal_server.address, tmp_path) as stage:
        number = await stage.open(a_swap(f"B-{uuid.uuid4().hex[:6]}", at=MONDAY_0900))
        await stage.until(number, lambda state: state.version > 1)
        journal = str(stage.practice.folder / "journal.jsonl")
        words = ("check-invariants", "--journal", journal, "--at", MONDAY_1352, "--json")
        said = await asyncio.to_thread(swapdesk, *words)
        await stage.client.get_workflow_handle(stage.workflow_id(number)).terminate("over")
    assert said.code == 0
    assert said.facts["clean"] is True
    assert {one["unchecked"] for one in said.facts["invariants"]} == {""}
