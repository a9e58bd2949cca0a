from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.databases import copied, migrated
from tests.web.api.house import House, opened_house
from workers.stack.postgres import EmbeddedPostgres


@pytest.fixture(scope="package")
def owner_url(postgres: EmbeddedPostgres) -> Iterator[str]:
    """The owner's URL of one migrated database for every test of the API."""
    with copied(postgres, migrated(postgres), "api") as url:
        yield url


@pytest.fixture(scope="package")
def house(owner_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder: Path = tmp_path_factory.mktemp("house")
    with opened_house(owner_url, folder) as house:
        yield house
