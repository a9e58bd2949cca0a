"""Lets things happen to parcels of the practice carrier (demo and test only)."""

import os
import sys
from typing import Annotated, ClassVar

import typer

from cli.asking import moment_of
from cli.output import AsJson
from rules.errors import DeskError, Kind
from runtime.settings import Mode, load_settings

app = typer.Typer(add_completion=False, rich_markup_mode=None, help=__doc__)


class DemoOnly(DeskError):
    """Parcels move by themselves here."""

    kind: ClassVar[Kind] = Kind.FORBIDDEN

    def __init__(self) -> None:
        super().__init__("Only a desk in demo or test mode is steered: swapdesk up --demo")


@app.callback()
def practice() -> None:
    """Lets things happen to parcels of the practice carrier (demo and test only)."""


@app.command()
def move(
    tracking: Annotated[str, typer.Argument(help="The parcel's tracking number.")],
    status: Annotated[str, typer.Argument(help="Such as handed_over, delivered, refused or lost.")],
    *,
    at: Annotated[
        str, typer.Option(metavar="TIME", help="When it happens, ISO 8601 with offset (now).")
    ] = "",
    place: Annotated[str, typer.Option(help="Where it happens.")] = "",
    as_json: AsJson = False,
) -> None:
    """Moves a parcel; the carrier then tells the desk, as carriers do."""
    settings = load_settings()
    if settings.mode is Mode.PRODUCTION:
        raise DemoOnly
    moment_of(settings, at)
    given = {"--at": at, "--place": place}
    words = [word for option, value in given.items() if value for word in (option, value)]
    words += ["--json"] if as_json else []
    # The practice carrier's own words live where everything may be imported.
    program = [sys.executable, "-m", "workers.demo.move", tracking, status, *words]
    os.execv(sys.executable, program)  # noqa: S606
