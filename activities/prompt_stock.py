"""An open prompt follows the stock: withdrawn when it recovers, amended when the shortage moves."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from activities.pool_counts import count_pools
from activities.pool_shortage import Watched, watch_pools
from activities.prompt_people import revoke
from activities.prompt_record import DESK, AskedPrompt, note_prompt
from models.prompts import RefillPrompt
from rules.pool_words import PoolWord, PromptKind, PromptState
from rules.prompt_schedule import Due, next_reminder

#: In `because`: the quantity that the people who were asked have been told last.
TOLD = "told"
#: An amendment to so many times what was told does not wait for the next reminder.
_URGENT_TIMES = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the stock lacks now: so many of a model, from whom and at what price."""

    quantity: int
    offered_id: uuid.UUID
    supplier_id: uuid.UUID | None
    unit_price: Decimal | None
    currency: str

    def put_into(self, row: RefillPrompt) -> None:
        """Let the prompt ask for this."""
        row.quantity, row.offered_id = self.quantity, self.offered_id
        row.supplier_id, row.unit_price = self.supplier_id, self.unit_price
        row.currency = self.currency


def follow_stock(session: Session, asked: AskedPrompt, at: datetime) -> None:
    """Count the pool anew and let the prompt follow; the end of a generation is not counted."""
    if asked.row.kind is not PromptKind.REFILL:
        return
    watched = watched_model(session, asked, at)
    if watched is None or watched.shortage is None:
        withdraw(session, asked, at)
    else:
        amend(session, asked, watched, at)


def watched_model(session: Session, asked: AskedPrompt, at: datetime) -> Watched | None:
    """The prompt's model as it stands; None when its pool is closed or no longer has it."""
    if asked.pool.closed_at is not None:
        return None
    counted = count_pools(session, [asked.pool], at)
    return watch_pools(session, counted).get((asked.row.pool_id, asked.row.model_id))


def withdraw(session: Session, asked: AskedPrompt, at: datetime) -> None:
    """Nothing is needed any more: it cannot be approved now, and who was asked hears of it."""
    row = asked.row
    row.state, row.ended_at, row.ended_by = PromptState.WITHDRAWN, at, DESK
    revoke(session, row, at)
    asked.keep({Due.WITHDRAWAL.value: at} if row.sent_at else {})
    note_prompt(session, row, PoolWord.PROMPT_WITHDRAWN, "withdrawn", at)


def amend(session: Session, asked: AskedPrompt, watched: Watched, at: datetime) -> None:
    """Ask for what is lacking now; what was asked before is told with the next letter."""
    row, wanted = asked.row, wanted_of(watched)
    before, asks = row.because, wanted_of_row(row)
    told = int(before.get(TOLD, row.quantity))
    row.because = {**watched.because(), TOLD: told}
    if wanted == asks:
        return
    wanted.put_into(row)
    if row.sent_at and is_urgent(asked, told, before):
        asked.keep(asked.schedule | {Due.AMEND.value: at})
    note_prompt(
        session,
        row,
        PoolWord.PROMPT_AMENDED,
        f"amended/{at.isoformat()}",
        at,
        before=asks.quantity,
        unit_price="" if row.unit_price is None else str(row.unit_price),
    )


def is_urgent(asked: AskedPrompt, told: int, before: Mapping[str, Any]) -> bool:
    """The quantity has doubled, or the stock now runs out before anybody hears of it again."""
    if asked.row.quantity >= _URGENT_TIMES * told:
        return True
    coming = next_reminder(asked.schedule)
    if coming is None:
        return False
    day = asked.days.day_of(coming)
    return runs_out_on(asked.row.because) < day <= runs_out_on(before)


def runs_out_on(because: Mapping[str, Any]) -> date:
    """The day the stock runs out, as the forecast says; the last day of all if it does not."""
    day = because.get("forecast", {}).get("run_out_on", "")
    return date.fromisoformat(day) if day else date.max


def wanted_of(watched: Watched) -> Wanted:
    """What the watch would ask for now."""
    offer, shortage = watched.offer, watched.shortage
    return Wanted(
        quantity=shortage.quantity if shortage else 0,
        offered_id=watched.offered_id,
        supplier_id=offer.supplier_id if offer else None,
        unit_price=offer.price if offer else None,
        currency=offer.currency if offer else "",
    )


def wanted_of_row(row: RefillPrompt) -> Wanted:
    """What the prompt asks for."""
    return Wanted(
        quantity=row.quantity,
        offered_id=row.offered_id,
        supplier_id=row.supplier_id,
        unit_price=row.unit_price,
        currency=row.currency,
    )
