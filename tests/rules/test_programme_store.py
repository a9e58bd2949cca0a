import json
from decimal import Decimal

import pytest

from programmes.loader import FOLDER, load_programme
from rules.errors import DeskError
from rules.fields import MissingKey, UnknownKey
from rules.frozen_holidays import HolidayListAltered
from rules.plain_diff import Difference, differences
from rules.programme_hash import hash_of
from rules.programme_store import programme_from_json, programme_to_json

SHIPPED = sorted(file.stem for file in FOLDER.glob("*.yaml"))


@pytest.mark.parametrize("name", SHIPPED)
def test_a_programme_comes_back_from_its_plain_data_with_every_calendar(name: str) -> None:
    programme = load_programme(name)
    written = json.loads(json.dumps(programme_to_json(programme)))
    again = programme_from_json(written)
    assert again == programme
    assert list(again.tiers) == list(programme.tiers)
    hashes = {key: calendar.hash for key, calendar in programme.calendars.items()}
    assert {key: calendar.hash for key, calendar in again.calendars.items()} == hashes
    assert again.holiday_lists == programme.holiday_lists


@pytest.mark.parametrize("name", SHIPPED)
def test_what_comes_back_has_the_hash_it_had(name: str) -> None:
    programme = load_programme(name)
    assert hash_of(programme_from_json(programme_to_json(programme))) == hash_of(programme)


def test_data_with_a_strange_or_missing_key_is_refused_with_its_place() -> None:
    content = programme_to_json(load_programme("opswat"))
    with pytest.raises(UnknownKey, match=r"programme\.tears"):
        programme_from_json({**content, "tears": {}})
    with pytest.raises(MissingKey, match=r"programme\.timezone"):
        programme_from_json({key: content[key] for key in content if key != "timezone"})


def test_a_holiday_list_that_was_edited_in_the_data_is_refused() -> None:
    content = json.loads(json.dumps(programme_to_json(load_programme("opswat"))))
    [name, *_] = content["holiday_lists"]
    content["holiday_lists"][name]["days"].popitem()
    with pytest.raises(HolidayListAltered):
        programme_from_json(content)
    content = json.loads(json.dumps(programme_to_json(load_programme("opswat"))))
    content["calendars"]["ro"]["holidays"]["days"].popitem()
    with pytest.raises(DeskError):
        programme_from_json(content)


def test_differences_name_the_place_and_both_values() -> None:
    before = {"a": {"b": 1, "c": [1, 2]}, "d": "x"}
    after = {"a": {"b": 2, "c": [1]}, "d": "x", "e": Decimal(3)}
    assert differences(before, after) == (
        Difference(place="a.b", before=1, after=2),
        Difference(place="a.c.1", before=2, after=None),
        Difference(place="e", before=None, after=Decimal(3)),
    )
    assert differences(before, before) == ()
