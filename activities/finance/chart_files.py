"""Charts of accounts read from YAML, or refused with file, line and remedy."""

from pathlib import Path
from typing import ClassVar, Final

from programmes.yaml_lines import ProgrammeInvalid, line_of, read_yaml
from rules.errors import DeskError, Kind
from rules.fields import FieldInvalid
from rules.finance.charts import Chart, chart_from

FOLDER: Final = Path(__file__).parent / "charts"


class ChartInvalid(DeskError):
    """A chart of accounts cannot be used."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self, file: str, line: int, problem: str) -> None:
        super().__init__(f"{file}, line {line}: {problem}", file=file, line=line)


class ChartUnknown(DeskError):
    """There is no such chart."""

    kind: ClassVar[Kind] = Kind.MISSING

    def __init__(self, name: str, known: list[str]) -> None:
        super().__init__(f"There is no chart {name!r}. The charts are: {', '.join(known)}.")


def read_chart(text: str, file: str) -> Chart:
    """The chart in a YAML text; raises ChartInvalid."""
    try:
        data, lines = read_yaml(text, file)
    except ProgrammeInvalid as wrong:
        raise ChartInvalid(file, wrong.line, wrong.detail.partition(": ")[2]) from wrong
    try:
        return chart_from(data)
    except FieldInvalid as wrong:
        place = ".".join(str(step) for step in wrong.path)
        problem = f"{place}: {wrong.problem} {wrong.remedy}"
        raise ChartInvalid(file, line_of(lines, wrong.path), problem) from wrong


def sample_chart(name: str) -> Chart:
    """A chart that comes with the product, by its file's name; raises ChartUnknown."""
    files = {file.stem: file for file in sorted(FOLDER.glob("*.yaml"))}
    if name not in files:
        raise ChartUnknown(name, list(files))
    return read_chart(files[name].read_text(encoding="utf-8"), files[name].name)
