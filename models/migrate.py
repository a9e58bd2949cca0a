"""Bring the record to a revision, forward or back, one migrator at a time."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, text

#: Any constant will do: two migrators at once wait for each other on it.
MIGRATION_LOCK = 7_201_400


def settings(connection: Connection) -> Config:
    """Alembic's settings, without an ini file."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("file_template", "%%(year)d_%%(month).2d_%%(day).2d_%%(slug)s")
    config.attributes["connection"] = connection
    return config


def migrate(url: str, revision: str = "head") -> str:
    """Upgrade or downgrade to the revision; returns the revision the record is at."""
    engine = create_engine(url)
    try:
        return move_to(engine, revision)
    finally:
        engine.dispose()


def move_to(engine: Engine, revision: str) -> str:
    """One migrator's work, under the lock that keeps a second one waiting."""
    with engine.connect() as connection:
        connection.execute(text("SELECT pg_advisory_lock(:lock)"), {"lock": MIGRATION_LOCK})
        connection.commit()
        config = settings(connection)
        if (
            revision == "base"
            or revision.startswith("-")
            or is_behind(config, connection, revision)
        ):
            command.downgrade(config, revision)
        else:
            command.upgrade(config, revision)
        connection.commit()
        at = MigrationContext.configure(connection).get_current_revision() or "base"
        connection.commit()
    return at


def is_behind(config: Config, connection: Connection, revision: str) -> bool:
    """True for a named revision that the record has already passed."""
    at = MigrationContext.configure(connection).get_current_revision()
    connection.commit()
    if at is None or revision in {"head", at}:
        return False
    passed = ScriptDirectory.from_config(config).iterate_revisions(at, "base")
    return revision in {step.revision for step in passed}
