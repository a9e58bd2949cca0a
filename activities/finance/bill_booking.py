"""Judged bills written: the good ones with their charges, those held back with the reason."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from models.finance.bill_staging import BillToFill, insert_charges
from models.finance.bills import BillFile, CarrierBill
from rules.finance.bill_control import ChargesRead, Judged, Outcome
from rules.finance.bills_read import BillRead
from rules.finance.freight_words import BillState


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """What came of a file: bills loaded, held back and here before; charges that were added."""

    loaded: tuple[uuid.UUID, ...] = ()
    held_back: tuple[uuid.UUID, ...] = ()
    known: int = 0
    charges: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedBill:
    """One bill of a file with its judgement; `held` is its row where it was held back before."""

    place: int
    read: BillRead
    found: ChargesRead
    judged: Judged
    held: CarrierBill | None

    @property
    def outcome(self) -> Outcome:
        """What becomes of it."""
        return self.judged.outcome


def book_bills(
    session: Session, file: BillFile, bills: Sequence[JudgedBill], *, by: str, at: datetime
) -> Loaded:
    """Write the bills and, of those that tie, the charges; what is here already adds nothing."""
    ids = {one.place: one.held.id if one.held else uuid.uuid4() for one in bills}
    new = [one for one in bills if one.held is None and one.outcome is not Outcome.KNOWN]
    rows = [row_of(file, one, ids[one.place], by, at) for one in new]
    _forget_held(session, file, bills)
    for one in bills:
        if one.held is not None:
            _judge_again(one.held, one)
    session.flush()
    if rows:
        session.execute(insert(CarrierBill), rows)
    loaded = [one for one in bills if one.outcome is Outcome.LOAD]
    added = insert_charges(
        session,
        file.tenant_id,
        [
            BillToFill(place=one.place, bill_id=ids[one.place], currency=one.read.currency)
            for one in loaded
        ],
    )
    return Loaded(
        loaded=tuple(ids[one.place] for one in loaded),
        held_back=tuple(ids[one.place] for one in bills if one.outcome is Outcome.QUARANTINE),
        known=sum(one.outcome is Outcome.KNOWN for one in bills),
        charges=added,
    )


def row_of(
    file: BillFile, one: JudgedBill, bill_id: uuid.UUID, by: str, at: datetime
) -> dict[str, Any]:
    """A new bill's values; the totals of a loaded one are those of its charges."""
    read = one.read
    return {
        "tenant_id": file.tenant_id,
        "id": bill_id,
        "file_id": file.id,
        "carrier": file.carrier,
        "account": read.account,
        "number": read.number,
        "kind": read.kind,
        "credits_number": read.credits_number,
        "issued_on": read.issued_on,
        "due_on": read.due_on,
        "currency": read.currency,
        "taken_at": at,
        "taken_by": by,
        **standing_of(one),
    }


def standing_of(one: JudgedBill) -> dict[str, Any]:
    """What a bill's judgement says of its row."""
    loads = one.outcome is Outcome.LOAD
    return {
        "net": one.judged.net,
        "vat": one.judged.vat,
        "gross": one.judged.gross,
        "charges": one.found.charges,
        "fingerprint": one.found.fingerprint,
        "state": BillState.LOADED if loads else BillState.QUARANTINED,
        "because": "" if loads else one.judged.because,
    }


def _judge_again(bill: CarrierBill, one: JudgedBill) -> None:
    """A bill that was held back: let through, held again, or here from elsewhere meanwhile."""
    if one.outcome is Outcome.KNOWN:
        bill.state, bill.because = BillState.DISCARDED, "It is here from another file."
        return
    for name, value in standing_of(one).items():
        setattr(bill, name, value)
    for name in ("kind", "credits_number", "issued_on", "due_on", "currency"):
        setattr(bill, name, getattr(one.read, name))


def _forget_held(session: Session, file: BillFile, bills: Sequence[JudgedBill]) -> None:
    """Bills held back of this file that it has no more, read with another profile."""
    again = [one.held.id for one in bills if one.held is not None]
    session.execute(
        update(CarrierBill)
        .where(
            CarrierBill.file_id == file.id,
            CarrierBill.state == BillState.QUARANTINED,
            CarrierBill.id.not_in(again),
        )
        .values(state=BillState.DISCARDED, because="The file was read with another profile.")
    )
