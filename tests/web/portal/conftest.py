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
from tests.web.portal.own_people import settle_people
from web.app import create_app
from workers.stack.postgres import EmbeddedPostgres


@pytest.fixture(scope="package")
def portal_url(postgres: EmbeddedPostgres) -> Iterator[str]:
    """The owner's URL of one migrated database for every test of the requester's pages."""
    with copied(postgres, migrated(postgres), "portal") as url:
        yield url


@pytest.fixture(scope="package")
def front(portal_url: str) -> Iterator[FrontDesk]:
    record = Database(portal_url.replace("swapdesk_owner", "swapdesk_runtime"))
    desk = found_desk(portal_url, record)
    add_people(record, desk)
    settle_people(record, desk)
    with tempfile.TemporaryDirectory() as folder:
        settings = console_settings(portal_url, Path(folder))
        with TestClient(create_app(settings), follow_redirects=False) as client:
            yield FrontDesk(
                client=client, walk=CaseWalk(database=record, desk=desk), settings=settings
            )
    record.close()
