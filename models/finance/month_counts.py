"""What of a month holds its close up, counted in one statement; who had a hand in it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import (
    BooleanClauseList,
    ColumnElement,
    ScalarSelect,
    and_,
    exists,
    func,
    select,
)
from sqlalchemy.orm import Session, aliased

from models.finance.bills import BillFile, CarrierBill
from models.finance.book_figures import Query
from models.finance.closing import Period
from models.finance.ledger import JournalEntry
from models.finance.shipments import FreightShipment
from models.finance.statements import Statement
from models.finance.verdicts import ChargeVerdict
from rules.finance.closing import Hands, Hold
from rules.finance.freight_words import BillState, FileState
from rules.finance.money_words import PeriodState, Posting, StatementState
from rules.local_month import next_month

DRAFTED: Final = (StatementState.DRAFT, StatementState.GRACE)


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthAsked:
    """Which month is counted; a bill that was taken after `until` belongs to a later one."""

    first: date
    until: datetime

    @property
    def last(self) -> date:
        """Its last day."""
        return next_month(self.first) - timedelta(days=1)


def asked_of(period: Period, at: datetime) -> MonthAsked:
    """The month of the period: once it is approved, what comes in is of a later one."""
    return MonthAsked(first=period.month, until=period.approved_at or at)


def count_holds(session: Session, period: Period, at: datetime) -> dict[Hold, int]:
    """How many there are of each thing that holds a step up, but for the books themselves."""
    asked = asked_of(period, at)
    counted = {
        Hold.SHIPMENTS_WITHOUT_PRICE: number_of(unpriced(asked)),
        Hold.FILES_LOADING: number_of(files(asked, FileState.STAGED)),
        Hold.FILES_QUARANTINED: number_of(files(asked, FileState.QUARANTINED)),
        Hold.BILLS_QUARANTINED: number_of(bills(asked, BillState.QUARANTINED)),
        Hold.BILLS_UNMATCHED: number_of(bills(asked, BillState.LOADED)),
        Hold.EXCEPTIONS_OPEN: number_of(exceptions(asked)),
        Hold.BILLS_TO_APPROVE: number_of(bills(asked, BillState.MATCHED)),
        Hold.STATEMENTS_IN_GRACE: number_of(drafts(asked)),
        Hold.BILLS_TO_POST: number_of(bills(asked, BillState.APPROVED)),
        Hold.STATEMENTS_TO_POST: number_of(unposted_statements(asked)),
    }
    row = session.execute(select(*(count.label(hold) for hold, count in counted.items()))).one()
    return {
        **{hold: int(getattr(row, hold)) for hold in counted},
        Hold.MONTH_BEFORE: int(open_month_before(session, period.month) is not None),
        Hold.APPROVAL_MISSING: int(period.approved_at is None),
        Hold.CLOSE_NOT_ASKED: int(period.asked_at is None),
    }


def number_of(query: Query) -> ScalarSelect[int]:
    """How many rows there are."""
    return select(func.count()).select_from(query.subquery()).scalar_subquery()


def unpriced(asked: MonthAsked) -> Query:
    """Shipments the carrier has had by the month's end and no card gave a price."""
    return select(FreightShipment.id).where(
        FreightShipment.scanned_on <= asked.last,
        FreightShipment.voided_at.is_(None),
        FreightShipment.card_id.is_(None),
    )


def files(asked: MonthAsked, state: FileState) -> Query:
    """Files in that state, but those known to hold bills of later months."""
    later = exists().where(
        CarrierBill.tenant_id == BillFile.tenant_id,
        CarrierBill.file_id == BillFile.id,
        CarrierBill.issued_on > asked.last,
    )
    return select(BillFile.id).where(
        BillFile.state == state,
        BillFile.taken_at <= asked.until,
        ~later,
    )


def bills(asked: MonthAsked, state: BillState) -> Query:
    """Bills of the month in that state."""
    return (
        select(CarrierBill.id)
        .where(of_month(asked), CarrierBill.state == state)
        .order_by(CarrierBill.issued_on, CarrierBill.taken_at, CarrierBill.id)
    )


def of_month(asked: MonthAsked) -> BooleanClauseList | ColumnElement[bool]:
    """Bills issued by the month's end and taken before it was approved."""
    return and_(CarrierBill.issued_on <= asked.last, CarrierBill.taken_at <= asked.until)


def exceptions(asked: MonthAsked) -> Query:
    """Charges of the month's bills of which nobody has said what is agreed."""
    return (
        select(ChargeVerdict.id)
        .join(
            CarrierBill,
            and_(
                CarrierBill.tenant_id == ChargeVerdict.tenant_id,
                CarrierBill.id == ChargeVerdict.bill_id,
            ),
        )
        .where(
            of_month(asked),
            CarrierBill.state == BillState.MATCHED,
            ChargeVerdict.superseded_at.is_(None),
            ChargeVerdict.agreed.is_(None),
        )
    )


def drafts(asked: MonthAsked) -> Query:
    """Statements of the month that are not final."""
    return (
        select(Statement.id)
        .where(Statement.month <= asked.first, Statement.state.in_(DRAFTED))
        .order_by(Statement.drafted_at, Statement.customer_id, Statement.id)
    )


def statements_without_papers(asked: MonthAsked) -> Query:
    """Final statements up to the month that have not gone to their customers."""
    return (
        select(Statement.id)
        .where(Statement.month <= asked.first, Statement.state == StatementState.FINAL)
        .order_by(Statement.number)
    )


def unposted_statements(asked: MonthAsked) -> Query:
    """Final statements up to the month that are not in the books, or not any more."""
    undone = aliased(JournalEntry)
    posted = exists().where(
        JournalEntry.tenant_id == Statement.tenant_id,
        JournalEntry.source_id == Statement.id,
        JournalEntry.posting == Posting.STATEMENT,
        ~exists().where(
            undone.tenant_id == JournalEntry.tenant_id, undone.reverses_id == JournalEntry.id
        ),
    )
    return (
        select(Statement.id)
        .where(Statement.month <= asked.first, Statement.state.not_in(DRAFTED), ~posted)
        .order_by(Statement.number)
    )


def open_month_before(session: Session, first: date) -> date | None:
    """The earliest month of the books before this one that is not closed.

    The books begin with the first month that was ever to be closed; before there is any, with the
    first shipment or voucher.
    """
    begun = session.scalar(select(func.min(Period.month))) or session.scalar(
        select(
            func.least(
                select(func.min(FreightShipment.booked_on)).scalar_subquery(),
                select(func.min(JournalEntry.month)).scalar_subquery(),
            )
        )
    )
    closed = set(session.scalars(select(Period.month).where(Period.state == PeriodState.CLOSED)))
    month = begun.replace(day=1) if begun else first
    while month in closed:
        month = next_month(month)
    return month if month < first else None


def hands_of(session: Session, period: Period, at: datetime) -> Hands:
    """Who brought in and approved the bills of the month, approved it, or asked to close it."""
    asked = asked_of(period, at)
    of_bills = select(CarrierBill.taken_by, CarrierBill.approved_by).where(of_month(asked))
    unposted = CarrierBill.state != BillState.POSTED
    of_this_month = CarrierBill.issued_on >= asked.first
    rows = session.execute(of_bills.where(unposted | of_this_month).distinct()).all()
    return Hands(
        brought_in=frozenset(taken for taken, _ in rows),
        approved=frozenset({period.approved_by, *(by for _, by in rows)} - {""}),
        closed=frozenset({period.asked_by} - {""}),
    )
