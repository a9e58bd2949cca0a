"""What stands on the accrued accounts for expected charges, with the rate it was posted at."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import Session

from activities.finance.accruals import accrued_accounts
from activities.finance.exchange import exchange_on
from activities.finance.many import among
from models.finance.ledger import JournalLine
from rules.finance.bill_posting import Accrued
from rules.finance.vouchers import Foreign


def standing_accruals(
    session: Session, expected: Iterable[Row[Any]], day: date
) -> dict[int, Accrued]:
    """What stands on the accrued account for each, by its id; `day` is the bill's."""
    amounts = {one.id: one for one in expected}
    accounts = session.scalars(accrued_accounts()).all()
    rows = session.execute(standing(list(amounts), accounts))
    currencies = {known.currency for known in amounts.values()}
    rates = {currency: exchange_on(session, currency, day) for currency in currencies}
    return {
        expected_id: Accrued(
            expected_id=expected_id,
            account=account,
            own=-own,
            amount=amounts[expected_id].amount,
            exchange=rates[amounts[expected_id].currency],
            foreign=Foreign(amount=-foreign, currency=currency, rate=rate)
            if foreign is not None and rate is not None
            else None,
        )
        for expected_id, account, own, foreign, currency, rate in rows
        if expected_id is not None
    }


def standing(
    expected_ids: Sequence[int], accounts: Sequence[str]
) -> Select[int | None, str, Decimal, Decimal | None, str, Decimal | None]:
    """What stands on the accrued accounts, by expected charge."""
    return (
        select(
            JournalLine.expected_id,
            JournalLine.account,
            func.sum(JournalLine.amount),
            func.sum(JournalLine.foreign_amount),
            func.max(JournalLine.foreign_currency),
            func.max(JournalLine.rate),
        )
        .where(
            JournalLine.expected_id == among(expected_ids),
            JournalLine.account.in_(accounts),
        )
        .group_by(JournalLine.expected_id, JournalLine.account)
        .having(func.sum(JournalLine.amount) != 0)
    )
