from pathlib import Path

import pytest

from tests.cli.terminal import Terminal, point_at


def test_the_record_goes_to_the_newest_revision_and_to_another(
    empty_database: str, swapdesk: Terminal, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    point_at(monkeypatch, empty_database, tmp_path)
    newest = swapdesk("migrate", "--json").facts["revision"]
    assert swapdesk("migrate").out == f"The record is at {newest}.\n"
    assert swapdesk("migrate", "--to", "base").out == "The record is at base.\n"
    assert swapdesk("migrate", "--to", "0001_record").out == "The record is at 0001_record.\n"


def test_an_unknown_revision_and_a_database_that_is_away_have_names(
    empty_database: str, swapdesk: Terminal, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    point_at(monkeypatch, empty_database, tmp_path)
    unknown = swapdesk("migrate", "--to", "tomorrow", "--json")
    assert (unknown.code, unknown.error) == (2, "unknown-revision")
    point_at(monkeypatch, empty_database.replace("/t_", "/no_"), tmp_path)
    away = swapdesk("migrate", "--json")
    assert (away.code, away.error) == (3, "record-unavailable")


def test_no_database_at_all_says_how_to_get_one(
    swapdesk: Terminal, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("SWAPDESK_DATA_DIR", str(tmp_path))
    none = swapdesk("migrate")
    assert none.code == 2
    assert "swapdesk up" in none.err
