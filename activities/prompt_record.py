"""A refill prompt as the record has it: its terms and days, its keys, and its story."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from activities.contract_terms import programme_now
from activities.pool_counts import stock_terms, terms_of
from models.pools import Pool, PoolEvent
from models.prompts import RefillPrompt
from rules.pool_orders import Turned
from rules.pool_words import PoolWord
from rules.prompt_schedule import LetterDays
from rules.refill_terms import RefillTerms
from rules.terms import Terms, calendars_under, refill_calendar
from runtime.announce import announce

#: Who acts when nobody in particular does.
DESK = "desk"


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedPrompt:
    """A prompt's row with its pool, the terms in force, and the days it waits in."""

    row: RefillPrompt
    pool: Pool
    terms: Terms
    days: LetterDays

    @property
    def refill(self) -> RefillTerms:
        """The terms of the dialogue."""
        return self.days.terms

    @property
    def schedule(self) -> dict[str, datetime]:
        """What is still to come, by name."""
        return {name: datetime.fromisoformat(at) for name, at in self.row.schedule.items()}

    def keep(self, schedule: Mapping[str, datetime]) -> None:
        """Let this be what is still to come."""
        self.row.schedule = {
            name: at.astimezone(UTC).isoformat() for name, at in sorted(schedule.items())
        }
        self.row.next_at = min(schedule.values(), default=None)

    @property
    def turned(self) -> Turned:
        """Where the prompt stands, and when something is due."""
        return Turned(state=self.row.state.value, next_at=self.row.next_at)


def asked_prompt(session: Session, prompt_id: uuid.UUID, *, lock: bool = False) -> AskedPrompt:
    """The prompt with what its days follow from, its row locked when it is to be changed."""
    query = select(RefillPrompt).where(RefillPrompt.id == prompt_id)
    row = session.scalars(query.with_for_update() if lock else query).one()
    pool = session.get_one(Pool, (row.tenant_id, row.pool_id))
    terms = terms_of(session, pool)
    return AskedPrompt(row=row, pool=pool, terms=terms, days=letter_days(session, pool, terms))


def letter_days(session: Session, pool: Pool, terms: Terms) -> LetterDays:
    """The terms of asking about this pool, and the calendar of the customer they are counted in."""
    programme = programme_now(session, pool.tenant_id, terms.programme, terms.version)
    calendars = calendars_under(programme, terms.figures)
    return LetterDays(
        terms=stock_terms(pool, terms).refill, calendar=refill_calendar(terms, calendars)
    )


def prompt_key(row: RefillPrompt, purpose: str) -> str:
    """A business key of this prompt."""
    return f"prompt/{row.id}/{purpose}"


def note_prompt(
    session: Session,
    row: RefillPrompt,
    word: PoolWord,
    purpose: str,
    at: datetime,
    *,
    by: str = DESK,
    **details: Any,  # noqa: ANN401 - details are any JSON value
) -> None:
    """Write it into the pool's story, once under this purpose, and wake the boards."""
    session.execute(
        insert(PoolEvent)
        .values(
            tenant_id=row.tenant_id,
            id=uuid.uuid4(),
            key=prompt_key(row, purpose),
            pool_id=row.pool_id,
            prompt_id=row.id,
            word=word,
            at=at,
            actor=by,
            details={"quantity": row.quantity, **details},
        )
        .on_conflict_do_nothing()
    )
    announce(session, "board")
