"""What somebody of finance did, kept with who, why, before and after."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from desk.actors import Actor
from models.finance.closing import FinanceEvent


def note(  # noqa: PLR0913 - one parameter for each thing that is kept
    session: Session,
    actor: Actor,
    about: uuid.UUID,
    word: str,
    at: datetime,
    *,
    because: str = "",
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    """One event about a thing; a repeat of the request comes no further than its answer."""
    session.add(
        FinanceEvent(
            tenant_id=actor.tenant_id,
            key=f"{word}/{about}/{uuid.uuid4()}",
            about_id=about,
            word=word,
            at=at,
            by=actor.name,
            because=because,
            before=dict(before or {}),
            after=dict(after or {}),
        )
    )
