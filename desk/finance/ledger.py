"""The ledger as it is looked at: accounts by month, their lines, and entries down to the scan."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar, Final

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from activities.finance.journal_reading import voucher_name
from desk.actors import Actor
from models.finance.ledger import JournalEntry, JournalLine, LedgerAccount
from rules.errors import DeskError, Kind
from rules.finance.money_words import AccountKind, Posting
from runtime.database import Database

NOUGHT: Final = Decimal("0.00")
LARGEST_PAGE: Final = 500
MONTHS: Final = 12


class NoSuchAccount(DeskError):
    """There is no such account."""

    kind: ClassVar[Kind] = Kind.MISSING

    def __init__(self, number: str) -> None:
        super().__init__(
            f"The chart has no account {number!r}. Look at the list of accounts.", account=number
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountRow:
    """An account in a year: what it began with, each month's movement, what it ends with."""

    number: str
    name: str
    kind: AccountKind
    opening: Decimal
    months: tuple[Decimal, ...]
    closing: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountList:
    """Every account of the chart in a year; debit is positive, in the tenant's own currency."""

    year: int
    items: tuple[AccountRow, ...]

    @property
    def total(self) -> Decimal:
        """The sum of all closing balances: nought in books that balance."""
        return sum((row.closing for row in self.items), NOUGHT)

    @property
    def moved(self) -> tuple[int, ...]:
        """The months in which any account was posted to, from 1 to 12."""
        return tuple(
            month + 1 for month in range(MONTHS) if any(row.months[month] for row in self.items)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class LineRow:
    """A line of an account, with its entry."""

    line_id: int
    voucher: str
    posted_on: date
    posting: Posting
    text: str
    amount: Decimal
    foreign_amount: Decimal | None
    foreign_currency: str
    service_month: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountPage:
    """Lines of an account, the oldest first; `total` is of all of them, `next` of the page."""

    number: str
    name: str
    kind: AccountKind
    month: date | None
    total: Decimal
    items: tuple[LineRow, ...]
    next: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryRow:
    """A voucher in a list; `amount` is the sum of its debits."""

    voucher: str
    posted_on: date
    posting: Posting
    text: str
    lines: int
    amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryList:
    """Vouchers of a month, the newest first, and the number of those left out."""

    month: date
    items: tuple[EntryRow, ...]
    more: int


def list_accounts(database: Database, actor: Actor, year: int) -> AccountList:
    """Every account with its balances of a calendar year (NotAllowed)."""
    actor.require("see finance")
    with database.as_tenant(actor.tenant_id) as session:
        accounts = session.scalars(select(LedgerAccount).order_by(LedgerAccount.number)).all()
        moved = movements(session, year)
    return AccountList(
        year=year, items=tuple(in_year(one, moved.get(one.number, {})) for one in accounts)
    )


def movements(session: Session, year: int) -> dict[str, dict[int, Decimal]]:
    """By account what came before the year, as month 0, and in each of its months."""
    before = func.greatest(JournalEntry.month, date(year - 1, 12, 1))
    month = func.extract("year", before) * MONTHS + func.extract("month", before)
    rows = session.execute(
        select(JournalLine.account, month, func.sum(JournalLine.amount))
        .join(
            JournalEntry,
            (JournalEntry.tenant_id == JournalLine.tenant_id)
            & (JournalEntry.id == JournalLine.entry_id),
        )
        .where(JournalEntry.month < date(year + 1, 1, 1))
        .group_by(JournalLine.account, month)
    )
    found: dict[str, dict[int, Decimal]] = {}
    for account, number, amount in rows:
        found.setdefault(account, {})[int(number) - year * MONTHS] = amount
    return found


def in_year(account: LedgerAccount, moved: Mapping[int, Decimal]) -> AccountRow:
    """The account's row."""
    months = tuple(moved.get(month, NOUGHT) for month in range(1, MONTHS + 1))
    opening = moved.get(0, NOUGHT)
    return AccountRow(
        number=account.number,
        name=account.name,
        kind=account.kind,
        opening=opening,
        months=months,
        closing=opening + sum(months, NOUGHT),
    )


def account_page(
    database: Database,
    actor: Actor,
    number: str,
    *,
    month: date | None = None,
    after: int = 0,
    limit: int = 100,
) -> AccountPage:
    """An account's lines, of a month or of all (NotAllowed, NoSuchAccount)."""
    actor.require("see finance")
    size = min(max(limit, 1), LARGEST_PAGE)
    with database.as_tenant(actor.tenant_id) as session:
        account = session.scalars(
            select(LedgerAccount).where(LedgerAccount.number == number)
        ).one_or_none()
        if account is None:
            raise NoSuchAccount(number)
        query = lines_on(number, month)
        total = session.execute(query.with_only_columns(func.sum(JournalLine.amount))).scalar_one()
        rows = session.execute(
            query.where(JournalLine.id > after).order_by(JournalLine.id).limit(size + 1)
        ).all()
    shown = rows[:size]
    return AccountPage(
        number=account.number,
        name=account.name,
        kind=account.kind,
        month=month,
        total=total or NOUGHT,
        items=tuple(line_row(line, entry) for line, entry in shown),
        next=shown[-1][0].id if len(rows) > size else None,
    )


def lines_on(number: str, month: date | None) -> Select[JournalLine, JournalEntry]:
    """Lines of an account with their entries."""
    query = (
        select(JournalLine, JournalEntry)
        .join(
            JournalEntry,
            (JournalEntry.tenant_id == JournalLine.tenant_id)
            & (JournalEntry.id == JournalLine.entry_id),
        )
        .where(JournalLine.account == number)
    )
    return query if month is None else query.where(JournalEntry.month == month)


def line_row(line: JournalLine, entry: JournalEntry) -> LineRow:
    """A line in a list."""
    return LineRow(
        line_id=line.id,
        voucher=voucher_name(entry),
        posted_on=entry.posted_on,
        posting=entry.posting,
        text=line.text or entry.text,
        amount=line.amount,
        foreign_amount=line.foreign_amount,
        foreign_currency=line.foreign_currency,
        service_month=line.service_month,
    )


def list_entries(database: Database, actor: Actor, month: date, *, limit: int = 200) -> EntryList:
    """The month's vouchers, the newest first (NotAllowed)."""
    actor.require("see finance")
    size = min(max(limit, 1), LARGEST_PAGE)
    debits = func.sum(JournalLine.amount).filter(JournalLine.amount > 0)
    with database.as_tenant(actor.tenant_id) as session:
        rows = session.execute(
            select(JournalEntry, func.count(JournalLine.id), debits)
            .join(
                JournalLine,
                (JournalEntry.tenant_id == JournalLine.tenant_id)
                & (JournalEntry.id == JournalLine.entry_id),
            )
            .where(JournalEntry.month == month)
            .group_by(JournalEntry.tenant_id, JournalEntry.id)
            .order_by(
                JournalEntry.posted_at.desc(), JournalEntry.series, JournalEntry.number.desc()
            )
        ).all()
    items = tuple(
        EntryRow(
            voucher=voucher_name(entry),
            posted_on=entry.posted_on,
            posting=entry.posting,
            text=entry.text,
            lines=lines,
            amount=amount or NOUGHT,
        )
        for entry, lines, amount in rows[:size]
    )
    return EntryList(month=month, items=items, more=len(rows) - len(items))
