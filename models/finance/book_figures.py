"""What stands in the books of a month: turnover, balances, and what came late."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, Select, and_, case, func, select

from models.finance.ledger import JournalEntry, JournalLine

#: Rows of named figures.
Query: TypeAlias = Select[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """The month that is counted, and the instant as of which."""

    first: date
    last: date
    at: datetime


def journal(moment: Moment) -> Query:
    """The month's turnover of each account, in the tenant's own currency."""
    debit = case((JournalLine.amount > 0, JournalLine.amount), else_=0)
    credit = case((JournalLine.amount < 0, -JournalLine.amount), else_=0)
    return (
        in_journal(
            select(
                JournalLine.account.label("account"),
                func.count().label("lines"),
                money(debit, "debit"),
                money(credit, "credit"),
                money(JournalLine.amount, "balance"),
            )
        )
        .where(JournalEntry.month == moment.first, JournalEntry.posted_at <= moment.at)
        .group_by(JournalLine.account)
        .order_by(JournalLine.account)
    )


def balances(moment: Moment) -> Query:
    """What stands on each account at the month's end."""
    return (
        in_journal(
            select(JournalLine.account.label("account"), money(JournalLine.amount, "balance"))
        )
        .where(JournalEntry.month <= moment.first, JournalEntry.posted_at <= moment.at)
        .group_by(JournalLine.account)
        .order_by(JournalLine.account)
    )


def late(moment: Moment) -> Query:
    """What was posted in this month for months before it."""
    return (
        in_journal(
            select(
                JournalLine.service_month.label("service_month"),
                JournalLine.account.label("account"),
                func.count().label("lines"),
                money(JournalLine.amount, "balance"),
            )
        )
        .where(
            JournalEntry.month == moment.first,
            JournalEntry.posted_at <= moment.at,
            JournalLine.service_month < moment.first,
        )
        .group_by(JournalLine.service_month, JournalLine.account)
        .order_by(JournalLine.service_month, JournalLine.account)
    )


def in_journal(query: Query) -> Query:
    """The lines with their entries."""
    return query.select_from(JournalLine).join(
        JournalEntry,
        and_(
            JournalEntry.tenant_id == JournalLine.tenant_id,
            JournalEntry.id == JournalLine.entry_id,
        ),
    )


def money(column: Any, name: str) -> ColumnElement[Decimal]:  # noqa: ANN401 - a column or a sum
    """The column's sum, nought where there is nothing."""
    return func.coalesce(func.sum(column), Decimal("0.00")).label(name)
