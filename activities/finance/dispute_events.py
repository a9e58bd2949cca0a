"""What happens to a dispute: told once in its story and in finance's, and to its workflow."""

import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from models.exchange import OutboxMessage
from models.finance.closing import FinanceEvent
from models.finance.disputes import Dispute, DisputeEvent
from models.parties import Tenant
from rules.finance.dispute_words import DisputeWord
from runtime.announce import announce

#: An outbox row that is due as soon as it is committed.
AT_ONCE: Final = datetime.fromtimestamp(0, tz=UTC)
#: In whose name the record tells what nobody asked for.
DESK: Final = "desk"


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """One thing that happened to a dispute; `key` tells it apart from all others of it."""

    word: DisputeWord
    key: str
    at: datetime
    by: str = DESK
    because: str = ""
    details: dict[str, Any] = field(default_factory=dict)


def dispute_key(dispute: Dispute, purpose: str) -> str:
    """A business key of this dispute."""
    return f"dispute/{dispute.number}/{purpose}"


def note_dispute(session: Session, dispute: Dispute, one: Happened) -> bool:
    """Write it into the dispute's story; False when it was written before."""
    details = one.details | ({"because": one.because} if one.because else {})
    added = session.execute(
        insert(DisputeEvent)
        .values(
            tenant_id=dispute.tenant_id,
            id=uuid.uuid4(),
            key=dispute_key(dispute, one.key),
            dispute_id=dispute.id,
            word=one.word,
            at=one.at,
            by=one.by,
            details=details,
        )
        .on_conflict_do_nothing()
        .returning(DisputeEvent.id)
    ).scalar_one_or_none()
    announce(session, "board")
    return added is not None


def note_change(session: Session, dispute: Dispute, one: Happened, before: dict[str, Any]) -> None:
    """Write who changed the dispute, why, and how it stood before and after, once."""
    session.execute(
        insert(FinanceEvent)
        .values(
            tenant_id=dispute.tenant_id,
            id=uuid.uuid4(),
            key=dispute_key(dispute, one.key),
            about_id=dispute.id,
            word=f"dispute_{one.word}",
            at=one.at,
            by=one.by,
            because=one.because,
            before=before,
            after=standing_of(dispute),
        )
        .on_conflict_do_nothing()
    )


def standing_of(dispute: Dispute) -> dict[str, Any]:
    """How a dispute stands, as it is kept before and after a change."""
    return {
        "number": dispute.number,
        "state": dispute.state.value,
        "claimed": f"{dispute.claimed:.2f}",
        "accepted": None if dispute.accepted is None else f"{dispute.accepted:.2f}",
        "credited": f"{dispute.credited:.2f}",
        "currency": dispute.currency,
        "deadline": dispute.deadline.isoformat(),
    }


def locked_dispute(session: Session, dispute_id: uuid.UUID) -> Dispute:
    """The dispute, held until the end of the transaction; its charges may still be referred to."""
    return session.scalars(
        select(Dispute)
        .where(Dispute.id == dispute_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).one()


def owe_look(session: Session, dispute: Dispute, key: str, at: datetime) -> None:
    """Have the dispute's workflow look at it, with the commit; the same key asks once."""
    tenant = session.get_one(Tenant, dispute.tenant_id)
    session.execute(
        insert(OutboxMessage)
        .values(
            tenant_id=dispute.tenant_id,
            id=uuid.uuid4(),
            key=dispute_key(dispute, f"{key}/look"),
            kind="dispute",
            payload={
                "tenant": tenant.code,
                "dispute_id": str(dispute.id),
                "number": dispute.number,
            },
            created_at=at,
            try_after=AT_ONCE,
        )
        .on_conflict_do_nothing()
    )
    announce(session, "relay")
