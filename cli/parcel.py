"""Lists silent parcels, and the claims for lost ones."""

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

import typer

from cli.asking import AsPerson, OfTenant, at_the_desk
from cli.output import AsJson, show
from desk.searches import SearchedParcel, parcel_claims, silent_parcels

app = typer.Typer(add_completion=False, rich_markup_mode=None, help=__doc__)


@app.command()
def silent(*, tenant: OfTenant = "", email: AsPerson = "", as_json: AsJson = False) -> None:
    """Lists the parcels that are looked for now."""
    with at_the_desk(tenant, email) as desk:
        found = silent_parcels(desk.database, desk.actor)
    show(found, as_json=as_json, text=silent_lines(found))


@app.command()
def claims(*, tenant: OfTenant = "", email: AsPerson = "", as_json: AsJson = False) -> None:
    """Lists the parcels that are lost or were claimed, found ones too."""
    with at_the_desk(tenant, email) as desk:
        found = parcel_claims(desk.database, desk.actor)
    show(found, as_json=as_json, text=claim_lines(found))


def silent_lines(parcels: Iterable[SearchedParcel]) -> list[str]:
    """Two lines for each parcel, at most 80 columns wide."""
    lines = []
    for one in parcels:
        lost = day(one.lost_on, one) or "a person decides"
        lines += [head_of(one), f"    last scan {day(one.last_seen, one)}; given up: {lost}"]
    return lines or ["No parcel is silent."]


def claim_lines(parcels: Iterable[SearchedParcel]) -> list[str]:
    """Two lines for each parcel, at most 80 columns wide."""
    lines = []
    for one in parcels:
        said = one.claim_no or (f"refused: {one.refusal}" if one.refusal else "claim asked for")
        found = f"; found {day(one.found_at, one)}" if one.found_at else ""
        lines += [head_of(one), f"    {one.standing}: {said}{found}"[:80]]
    return lines or ["No parcel was lost."]


def head_of(parcel: SearchedParcel) -> str:
    """Parcel, customer and case."""
    number = parcel.tracking_no or "no label"
    leg = f"{parcel.direction} {parcel.attempt}"
    return f"{number:<19.19} {leg:<12.12} {parcel.customer:<17.17} {parcel.case}"


def day(instant: datetime | None, parcel: SearchedParcel) -> str:
    """The local day of an instant, or nothing."""
    return f"{instant.astimezone(ZoneInfo(parcel.timezone)):%Y-%m-%d}" if instant else ""
