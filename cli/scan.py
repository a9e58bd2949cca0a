"""Scans a unit at the packing table or at the dock.

The scan is accepted at once; the case's workflow decides what follows from it.
"""

from typing import Annotated

import typer

from cli.asking import AsPerson, Key, Moment, OfTenant, at_the_desk, moment_of, under_key
from cli.output import REFUSED, AsJson, show
from desk.scans import Colour, ScanForm, Station, take_scan

app = typer.Typer(add_completion=False, rich_markup_mode=None, help=__doc__)

Code = Annotated[str, typer.Argument(help="What was scanned: a serial number or an IMEI.")]
OfCase = Annotated[
    str, typer.Option("--case", metavar="NUMBER", help="The case it is scanned for.")
]


@app.command()
def pack(
    code: Code,
    *,
    case: OfCase = "",
    at: Moment = "",
    key: Key = "",
    tenant: OfTenant = "",
    email: AsPerson = "",
    as_json: AsJson = False,
) -> None:
    """Packs the unit that is reserved for a case; exit code 1 on a red answer."""
    take(ScanForm(station=Station.PACK, code=code, case=case), (at, key), (tenant, email), as_json)


@app.command()
def receipt(
    code: Code,
    *,
    case: OfCase = "",
    at: Moment = "",
    key: Key = "",
    tenant: OfTenant = "",
    email: AsPerson = "",
    as_json: AsJson = False,
) -> None:
    """Receives a unit at the dock; exit code 1 on a red answer."""
    form = ScanForm(station=Station.RECEIPT, code=code, case=case)
    take(form, (at, key), (tenant, email), as_json)


def take(
    form: ScanForm,
    once: tuple[str, str],
    asker: tuple[str, str],
    as_json: bool,  # noqa: FBT001 - handed on
) -> None:
    """Take the scan and print the verdict."""
    at, key = once
    with at_the_desk(*asker) as desk, under_key(key) as own_key:
        timed = ScanForm(
            station=form.station, code=form.code, case=form.case, at=moment_of(desk.settings, at)
        )
        verdict = take_scan(desk.database, desk.actor, timed, own_key)
    show(verdict, as_json=as_json, text=f"{verdict['word']}: {verdict['text']}")
    if verdict["colour"] == Colour.RED:
        raise typer.Exit(REFUSED)
