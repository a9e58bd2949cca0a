"""The story of a pool in plain English, newest first: its prompts, orders, counts and changes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk.sentences.pools import FOLLOWED_BY, SENTENCES
from desk.story import Said, readable
from desk.unit_history import names_in
from models.pools import Pool, PoolEvent
from rules.pool_words import PoolWord

#: Lines of a story that a page shows.
MOST_TOLD = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolEntry:
    """One sentence of the story: what happened, when, and who said so."""

    at: datetime
    actor: str
    word: PoolWord
    sentence: str


def story_of(session: Session, pool: Pool, zone: str) -> tuple[PoolEntry, ...]:
    """The newest lines of the pool's story."""
    rows = session.scalars(
        select(PoolEvent)
        .where(PoolEvent.pool_id == pool.id)
        .order_by(PoolEvent.seq.desc())
        .limit(MOST_TOLD)
    ).all()
    names = names_in(session) if rows else {}
    return tuple(
        PoolEntry(
            at=row.at,
            actor=names.get(row.actor, row.actor),
            word=row.word,
            sentence=tell_of_pool(row.word, row.details, zone),
        )
        for row in rows
    )


def tell_of_pool(word: PoolWord, details: Mapping[str, object], zone: str) -> str:
    """The word's sentence, and what its details add."""
    plain = {name: value for name, value in details.items() if is_told(value)}
    said = Said({name: readable(name, value, zone) for name, value in plain.items()})
    more = [text for name, text in FOLLOWED_BY.items() if name in said]
    return SENTENCES[word] + "".join(more).format_map(said)


def is_told(value: object) -> bool:
    """Whether a detail says something; 0 does, nothing and what is not plain do not."""
    return isinstance(value, str | int) and value != "" and not isinstance(value, bool)
