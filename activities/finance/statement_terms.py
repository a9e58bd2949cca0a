"""What of a statement's lines is paid for a term, and which case each line is of."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from sqlalchemy import Select, Text, cast, func, select
from sqlalchemy.orm import Session

from models.finance.statements import RatedEvent, Statement, StatementItem, StatementLine
from models.money import BillableEvent
from rules.finance.items import Item
from rules.finance.own_money import Exchange
from rules.finance.statement_posting import FOR_A_TERM, NOUGHT
from rules.finance.terms_of_income import income_by_month, kept_for_later


def lines_of(statement: Statement) -> Select[StatementLine]:
    """The statement's lines, in their order."""
    return (
        select(StatementLine)
        .where(StatementLine.statement_id == statement.id)
        .order_by(StatementLine.line)
    )


Term = tuple[Decimal, date, date]


def terms_of(session: Session, statement: Statement) -> dict[uuid.UUID, list[Term]]:
    """The amount and the term of each item that is paid for one, by its line."""
    rows = session.execute(
        select(
            StatementItem.line_id,
            StatementItem.net,
            RatedEvent.served_on,
            RatedEvent.served_until,
        )
        .join(
            RatedEvent,
            (RatedEvent.tenant_id == StatementItem.tenant_id)
            & (RatedEvent.id == StatementItem.rated_id),
        )
        .where(StatementItem.statement_id == statement.id)
        .order_by(StatementItem.line_id, RatedEvent.served_on, RatedEvent.id)
    )
    terms: dict[uuid.UUID, list[Term]] = {}
    for line_id, net, begins, ends in rows:
        terms.setdefault(line_id, []).append((abs(net), begins, ends or begins))
    return terms


def cases_of(session: Session, statement: Statement) -> dict[uuid.UUID, uuid.UUID]:
    """The case of each line whose items are all of one case."""
    rows = session.execute(
        select(
            StatementItem.line_id,
            func.max(cast(BillableEvent.case_id, Text)),
        )
        .join(
            RatedEvent,
            (RatedEvent.tenant_id == StatementItem.tenant_id)
            & (RatedEvent.id == StatementItem.rated_id),
        )
        .join(
            BillableEvent,
            (BillableEvent.tenant_id == RatedEvent.tenant_id)
            & (BillableEvent.id == RatedEvent.event_id),
        )
        .where(StatementItem.statement_id == statement.id)
        .group_by(StatementItem.line_id)
        .having(func.count(BillableEvent.case_id.distinct()) == 1)
    )
    return {line_id: uuid.UUID(case_id) for line_id, case_id in rows}


def later_of(
    line: StatementLine,
    sign: int,
    exchange: Exchange,
    terms: Mapping[uuid.UUID, Sequence[Term]],
    day: date,
) -> dict[date, Decimal]:
    """What of a line is income after the day's month, in the tenant's own currency."""
    if Item(line.item) not in FOR_A_TERM:
        return {}
    known = terms.get(line.id) or [(line.net, line.served_from, line.served_until)]
    months: dict[date, Decimal] = {}
    for net, begins, ends in known:
        own = exchange.to_own(sign * net)
        for month, part in income_by_month(own, begins, ends).items():
            months[month] = months.get(month, NOUGHT) + part
    return kept_for_later(months, day.replace(day=1))
