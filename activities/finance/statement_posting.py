"""Final statements are posted once; what they bill ahead is kept, and earned month by month."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar

from sqlalchemy import Select, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from activities.finance.exchange import exchange_on
from activities.finance.periods import last_day, posting_day, posting_month
from activities.finance.posting import hold_series, post
from activities.finance.statement_terms import cases_of, later_of, lines_of, terms_of
from models.finance.ledger import JournalEntry
from models.finance.statements import DeferredMonth, Statement, StatementLine
from rules.errors import DeskError, Kind
from rules.finance.items import Item
from rules.finance.money_words import Series, StatementKind, StatementState
from rules.finance.statement_posting import (
    DeferredPart,
    LineToPost,
    StatementToPost,
    deferral_voucher,
    statement_voucher,
)

ISSUED = (StatementState.FINAL, StatementState.SENT)


class NoSuchStatement(DeskError):
    """There is no such statement."""

    kind: ClassVar[Kind] = Kind.MISSING

    def __init__(self, statement_id: uuid.UUID) -> None:
        super().__init__(
            "Check the statement's address: none is kept under it.", statement=str(statement_id)
        )


class StatementNotFinal(DeskError):
    """Only a final statement is posted."""

    def __init__(self, statement: Statement) -> None:
        super().__init__(
            f"The statement of {statement.month:%Y-%m} is still {statement.state}. Finalise it "
            "first: then it has its number and never changes.",
            state=statement.state,
        )


def post_statement(
    session: Session, statement_id: uuid.UUID, *, at: datetime, by: str
) -> JournalEntry | None:
    """The statement's entry; None when it is posted already or comes to nothing.

    It is converted at the rate of the day it was issued, and posted on that day or on the first
    of the first open month. Fees of a term are income by days; what lies in later months is kept
    in DeferredMonth rows. Raises NoSuchStatement, StatementNotFinal, NoExchangeRate, NoAccountFor.
    """
    statement = session.scalars(
        select(Statement).where(Statement.id == statement_id).with_for_update()
    ).one_or_none()
    if statement is None:
        raise NoSuchStatement(statement_id)
    if statement.state not in ISSUED or statement.issued_on is None:
        raise StatementNotFinal(statement)
    given = to_post(session, statement, statement.issued_on)
    voucher = statement_voucher(given)
    entry = post(session, statement.tenant_id, voucher, at=at, by=by) if voucher else None
    if entry is not None:
        keep_for_later(session, statement, given.lines)
    return entry


def to_post(session: Session, statement: Statement, issued_on: date) -> StatementToPost:
    """The statement as the rules of posting take it."""
    day = posting_day(session, statement.tenant_id, issued_on)
    exchange = exchange_on(session, statement.currency, issued_on)
    sign = -1 if statement.kind is StatementKind.CREDIT_NOTE else 1
    terms, cases = terms_of(session, statement), cases_of(session, statement)
    return StatementToPost(
        key=statement_key(session, statement),
        statement_id=statement.id,
        customer_id=statement.customer_id,
        title=f"{statement.number}",
        on=day,
        sign=sign,
        exchange=exchange,
        gross=statement.gross,
        vat=statement.vat,
        own_vat=statement.vat_own,
        served_in=statement.month,
        lines=[
            line_to_post(line, later_of(line, sign, exchange, terms, day), cases.get(line.id))
            for line in session.scalars(lines_of(statement))
        ],
    )


def line_to_post(
    line: StatementLine, later: Mapping[date, Decimal], case_id: uuid.UUID | None
) -> LineToPost:
    """A line as the rules of posting take it."""
    return LineToPost(
        line_id=line.id,
        item=Item(line.item),
        text=line.text,
        net=line.net,
        category=line.vat_category,
        later=later,
        case_id=case_id,
    )


def statement_key(session: Session, statement: Statement) -> str:
    """The statement's key; once its entry was reversed it is posted anew under another."""
    entries = session.scalars(
        select(JournalEntry.id).where(JournalEntry.source_id == statement.id)
    ).all()
    reversed_ = session.execute(
        select(func.count()).where(JournalEntry.reverses_id == func.any(list(entries)))
    ).scalar_one()
    return f"statement/{statement.id}" + (f"/{reversed_ + 1}" if reversed_ else "")


def keep_for_later(session: Session, statement: Statement, lines: Sequence[LineToPost]) -> None:
    """The months that what was kept is income of; written anew once the entry was taken back."""
    rows = [
        {
            "tenant_id": statement.tenant_id,
            "id": uuid.uuid4(),
            "statement_line_id": line.line_id,
            "month": month,
            "amount": amount,
        }
        for line in lines
        for month, amount in line.later.items()
    ]
    if rows:
        kept = insert(DeferredMonth).values(rows)
        session.execute(
            kept.on_conflict_do_update(
                index_elements=["tenant_id", "statement_line_id", "month"],
                set_={"amount": kept.excluded.amount, "entry_id": None},
            )
        )


def post_deferrals(
    session: Session, tenant_id: uuid.UUID, month: date, *, at: datetime, by: str
) -> int:
    """Post what was kept for the month and those before it; how many parts that were.

    One voucher on the month's last day, or on the first of the first open month. A repeat posts
    nothing. Raises NoAccountFor.
    """
    hold_series(session, tenant_id, Series.DEFERRALS)
    rows = session.execute(due(month)).all()
    if not rows:
        return 0
    into = posting_month(session, tenant_id, month)
    day = last_day(month) if into == month else into
    parts = [part_of(one, line, statement) for one, line, statement in rows]
    voucher = deferral_voucher(deferral_key(session, month), day, parts)
    entry = post(session, tenant_id, voucher, at=at, by=by)
    if entry is not None:
        earn([one for one, _, _ in rows], entry)
    session.flush()
    return len(rows)


def due(month: date) -> Select[DeferredMonth, StatementLine, Statement]:
    """What is kept for the month or an earlier one, by month and line."""
    own = DeferredMonth.tenant_id
    return (
        select(DeferredMonth, StatementLine, Statement)
        .join(
            StatementLine,
            (StatementLine.tenant_id == own)
            & (StatementLine.id == DeferredMonth.statement_line_id),
        )
        .join(
            Statement, (Statement.tenant_id == own) & (Statement.id == StatementLine.statement_id)
        )
        .where(DeferredMonth.entry_id.is_(None), DeferredMonth.month <= month)
        .order_by(DeferredMonth.month, Statement.number, StatementLine.line)
    )


def part_of(one: DeferredMonth, line: StatementLine, statement: Statement) -> DeferredPart:
    """One month of one line as the rules of posting take it."""
    return DeferredPart(
        line_id=line.id,
        item=Item(line.item),
        category=line.vat_category,
        customer_id=statement.customer_id,
        text=f"{statement.number} {line.text}",
        month=one.month,
        amount=one.amount,
    )


def earn(months: Sequence[DeferredMonth], entry: JournalEntry) -> None:
    """They are income by this entry."""
    for one in months:
        one.entry_id = entry.id


def deferral_key(session: Session, month: date) -> str:
    """A run's key: how many vouchers the month has had. Runs wait for each other."""
    prefix = f"deferral/{month:%Y-%m}/"
    before = select(func.count()).where(JournalEntry.key.startswith(prefix, autoescape=True))
    return f"{prefix}{session.execute(before).scalar_one() + 1}"
