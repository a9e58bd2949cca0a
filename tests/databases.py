"""Databases for tests: copied from one that was migrated once, dropped when they are done with."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

import psycopg

from models.migrate import migrate
from workers.stack.postgres import EmbeddedPostgres


def command(server: EmbeddedPostgres, *statements: str) -> None:
    """Run statements that no transaction may hold, such as CREATE DATABASE."""
    admin = server.url("swapdesk_owner", "postgres").replace("+psycopg", "")
    with psycopg.connect(admin, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.encode())


@cache
def migrated(server: EmbeddedPostgres) -> str:
    """The name of a migrated database of the server: to be copied, and never written to."""
    command(server, "CREATE DATABASE migrated")
    migrate(server.url("swapdesk_owner", "migrated"))
    return "migrated"


@contextmanager
def copied(server: EmbeddedPostgres, template: str, word: str) -> Iterator[str]:
    """The owner's URL of a copy, whose name begins with `word`."""
    name = f"{word}_{uuid.uuid4().hex[:12]}"
    # Copied file by file: through the log, the server's default, it takes up to ten times as long.
    command(server, f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
    yield server.url("swapdesk_owner", name)
    command(server, f"DROP DATABASE {name} WITH (FORCE)")
