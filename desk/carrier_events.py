"""Carrier events: verified on the raw bytes, kept once, answered at once."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from activities.carrier_news import keep_event
from carriers.port import Carrier, TrackingEvent
from desk.refusals import UnknownCarrier
from models.legs import Label
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
    return keep_event(session, event, tenant, raw)
