from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from runtime.database import Database
from tests.finance_books import Books, opened_books


@pytest.fixture
def books(empty_database: str, record: Database) -> Books:
    """A tenant of its own whose books are open."""
    return opened_books(empty_database, record)


@pytest.fixture
def session(books: Books) -> Iterator[Session]:
    """One transaction of that tenant."""
    with books.record.as_tenant(books.tenant_id) as session:
        yield session
