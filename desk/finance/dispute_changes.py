"""One change of a dispute: by whom and when, once per key, told in its story and in finance's."""

import uuid
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from activities.finance.dispute_events import (
    Happened,
    locked_dispute,
    note_change,
    note_dispute,
    owe_look,
    standing_of,
)
from desk.actors import Actor
from desk.finance.dispute_refusals import DisputeEnded, UnknownDispute, WhyDisputed
from desk.request_keys import Answer, answer_once
from models.finance.disputes import Dispute
from rules.finance.dispute_words import DisputeWord
from rules.finance.freight_words import DISPUTED
from runtime.database import Database


class DisputeForm(Protocol):
    """What is asked of one dispute."""

    @property
    def number(self) -> str:
        """The dispute's number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One change being written: the dispute, locked, how it stood, by whom and when."""

    session: Session
    actor: Actor
    dispute: Dispute
    before: dict[str, Any]
    at: datetime

    def happened(self, word: DisputeWord, because: str = "", **details: str) -> Happened:
        """What is told of it, under a key of its own."""
        key = f"{word}/{uuid.uuid4().hex}"
        told = {name: said for name, said in details.items() if said}
        return Happened(
            word=word, key=key, at=self.at, by=self.actor.name, because=because, details=told
        )

    def note(self, one: Happened) -> None:
        """Tell it in the dispute's story and in finance's."""
        note_dispute(self.session, self.dispute, one)
        note_change(self.session, self.dispute, one, self.before)


Act = Callable[[Change], None]


def change_dispute(
    database: Database, actor: Actor, form: DisputeForm, key: str, now: datetime, act: Act
) -> Answer:
    """One change under one key; the answer says how the dispute stands after it."""
    actor.require("approve finance")
    with database.as_tenant(actor.tenant_id) as session:

        def change() -> Answer:
            dispute = dispute_to_change(session, form.number)
            before = standing_of(dispute)
            act(Change(session=session, actor=actor, dispute=dispute, before=before, at=now))
            session.flush()
            owe_look(session, dispute, f"changed/{uuid.uuid4().hex}", now)
            return standing_of(dispute)

        return answer_once(session, actor, key, asdict(form), now, change)  # type: ignore[call-overload]


def dispute_to_change(session: Session, number: str) -> Dispute:
    """The dispute, locked, while something is to come of it (UnknownDispute, DisputeEnded)."""
    dispute = locked_dispute(session, dispute_named(session, number).id)
    if dispute.state not in DISPUTED:
        raise DisputeEnded(number, dispute.state)
    return dispute


def dispute_named(session: Session, number: str) -> Dispute:
    """The dispute with that number (UnknownDispute)."""
    found = session.scalars(select(Dispute).where(Dispute.number == number)).one_or_none()
    if found is None:
        raise UnknownDispute(number)
    return found


def reason_of(because: str) -> str:
    """The reason as it is kept (WhyDisputed)."""
    if not because.strip():
        raise WhyDisputed
    return because.strip()
