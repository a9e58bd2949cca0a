import json
from datetime import date
from pathlib import Path

import pytest

from programmes.freeze import FROZEN, LISTS, HolidayList, freeze, write_lists
from rules.frozen_holidays import FrozenHolidays


def stored(list_id: str) -> FrozenHolidays:
    return FrozenHolidays.from_json(json.loads((FROZEN / f"{list_id}.json").read_text("utf-8")))


@pytest.mark.parametrize("wanted", LISTS, ids=lambda wanted: wanted.id)
def test_the_stored_lists_are_those_the_library_computes(wanted: HolidayList) -> None:
    assert stored(wanted.id).days == freeze(wanted).days


def test_the_names_do_not_depend_on_the_machines_language(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("LANGUAGE", "sv")
    monkeypatch.setenv("LANG", "sv_SE.UTF-8")
    assert freeze(LISTS[0]).sha256 == stored("SE-public-de_facto").sha256


@pytest.mark.parametrize(
    ("list_id", "day"),
    [
        # Swedish eves, Easter, and Midsummer on its moving Friday
        ("SE-public-de_facto", "2026-12-24"),
        ("SE-public-de_facto", "2026-12-31"),
        ("SE-public-de_facto", "2027-06-25"),
        ("SE-public-de_facto", "2027-03-26"),
        # Romanian holidays added in 2024, and Orthodox Easter
        ("RO-public", "2026-01-06"),
        ("RO-public", "2026-01-07"),
        ("RO-public", "2026-04-13"),
        # French movable Mondays
        ("FR-public", "2026-04-06"),
        ("FR-public", "2026-05-25"),
        # By Swedish law, without the eves
        ("SE-public", "2026-12-25"),
        ("SE-public", "2026-06-20"),
        # American days kept on the working day beside them
        ("US-government", "2026-07-03"),
        ("US-government", "2027-12-31"),
    ],
)
def test_a_list_holds_the_days_a_wall_calendar_shows(list_id: str, day: str) -> None:
    assert stored(list_id).name_of(date.fromisoformat(day))


@pytest.mark.parametrize(
    ("list_id", "day"),
    [
        ("SE-public-de_facto", "2026-11-22"),
        ("SE-public-de_facto", "2026-12-23"),
        ("RO-public", "2023-01-06"),
        ("FR-public", "2026-05-24"),
        ("SE-public", "2026-12-24"),
        ("SE-public", "2026-06-19"),
        ("SE-public", "2026-12-31"),
        ("US-government", "2026-07-02"),
    ],
)
def test_a_list_leaves_out_ordinary_days(list_id: str, day: str) -> None:
    assert stored(list_id).name_of(date.fromisoformat(day)) is None


def test_freezing_writes_one_readable_file_a_list(tmp_path: Path) -> None:
    write_lists(tmp_path)
    assert {file.stem for file in tmp_path.iterdir()} == {wanted.id for wanted in LISTS}
    written = (tmp_path / "RO-public.json").read_text(encoding="utf-8")
    assert '\n  "2026-12-01": "National Day",\n' in written
