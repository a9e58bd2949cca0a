import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from fastapi.responses import HTMLResponse, Response, StreamingResponse
from sqlalchemy.exc import IntegrityError
from starlette.testclient import TestClient

from desk.refusals import WorkflowsUnavailable
from runtime.database import RecordUnavailable
from tests.web.api.house import settings_for
from web import asking
from web.app import create_app
from web.asking import ask, ask_story
from web.problems import plain, pointer

SECRET = "SELECT name FROM contacts -- Kim Clerk"


@pytest.fixture
def broken(owner_url: str, tmp_path: Path) -> Iterator[TestClient]:
    app = create_app(settings_for(owner_url, tmp_path))

    @app.get("/broken")
    async def breaks() -> None:
        raise RuntimeError(SECRET)

    @app.get("/half")
    async def half() -> StreamingResponse:
        async def words() -> AsyncIterator[bytes]:
            yield b"half"
            raise RuntimeError(SECRET)

        return StreamingResponse(words())

    with TestClient(app) as client:
        yield client


def test_a_fault_of_ours_is_told_with_an_id_and_nothing_else(
    broken: TestClient, capfd: pytest.CaptureFixture[str]
) -> None:
    answer = broken.get("/broken")
    told = answer.json()
    assert answer.status_code == 500
    assert set(told) == {"type", "status", "title", "detail", "id"}
    assert len(told["id"]) == 16
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    out, err = capfd.readouterr()
    assert told["id"] in out + err
    assert "RuntimeError" in out + err
    assert "breaks" in out + err
    for inside in (SECRET, "Kim"):
        assert inside not in answer.text
        assert inside not in out + err


def test_an_answer_that_has_begun_is_broken_off(broken: TestClient) -> None:
    with pytest.raises(RuntimeError):
        broken.get("/half")


def test_a_browser_is_shown_a_page_and_a_program_a_problem(
    broken: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def page(_request: object, problem: dict[str, object]) -> Response:
        return HTMLResponse(f"<h1>{problem['title']}</h1>", 404)

    monkeypatch.setattr(broken.app.state, "problem_page", page, raising=False)  # type: ignore[attr-defined]
    browser = {"Accept": "text/html,*/*;q=0.8"}
    assert broken.get("/nowhere", headers=browser).text == "<h1>Not Found</h1>"
    for path, headers in (("/nowhere", {}), ("/v1/nowhere", browser)):
        answer = broken.get(path, headers=headers)
        assert answer.headers["content-type"] == "application/problem+json"


async def test_a_question_to_the_record_ends_after_its_patience(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(asking, "PATIENCE", 0.05)
    with pytest.raises(RecordUnavailable):
        await ask(time.sleep, 0.5)


async def test_a_question_to_a_workflow_ends_after_its_patience(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(asking, "PATIENCE", 0.05)
    ended = asyncio.Event()

    async def slow() -> None:
        await asyncio.sleep(0.2)
        ended.set()
        raise RuntimeError(SECRET)

    with pytest.raises(WorkflowsUnavailable):
        await ask_story(slow)
    await asyncio.wait_for(ended.wait(), 2)


async def test_the_loser_of_a_race_looks_again_once() -> None:
    looks = []

    def look() -> int:
        looks.append(1)
        if len(looks) == 1:
            raise IntegrityError("", {}, Exception())
        return len(looks)

    async def look_later() -> int:
        return look()

    assert await ask(look) == 2
    looks.clear()
    assert await ask_story(look_later) == 2


def test_a_pointer_names_the_place_in_the_request() -> None:
    assert pointer(("body", "device", "a/b~c")) == "#/device/a~1b~0c"
    assert pointer(("body",)) == "#"
    assert pointer(("query", "limit")) == "query:limit"
    assert pointer(()) == "#"


def test_a_fact_becomes_plain_json() -> None:
    assert plain({"a": (1, None, True), 2: {"x"}, "b": Path("p")}) == {
        "a": [1, None, True],
        "2": ["x"],
        "b": "p",
    }
