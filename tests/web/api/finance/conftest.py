from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.databases import copied, migrated
from tests.web.api.house import House, opened_house
from workers.stack.postgres import EmbeddedPostgres


@pytest.fixture(scope="module")
def house(postgres: EmbeddedPostgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house for each file: their rates and claim rules would contradict."""
    folder: Path = tmp_path_factory.mktemp("house")
    with copied(postgres, migrated(postgres), "finance") as url, opened_house(url, folder) as house:
        yield house
