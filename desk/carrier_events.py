"""Carrier events: verified on the raw bytes, kept once, answered at once."""

from collections.abc import Mapping
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from carriers.port import Carrier, TrackingEvent
from desk.refusals import UnknownCarrier
from models.exchange import InboxFact, Placement, Source
from models.legs import Label
from rules.case_words import Told
from runtime.announce import announce
from runtime.database import Database, Role


def take_events(
    database: Database,
    carriers: Mapping[str, Carrier],
    carrier: str,
    headers: Mapping[str, str],
    raw: bytes,
    now: datetime,
) -> int:
    """Keep each event of a push under its own key; returns how many were new.

    Raises UnknownCarrier, ForgedEvent, StaleEvent or EventUnreadable, and writes nothing then.
    """
    if carrier not in carriers:
        raise UnknownCarrier(carrier)
    events = carriers[carrier].parse_events(headers, raw, now)
    with database.as_role(Role.WEBHOOK) as session:
        new = sum(keep(session, event, raw) for event in events)
        announce(session, "relay")
    return new


def keep(session: Session, event: TrackingEvent, raw: bytes) -> bool:
    """One inbox row per carrier event, with its tenant where its label is already known."""
    tenant = session.scalars(
        select(Label.tenant_id).where(
            Label.carrier == event.carrier, Label.tracking_no == event.tracking_no
        )
    ).one_or_none()
    now = datetime.now(UTC)
    added = session.execute(
        insert(InboxFact)
        .values(
            tenant_id=tenant,
            source=Source.CARRIER,
            key=f"carrier/{event.carrier}/{event.event_id}",
            told=Told.CARRIER_SAID,
            at=event.occurred_at,
            actor=event.carrier,
            details={
                "tracking": event.tracking_no,
                "status": event.status.value,
                "place": event.place,
                "raw_code": event.raw_code,
            },
            raw=raw,
            placement=Placement.NEW,
            received_at=now,
            try_after=now,
        )
        .on_conflict_do_nothing()
        .returning(InboxFact.id)
    ).first()
    return added is not None
