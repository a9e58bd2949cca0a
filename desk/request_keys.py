"""Answers remembered per Idempotency-Key: a repeat gets the same answer, another body a refusal."""

import hashlib
import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desk.actors import Actor
from desk.refusals import KeyMissing, KeyReused
from models.exchange import RequestKey

#: The column holds 200 characters, with the verb in front.
LONGEST_KEY = 190
Answer = dict[str, Any]


def body_hash(body: object) -> str:
    """The SHA-256 of the request's canonical JSON."""
    canonical = json.dumps(body, sort_keys=True, default=str, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def answer_once(
    session: Session,
    actor: Actor,
    key: str,
    body: object,
    at: datetime,
    act: Callable[[], Answer],
) -> Answer:
    """Do it once per actor and key, inside the caller's transaction (KeyMissing, KeyReused)."""
    if not 1 <= len(key) <= LONGEST_KEY:
        raise KeyMissing
    hold_key(session, actor, key)
    known = session.scalars(
        select(RequestKey).where(RequestKey.actor == actor.name, RequestKey.key == key)
    ).one_or_none()
    digest = body_hash(body)
    if known is not None:
        if known.body_sha256 != digest:
            raise KeyReused(key)
        return known.answer
    answer = act()
    session.add(
        RequestKey(
            tenant_id=actor.tenant_id,
            actor=actor.name,
            key=key,
            body_sha256=digest,
            answer=answer,
            at=at,
        )
    )
    return answer


def hold_key(session: Session, actor: Actor, key: str) -> None:
    """Let two requests with one key wait for each other."""
    hold(session, f"{actor.tenant_id}/{actor.name}/{key}")


def hold(session: Session, name: str) -> None:
    """Let two transactions that name the same thing wait for each other."""
    lock = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], signed=True)
    session.execute(select(func.pg_advisory_xact_lock(lock)))


def database_clock(session: Session) -> datetime:
    """The record's own clock: the registration time that decides a cut-off is its fact."""
    now: datetime = session.execute(select(func.clock_timestamp())).scalar_one()
    return now
