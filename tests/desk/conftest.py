import uuid
from collections.abc import Iterator

import pytest

from runtime.database import Database
from tests.builders import TestDesk, found_desk
from tests.databases import copied, migrated
from tests.desk.case_walk import CaseWalk
from workers.stack.postgres import EmbeddedPostgres


@pytest.fixture(scope="package")
def shared_url(postgres: EmbeddedPostgres) -> Iterator[str]:
    """The owner's URL of one migrated database for tests that each found a tenant of their own."""
    with copied(postgres, migrated(postgres), "shared") as url:
        yield url


@pytest.fixture(scope="package")
def shared_record(shared_url: str) -> Iterator[Database]:
    """One for all tests: a new one compiles every statement anew, which took half of their time."""
    database = Database(shared_url.replace("swapdesk_owner", "swapdesk_runtime"))
    yield database
    database.close()


@pytest.fixture
def desk(shared_record: Database, shared_url: str) -> TestDesk:
    """A desk of its own: its tenant's code is used by no other test."""
    return found_desk(shared_url, shared_record, code=f"acme-{uuid.uuid4().hex[:8]}")


@pytest.fixture
def walk(shared_record: Database, desk: TestDesk) -> CaseWalk:
    return CaseWalk(database=shared_record, desk=desk)
