"""Corrections: an entry is taken back by another one, and what it had settled is open again."""

import uuid
from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import ColumnElement, Select, exists, func, select, update
from sqlalchemy.orm import Session

from activities.finance.accruals import accrued_accounts
from activities.finance.periods import posting_day
from activities.finance.posting import post
from models.finance.bills import CarrierBill
from models.finance.ledger import JournalEntry, JournalLine
from models.finance.shipments import ExpectedCharge
from models.finance.statements import DeferredMonth
from rules.errors import DeskError, Kind
from rules.finance.freight_words import BillState, ExpectedState
from rules.finance.money_words import Posting
from rules.finance.reversal_posting import reversal_voucher
from rules.finance.vouchers import Foreign, VoucherLine


class NoSuchEntry(DeskError):
    """There is no such entry in the journal."""

    kind: ClassVar[Kind] = Kind.MISSING

    def __init__(self, number: str) -> None:
        super().__init__(
            f"Check the voucher's number, such as L-2026-17: there is no {number}.", entry=number
        )


class ReversalStays(DeskError):
    """A reversal is not reversed."""

    def __init__(self, entry: JournalEntry) -> None:
        super().__init__(
            f"{entry.series}-{entry.fiscal_year}-{entry.number} is a reversal itself. Post again "
            "what it took back: the bill, the statement or the accruals.",
        )


class PostedSince(DeskError):
    """Something posted later rests on this entry."""

    def __init__(self, entry: JournalEntry, on_it: str) -> None:
        super().__init__(
            f"{on_it} rests on {entry.series}-{entry.fiscal_year}-{entry.number}. Reverse that "
            "entry first.",
        )


def post_reversal(
    session: Session, entry_id: uuid.UUID, on: date, because: str, *, at: datetime, by: str
) -> JournalEntry | None:
    """The entry that takes another back; None when that was done already.

    A reversed bill is approved again and its charges accrued, a reversed accrual or deferral waits
    for the next run. Raises NoSuchEntry, ReversalStays and PostedSince.
    """
    entry = session.scalars(select(JournalEntry).where(JournalEntry.id == entry_id)).one_or_none()
    if entry is None:
        raise NoSuchEntry(str(entry_id))
    if entry.posting is Posting.REVERSAL:
        raise ReversalStays(entry)
    day = posting_day(session, entry.tenant_id, max(on, entry.posted_on))
    text = f"{because} (takes back {entry.series}-{entry.fiscal_year}-{entry.number})"
    voucher = reversal_voucher(entry.id, day, text, lines_of(session, entry))
    refuse_what_is_rested_on(session, entry)
    turned = post(session, entry.tenant_id, voucher, at=at, by=by)
    if turned is not None:
        open_again(session, entry, turned)
    return turned


def lines_of(session: Session, entry: JournalEntry) -> list[VoucherLine]:
    """The entry's lines as they were posted, on their accounts."""
    rows = session.scalars(
        select(JournalLine).where(JournalLine.entry_id == entry.id).order_by(JournalLine.line)
    )
    return [as_posted(row) for row in rows]


def as_posted(row: JournalLine) -> VoucherLine:
    """A line of the journal as a value."""
    foreign = None
    if row.foreign_amount is not None and row.rate is not None:
        foreign = Foreign(amount=row.foreign_amount, currency=row.foreign_currency, rate=row.rate)
    return VoucherLine(
        use=None,
        account=row.account,
        amount=row.amount,
        text=row.text,
        foreign=foreign,
        customer_id=row.customer_id,
        case_id=row.case_id,
        shipment_id=row.shipment_id,
        expected_id=row.expected_id,
        charge_id=row.charge_id,
        statement_line_id=row.statement_line_id,
        service_month=row.service_month,
    )


def refuse_what_is_rested_on(session: Session, entry: JournalEntry) -> None:
    """Raise PostedSince when an accrual was cleared since, or kept income earned."""
    if is_reversed(session, entry):
        return
    if entry.posting is Posting.ACCRUAL and cleared_since(session, entry):
        raise PostedSince(entry, "The bill that cleared one of its charges")
    if entry.posting is Posting.STATEMENT and earned_since(session, entry):
        raise PostedSince(entry, "Income that was earned of what it kept")


def is_reversed(session: Session, entry: JournalEntry) -> bool:
    """Whether the entry was taken back before."""
    return bool(session.scalar(select(exists().where(JournalEntry.reverses_id == entry.id))))


def cleared_since(session: Session, entry: JournalEntry) -> bool:
    """Whether nothing stands any more for one of the charges that the entry accrued."""
    return bool(
        session.scalars(
            select(JournalLine.expected_id)
            .where(
                JournalLine.expected_id.in_(expected_of(entry)),
                JournalLine.account.in_(accrued_accounts()),
            )
            .group_by(JournalLine.expected_id)
            .having(func.sum(JournalLine.amount) == 0)
            .limit(1)
        ).all()
    )


def expected_of(entry: JournalEntry) -> Select[int | None]:
    """The expected charges that the entry's lines are about."""
    return select(JournalLine.expected_id).where(
        JournalLine.entry_id == entry.id, JournalLine.expected_id.is_not(None)
    )


def earned_since(session: Session, entry: JournalEntry) -> bool:
    """Whether a month that the statement kept is income already."""
    kept = select(DeferredMonth.id).where(
        DeferredMonth.statement_line_id.in_(kept_lines(entry)), DeferredMonth.entry_id.is_not(None)
    )
    return bool(session.scalars(kept.limit(1)).all())


def kept_lines(entry: JournalEntry) -> Select[uuid.UUID | None]:
    """The lines of the statement that the entry is about."""
    return select(JournalLine.statement_line_id).where(
        JournalLine.entry_id == entry.id, JournalLine.statement_line_id.is_not(None)
    )


def open_again(session: Session, entry: JournalEntry, turned: JournalEntry) -> None:
    """What the entry had settled waits again."""
    if entry.posting is Posting.BILL:
        open_bill(session, entry)
    elif entry.posting is Posting.DEFERRAL:
        settle(session, DeferredMonth.entry_id == entry.id, None)
    elif entry.posting is Posting.STATEMENT:
        settle(session, DeferredMonth.statement_line_id.in_(kept_lines(entry)), turned.id)


def open_bill(session: Session, entry: JournalEntry) -> None:
    """The bill is approved and not posted, and what it cleared is accrued."""
    session.execute(
        update(ExpectedCharge)
        .where(
            ExpectedCharge.id.in_(expected_of(entry)), ExpectedCharge.state == ExpectedState.MATCHED
        )
        .values(state=ExpectedState.ACCRUED)
        .execution_options(synchronize_session="fetch")
    )
    session.execute(
        update(CarrierBill)
        .where(CarrierBill.id == entry.source_id, CarrierBill.state == BillState.POSTED)
        .values(state=BillState.APPROVED, posted_at=None)
        .execution_options(synchronize_session="fetch")
    )


def settle(session: Session, which: ColumnElement[bool], entry_id: uuid.UUID | None) -> None:
    """Kept months are settled by this entry, or wait for one."""
    session.execute(
        update(DeferredMonth)
        .where(which)
        .values(entry_id=entry_id)
        .execution_options(synchronize_session="fetch")
    )
