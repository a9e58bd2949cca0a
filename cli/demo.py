"""Plays a few days of the desk on a running demo stack.

Two swaps, an advance replacement, their returns, and one case left open; new ones at each run.
"""

import os
import sys

import typer

from cli.output import AsJson
from cli.practice import DemoOnly
from runtime.settings import BadSetting, Mode, load_settings

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def demo(*, as_json: AsJson = False) -> None:
    """Plays the demo on the running stack; exit code 0 only if all went as expected."""
    settings = load_settings()
    if settings.mode is Mode.PRODUCTION:
        raise DemoOnly
    if not settings.database_url:
        raise BadSetting("No desk runs on this data folder: start one with `swapdesk up --demo`.")
    # The demo steers carrier and clocks: this process becomes one that may import everything.
    program = [sys.executable, "-m", "workers.demo", *(["--json"] if as_json else [])]
    os.execv(sys.executable, program)  # noqa: S606
