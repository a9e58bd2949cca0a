"""Things done outside under a business key: the intent first, then exactly one outcome."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from models.exchange import Effect, EffectState


def intend(session: Session, tenant_id: uuid.UUID, key: str, at: datetime) -> tuple[Effect, bool]:
    """The effect under this key, locked, and whether this call is the first to intend it."""
    added = session.execute(
        insert(Effect)
        .values(
            tenant_id=tenant_id,
            id=uuid.uuid4(),
            key=key,
            state=EffectState.INTENT,
            result={},
            at=at,
        )
        .on_conflict_do_nothing()
        .returning(Effect.id)
    ).scalar_one_or_none()
    effect = session.scalars(select(Effect).where(Effect.key == key).with_for_update()).one()
    return effect, added is not None


def conclude(session: Session, key: str, state: EffectState, result: Mapping[str, Any]) -> bool:
    """Write the outcome unless another attempt already did; True when this call wrote it."""
    effect = session.scalars(select(Effect).where(Effect.key == key).with_for_update()).one()
    if effect.state is not EffectState.INTENT:
        return False
    effect.state = state
    effect.result = dict(result)
    return True
