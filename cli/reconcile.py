"""Starts every open case, contract, prompt and order that has no running workflow.

Harmless at any time; needed when Temporal's data is gone or older than the record.
"""

import asyncio

import typer

from cli.asking import connected, opened_record
from cli.output import AsJson, show
from desk.reconciling import Reconciled
from desk.reconciling import reconcile as restart
from desk.report_schedule import keep_schedules, tenants_to_report
from desk.workflow_door import TemporalDoor
from runtime.settings import load_settings

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def reconcile(*, as_json: AsJson = False) -> None:
    """Makes the workflows follow the record again, for all tenants."""
    done = asyncio.run(run())
    text = (
        f"{done.open_cases} open cases run; {done.contracts} contracts are followed; "
        f"{done.prompts} prompts, {done.orders} orders, {done.disputes} disputes and "
        f"{done.months} months are watched; "
        f"{done.facts_told_again} facts are told again."
    )
    show(done, as_json=as_json, text=text)


async def run() -> Reconciled:
    """What runs again, and what is told again."""
    settings = load_settings()
    with opened_record(settings) as database:
        client = await connected(settings)
        await keep_schedules(client, tenants_to_report(database))
        return await restart(database, TemporalDoor(client))
