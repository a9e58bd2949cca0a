import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from runtime.database import Database
from tests.browser.running_console import console_settings
from tests.builders import found_desk
from tests.databases import copied, migrated
from tests.desk.case_walk import CaseWalk
from tests.web.console.front_desk import FrontDesk, add_people
from web.app import create_app
from workers.stack.postgres import EmbeddedPostgres


@pytest.fixture(scope="package")
def console_url(postgres: EmbeddedPostgres) -> Iterator[str]:
    """The owner's URL of one migrated database for every test of the console."""
    with copied(postgres, migrated(postgres), "console") as url:
        yield url


@pytest.fixture(scope="package")
def front(console_url: str) -> Iterator[FrontDesk]:
    record = Database(console_url.replace("swapdesk_owner", "swapdesk_runtime"))
    desk = found_desk(console_url, record, phones=60)
    add_people(record, desk)
    with tempfile.TemporaryDirectory() as folder:
        settings = console_settings(console_url, Path(folder))
        with TestClient(create_app(settings), follow_redirects=False) as client:
            yield FrontDesk(
                client=client, walk=CaseWalk(database=record, desk=desk), settings=settings
            )
    record.close()
