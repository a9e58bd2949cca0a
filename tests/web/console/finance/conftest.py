from collections.abc import Iterator

import pytest

from tests.databases import copied, migrated
from tests.web.console.front_desk import FrontDesk, opened_front
from workers.stack.postgres import EmbeddedPostgres


@pytest.fixture(scope="module")
def front(postgres: EmbeddedPostgres) -> Iterator[FrontDesk]:
    """A front desk for each file: their rates, claim rules and parties would contradict."""
    with copied(postgres, migrated(postgres), "finance") as url, opened_front(url) as desk:
        yield desk
