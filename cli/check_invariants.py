"""Checks the whole record against what must always hold.

Custody and conservation of units, reservations, labels here and at the practice carrier, waiting
cases, drained queues, workflows, bills and stories; service clocks, the versions cases stand on,
prepaid hours, and the fees and notices of contracts. It reads only.
"""

import asyncio
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from textwrap import wrap
from typing import Annotated

import typer
from temporalio.client import Client

from cli.asking import Moment, WorkflowServerSilent, connected, moment_of, opened_record
from cli.output import REFUSED, UNREACHABLE, AsJson, show, tell
from desk.case_invariant_queries import WORKFLOWS
from desk.invariants import Verdict
from desk.invariants import check_invariants as check
from runtime.settings import Settings, load_settings

app = typer.Typer(add_completion=False, rich_markup_mode=None)
JOURNAL = "journal.jsonl"
WIDTH = 80
SHOWN = 10


@app.command()
def check_invariants(
    *,
    at: Moment = "",
    journal: Annotated[
        Path | None, typer.Option(help="The practice carrier's journal (default: the stack's).")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Looks for offences; exit code 0: none, 1: some, 3: the workflows could not be asked."""
    settings = load_settings()
    now = moment_of(settings, at) or datetime.now(UTC)
    verdicts = asyncio.run(verdicts_for(settings, now, journal))
    clean = not any(found.broken for found in verdicts)
    show(
        {"clean": clean, "at": now, "invariants": verdicts},
        as_json=as_json,
        text=verdict_lines(verdicts),
    )
    if not clean:
        raise typer.Exit(REFUSED)
    if any(found.unchecked for found in verdicts if found.name == WORKFLOWS.name):
        raise typer.Exit(UNREACHABLE)


async def verdicts_for(
    settings: Settings, at: datetime, journal: Path | None = None
) -> tuple[Verdict, ...]:
    """The verdicts on the running stack's record."""
    books = journal or settings.places.practice_carrier / JOURNAL
    with opened_record(settings) as database:
        client = await reachable(settings)
        return await check(database, at, client=client, journal=books)


async def reachable(settings: Settings) -> Client | None:
    """The workflow server's client; None, with a remark, when it does not answer."""
    try:
        return await connected(settings)
    except WorkflowServerSilent as silent:
        tell(f"{silent.title}: {silent.detail}")
        return None


def verdict_lines(verdicts: Iterable[Verdict]) -> list[str]:
    """A line each; offences with the sentence they break, ten rows at most."""
    lines: list[str] = []
    counted = {"holds": 0, "BROKEN": 0, "unchecked": 0}
    for found in verdicts:
        word = "BROKEN" if found.broken else "unchecked" if found.unchecked else "holds"
        counted[word] += 1
        lines.append(f"  {word:<10} {found.name}")
        lines += explanation(found)
    total = ", ".join(f"{count} {word}" for word, count in counted.items() if count)
    return [*lines, f"{sum(counted.values())} invariants: {total}."]


def explanation(found: Verdict) -> list[str]:
    """Why it could not be checked, or what breaks it."""
    if found.unchecked:
        return indented(f"{found.unchecked}.")
    if not found.broken:
        return []
    rows = [
        " ".join(f"{name}={value}" for name, value in {"tenant": one.tenant, **one.facts}.items())
        for one in found.offences[:SHOWN]
    ]
    more = len(found.offences) - SHOWN
    told = [*rows, f"… and {more} more"] if more > 0 else rows
    return [line for text in (found.sentence, *told) for line in indented(text)]


def indented(text: str) -> list[str]:
    """The text in lines of at most 80 columns, below its line."""
    margin = " " * 13
    return wrap(text, WIDTH, initial_indent=margin, subsequent_indent=margin)
