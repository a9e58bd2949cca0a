"""Programme files turned into frozen values, or a refusal that names file, line and remedy."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import ClassVar

from programmes.programme_file import programme_from
from programmes.yaml_lines import Lines, ProgrammeInvalid, line_of, read_yaml
from rules.errors import DeskError, Kind
from rules.fields import FieldInvalid
from rules.programme import Programme

FOLDER = Path(__file__).parent


class ProgrammeUnknown(DeskError):
    """There is no such programme."""

    kind: ClassVar[Kind] = Kind.MISSING

    def __init__(self, programme: str, known: list[str]) -> None:
        names = ", ".join(known) or "none"
        super().__init__(
            f"There is no programme {programme!r}. The programmes are: {names}.",
            programme=programme,
        )


@lru_cache(maxsize=64)
def load_programme(programme_id: str, folder: Path = FOLDER) -> Programme:
    """The programme of that id, read once; raises ProgrammeUnknown and ProgrammeInvalid."""
    files = _files(folder)
    if programme_id not in files:
        raise ProgrammeUnknown(programme_id, list(files))
    return read_programme(files[programme_id])


def load_all(folder: Path = FOLDER) -> Mapping[str, Programme]:
    """Every programme of the folder by id; raises ProgrammeInvalid."""
    return MappingProxyType({name: load_programme(name, folder) for name in _files(folder)})


def read_programme(file: Path) -> Programme:
    """The programme in a file that is named by its id; raises ProgrammeInvalid."""
    data, lines = read_yaml(_text_of(file), file.name)
    try:
        programme = programme_from(data)
    except FieldInvalid as wrong:
        raise _invalid(file, lines, wrong) from wrong
    if programme.id != file.stem:
        line = line_of(lines, ("programme", "id"))
        problem = f"the id {programme.id} is not the file's name."
        raise ProgrammeInvalid(file.name, line, problem, f"Write id: {file.stem}.")
    return programme


def _text_of(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError as wrong:
        problem = f"byte {wrong.start} is not UTF-8."
        raise ProgrammeInvalid(file.name, 1, problem, "Save the file as UTF-8.") from wrong


def _files(folder: Path) -> dict[str, Path]:
    return {file.stem: file for file in sorted(folder.glob("*.yaml"))}


def _invalid(file: Path, lines: Lines, wrong: FieldInvalid) -> ProgrammeInvalid:
    place = ".".join(str(step) for step in wrong.path)
    problem = f"{place}: {wrong.problem}"
    return ProgrammeInvalid(file.name, line_of(lines, wrong.path), problem, wrong.remedy)
