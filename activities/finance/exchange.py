"""The tenant's own currency, and what others are worth in it on a day."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.finance.ledger import ExchangeRate
from models.finance.statements import BillingParty
from rules.errors import DeskError
from rules.finance.own_money import Exchange

#: A rate holds over a weekend and the longest run of bank holidays, and no longer.
OLDEST: Final = timedelta(days=10)


class NoOwnCurrency(DeskError):
    """The tenant has not said who it is on an invoice."""

    def __init__(self, day: date) -> None:
        super().__init__(
            f"On {day} the tenant has no billing party of its own, and so no currency of its own. "
            "Record it first, with a first day no later than that.",
            day=day.isoformat(),
        )


class NoExchangeRate(DeskError):
    """There is no exchange rate for this day."""

    def __init__(self, currency: str, day: date) -> None:
        super().__init__(
            f"No rate of {currency} is recorded for {day} or the {OLDEST.days} days before. Record "
            f"one with its source: swapdesk ledger rate {currency} {day} RATE --source SOURCE",
            currency=currency,
            day=day.isoformat(),
        )


def own_currency(session: Session, day: date) -> str:
    """The currency of the tenant's own billing party on the day (NoOwnCurrency)."""
    return own_party(session, day).currency


def own_party(session: Session, day: date) -> BillingParty:
    """The tenant as an invoice of the day names it (NoOwnCurrency)."""
    found = session.scalars(
        select(BillingParty)
        .where(BillingParty.customer_id.is_(None), BillingParty.valid_from <= day)
        .order_by(BillingParty.valid_from.desc())
        .limit(1)
    ).one_or_none()
    if found is None:
        raise NoOwnCurrency(day)
    return found


def exchange_on(session: Session, currency: str, day: date) -> Exchange:
    """The currency at its documented rate: the newest of the day or the ten days before.

    The tenant's own is worth 1. Raises NoOwnCurrency and NoExchangeRate.
    """
    if currency == own_currency(session, day):
        return Exchange(currency=currency)
    rate = session.scalars(
        select(ExchangeRate.rate)
        .where(
            ExchangeRate.currency == currency,
            ExchangeRate.day <= day,
            ExchangeRate.day >= day - OLDEST,
        )
        .order_by(ExchangeRate.day.desc())
        .limit(1)
    ).one_or_none()
    if rate is None:
        raise NoExchangeRate(currency, day)
    return Exchange(currency=currency, rate=Decimal(rate), own=False)


def exchanges_on(
    session: Session, wanted: Iterable[tuple[str, date]]
) -> dict[tuple[str, date], Exchange]:
    """The exchange of every currency and day, each asked for once."""
    return {(currency, day): exchange_on(session, currency, day) for currency, day in set(wanted)}
