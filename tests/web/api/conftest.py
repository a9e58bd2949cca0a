from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from runtime.database import Database
from tests.databases import copied, migrated
from tests.web.api.house import House, found_house, settings_for
from web.app import create_app
from workers.stack.postgres import EmbeddedPostgres


@pytest.fixture(scope="package")
def owner_url(postgres: EmbeddedPostgres) -> Iterator[str]:
    """The owner's URL of one migrated database for every test of the API."""
    with copied(postgres, migrated(postgres), "api") as url:
        yield url


@pytest.fixture(scope="package")
def house(owner_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder: Path = tmp_path_factory.mktemp("house")
    record = Database(owner_url.replace("swapdesk_owner", "swapdesk_runtime"))
    with TestClient(create_app(settings_for(owner_url, folder))) as client:
        yield found_house(client, owner_url, record)
    record.close()
