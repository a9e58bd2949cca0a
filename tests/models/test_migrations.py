from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, inspect, text

from models.migrate import migrate
from models.tables import METADATA

HEAD = "0011_finance"


def tables(url: str) -> set[str]:
    engine = create_engine(url)
    names = set(inspect(engine).get_table_names()) - {"alembic_version"}
    engine.dispose()
    return names


def test_the_record_goes_up_down_and_up_again_and_equals_the_models(empty_database: str) -> None:
    assert migrate(empty_database) == HEAD
    assert tables(empty_database) == set(METADATA.tables)
    assert migrate(empty_database, "base") == "base"
    assert tables(empty_database) == set()
    migrate(empty_database)
    engine = create_engine(empty_database)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []
    engine.dispose()


def test_the_record_goes_back_to_a_named_older_revision(empty_database: str) -> None:
    migrate(empty_database)
    assert migrate(empty_database, "0001_record") == "0001_record"
    assert migrate(empty_database) == HEAD


def test_a_second_migration_of_the_same_record_changes_nothing(empty_database: str) -> None:
    assert migrate(empty_database) == migrate(empty_database)


def test_every_table_forces_row_security_with_a_policy_that_also_checks_writes(
    empty_database: str,
) -> None:
    migrate(empty_database)
    engine = create_engine(empty_database)
    with engine.connect() as connection:
        bare = connection.execute(
            text(
                "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
                " WHERE n.nspname = 'public' AND c.relkind = 'r'"
                " AND c.relname <> 'alembic_version'"
                " AND NOT (c.relrowsecurity AND c.relforcerowsecurity"
                "          AND EXISTS (SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid))"
            )
        ).all()
        unchecked = connection.execute(
            text(
                "SELECT tablename FROM pg_policies WHERE policyname = 'own_rows'"
                " AND tablename <> 'tenants' AND with_check IS NULL"
            )
        ).all()
        powers = connection.execute(
            text(
                "SELECT rolname FROM pg_roles WHERE rolname LIKE 'swapdesk%'"
                " AND rolname <> 'swapdesk_owner' AND (rolsuper OR rolbypassrls)"
            )
        ).all()
        owned = connection.execute(
            text("SELECT tablename FROM pg_tables WHERE tableowner LIKE 'swapdesk_runtime%'")
        ).all()
    engine.dispose()
    assert (bare, unchecked, powers, owned) == ([], [], [], [])
