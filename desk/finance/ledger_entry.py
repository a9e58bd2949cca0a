"""One voucher, line by line, each with the way on to its case, its scan, its bill or statement."""

import re
import uuid
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar, Final

from sqlalchemy import ColumnElement, Row, Select, select
from sqlalchemy.orm import Session

from activities.finance.journal_reading import voucher_name
from desk.actors import Actor
from models.cases import Case
from models.finance.bills import CarrierBill, CarrierCharge
from models.finance.ledger import JournalEntry, JournalLine, LedgerAccount
from models.finance.shipments import FreightShipment
from models.finance.statements import Statement, StatementLine
from rules.errors import DeskError, Kind
from rules.finance.money_words import Posting, Series
from runtime.database import Database

VOUCHER: Final = re.compile(r"([A-Z])-(2[0-9]{3})-([1-9][0-9]{0,8})")
LARGEST_PAGE: Final = 500


class NoSuchVoucher(DeskError):
    """There is no such voucher."""

    kind: ClassVar[Kind] = Kind.MISSING

    def __init__(self, name: str) -> None:
        super().__init__(
            f"The journal has no voucher {name!r}. Give its series, year and number, as L-2026-17.",
            voucher=name,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryLine:
    """One line, and what it is about: the parcel with its first scan, the bill's charge."""

    line: int
    account: str
    account_name: str
    amount: Decimal
    foreign_amount: Decimal | None
    foreign_currency: str
    rate: Decimal | None
    text: str
    service_month: date | None
    case: str
    carrier: str
    tracking: str
    scanned_at: datetime | None
    bill_id: uuid.UUID | None
    bill: str
    bill_line: int | None
    statement_id: uuid.UUID | None
    statement: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryView:
    """One voucher; `lines` of `line_count`, from the one after `after`."""

    voucher: str
    posting: Posting
    posted_on: date
    month: date
    text: str
    posted_at: datetime
    posted_by: str
    reverses: str
    reversed_by: str
    line_count: int
    lines: tuple[EntryLine, ...]
    next: int | None


def entry_view(
    database: Database, actor: Actor, name: str, *, after: int = 0, limit: int = 200
) -> EntryView:
    """The voucher with its lines (NotAllowed, NoSuchVoucher)."""
    actor.require("see finance")
    size = min(max(limit, 1), LARGEST_PAGE)
    with database.as_tenant(actor.tenant_id) as session:
        entry = entry_named(session, name)
        rows = session.execute(lines_of(entry, after).limit(size + 1)).all()
        count = session.scalars(
            select(JournalLine.line)
            .where(JournalLine.entry_id == entry.id)
            .order_by(JournalLine.line.desc())
            .limit(1)
        ).one()
        reverses = name_of(session, JournalEntry.id == entry.reverses_id)
        reversed_by = name_of(session, JournalEntry.reverses_id == entry.id)
    shown = [entry_line(row) for row in rows[:size]]
    return EntryView(
        voucher=voucher_name(entry),
        posting=entry.posting,
        posted_on=entry.posted_on,
        month=entry.month,
        text=entry.text,
        posted_at=entry.posted_at,
        posted_by=entry.posted_by,
        reverses=reverses,
        reversed_by=reversed_by,
        line_count=count,
        lines=tuple(shown),
        next=shown[-1].line if len(rows) > size else None,
    )


def name_of(session: Session, which: ColumnElement[bool]) -> str:
    """The voucher number of the entry, or nothing."""
    found = session.scalars(select(JournalEntry).where(which)).one_or_none()
    return voucher_name(found) if found else ""


def entry_named(session: Session, name: str) -> JournalEntry:
    """The entry with this voucher number (NoSuchVoucher)."""
    fits = VOUCHER.fullmatch(name)
    if fits is None or fits[1] not in set(Series):
        raise NoSuchVoucher(name)
    entry = session.scalars(
        select(JournalEntry).where(
            JournalEntry.series == Series(fits[1]),
            JournalEntry.fiscal_year == int(fits[2]),
            JournalEntry.number == int(fits[3]),
        )
    ).one_or_none()
    if entry is None:
        raise NoSuchVoucher(name)
    return entry


About = Row[
    JournalLine,
    LedgerAccount,
    Case | None,
    FreightShipment | None,
    CarrierCharge | None,
    CarrierBill | None,
    Statement | None,
]


def lines_of(
    entry: JournalEntry, after: int
) -> Select[
    JournalLine,
    LedgerAccount,
    Case | None,
    FreightShipment | None,
    CarrierCharge | None,
    CarrierBill | None,
    Statement | None,
]:
    """The entry's lines with everything they are about."""
    own = JournalLine.tenant_id
    return (
        select(
            JournalLine, LedgerAccount, Case, FreightShipment, CarrierCharge, CarrierBill, Statement
        )
        .join(
            LedgerAccount,
            (LedgerAccount.tenant_id == own) & (LedgerAccount.number == JournalLine.account),
        )
        .outerjoin(Case, (Case.tenant_id == own) & (Case.id == JournalLine.case_id))
        .outerjoin(
            FreightShipment,
            (FreightShipment.tenant_id == own) & (FreightShipment.id == JournalLine.shipment_id),
        )
        .outerjoin(
            CarrierCharge,
            (CarrierCharge.tenant_id == own) & (CarrierCharge.id == JournalLine.charge_id),
        )
        .outerjoin(
            CarrierBill,
            (CarrierBill.tenant_id == own) & (CarrierBill.id == CarrierCharge.bill_id),
        )
        .outerjoin(
            StatementLine,
            (StatementLine.tenant_id == own) & (StatementLine.id == JournalLine.statement_line_id),
        )
        .outerjoin(
            Statement, (Statement.tenant_id == own) & (Statement.id == StatementLine.statement_id)
        )
        .where(own == entry.tenant_id, JournalLine.entry_id == entry.id, JournalLine.line > after)
        .order_by(JournalLine.line)
    )


def entry_line(row: About) -> EntryLine:
    """One line as it is shown."""
    line, account, case, shipment, charge, bill, statement = row
    return EntryLine(
        line=line.line,
        account=line.account,
        account_name=account.name,
        amount=line.amount,
        foreign_amount=line.foreign_amount,
        foreign_currency=line.foreign_currency,
        rate=line.rate,
        text=line.text,
        service_month=line.service_month,
        case=case.number if case else "",
        carrier=shipment.carrier if shipment else "",
        tracking=shipment.tracking if shipment else "",
        scanned_at=shipment.scanned_at if shipment else None,
        bill_id=bill.id if bill else None,
        bill=bill.number if bill else "",
        bill_line=charge.line if charge else None,
        statement_id=statement.id if statement else None,
        statement=(statement.number or "") if statement else "",
    )
