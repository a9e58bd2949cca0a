from collections.abc import Iterator

import pytest

from tests.databases import copied, migrated
from tests.web.console.front_desk import FrontDesk, opened_front
from workers.stack.postgres import EmbeddedPostgres


@pytest.fixture(scope="package")
def console_url(postgres: EmbeddedPostgres) -> Iterator[str]:
    """The owner's URL of one migrated database for every test of the console."""
    with copied(postgres, migrated(postgres), "console") as url:
        yield url


@pytest.fixture(scope="package")
def front(console_url: str) -> Iterator[FrontDesk]:
    with opened_front(console_url) as desk:
        yield desk
