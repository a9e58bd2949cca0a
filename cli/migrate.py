"""Brings the database to this version of the record, or to another revision."""

from pathlib import Path
from typing import Annotated, ClassVar

import typer
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError
from sqlalchemy.exc import OperationalError

from cli.output import AsJson, show
from models import migrations
from models.migrate import migrate as bring_to
from rules.errors import DeskError, Kind
from runtime.database import RecordUnavailable
from runtime.settings import BadSetting, load_settings

app = typer.Typer(add_completion=False, rich_markup_mode=None)


class UnknownRevision(DeskError):
    """The record has no such revision."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self, revision: str) -> None:
        super().__init__(
            f"'{revision}' is no revision. Take 'head', 'base', or the name of a migration.",
            revision=revision,
        )


@app.command()
def migrate(
    *,
    to: Annotated[str, typer.Option(metavar="REVISION", help="Up or down to it.")] = "head",
    as_json: AsJson = False,
) -> None:
    """Upgrades (or downgrades) the database; harmless when it is there already."""
    url = load_settings().database_url
    if not url:
        raise BadSetting(
            "No database: start one with `swapdesk up`, or set DATABASE_URL to your own."
        )
    refuse_unknown(to)
    try:
        revision = bring_to(url, to)
    except OperationalError as away:
        raise RecordUnavailable(away) from away
    show({"revision": revision}, as_json=as_json, text=f"The record is at {revision}.")


def refuse_unknown(revision: str) -> None:
    """Raise UnknownRevision before the database is touched; relative steps pass."""
    if revision.startswith(("+", "-")):
        return
    try:
        ScriptDirectory(str(Path(migrations.__file__).parent)).get_revisions(revision)
    except CommandError as unknown:
        raise UnknownRevision(revision) from unknown
