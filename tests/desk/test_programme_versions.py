from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text, update
from sqlalchemy.exc import ProgrammingError

from desk.programme_versions import (
    VersionAlreadyLoaded,
    VersionUnknown,
    diff,
    list_versions,
    load_version,
    programme_for,
    programme_in_force,
)
from models import programmes as rows
from models.programmes import ProgrammeRowAltered, ProgrammeVersion, programme_on_record
from programmes.loader import load_programme
from rules.plain_diff import Difference
from rules.programme import Programme
from runtime.database import Database
from tests.builders import TestDesk, found_desk

NOON = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)


def a_programme(version: str = "1", locale: str = "sv_SE") -> Programme:
    """A programme of the tests' own: cheap, and nobody else's."""
    shipped = load_programme("atea_smartservice")
    return replace(shipped, id="invented", version=version, locale=locale)


def load(record: Database, desk: TestDesk, programme: Programme) -> None:
    with record.as_tenant(desk.tenant_id) as session:
        load_version(session, desk.tenant_id, programme, NOON, "person-1")


def test_a_loaded_version_comes_back_as_the_same_programme(
    shared_record: Database, desk: TestDesk
) -> None:
    load(shared_record, desk, a_programme())
    rows._REBUILT.clear()
    with shared_record.as_tenant(desk.tenant_id) as session:
        found = programme_for(session, desk.tenant_id, "invented", "1")
        assert found == a_programme()
        assert list(found.tiers) == list(a_programme().tiers)
        assert programme_for(session, desk.tenant_id, "invented", "1") is found


def test_loading_the_same_version_again_changes_nothing(
    shared_record: Database, desk: TestDesk
) -> None:
    load(shared_record, desk, a_programme())
    with shared_record.as_tenant(desk.tenant_id) as session:
        later = NOON + timedelta(days=1)
        row = load_version(session, desk.tenant_id, a_programme(), later, "person-2")
        assert (row.loaded_at, row.loaded_by) == (NOON, "person-1")
        assert len(list_versions(session, desk.tenant_id, "invented")) == 1


def test_another_content_under_a_known_version_is_refused(
    shared_record: Database, desk: TestDesk
) -> None:
    load(shared_record, desk, a_programme())
    with pytest.raises(VersionAlreadyLoaded, match="Raise the version number"):
        load(shared_record, desk, a_programme(locale="fr_FR"))
    load(shared_record, desk, a_programme(version="2", locale="fr_FR"))


def test_of_two_contents_loaded_at_once_under_one_version_one_wins(
    shared_record: Database, desk: TestDesk
) -> None:
    def attempt(locale: str) -> str:
        try:
            load(shared_record, desk, a_programme(locale=locale))
        except VersionAlreadyLoaded:
            return "refused"
        return locale

    with ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(attempt, ["sv_SE", "fr_FR"]))
    [kept] = [outcome for outcome in outcomes if outcome != "refused"]
    with shared_record.as_tenant(desk.tenant_id) as session:
        assert programme_for(session, desk.tenant_id, "invented", "1").locale == kept


def test_a_new_case_stands_on_the_version_loaded_last_and_an_old_one_on_its_own(
    shared_record: Database, desk: TestDesk
) -> None:
    load(shared_record, desk, a_programme("2026-b"))
    load(shared_record, desk, a_programme("2026-a", locale="fr_FR"))
    with shared_record.as_tenant(desk.tenant_id) as session:
        newest = programme_on_record(session, desk.tenant_id, "invented")
        assert newest is not None
        assert (newest.version, newest.locale) == ("2026-a", "fr_FR")
        assert programme_for(session, desk.tenant_id, "invented", "2026-b").locale == "sv_SE"
        assert [one.version for one in list_versions(session, desk.tenant_id, "invented")] == [
            "2026-a",
            "2026-b",
        ]


def test_an_unknown_version_is_refused_with_the_known_ones(
    shared_record: Database, desk: TestDesk
) -> None:
    load(shared_record, desk, a_programme())
    with shared_record.as_tenant(desk.tenant_id) as session:
        assert programme_on_record(session, desk.tenant_id, "invented", "9") is None
        assert programme_on_record(session, desk.tenant_id, "nowhere") is None
        with pytest.raises(VersionUnknown, match="The versions are: 1"):
            programme_for(session, desk.tenant_id, "invented", "9")


def test_a_shipped_file_becomes_the_first_row_when_it_is_needed(
    shared_record: Database, desk: TestDesk
) -> None:
    with shared_record.as_tenant(desk.tenant_id) as session:
        programme_in_force(session, desk.tenant_id, "opswat", NOON)
        found = programme_in_force(session, desk.tenant_id, "opswat", NOON)
        assert found == load_programme("opswat")
        known = [one for one in list_versions(session, desk.tenant_id) if one.programme == "opswat"]
        assert [one.version for one in known] == [found.version]


def test_two_loaded_versions_are_compared_place_by_place(
    shared_record: Database, desk: TestDesk
) -> None:
    load(shared_record, desk, a_programme("1"))
    load(shared_record, desk, a_programme("2", locale="fr_FR"))
    with shared_record.as_tenant(desk.tenant_id) as session:
        assert diff(session, desk.tenant_id, "invented", "1", "2") == (
            Difference(place="version", before="1", after="2"),
            Difference(place="locale", before="sv_SE", after="fr_FR"),
        )


def test_the_runtime_account_may_neither_change_nor_take_away_a_loaded_version(
    shared_record: Database, desk: TestDesk
) -> None:
    load(shared_record, desk, a_programme())
    for statement in (
        update(ProgrammeVersion).values(loaded_by="somebody"),
        text("DELETE FROM programme_versions"),
    ):
        with (
            pytest.raises(ProgrammingError, match="permission denied"),
            shared_record.as_tenant(desk.tenant_id) as session,
        ):
            session.execute(statement)


def test_another_tenant_has_versions_of_its_own(
    shared_record: Database, shared_url: str, desk: TestDesk
) -> None:
    load(shared_record, desk, a_programme())
    other = found_desk(shared_url, shared_record, code=f"{desk.tenant}-b")
    with shared_record.as_tenant(other.tenant_id) as session:
        assert programme_on_record(session, desk.tenant_id, "invented") is None
    load(shared_record, other, a_programme(locale="fr_FR"))


def test_a_row_that_lost_its_hash_is_never_used(shared_record: Database, desk: TestDesk) -> None:
    with shared_record.as_tenant(desk.tenant_id) as session:
        row = load_version(session, desk.tenant_id, a_programme("7"), NOON, "person-1")
        rows._REBUILT.clear()
        row.content = {**row.content, "locale": "ro_RO"}
        with session.no_autoflush, pytest.raises(ProgrammeRowAltered):
            rows.rebuilt(row)
        session.expunge(row)
