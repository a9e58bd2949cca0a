"""Silent and lost parcels: what is looked for, what was claimed, and what turned up again."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, Select, and_, or_, select
from sqlalchemy.orm import Session

from desk.actors import Actor
from models.cases import Case
from models.legs import Label, Leg
from models.parties import Customer
from models.searches import ParcelClaim
from rules.case_journeys import Search
from rules.case_roads import road_of, search_of
from rules.case_state import CaseState
from rules.case_words import Direction
from runtime.database import Database
from runtime.payloads import from_plain

#: Lines a screen of parcels shows at most, newest first.
LARGEST_LIST = 500


class Standing(StrEnum):
    """What has become of a parcel that was looked for."""

    SEARCHED = "searched"
    SEEN = "seen"
    LOST = "lost"
    FOUND = "found"


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchedParcel:
    """A parcel that fell silent: who carries it, what its carrier said, and until when it waits."""

    case: str
    customer: str
    direction: Direction
    attempt: int
    carrier: str
    tracking_no: str
    standing: Standing
    last_seen: datetime | None
    lost_on: datetime | None
    trace_no: str
    claim_no: str
    refusal: str
    claimed_at: datetime | None
    found_at: datetime | None
    timezone: str


def silent_parcels(database: Database, actor: Actor) -> tuple[SearchedParcel, ...]:
    """The parcels that are looked for now, the one that is given up soonest first.

    Raises NotAllowed.
    """
    never = datetime.max.replace(tzinfo=UTC)
    found = [one for one in read(database, actor) if one.standing is Standing.SEARCHED]
    return tuple(sorted(found, key=lambda one: (one.lost_on or never, one.case)))


def parcel_claims(database: Database, actor: Actor) -> tuple[SearchedParcel, ...]:
    """The parcels that are lost or were claimed, and those of them that turned up; newest first.

    Raises NotAllowed.
    """
    return tuple(
        one
        for one in read(database, actor)
        if one.standing in {Standing.LOST, Standing.FOUND} or one.claimed_at is not None
    )


def read(database: Database, actor: Actor) -> list[SearchedParcel]:
    """Every parcel that was ever looked for, newest case first."""
    actor.require("see parcels")
    with database.as_tenant(actor.tenant_id) as session:
        rows = session.execute(search_query(actor)).all()
        labels = labels_of(session, rows)
    return [parcel_of(row, labels.get((row.case_id, row.direction, row.attempt))) for row in rows]


def search_query(actor: Actor) -> Select[Any]:
    """The searches with their cases and customers."""
    own = Case.tenant_id
    return (
        select(
            ParcelClaim.case_id,
            ParcelClaim.direction,
            ParcelClaim.attempt,
            ParcelClaim.trace_no,
            ParcelClaim.claim_no,
            ParcelClaim.refusal,
            ParcelClaim.claimed_at,
            ParcelClaim.found_at,
            Case.number,
            Case.snapshot,
            Case.terms["timezone"].astext.label("timezone"),
            Customer.code.label("customer"),
        )
        .join(Case, and_(own == ParcelClaim.tenant_id, Case.id == ParcelClaim.case_id))
        .join(Customer, and_(Customer.tenant_id == own, Customer.id == Case.customer_id))
        .where(actor.sees)
        .order_by(Case.registered_at.desc(), ParcelClaim.direction, ParcelClaim.attempt.desc())
        .limit(LARGEST_LIST)
    )


def labels_of(session: Session, rows: Iterable[Row[Any]]) -> dict[tuple[Any, ...], Label]:
    """The label of each parcel: the live one, else the one that was voided last."""
    wanted = [and_(Leg.case_id == row.case_id, Leg.direction == row.direction) for row in rows]
    if not wanted:
        return {}
    found = session.execute(
        select(Leg.case_id, Leg.direction, Leg.attempt, Label)
        .join(Label, (Label.tenant_id == Leg.tenant_id) & (Label.leg_id == Leg.id))
        .where(or_(*wanted))
        # The last one written stays: nothing is later than a label that is not voided.
        .order_by(Label.voided_at.asc().nulls_last())
    )
    return {(case_id, leg, attempt): label for case_id, leg, attempt, label in found}


def parcel_of(row: Row[Any], label: Label | None) -> SearchedParcel:
    """One parcel as a value."""
    state = from_plain(CaseState, row.snapshot)
    road = road_of(state, row.direction, row.attempt)
    search = search_of(state, row.direction, row.attempt)
    looked_for = search is Search.ASKED and not state.ended
    return SearchedParcel(
        case=row.number,
        customer=row.customer,
        direction=row.direction,
        attempt=row.attempt,
        carrier=label.carrier if label else "",
        tracking_no=label.tracking_no if label else "",
        standing=standing_of(search, row.found_at, looked_for=looked_for),
        last_seen=road.newest if road else None,
        lost_on=state.deadlines.get(f"{row.direction}_lost") if looked_for else None,
        trace_no=row.trace_no,
        claim_no=row.claim_no,
        refusal=row.refusal,
        claimed_at=row.claimed_at,
        found_at=row.found_at,
        timezone=row.timezone,
    )


def standing_of(search: Search, found_at: datetime | None, *, looked_for: bool) -> Standing:
    """What has become of the parcel."""
    if found_at is not None:
        return Standing.FOUND
    if looked_for:
        return Standing.SEARCHED
    return Standing.LOST if search is Search.LOST else Standing.SEEN
