"""Receives what comes for orders to suppliers, and judges what is held."""

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any, ClassVar

import typer

from cli.asking import AsPerson, Key, Moment, OfTenant, at_the_desk, moment_of, under_key
from cli.output import AsJson, show, tell
from cli.stock import unit_of
from desk.deliveries import (
    DeliveredForm,
    DeliveryForm,
    DeliveryRefused,
    ImportForm,
    import_delivery,
    receive_delivery,
)
from desk.quality_hold import HeldUnit, HoldForm, held_units, judge_held
from rules.errors import DeskError, Kind
from rules.table_limits import LIMITS

app = typer.Typer(add_completion=False, rich_markup_mode=None, help=__doc__)

GoodRowsOnly = Annotated[
    bool, typer.Option("--good-rows-only", help="Take the good ones when some are wrong.")
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Judge it and book nothing in.")]
Units = Annotated[list[str], typer.Argument(metavar="SERIAL…", help="Serials or IMEIs.")]


class NoSuchFile(DeskError):
    """The file cannot be read."""

    kind: ClassVar[Kind] = Kind.MISSING

    def __init__(self, path: Path) -> None:
        super().__init__(f"Check the path '{path}'; it has to be a file.", file=str(path))


@app.command()
def receive(  # noqa: PLR0913 - one parameter for each option
    order: Annotated[str, typer.Argument(help="The order's number.")],
    note: Annotated[str, typer.Argument(help="The delivery note's number.")],
    units: Annotated[
        list[str],
        typer.Argument(metavar="SERIAL[=IMEI[,IMEI]]…", help="The units, as their boxes say."),
    ],
    *,
    model: Annotated[str, typer.Option(help="Their model, if the order has several.")] = "",
    line: Annotated[int, typer.Option(min=0, help="The order's line they are for.")] = 0,
    batch: Annotated[str, typer.Option(help="Their production batch, if the box says it.")] = "",
    good_rows_only: GoodRowsOnly = False,
    dry_run: DryRun = False,
    at: Moment = "",
    key: Key = "",
    tenant: OfTenant = "",
    email: AsPerson = "",
    as_json: AsJson = False,
) -> None:
    """Books units in for an order; those that came before stay as they are."""
    with at_the_desk(tenant, email) as desk, under_key(key) as own_key, rows_told(quiet=as_json):
        form = DeliveryForm(
            order=order,
            note=note,
            units=tuple(delivered(text, model, batch, line or None) for text in units),
            all_or_nothing=not good_rows_only,
            dry_run=dry_run,
            at=moment_of(desk.settings, at),
        )
        answer = receive_delivery(desk.database, desk.actor, form, own_key)
    show(answer, as_json=as_json, text=delivery_lines(answer))


def delivered(text: str, model: str, batch: str, line: int | None) -> DeliveredForm:
    """A unit from SERIAL, SERIAL=IMEI or SERIAL=IMEI,IMEI."""
    unit = unit_of(text)
    return DeliveredForm(
        serial=unit.serial, imei=unit.imei, imei2=unit.imei2, model=model, batch=batch, line=line
    )


@app.command("import")
def import_file(  # noqa: PLR0913 - one parameter for each option
    file: Annotated[Path, typer.Argument(help="The supplier's CSV; - reads standard input.")],
    *,
    order: Annotated[str, typer.Option(help="The only order to receive.")] = "",
    note: Annotated[str, typer.Option(help="The delivery note, where the file has none.")] = "",
    good_rows_only: GoodRowsOnly = False,
    dry_run: DryRun = False,
    at: Moment = "",
    key: Key = "",
    tenant: OfTenant = "",
    email: AsPerson = "",
    as_json: AsJson = False,
) -> None:
    """Books a supplier's file in; the same file again changes nothing."""
    with at_the_desk(tenant, email) as desk, under_key(key) as own_key, rows_told(quiet=as_json):
        form = ImportForm(
            content=content_of(file),
            order=order,
            note=note,
            all_or_nothing=not good_rows_only,
            dry_run=dry_run,
            at=moment_of(desk.settings, at),
        )
        answer = import_delivery(desk.database, desk.actor, form, own_key)
    show(answer, as_json=as_json, text=delivery_lines(answer))


def content_of(file: Path) -> bytes:
    """The file's bytes, one more than are allowed at most (NoSuchFile)."""
    most = LIMITS.size + 1
    if str(file) == "-":
        return sys.stdin.buffer.read(most)
    try:
        with file.open("rb") as opened:
            return opened.read(most)
    except OSError as wrong:
        raise NoSuchFile(file) from wrong


@contextmanager
def rows_told(*, quiet: bool) -> Iterator[None]:
    """Say every wrong row of a refused delivery on standard error, before the refusal itself."""
    try:
        yield
    except DeliveryRefused as refused:
        for row in () if quiet else refused.facts["rows"]:
            tell(row_line(row))
        raise


def row_line(row: Mapping[str, Any]) -> str:
    """One wrong row."""
    said = f" '{row['said']}'" if row["said"] else ""
    return f"line {row['line']}, {row['column'] or 'the row'}{said}: {row['what_to_do']}"


def delivery_lines(answer: Mapping[str, Any]) -> list[str]:
    """What was booked in, and what was not."""
    word = "Would be received" if answer["dry_run"] else "Received"
    lines = [f"{word}: {answer['received']}. Here before: {answer['already']}."]
    lines += [f"Order {number} is {state}." for number, state in answer["orders"].items()]
    if answer["granted"]:
        lines.append(f"Granted at once to waiting cases: {answer['granted']}.")
    return [*lines, *(row_line(row) for row in answer["problems"])]


@app.command()
def held(*, tenant: OfTenant = "", email: AsPerson = "", as_json: AsJson = False) -> None:
    """Lists the units that are judged before they go into their pools."""
    with at_the_desk(tenant, email) as desk:
        found = held_units(desk.database, desk.actor)
    show([asdict(one) for one in found], as_json=as_json, text=held_lines(found))


def held_lines(found: tuple[HeldUnit, ...]) -> list[str]:
    """A small table, at most 80 columns wide."""
    head = f"{'serial':<20}{'model':<14}{'pool':<18}{'order':<16}{'since':<10}"
    lines = [
        f"{one.serial:<19.19} {one.model:<13.13} {one.pool:<17.17} {one.order:<15.15} "
        f"{one.received_at:%d %b}"
        for one in found
    ]
    return [head, *lines] if lines else ["No unit waits to be judged."]


@app.command("pass")
def pass_units(
    units: Units,
    *,
    at: Moment = "",
    key: Key = "",
    tenant: OfTenant = "",
    email: AsPerson = "",
    as_json: AsJson = False,
) -> None:
    """Puts held units onto their pools' shelves, and grants them to the cases that wait."""
    with at_the_desk(tenant, email) as desk, under_key(key) as own_key:
        form = HoldForm(units=tuple(units), passed=True, at=moment_of(desk.settings, at))
        answer = judge_held(desk.database, desk.actor, form, own_key)
    show(answer, as_json=as_json, text=judged_lines(answer))


@app.command("fail")
def fail_units(
    units: Units,
    *,
    finding: Annotated[str, typer.Option(help="What is wrong, for the supplier.")],
    at: Moment = "",
    key: Key = "",
    tenant: OfTenant = "",
    email: AsPerson = "",
    as_json: AsJson = False,
) -> None:
    """Puts held units aside as a claim against their supplier."""
    with at_the_desk(tenant, email) as desk, under_key(key) as own_key:
        when = moment_of(desk.settings, at)
        form = HoldForm(units=tuple(units), passed=False, finding=finding, at=when)
        answer = judge_held(desk.database, desk.actor, form, own_key)
    show(answer, as_json=as_json, text=judged_lines(answer))


def judged_lines(answer: Mapping[str, Any]) -> list[str]:
    """How many were judged, and what follows."""
    lines = [f"Units that {answer['state']}: {answer['judged']}. Before: {answer['before']}."]
    if answer["state"] == "failed" and answer["judged"]:
        lines.append("They are in quarantine. Claim them from the supplier.")
    if answer["granted"]:
        lines.append(f"Granted at once to waiting cases: {answer['granted']}.")
    return lines
