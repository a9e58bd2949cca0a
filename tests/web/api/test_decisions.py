from asyncio import gather
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from httpx2 import ASGITransport, AsyncClient

from models.parties import Role
from rules.case_words import Outbound
from runtime.database import Database
from runtime.settings import Settings
from tests.builders import a_swap, found_desk
from tests.stories.harness import Stage, running_desk
from tests.web.api.house import a_person, settings_for
from web.app import create_app
from workers.stack.temporal_server import EmbeddedTemporal


@asynccontextmanager
async def behind_the_api(stage: Stage, settings: Settings) -> AsyncIterator[AsyncClient]:
    with stage.database.as_tenant(stage.desk.tenant_id) as session:
        key = a_person(session, stage.desk.tenant_id, Role.DESK, "")
    app = create_app(settings)
    headers = {"Authorization": f"Bearer {key}"}
    async with (
        app.router.lifespan_context(app),
        AsyncClient(
            transport=ASGITransport(app), base_url="http://desk.example", headers=headers
        ) as client,
    ):
        yield client


async def test_a_decision_is_taken_once_by_the_cases_workflow_and_answered(
    record: Database, empty_database: str, temporal_server: EmbeddedTemporal, tmp_path: Path
) -> None:
    desk = found_desk(empty_database, record)
    settings = settings_for(empty_database, tmp_path, temporal_address=temporal_server.address)
    async with (
        running_desk(record, desk, temporal_server.address, tmp_path) as stage,
        behind_the_api(stage, settings) as client,
    ):
        number = await stage.open(a_swap())
        await stage.until(number, lambda state: state.outbound is Outbound.RESERVED)
        health = await client.get("/healthz")
        assert health.json() == {"status": "ok", "database": "ok", "temporal": "ok"}
        tag = (await client.get(f"/v1/cases/{number}")).headers["ETag"]

        async def cancel(key: str, because: str = "It works again.") -> Any:
            body = {"decision": "cancel_asked", "answers": {"because": because}}
            headers = {"Idempotency-Key": key}
            return await client.post(f"/v1/cases/{number}/decisions", json=body, headers=headers)

        answers = await gather(*(cancel("one-click") for _ in range(4)))
        again = await cancel("one-click")
        told = [(one.status_code, one.json()["stage"]) for one in [*answers, again]]
        assert told == [(200, "cancelled")] * 5
        reused = await cancel("one-click", "Another reason.")
        assert (reused.status_code, reused.json()["code"]) == (422, "key-reused")
        other = await cancel("another-click")
        assert (other.status_code, other.json()["code"]) == (409, "case-ended")
        case = await client.get(f"/v1/cases/{number}", headers={"If-None-Match": tag})
        assert case.status_code == 200
        assert case.json()["stage"] == "cancelled"
        words = [line["word"] for line in case.json()["story"]]
        assert words.count("cancel_asked") == 1
