"""Starts the whole desk on this machine and looks after it until Ctrl-C."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def up(
    data_dir: Annotated[
        Path | None,
        typer.Option(help="Everything on disk lies below it (default: SWAPDESK_DATA_DIR)."),
    ] = None,
    *,
    demo: Annotated[
        bool, typer.Option("--demo", help="A desk for trying out: time can be skipped.")
    ] = False,
    once: Annotated[
        bool, typer.Option("--once", help="Stop after the demo, with its exit code.")
    ] = False,
    throw_away: Annotated[
        bool, typer.Option("--throw-away", help="A new folder, removed afterwards.")
    ] = False,
    only: Annotated[
        list[str] | None,
        typer.Option(help="Start these parts only, for example --only postgres --only temporal."),
    ] = None,
) -> None:
    """Starts the database, the workflow server and the desk; stops all of it on Ctrl-C."""
    words = ["--data-dir", str(data_dir)] if data_dir else []
    flags = {"--demo": demo, "--once": once, "--throw-away": throw_away}
    words += [flag for flag, given in flags.items() if given]
    words += [word for part in only or [] for word in ("--only", part)]
    # The parts are built where everything may be imported: this process becomes the supervisor.
    os.execv(sys.executable, [sys.executable, "-m", "workers.stack", *words])  # noqa: S606
