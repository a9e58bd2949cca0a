import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from starlette.testclient import TestClient

from models.migrate import migrate
from runtime.database import Database
from tests.web.api.house import House, found_house, settings_for
from web.app import create_app
from workers.stack.postgres import EmbeddedPostgres


@pytest.fixture(scope="package")
def owner_url(postgres: EmbeddedPostgres) -> Iterator[str]:
    """The owner's URL of one migrated database for every test of the API."""
    name = f"api_{uuid.uuid4().hex[:12]}"
    admin = postgres.url("swapdesk_owner", "postgres").replace("+psycopg", "")
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    migrate(postgres.url("swapdesk_owner", name))
    yield postgres.url("swapdesk_owner", name)
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


@pytest.fixture(scope="package")
def house(owner_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder: Path = tmp_path_factory.mktemp("house")
    record = Database(owner_url.replace("swapdesk_owner", "swapdesk_runtime"))
    with TestClient(create_app(settings_for(owner_url, folder))) as client:
        yield found_house(client, owner_url, record)
    record.close()
