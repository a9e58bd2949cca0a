"""Posting: a voucher becomes an entry of the journal, numbered without gaps, once for its key."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, ClassVar, Final

from sqlalchemy import select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from models.exchange import NumberSeries
from models.finance.closing import Period
from models.finance.ledger import AccountUse, JournalEntry, LedgerAccount
from rules.errors import DeskError, Kind
from rules.finance.money_words import PeriodState, Series, Use
from rules.finance.vouchers import Voucher, VoucherLine

LONGEST_TEXT: Final = 200
#: The columns of a line, each with its type and where it comes from; the line's number is added.
COLUMNS: Final[Mapping[str, tuple[str, Callable[[VoucherLine], Any]]]] = {
    "amount": ("numeric", lambda line: line.amount),
    "foreign_amount": ("numeric", lambda line: line.foreign and line.foreign.amount),
    "foreign_currency": ("text", lambda line: line.foreign.currency if line.foreign else ""),
    "rate": ("numeric", lambda line: line.foreign and line.foreign.rate),
    "text": ("text", lambda line: line.text[:LONGEST_TEXT]),
    "customer_id": ("uuid", lambda line: line.customer_id),
    "case_id": ("uuid", lambda line: line.case_id),
    "shipment_id": ("bigint", lambda line: line.shipment_id),
    "expected_id": ("bigint", lambda line: line.expected_id),
    "charge_id": ("bigint", lambda line: line.charge_id),
    "statement_line_id": ("uuid", lambda line: line.statement_line_id),
    "service_month": ("date", lambda line: line.service_month),
}


class NoAccountFor(DeskError):
    """The chart names no account for this."""

    def __init__(self, uses: Sequence[Use], day: date) -> None:
        named = ", ".join(sorted(uses))
        super().__init__(
            f"On {day} no account is in use for: {named}. Load a chart that names one for each, "
            "from that day or an earlier one.",
            uses=sorted(uses),
            day=day.isoformat(),
        )


class UnknownAccount(DeskError):
    """The chart has no such account."""

    kind: ClassVar[Kind] = Kind.MISSING

    def __init__(self, numbers: Sequence[str]) -> None:
        super().__init__(
            f"The chart has no account {', '.join(numbers)}. Add it to the chart, or correct the "
            "rule or the decision that names it.",
            accounts=list(numbers),
        )


class MonthClosed(DeskError):
    """Nothing is posted in a closed month."""

    def __init__(self, month: date) -> None:
        super().__init__(
            f"{month:%Y-%m} is closed. Post to the first open month, where the line keeps its "
            "service month, or have the month reopened by two persons.",
            month=month.isoformat(),
        )


def post(
    session: Session, tenant_id: uuid.UUID, voucher: Voucher, *, at: datetime, by: str
) -> JournalEntry | None:
    """The entry, with the next number of its series and year; None when its key is posted already.

    The fiscal year is the calendar year. Raises NoAccountFor, UnknownAccount and MonthClosed.
    """
    if is_posted(session, voucher.key):
        return None
    hold_month(session, voucher.on.replace(day=1))
    accounts = accounts_of(session, voucher)
    entry = add_entry(session, tenant_id, voucher, at, by)
    if entry is not None:
        add_lines(session, entry, voucher.lines, accounts)
    return entry


def is_posted(session: Session, key: str) -> bool:
    """Whether an entry has this key."""
    known = select(JournalEntry.id).where(JournalEntry.key == key)
    return session.scalars(known).one_or_none() is not None


def hold_month(session: Session, month: date) -> None:
    """Nobody closes the month before this transaction ends (MonthClosed)."""
    state = session.scalars(
        select(Period.state).where(Period.month == month).with_for_update(read=True)
    ).one_or_none()
    if state is PeriodState.CLOSED:
        raise MonthClosed(month)


def accounts_of(session: Session, voucher: Voucher) -> list[str]:
    """The account of each line: the one it names, else that of its use on the day."""
    named = uses_on(session, voucher.on)
    wanted = {line.use for line in voucher.lines if not line.account and line.use}
    if missing := sorted(wanted - named.keys()):
        raise NoAccountFor(missing, voucher.on)
    accounts = [line.account or (named[line.use] if line.use else "") for line in voucher.lines]
    known = set(session.scalars(select(LedgerAccount.number)))
    if unknown := sorted(set(accounts) - known):
        raise UnknownAccount(unknown)
    return accounts


def uses_on(session: Session, day: date) -> dict[Use, str]:
    """The account of each use that has begun by the day, the newest of each."""
    rows = session.execute(
        select(AccountUse.use, AccountUse.account)
        .where(AccountUse.valid_from <= day)
        .order_by(AccountUse.valid_from)
    )
    return dict(rows.all())


def add_entry(
    session: Session, tenant_id: uuid.UUID, voucher: Voucher, at: datetime, by: str
) -> JournalEntry | None:
    """The entry under the next number, which is used up only when the key is new."""
    name = f"journal/{voucher.series}/{voucher.on.year}"
    number = held_number(session, tenant_id, name)
    entry = session.scalars(
        insert(JournalEntry)
        .values(
            tenant_id=tenant_id,
            id=uuid.uuid4(),
            key=voucher.key,
            series=voucher.series,
            fiscal_year=voucher.on.year,
            number=number,
            posting=voucher.posting,
            source_id=voucher.source_id,
            reverses_id=voucher.reverses_id,
            posted_on=voucher.on,
            month=voucher.on.replace(day=1),
            text=voucher.text[:LONGEST_TEXT],
            posted_at=at,
            posted_by=by,
        )
        .on_conflict_do_nothing(index_elements=["tenant_id", "key"])
        .returning(JournalEntry)
    ).one_or_none()
    if entry is not None:
        use_number(session, name, number)
    return entry


def held_number(session: Session, tenant_id: uuid.UUID, name: str) -> int:
    """The next number of a series; its row stays locked until the transaction ends."""
    held = session.execute(
        insert(NumberSeries)
        .values(tenant_id=tenant_id, id=uuid.uuid4(), series=name, next=1)
        .on_conflict_do_update(
            index_elements=["tenant_id", "series"], set_={"next": NumberSeries.next}
        )
        .returning(NumberSeries.next)
    )
    return held.scalar_one()


def use_number(session: Session, name: str, number: int) -> None:
    """The number is taken."""
    session.execute(
        update(NumberSeries)
        .where(NumberSeries.series == name)
        .values(next=number + 1)
        .execution_options(synchronize_session=False)
    )


def hold_series(session: Session, tenant_id: uuid.UUID, series: Series) -> None:
    """Two runs that post to the series wait for each other."""
    held_number(session, tenant_id, f"journal/{series}/run")


def add_lines(
    session: Session, entry: JournalEntry, lines: Sequence[VoucherLine], accounts: Sequence[str]
) -> None:
    """All lines of an entry in one statement: its trigger looks whether they balance."""
    given: dict[str, Any] = {
        name: [take(line) for line in lines] for name, (_, take) in COLUMNS.items()
    }
    session.execute(
        INSERT_LINES,
        {**given, "account": list(accounts), "tenant": entry.tenant_id, "entry": entry.id},
    )


def insert_lines() -> str:
    """One array for each column, a thousand times faster than a statement for each line."""
    columns = {"account": "text"} | {name: kind for name, (kind, _) in COLUMNS.items()}
    names = ", ".join(columns)
    arrays = ", ".join(f"CAST(:{name} AS {kind}[])" for name, kind in columns.items())
    return (
        f"INSERT INTO journal_lines (tenant_id, entry_id, line, {names})"  # noqa: S608 - our names
        f" SELECT :tenant, :entry, new.line, {', '.join(f'new.{name}' for name in columns)}"
        f" FROM unnest({arrays}) WITH ORDINALITY AS new ({names}, line)"
    )


INSERT_LINES: Final = text(insert_lines())
