from collections.abc import Iterator

import pytest

from runtime.database import Database
from tests.builders import TestDesk, found_desk
from tests.databases import copied, migrated
from tests.freight import load_sample_rates
from tests.matching import Walk
from workers.stack.postgres import EmbeddedPostgres


@pytest.fixture(scope="module")
def own_record(postgres: EmbeddedPostgres) -> Iterator[tuple[Database, TestDesk]]:
    """A database with the sample rates and a tolerance for every test."""
    with copied(postgres, migrated(postgres), "match") as url:
        database = Database(url.replace("swapdesk_owner", "swapdesk_runtime"))
        desk = found_desk(url, database)
        load_sample_rates(database, desk.tenant_id)
        yield database, desk
        database.close()


@pytest.fixture
def walk(own_record: tuple[Database, TestDesk]) -> Iterator[Walk]:
    database, desk = own_record
    with database.as_tenant(desk.tenant_id) as session:
        yield Walk(session, desk.tenant_id)
        session.rollback()
