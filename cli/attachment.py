"""Adds files to a case, lists them and saves them."""

import mimetypes
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, ClassVar

import typer

from cli.asking import AsPerson, Moment, OfTenant, at_the_desk, moment_of
from cli.output import AsJson, show
from desk.attachments import (
    AttachmentView,
    UnknownAttachment,
    attach,
    list_attachments,
    read_attachment,
)
from rules.attachment_kinds import LARGEST
from rules.errors import DeskError, Kind

app = typer.Typer(add_completion=False, rich_markup_mode=None, help=__doc__)

Number = Annotated[str, typer.Argument(help="The case's number, such as SE-2026-000123.")]


class FileExists(DeskError):
    """There is such a file already."""

    kind: ClassVar[Kind] = Kind.CONFLICT

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} is there. Choose another name with --to.", file=str(path))


@app.command()
def add(
    number: Number,
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The file.")],
    *,
    at: Moment = "",
    tenant: OfTenant = "",
    email: AsPerson = "",
    as_json: AsJson = False,
) -> None:
    """Adds a file; the same content again is there once."""
    with file.open("rb") as source:
        content = source.read(LARGEST + 1)
    claimed = mimetypes.guess_type(file.name)[0] or ""
    with at_the_desk(tenant, email) as desk:
        kept = attach(
            desk.database,
            desk.actor,
            number,
            file.name,
            "" if claimed == "application/x-tar" else claimed,
            content,
            moment_of(desk.settings, at),
        )
    show(kept, as_json=as_json, text=attachment_line(kept))


@app.command("list")
def list_(
    number: Number, *, tenant: OfTenant = "", email: AsPerson = "", as_json: AsJson = False
) -> None:
    """Lists the case's files."""
    with at_the_desk(tenant, email) as desk:
        found = list_attachments(desk.database, desk.actor, number)
    show(found, as_json=as_json, text=list_lines(found))


@app.command()
def save(
    number: Number,
    sha256: Annotated[str, typer.Argument(help="The file's hash, or how it begins.")],
    *,
    to: Annotated[Path | None, typer.Option(help="Where to (default: its name, here).")] = None,
    tenant: OfTenant = "",
    email: AsPerson = "",
) -> None:
    """Saves one file as it came; a file that is there is never replaced."""
    with at_the_desk(tenant, email) as desk:
        found = list_attachments(desk.database, desk.actor, number)
        fitting = [one for one in found if one.sha256.startswith(sha256)]
        if len(fitting) != 1:
            raise UnknownAttachment(number)
        file = read_attachment(desk.database, desk.actor, number, fitting[0].id)
    path = to or Path(file.file_name)
    try:
        with path.open("xb") as sink:
            sink.write(file.content)
    except FileExistsError as taken:
        raise FileExists(path) from taken
    show(str(path), as_json=False, text=f"Saved: {path}")


def list_lines(found: Iterable[AttachmentView]) -> Iterator[str]:
    """One line a file."""
    lines = [attachment_line(one) for one in found]
    yield from lines or ["No file was added."]


def attachment_line(one: AttachmentView) -> str:
    """Such as 3fa0c1d2e4b5  2026-11-23  48211  image/png  diagram.png."""
    day = f"{one.added_at:%Y-%m-%d}"
    return f"{one.sha256[:12]}  {day}  {one.size}  {one.media_type}  {one.file_name}"
