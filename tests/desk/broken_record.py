"""A record that was walked once, copied for each test, and broken as only its owner can."""

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg

from desk.invariants import Verdict
from models.migrate import migrate
from workers.stack.postgres import EmbeddedPostgres


def plain(url: str) -> str:
    return url.replace("+psycopg", "")


@contextmanager
def walked_database(postgres: EmbeddedPostgres, walk: Callable[[str], None]) -> Iterator[str]:
    """The name of a database that was walked, to be copied by each test."""
    name = f"walked_{uuid.uuid4().hex[:12]}"
    admin = plain(postgres.url("swapdesk_owner", "postgres"))
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
        url = postgres.url("swapdesk_owner", name)
        migrate(url)
        walk(url)
        yield name
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


@contextmanager
def copied(postgres: EmbeddedPostgres, walked: str) -> Iterator[str]:
    """The owner's URL of a copy."""
    name = f"copy_{uuid.uuid4().hex[:12]}"
    admin = plain(postgres.url("swapdesk_owner", "postgres"))
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {walked}".encode())
        yield postgres.url("swapdesk_owner", name)
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


def seed(owner_url: str, *statements: str) -> None:
    """Break the record as only its owner can: constraints, triggers and row security aside."""
    with psycopg.connect(plain(owner_url)) as owner:
        owner.execute("SET session_replication_role = replica")
        for statement in statements:
            assert owner.execute(statement.encode()).rowcount != 0, statement


def broken(verdicts: tuple[Verdict, ...]) -> dict[str, list[dict[str, str]]]:
    return {
        verdict.name: [{"tenant": one.tenant, **one.facts} for one in verdict.offences]
        for verdict in verdicts
        if verdict.broken
    }
