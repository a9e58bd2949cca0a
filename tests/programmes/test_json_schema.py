import json
from pathlib import Path
from typing import Any

import pytest

from programmes.json_schema import DIALECT, programme_schema, schema_text
from programmes.loader import FOLDER, read_programme
from programmes.programme_file import SECTION_PARSERS
from programmes.yaml_lines import ProgrammeInvalid, read_yaml
from rules.calendar_reading import read_calendar
from rules.fields import UnknownKey
from rules.service_words import Commitment
from tests.programmes.schema_walk import breaches

FILES = sorted(FOLDER.glob("*.yaml"))
PUBLISHED = FOLDER / "programme.schema.json"


def published() -> dict[str, Any]:
    schema: dict[str, Any] = json.loads(PUBLISHED.read_text(encoding="utf-8"))
    return schema


def data_of(file: Path) -> Any:
    return read_yaml(file.read_text(encoding="utf-8"), file.name)[0]


def test_the_published_schema_is_that_of_the_dataclasses() -> None:
    written = PUBLISHED.read_text(encoding="utf-8")
    assert written == schema_text(), (
        "run: python -m programmes.json_schema > programmes/programme.schema.json"
    )


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_programme_file_fits_the_published_schema(file: Path) -> None:
    assert breaches(published(), data_of(file)) == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_programme_file_names_its_schema_for_editors(file: Path) -> None:
    first = file.read_text(encoding="utf-8").split("\n")[0]
    assert first == f"# yaml-language-server: $schema={PUBLISHED.name}"


def test_the_schema_names_every_section_and_the_mandatory_ones() -> None:
    schema = published()
    assert schema["$schema"] == DIALECT
    assert set(schema["properties"]) == set(SECTION_PARSERS)
    assert schema["required"] == ["programme", "calendars", "tiers"]
    assert schema["additionalProperties"] is False


def test_the_schema_says_what_each_shape_promises_and_which_words_there_are() -> None:
    shapes = published()["$defs"]
    assert all(shape["description"].endswith((".", ":")) for shape in shapes.values())
    assert shapes["Commitment"]["enum"] == [word.value for word in Commitment]
    assert shapes["Target"]["required"] == ["metric", "source"]
    assert "id" not in shapes["Coverage"]["required"]
    assert "id" in shapes["Head"]["required"]


def test_a_calendar_has_the_keys_the_loader_knows() -> None:
    with pytest.raises(UnknownKey) as refused:
        read_calendar({"hours": []})
    known = refused.value.remedy.removeprefix("The keys are: ").partition(".")[0].split(", ")
    assert set(published()["$defs"]["Calendar"]["properties"]) == set(known)


def test_a_calendar_has_weekly_windows_or_is_always_open() -> None:
    data = data_of(FOLDER / "opswat.yaml")
    assert data["calendars"]["always"] == {"timezone": "Europe/Bucharest", "always_open": True}
    del data["calendars"]["always"]["always_open"]
    assert breaches(published(), data) == ["calendars.always.weekly"]


def test_a_calendar_may_have_half_days(tmp_path: Path) -> None:
    old, new = "    holidays:", "    half_days: [{day: 12-23, close: 12:00}]\n    holidays:"
    file = tmp_path / "exer_cst.yaml"
    written = (FOLDER / "exer_cst.yaml").read_text(encoding="utf-8")
    file.write_text(written.replace(old, new, 1), encoding="utf-8")
    assert breaches(published(), data_of(file)) == []
    assert len(read_programme(file).calendars["cst"].half_days) == 1


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("    address: support@exer.fr", "    adress: support@exer.fr", "channels.0.adress"),
        ("    amount: 2\n", "    amount: 0\n", "targets.0.amount"),
        ("- metric: response", "- metric: reply", "targets.0.metric"),
        ("  - who: reseller", "  - who: resaler", "access.0.who"),
        ("  version: ", "  #", "programme.version"),
        ('version: "1"', "version: 1", "programme.version"),
        ("binding: false", "binding: no", "programme.binding"),
        ('[["09:00", "12:30"]', '[["9:00", "12:30"]', "calendars.cst.weekly.mon.0.0"),
        ('[["09:00", "12:30"]', '[["09:00", "12:30", "13:00"]', "calendars.cst.weekly.mon.0"),
        ("    holidays:", "    overrides: {tomorrow: []}\n    holidays:", "overrides.tomorrow"),
        ("      frozen: FR-public\n", "", "calendars.cst.holidays.frozen"),
        ("  packs_hours: [1,", "  packs_hours: [0,", "prepaid.packs_hours.0"),
        ("pause_states: []", "pause_states: [asleep]", "policies.pause_states.0"),
        ("scope:", "scopes:", "scopes"),
    ],
)
def test_editor_and_loader_refuse_the_same_fault(
    tmp_path: Path, old: str, new: str, place: str
) -> None:
    written = (FOLDER / "exer_cst.yaml").read_text(encoding="utf-8")
    assert old in written
    file = tmp_path / "exer_cst.yaml"
    file.write_text(written.replace(old, new, 1), encoding="utf-8")
    assert any(found.endswith(place) for found in breaches(programme_schema(), data_of(file)))
    with pytest.raises(ProgrammeInvalid):
        read_programme(file)


def test_a_remedy_needs_its_tiers_and_a_tier_may_leave_its_id_to_the_key() -> None:
    data = data_of(FOLDER / "atea_smartservice.yaml")
    del data["fulfilment"]["swap"]["tiers"]
    data["tiers"]["bas"]["id"] = "bas"
    assert breaches(programme_schema(), data) == ["fulfilment.swap.tiers"]
