"""What the database itself allows of cases, their facts and their clocks."""

import re
from datetime import UTC, datetime

import pytest
from sqlalchemy import Enum, create_engine, select, text
from sqlalchemy.exc import IntegrityError

from models.cases import Case
from models.service import ServiceClock
from models.tables import METADATA
from rules.case_words import ClockState
from runtime.database import Database
from tests.builders import found_desk
from tests.desk.case_walk import CaseWalk
from tests.served import FIBRA, a_ticket, serve

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def words_in_the_models() -> dict[str, set[str]]:
    return {
        f"{table.name}.{column.name}": set(column.type.enums)
        for table in METADATA.sorted_tables
        for column in table.columns
        if isinstance(column.type, Enum)
    }


def test_every_word_of_every_enumeration_is_a_word_of_the_database(record_url: str) -> None:
    engine = create_engine(record_url)
    with engine.connect() as connection:
        checks = connection.execute(
            text(
                "SELECT c.relname, pg_get_constraintdef(k.oid) AS written FROM pg_constraint k"
                " JOIN pg_class c ON c.oid = k.conrelid WHERE k.contype = 'c'"
            )
        ).all()
    engine.dispose()
    found: dict[str, set[str]] = {}
    for table, written in checks:
        if listed := re.match(r"CHECK \(\(\(?(\w+)\)?::text = ANY \(.*ARRAY\[", written):
            found[f"{table}.{listed[1]}"] = set(re.findall(r"'(\w+)'", written))
    assert found == words_in_the_models()


@pytest.fixture
def walk(record: Database, empty_database: str) -> CaseWalk:
    return CaseWalk(database=record, desk=found_desk(empty_database, record, phones=0))


def a_clock(walk: CaseWalk) -> None:
    serve(walk.database, walk.desk.tenant_id, FIBRA)
    walk.open(a_ticket("fibra", "SW-1", MONDAY, severity="minor"))


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"due_at": None}, "running_clocks_are_due"),
        ({"calendar_hash": ""}, "running_clocks_are_due"),
        ({"stopped_at": MONDAY}, "stopped_clocks_have_ended"),
        ({"state": ClockState.MET}, "stopped_clocks_have_ended"),
    ],
)
def test_a_clock_that_says_two_things_at_once_cannot_be_written(
    walk: CaseWalk, change: dict[str, object], constraint: str
) -> None:
    a_clock(walk)
    with (
        pytest.raises(IntegrityError, match=constraint),
        walk.database.as_tenant(walk.desk.tenant_id) as session,
    ):
        row = session.scalars(select(ServiceClock).limit(1)).one()
        for name, value in change.items():
            setattr(row, name, value)
        session.flush()


def test_a_metric_of_a_case_has_one_count_that_holds(walk: CaseWalk) -> None:
    a_clock(walk)
    with (
        pytest.raises(IntegrityError, match="uq_service_clocks_current"),
        walk.database.as_tenant(walk.desk.tenant_id) as session,
    ):
        row = session.scalars(select(ServiceClock).limit(1)).one()
        copied = {c.key: getattr(row, c.key) for c in ServiceClock.__table__.columns}
        session.add(ServiceClock(**{**copied, "id": None, "number": 2}))
        session.flush()


def test_no_tenant_sees_the_clocks_of_another(
    record: Database, empty_database: str, walk: CaseWalk
) -> None:
    a_clock(walk)
    other = found_desk(empty_database, record, code="zeta", phones=0)
    with record.as_tenant(other.tenant_id) as session:
        assert session.scalars(select(ServiceClock.id)).all() == []
        assert session.scalars(select(Case.id)).all() == []
