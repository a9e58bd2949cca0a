import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from models.migrate import migrate
from runtime.database import Database, Role
from tests.deploy.files import DEPLOY, make_secrets
from workers.stack.postgres import DATABASE, OWNER, RUNTIME, EmbeddedPostgres
from workers.stack.postgres_place import programs

PASSWORDS = ("SWAPDESK_OWNER_PASSWORD", "SWAPDESK_RUNTIME_PASSWORD", "TEMPORAL_PASSWORD")


def server_with_accounts(folder: Path, secrets: Path) -> EmbeddedPostgres:
    """A server as the container's is on its first start: one superuser, and our script ran."""
    server = EmbeddedPostgres(folder / "postgres", durable=False)
    server.start()
    superuser(server, f"DROP DATABASE {DATABASE}")
    superuser(server, "CREATE ROLE postgres LOGIN SUPERUSER")
    superuser(server, f"ALTER ROLE {OWNER} RENAME TO first_superuser", user="postgres")
    psql = programs(server.folder, None)
    subprocess.run(
        [DEPLOY / "postgres-accounts.sh"],
        env={
            "PATH": f"{psql}:{os.defpath}",
            "PGHOST": str(server._sockets()),
            "POSTGRES_USER": "postgres",
            "SECRETS_FOLDER": str(secrets),
        },
        check=True,
    )
    return server


def superuser(server: EmbeddedPostgres, statement: str, user: str = OWNER) -> None:
    url = server.url(user, "template1").replace("+psycopg", "")
    with psycopg.connect(url, autocommit=True) as session:
        session.execute(statement.encode())


@pytest.fixture(scope="module")
def secrets() -> Iterator[Path]:
    folder = make_secrets(Path(tempfile.mkdtemp(prefix="sd-")))
    yield folder
    shutil.rmtree(folder.parent)


@pytest.fixture(scope="module")
def server(secrets: Path) -> Iterator[EmbeddedPostgres]:
    place = Path(tempfile.mkdtemp(prefix="sd-"))
    if os.geteuid() == 0:
        place.chmod(0o711)
    started = server_with_accounts(place, secrets)
    yield started
    started.kill()
    shutil.rmtree(place, ignore_errors=True)


def test_an_owner_that_is_no_superuser_can_migrate(server: EmbeddedPostgres) -> None:
    url = server.url(OWNER)
    with psycopg.connect(url.replace("+psycopg", "")) as session:
        powers = session.execute(
            "SELECT rolsuper, rolbypassrls, rolcreaterole FROM pg_roles WHERE rolname = %s",
            [OWNER],
        ).fetchone()
    assert powers == (False, False, True)
    assert migrate(url) == migrate(url, "head")


def test_the_runtime_account_works_under_the_roles_and_owns_nothing(
    server: EmbeddedPostgres,
) -> None:
    migrate(server.url(OWNER))
    database = Database(server.url(RUNTIME), connections=1)
    with database.as_role(Role.RECONCILE) as session:
        assert session.connection().exec_driver_sql("SELECT count(*) FROM cases").scalar() == 0
    database.close()
    with psycopg.connect(server.url(RUNTIME).replace("+psycopg", "")) as session:
        owned = session.execute(
            "SELECT count(*) FROM pg_class WHERE relowner = 'swapdesk_runtime'::regrole"
        )
        assert owned.fetchone() == (0,)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            session.execute("SELECT count(*) FROM cases")


def test_each_account_has_a_password_of_its_own(server: EmbeddedPostgres, secrets: Path) -> None:
    url = server.url("postgres", "postgres").replace("+psycopg", "")
    with psycopg.connect(url) as session:
        known: dict[str, str | None] = dict(
            session.execute(
                "SELECT rolname, rolpassword FROM pg_authid WHERE rolcanlogin"
            ).fetchall()
        )
    for name in (OWNER, RUNTIME, "temporal"):
        assert str(known[name]).startswith("SCRAM-SHA-256$")
    assert len({(secrets / name).read_text() for name in PASSWORDS}) == 3


def test_temporal_has_its_two_databases_and_nobody_else_may_enter(
    server: EmbeddedPostgres,
) -> None:
    url = server.url("postgres", "postgres").replace("+psycopg", "")
    with psycopg.connect(url) as session:
        rows = session.execute(
            "SELECT datname, pg_get_userbyid(datdba),"
            " has_database_privilege('swapdesk_runtime', datname, 'CONNECT')"
            " FROM pg_database WHERE datname LIKE 'temporal%' OR datname = 'swapdesk'"
            " ORDER BY datname"
        ).fetchall()
    assert rows == [
        ("swapdesk", "swapdesk_owner", True),
        ("temporal", "temporal", False),
        ("temporal_visibility", "temporal", False),
    ]
