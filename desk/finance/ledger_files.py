"""The journal as files for other systems: SIE 4I and a table."""

from datetime import date, datetime
from typing import ClassVar

from activities.finance.journal_reading import journal_csv, sie_file
from desk.actors import Actor
from rules.errors import DeskError, Kind
from runtime.database import Database


class MonthsInverted(DeskError):
    """The last month is before the first."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self, first: date, last: date) -> None:
        super().__init__(f"From {first:%Y-%m} to {last:%Y-%m} there is no month. Swap them.")


def sie_of(database: Database, actor: Actor, first: date, last: date, now: datetime) -> bytes:
    """The vouchers of these months as SIE 4I (NotAllowed, MonthsInverted, NoOwnCurrency)."""
    check(actor, first, last)
    with database.as_tenant(actor.tenant_id) as session:
        return sie_file(session, first, last, now.date())


def csv_of(database: Database, actor: Actor, first: date, last: date) -> str:
    """The journal of these months as a table (NotAllowed, MonthsInverted)."""
    check(actor, first, last)
    with database.as_tenant(actor.tenant_id) as session:
        return journal_csv(session, first, last)


def check(actor: Actor, first: date, last: date) -> None:
    """Who may see finance may take it along (NotAllowed, MonthsInverted)."""
    actor.require("see finance")
    if last < first:
        raise MonthsInverted(first, last)
