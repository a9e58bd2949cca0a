"""Vouchers are taken back by a person who says why; nothing posted is ever changed."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from sqlalchemy.orm import Session

from activities.finance.journal_reading import voucher_name
from activities.finance.reversals import post_reversal
from desk.actors import Actor
from desk.finance.ledger_entry import entry_named, name_of
from desk.request_keys import Answer, answer_once
from models.finance.closing import FinanceEvent
from models.finance.ledger import JournalEntry
from rules.errors import DeskError, Kind
from runtime.database import Database


class ReversalNeedsReason(DeskError):
    """A correction says why."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self) -> None:
        super().__init__("Say in a few words why the voucher is taken back.")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReversalForm:
    """Which voucher is taken back, on which day, and why."""

    voucher: str
    on: date
    because: str


def reverse_entry(
    database: Database, actor: Actor, form: ReversalForm, key: str, now: datetime
) -> Answer:
    """Take a voucher back by another one, once (NotAllowed, NoSuchVoucher, ReversalStays …)."""
    actor.require("approve finance")
    if not form.because.strip():
        raise ReversalNeedsReason
    body = {"voucher": form.voucher, "on": form.on, "because": form.because}
    with database.as_tenant(actor.tenant_id) as session:
        return answer_once(
            session,
            actor,
            f"reversal/{key}",
            body,
            now,
            lambda: taken_back(session, actor, form, now),
        )


def taken_back(session: Session, actor: Actor, form: ReversalForm, now: datetime) -> Answer:
    """The voucher that took it back, now or before."""
    entry = entry_named(session, form.voucher)
    turned = post_reversal(session, entry.id, form.on, form.because, at=now, by=actor.name)
    if turned is not None:
        session.add(
            FinanceEvent(
                tenant_id=actor.tenant_id,
                key=f"reversal/{entry.id}",
                about_id=entry.source_id or entry.id,
                word="entry_reversed",
                at=now,
                by=actor.name,
                because=form.because,
                before={"voucher": form.voucher},
                after={"voucher": voucher_name(turned)},
            )
        )
        session.flush()
    return {"voucher": name_of(session, JournalEntry.reverses_id == entry.id)}
