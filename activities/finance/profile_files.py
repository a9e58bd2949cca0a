"""Profile files turned into frozen values, or a refusal that names file, line and remedy."""

from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import ClassVar

from activities.finance.profile_parts import csv_profile, ubl_profile, xml_profile
from programmes.yaml_lines import ProgrammeInvalid, line_of, read_yaml
from rules.errors import DeskError, Kind
from rules.fields import FieldInvalid, mapping
from rules.finance.profiles import Profile, ProfileName

FOLDER = Path(__file__).parent / "profiles"
LARGEST_PROFILE = 100_000  # characters
_LAYOUTS: Mapping[str, Callable[[Mapping[str, object]], Profile]] = {
    "csv": csv_profile,
    "xml": xml_profile,
    "ubl": ubl_profile,
}


class ProfileInvalid(DeskError):
    """A profile of bills cannot be used."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self, file: str, line: int, problem: str) -> None:
        super().__init__(f"{file}, line {line}: {problem}", file=file, line=line)


class ProfileUnknown(DeskError):
    """There is no such profile of bills."""

    kind: ClassVar[Kind] = Kind.MISSING

    def __init__(self, profile: str, known: list[str]) -> None:
        super().__init__(
            f"There is no profile '{profile}'. The profiles are: {', '.join(known)}.",
            profile=profile,
            known=known,
        )


@lru_cache(maxsize=64)
def load_profile(profile_id: str, folder: Path = FOLDER) -> Profile:
    """The house's profile of that id, read once; raises ProfileUnknown and ProfileInvalid."""
    files = {file.stem: file for file in sorted(folder.glob("*.yaml"))}
    if profile_id not in files:
        raise ProfileUnknown(profile_id, list(files))
    file = files[profile_id]
    return read_profile(file.read_text(encoding="utf-8"), file.name)


def house_profiles(folder: Path = FOLDER) -> tuple[ProfileName, ...]:
    """Every profile of the house by id (ProfileInvalid)."""
    found = [load_profile(file.stem, folder) for file in sorted(folder.glob("*.yaml"))]
    return tuple(ProfileName(id=one.id, version=one.version, title=one.title) for one in found)


def read_profile(text: str, file: str) -> Profile:
    """The profile that a text describes; raises ProfileInvalid with the line and the remedy."""
    if len(text) > LARGEST_PROFILE:
        raise ProfileInvalid(file, 1, f"A profile has at most {LARGEST_PROFILE} characters.")
    try:
        data, lines = read_yaml(text, file)
    except (ProgrammeInvalid, RecursionError) as wrong:
        line = wrong.line if isinstance(wrong, ProgrammeInvalid) else 1
        detail = str(wrong).partition(": ")[2] or "The file is nested too deeply."
        raise ProfileInvalid(file, line, detail) from wrong
    try:
        given = mapping(data, ())
        layout = _LAYOUTS.get(str(given.get("layout")))
        if layout is None:
            raise FieldInvalid(("layout",), "this layout is not known.", "Write csv, xml or ubl.")  # noqa: TRY301
        return layout(given)
    except FieldInvalid as wrong:
        place = ".".join(str(step) for step in wrong.path)
        problem = f"{place}: {wrong.problem} {wrong.remedy}"
        raise ProfileInvalid(file, line_of(lines, wrong.path), problem) from wrong
