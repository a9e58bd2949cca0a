"""What a carrier says of a parcel, kept once in the inbox however it was learned."""

import uuid
from datetime import UTC, datetime

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from carriers.port import TrackingEvent
from models.exchange import InboxFact, Placement, Source
from rules.case_facts import Told


def keep_event(
    session: Session, event: TrackingEvent, tenant_id: uuid.UUID | None, raw: bytes | None
) -> bool:
    """One inbox row per carrier event, pushed or asked for; True when it was not known yet."""
    now = datetime.now(UTC)
    added = session.execute(
        insert(InboxFact)
        .values(
            tenant_id=tenant_id,
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
