"""Checks, shows and compares service programmes."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, ClassVar

import typer

from cli.asking import AsPerson, OfTenant, at_the_desk
from cli.output import REFUSED, AsJson, show
from cli.programme_lines import difference_lines, programme_lines
from desk.programme_loading import load_for
from programmes.loader import load_programme, read_programme
from programmes.yaml_lines import ProgrammeInvalid
from rules.errors import DeskError, Kind
from rules.plain_diff import differences
from rules.programme import Programme
from rules.programme_hash import content_of, hash_of

app = typer.Typer(add_completion=False, rich_markup_mode=None, help=__doc__)

Named = Annotated[str, typer.Argument(metavar="ID|FILE", help="A programme's id, or its file.")]


class NoSuchFile(DeskError):
    """There is no such file."""

    kind: ClassVar[Kind] = Kind.MISSING

    def __init__(self, file: Path) -> None:
        super().__init__(f"{file} cannot be read. Name a programme's YAML file.", file=str(file))


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What came of a file: the programme in it, or why it was refused and at which line."""

    file: str
    ok: bool
    id: str = ""
    version: str = ""
    tiers: tuple[str, ...] = ()
    sha256: str = ""
    line: int | None = None
    refusal: str = ""


@app.command()
def check(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="Programme files.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Loads each file; exit code 1 when one is refused."""
    found = [checked(file) for file in files]
    show(found, as_json=as_json, text=[line for one in found for line in checked_lines(one)])
    if not all(one.ok for one in found):
        raise typer.Exit(REFUSED)


@app.command()
def load(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A programme's YAML file.")],
    *,
    tenant: OfTenant = "",
    email: AsPerson = "",
    as_json: AsJson = False,
) -> None:
    """Puts a version on record: new cases stand on it, open ones keep theirs."""
    programme = read_named(file)
    with at_the_desk(tenant, email) as desk:
        row = load_for(desk.database, desk.actor, programme)
    text = f"{row.programme} {row.version} is in force for new cases (sha256 {row.sha256[:12]})"
    show(row, as_json=as_json, text=text)


@app.command(name="show")
def show_programme(
    programme: Named,
    *,
    tier: Annotated[str, typer.Option(metavar="ID", help="This tier only.")] = "",
    as_json: AsJson = False,
) -> None:
    """Shows what a programme sells, tier by tier, with its readings and open figures."""
    found = programme_named(programme)
    tiers = [found.tier(tier)] if tier else list(found.tiers.values())
    content = content_of(found)
    facts: dict[str, Any] = {
        **content,
        "tiers": {one.id: content["tiers"][one.id] for one in tiers},
        "sha256": hash_of(found),
    }
    show(facts, as_json=as_json, text=programme_lines(found, tiers))


@app.command()
def diff(before: Named, after: Named, *, as_json: AsJson = False) -> None:
    """Lists every value that differs, as place: before -> after; exit code 0 either way."""
    first, second = content_of(programme_named(before)), content_of(programme_named(after))
    found = differences(first, second)
    show(found, as_json=as_json, text=difference_lines(found))


def checked(file: Path) -> Checked:
    """The file's programme, or its refusal."""
    try:
        programme = read_named(file)
    except DeskError as refused:
        line = refused.line if isinstance(refused, ProgrammeInvalid) else None
        return Checked(file=str(file), ok=False, line=line, refusal=refused.detail)
    return Checked(
        file=str(file),
        ok=True,
        id=programme.id,
        version=programme.version,
        tiers=tuple(programme.tiers),
        sha256=hash_of(programme),
    )


def checked_lines(one: Checked) -> Iterator[str]:
    """A line for a file that is right, and why another is not."""
    if not one.ok:
        yield f"refused {one.refusal}"
        return
    yield f"ok {one.id} {one.version}: {', '.join(one.tiers)}"
    yield f"   sha256 {one.sha256}"


def programme_named(word: str) -> Programme:
    """The programme of that id or in that file (NoSuchFile, ProgrammeInvalid, ProgrammeUnknown)."""
    file = Path(word)
    return read_named(file) if file.suffix or file.is_file() else load_programme(word)


def read_named(file: Path) -> Programme:
    """The programme in the file (NoSuchFile, ProgrammeInvalid)."""
    if not file.is_file():
        raise NoSuchFile(file)
    return read_programme(file)
