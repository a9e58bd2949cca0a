"""Starts every open case and contract that has no running workflow, from its record.

Harmless at any time; needed when Temporal's data is gone or older than the record.
"""

import asyncio

import typer

from cli.asking import connected, opened_record
from cli.output import AsJson, show
from desk.routing import Reconciled
from desk.routing import reconcile as restart
from desk.workflow_door import TemporalDoor
from runtime.settings import load_settings

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def reconcile(*, as_json: AsJson = False) -> None:
    """Makes the workflows follow the record again, for all tenants."""
    done = asyncio.run(run())
    text = (
        f"{done.open_cases} open cases run; {done.contracts} contracts are followed; "
        f"{done.facts_told_again} facts are told again."
    )
    show(done, as_json=as_json, text=text)


async def run() -> Reconciled:
    """What runs again, and what is told again."""
    settings = load_settings()
    with opened_record(settings) as database:
        return await restart(database, TemporalDoor(await connected(settings)))
