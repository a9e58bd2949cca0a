"""Shows the bench and its alarms; inspects, wipes and sends the units on it."""

import asyncio
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from cli.asking import AsPerson, Key, Moment, OfTenant, at_the_desk, moment_of
from cli.case import decided
from cli.output import AsJson, show
from cli.ticket_words import spaced
from desk.alarms import Alarms, alarms_at
from desk.bench import BenchUnit, bench_units
from rules.case_facts import Told
from rules.case_values import Destination, Finding
from rules.sanitization import SanitizationMethod

app = typer.Typer(add_completion=False, rich_markup_mode=None, help=__doc__)
OfCase = Annotated[str, typer.Argument(metavar="CASE", help="The case's number.")]
Serial = Annotated[str, typer.Option(help="Which unit, if several of the case are here.")]
Note = Annotated[str, typer.Option(help="What else is worth keeping.")]


@app.command("list")
def list_(*, tenant: OfTenant = "", email: AsPerson = "", as_json: AsJson = False) -> None:
    """Lists the units on the bench, the longest there first."""
    with at_the_desk(tenant, email) as desk:
        found = bench_units(desk.database, desk.actor)
    show(found, as_json=as_json, text=bench_lines(found))


def bench_lines(units: Iterable[BenchUnit]) -> list[str]:
    """Two lines for each unit, at most 80 columns wide, and how many there are."""
    units = tuple(units)
    lines = [line for one in units for line in (head_of(one), f"    {below(one)}")]
    return [*lines, f"Units on the bench: {len(units)}."] if units else ["The bench is empty."]


def head_of(unit: BenchUnit) -> str:
    """Unit, model, case and the day it came."""
    since = unit.since.astimezone(ZoneInfo(unit.timezone))
    return f"{unit.serial:<18.18} {unit.model:<20.20} {unit.case:<16} {since:%Y-%m-%d}"


def below(unit: BenchUnit) -> str:
    """What was found, whether it is wiped, and what comes next."""
    finding = spaced(unit.finding) if unit.finding else "not inspected"
    wipe = "wiped" if unit.wiped else "not wiped" if unit.holds_data else "holds no data"
    return f"{finding}, {wipe}; next: {spaced(unit.next_step)}"


@app.command()
def alarms(
    *, at: Moment = "", tenant: OfTenant = "", email: AsPerson = "", as_json: AsJson = False
) -> None:
    """Shows models and batches that fail too often, and units that never fail."""
    with at_the_desk(tenant, email) as desk:
        moment = moment_of(desk.settings, at) or datetime.now(UTC)
        found = alarms_at(desk.database, desk.actor, moment)
    show(found, as_json=as_json, text=alarm_lines(found))


def alarm_lines(alarms: Alarms) -> list[str]:
    """A line for each alarm."""
    lines = [
        f"{one.model} {f'batch {one.batch}' if one.batch else '(no batch)'}: "
        f"{one.failures} confirmed failures, {one.first_at:%Y-%m-%d} to {one.last_at:%Y-%m-%d}"
        for one in alarms.batches
    ]
    lines += [
        f"{one.serial} ({one.model}): no fault found {one.times} times" for one in alarms.units
    ]
    return lines or ["No alarm."]


@app.command()
def inspect(  # noqa: PLR0913 - one parameter for each option
    case: OfCase,
    *,
    finding: Annotated[Finding, typer.Option(help="What was found.")],
    exclusion: Annotated[str, typer.Option(help="Which exclusion, if it is excluded.")] = "",
    grade: Annotated[str, typer.Option(help="A to D, or scrap.")] = "",
    note: Note = "",
    serial: Serial = "",
    at: Moment = "",
    key: Key = "",
    tenant: OfTenant = "",
    email: AsPerson = "",
    as_json: AsJson = False,
) -> None:
    """Records what was found in a unit."""
    said = {"finding": finding.value, "exclusion": exclusion, "grade": grade, "note": note}
    asker = (tenant, email)
    take(case, Told.INSPECTED, {**said, "serial": serial}, (at, key), asker, as_json=as_json)


@app.command()
def wipe(  # noqa: PLR0913 - one parameter for each option
    case: OfCase,
    *,
    method: Annotated[SanitizationMethod, typer.Option(help="How thoroughly.")],
    technique: Annotated[str, typer.Option(help="How it was done.")],
    tool: Annotated[str, typer.Option(help="With which tool and version.")],
    verification: Annotated[str, typer.Option(help="How the result was checked.")],
    note: Note = "",
    serial: Serial = "",
    at: Moment = "",
    key: Key = "",
    tenant: OfTenant = "",
    email: AsPerson = "",
    as_json: AsJson = False,
) -> None:
    """Records that a unit's data was wiped; its certificate is printed."""
    said = {"method": method.value, "technique": technique, "tool": tool, "note": note}
    said |= {"verification": verification, "serial": serial}
    take(case, Told.WIPED, said, (at, key), (tenant, email), as_json=as_json)


@app.command()
def dispose(  # noqa: PLR0913 - one parameter for each option
    case: OfCase,
    *,
    to: Annotated[Destination, typer.Option(help="Where the unit goes.")],
    because: Annotated[str, typer.Option(help="The reason; needed for scrap and harvest.")] = "",
    serial: Serial = "",
    at: Moment = "",
    key: Key = "",
    tenant: OfTenant = "",
    email: AsPerson = "",
    as_json: AsJson = False,
) -> None:
    """Sends a unit where it belongs."""
    said = {"destination": to.value, "because": because, "serial": serial}
    take(case, Told.DISPOSED, said, (at, key), (tenant, email), as_json=as_json)


def take(
    case: str,
    told: Told,
    said: Mapping[str, str],
    once: tuple[str, str],
    asker: tuple[str, str],
    *,
    as_json: bool,
) -> None:
    """Take the decision and show where the case stands then."""
    answers = {name: text for name, text in said.items() if text}
    stands = asyncio.run(decided(case, told, answers, once, asker))
    text = f"{case} is {stands['stage']} and waits for {spaced(stands['waiting_for'])}."
    show(stands, as_json=as_json, text=text)
