"""Refill prompts are opened with the figures they follow from, and handed to their workflows."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from activities.pool_shortage import Watched
from models.exchange import OutboxMessage
from models.pool_levels import PoolKey
from models.pools import PoolEvent
from models.prompts import RefillPrompt
from rules.pool_words import PoolWord, PromptKind, PromptState
from runtime.announce import announce

#: An outbox row that is due as soon as it is committed.
AT_ONCE = datetime.fromtimestamp(0, tz=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """Who asks, at which instant: the tenant's code goes with what its workflows are told."""

    session: Session
    tenant: str
    at: datetime


def open_prompts(
    asking: Asking, wanted: Sequence[Watched], last: Mapping[PoolKey, RefillPrompt]
) -> int:
    """Ask for what is wanted; a model that has an open prompt is passed over by the database.

    Each prompt opens with its line in the pool's story and is handed to its workflow, in the same
    transaction. Returns how many were opened.
    """
    rows = {}
    for one in wanted:
        before = last.get(one.key)
        rows[uuid.uuid4()] = prompt_row(one, before.number + 1 if before else 1, asking.at)
    if not rows:
        return 0
    opened = asking.session.scalars(
        insert(RefillPrompt)
        .values([{"id": prompt_id, **row} for prompt_id, row in rows.items()])
        .on_conflict_do_nothing()
        .returning(RefillPrompt.id)
    ).all()
    by_key = {one.key: one for one in wanted}
    for prompt_id in opened:
        row = rows[prompt_id]
        tell_opened(asking, by_key[row["pool_id"], row["model_id"]], prompt_id, row)
    return len(opened)


def prompt_row(one: Watched, number: int, at: datetime) -> dict[str, Any]:
    """The question as the record keeps it; its workflow fills the schedule at its first turn."""
    if one.shortage is None:
        raise LookupError(one.counted.code)  # nobody is asked for nothing
    pool_id, model_id = one.key
    return {
        "tenant_id": one.counted.row.tenant_id,
        "pool_id": pool_id,
        "model_id": model_id,
        "number": number,
        "kind": PromptKind.REFILL,
        "state": PromptState.OPEN,
        "offered_id": one.offered_id,
        "quantity": one.shortage.quantity,
        "unit_price": one.offer.price if one.offer else None,
        "currency": one.offer.currency if one.offer else "",
        "supplier_id": one.offer.supplier_id if one.offer else None,
        "because": one.because(),
        "schedule": {},
        "next_at": at,
        "opened_at": at,
    }


def tell_opened(asking: Asking, one: Watched, prompt_id: uuid.UUID, row: dict[str, Any]) -> None:
    """The pool's story says that it was asked, and the prompt's workflow begins."""
    key = prompt_key(one, row["number"])
    asking.session.add(
        PoolEvent(
            tenant_id=row["tenant_id"],
            key=f"prompt/{prompt_id}/opened",
            pool_id=row["pool_id"],
            prompt_id=prompt_id,
            word=PoolWord.PROMPT_OPENED,
            at=asking.at,
            actor="watch",
            details={
                "model": one.counted.code,
                "quantity": row["quantity"],
                "counted": row["because"]["counted"],
                "target": row["because"]["target"],
            },
        )
    )
    owe_workflow(asking, row["tenant_id"], prompt_id, key, "open")


def have_it_look(asking: Asking, one: Watched, prompt: RefillPrompt, check: int) -> None:
    """The workflow of an open prompt looks at its pool again, once for each check."""
    key = prompt_key(one, prompt.number)
    owe_workflow(asking, prompt.tenant_id, prompt.id, key, f"look/{check}")


def owe_workflow(
    asking: Asking, tenant_id: uuid.UUID, prompt_id: uuid.UUID, key: str, purpose: str
) -> None:
    """The relay tells the prompt's workflow, starting it where it does not run."""
    asking.session.add(
        OutboxMessage(
            tenant_id=tenant_id,
            key=f"prompt/{prompt_id}/{purpose}",
            kind="prompt",
            payload={"tenant": asking.tenant, "prompt_id": str(prompt_id), "key": key},
            created_at=asking.at,
            try_after=AT_ONCE,
        )
    )
    announce(asking.session, "relay")


def prompt_key(one: Watched, number: int) -> str:
    """The pool's code, the model's code and the number: the last part of its business key."""
    return f"{one.counted.level.pool}/{one.counted.code}/{number}"
