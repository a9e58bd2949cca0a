"""A record that was walked once, copied for each test, and broken as only its owner can."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg
from sqlalchemy import make_url

from desk.invariants import Verdict
from tests import databases
from workers.stack.postgres import EmbeddedPostgres


def plain(url: str) -> str:
    return url.replace("+psycopg", "")


@contextmanager
def walked_database(postgres: EmbeddedPostgres, walk: Callable[[str], None]) -> Iterator[str]:
    """The name of a database that was walked, to be copied by each test."""
    with databases.copied(postgres, databases.migrated(postgres), "walked") as url:
        walk(url)
        yield str(make_url(url).database)


@contextmanager
def copied(postgres: EmbeddedPostgres, walked: str) -> Iterator[str]:
    """The owner's URL of a copy."""
    with databases.copied(postgres, walked, "copy") as url:
        yield url


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
