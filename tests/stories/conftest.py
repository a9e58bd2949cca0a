"""One running desk for a whole file of stories; each story takes devices and units of its own."""

import os
import shutil
import tempfile
import uuid
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from runtime.database import Database
from tests.builders import found_desk
from tests.databases import copied, migrated
from tests.stories.harness import Stage, running_desk
from tests.way_back import ADATUM, LITWARE, PROSEWARE, serve_phones
from workers.stack.postgres import EmbeddedPostgres
from workers.stack.temporal_server import EmbeddedTemporal


@pytest.fixture(scope="module")
def stories_url(postgres: EmbeddedPostgres) -> Iterator[str]:
    with copied(postgres, migrated(postgres), "s") as url:
        yield url


@pytest.fixture(scope="module")
def story_folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="sd-story-"))
    if os.geteuid() == 0:
        folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stage(
    stories_url: str, temporal_server: EmbeddedTemporal, story_folder: Path
) -> AsyncIterator[Stage]:
    record = Database(stories_url.replace("swapdesk_owner", "swapdesk_runtime"), connections=20)
    desk = found_desk(stories_url, record, code=f"acme-{uuid.uuid4().hex[:6]}", phones=12)
    serve_phones(record, desk.tenant_id, ADATUM, LITWARE, PROSEWARE)
    async with running_desk(record, desk, temporal_server.address, story_folder) as running:
        yield running
    record.close()


@pytest_asyncio.fixture(autouse=True, loop_scope="module")
async def invariants_hold(request: pytest.FixtureRequest) -> AsyncIterator[None]:
    """After every story, what must hold of the record is looked at."""
    yield
    if "stage" in request.fixturenames:
        stage: Stage = request.getfixturevalue("stage")
        assert await stage.broken_invariants() == {}
