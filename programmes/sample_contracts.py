"""The demo's contracts as data: which customer has bought which tier, with the figures it sets."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

from programmes.yaml_lines import ProgrammeInvalid, line_of, read_yaml
from rules.fields import FieldInvalid, mapping
from rules.shapes import read_shape

FILE = Path(__file__).parent / "sample" / "contracts.yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleContract:
    """A customer of the demo and its contract; `settings` are read when the contract is made."""

    id: str
    customer: str
    name: str
    locale: str
    number: str
    programme: str
    tier: str
    is_reseller: bool = False
    settings: Annotated[Mapping[str, Any], mapping] = field(default_factory=dict)


def sample_contracts(file: Path = FILE) -> dict[str, SampleContract]:
    """The contracts by the part they play in the demo; raises ProgrammeInvalid with the line."""
    data, lines = read_yaml(file.read_text(encoding="utf-8"), file.name)
    try:
        rows = mapping(mapping(data, ()).get("contracts"), ("contracts",))
        return {name: _contract(name, row) for name, row in rows.items()}
    except FieldInvalid as wrong:
        place = ".".join(str(step) for step in wrong.path)
        line = line_of(lines, wrong.path)
        raise ProgrammeInvalid(
            file.name, line, f"{place}: {wrong.problem}", wrong.remedy
        ) from wrong


def _contract(name: str, row: object) -> SampleContract:
    path = ("contracts", name)
    return read_shape(SampleContract, {"id": name, **mapping(row, path)}, path)
