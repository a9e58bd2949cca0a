"""A statement becomes final: its number, its VAT, its days; after that it never changes."""

import uuid
from datetime import date, datetime, timedelta
from typing import ClassVar

from sqlalchemy import Integer, cast, func, select
from sqlalchemy.orm import Session

from activities.finance.billing_lock import hold_billing
from activities.finance.exchange import exchange_on
from activities.finance.invoicing import invoice_of, items_of
from activities.finance.own_zone import own_zone
from models.finance.statements import BillingParty, Statement
from rules.coverage_dates import day_of
from rules.errors import DeskError, Kind
from rules.finance.invoices import Invoice
from rules.finance.money_words import StatementKind, StatementState, VatCategory

#: Sales on which the buyer owes the VAT: both parties are named by their VAT numbers.
BUYER_OWES = frozenset({VatCategory.REVERSE_CHARGE, VatCategory.INTRA_COMMUNITY})


class StatementInGrace(DeskError):
    """Late events may still join this statement."""

    kind: ClassVar[Kind] = Kind.CONFLICT

    def __init__(self, statement: Statement, until: datetime) -> None:
        super().__init__(
            f"The statement of {statement.month:%Y-%m} can be issued from "
            f"{until:%Y-%m-%d %H:%M} UTC on. Wait, or give the customer a shorter grace.",
            until=until.isoformat(),
        )


class VatNumberMissing(DeskError):
    """Reverse charge needs the VAT numbers of both parties."""

    kind: ClassVar[Kind] = Kind.CONFLICT

    def __init__(self, legal_name: str) -> None:
        super().__init__(
            f"{legal_name} has no VAT number, and its VAT is to be paid by the buyer. Write the "
            "number down in a new version of its billing party, then draft the month again.",
        )


def finalise(session: Session, statement_id: uuid.UUID, *, at: datetime, by: str) -> str:
    """The statement's number, given when it became final; a repeat gives the same.

    Numbers have no gaps within a tenant and the year of issue. Raises StatementInGrace,
    InvoiceHasNoLines, VatNumberMissing and NoExchangeRate; then nothing was written.
    """
    statement = locked(session, statement_id)
    if statement.number is not None:
        return statement.number
    if statement.grace_until is not None and at < statement.grace_until:
        raise StatementInGrace(statement, statement.grace_until)
    key = statement.tenant_id
    seller = session.get_one(BillingParty, (key, statement.seller_id))
    buyer = session.get_one(BillingParty, (key, statement.buyer_id))
    invoice = invoice_of(session, statement_id)
    check(invoice)
    today = day_of(at, own_zone(session, key))
    write_totals(session, statement, invoice, seller, today)
    statement.number = next_number(session, today.year)
    statement.state, statement.final_at, statement.final_by = StatementState.FINAL, at, by
    statement.issued_on = today
    if statement.kind is StatementKind.INVOICE:
        statement.due_on = today + timedelta(days=buyer.payment_days)
    session.flush()
    return statement.number


def locked(session: Session, statement_id: uuid.UUID) -> Statement:
    """The statement, with nobody else billing for its tenant meanwhile."""
    found = session.scalars(select(Statement).where(Statement.id == statement_id)).one()
    hold_billing(session, found.tenant_id)
    session.refresh(found, with_for_update=True)
    return found


def check(invoice: Invoice) -> None:
    """What the law asks of it (InvoiceHasNoLines, VatNumberMissing)."""
    _first, _last = invoice.served  # an invoice without a line has no days
    if any(line.vat_category in BUYER_OWES for line in invoice.lines):
        for party in (invoice.seller, invoice.buyer):
            if not party.vat_number:
                raise VatNumberMissing(party.legal_name)


def write_totals(
    session: Session, statement: Statement, invoice: Invoice, seller: BillingParty, day: date
) -> None:
    """Net, VAT once per category, gross, and the VAT in the seller's currency (BT-111)."""
    statement.net, statement.vat, statement.gross = invoice.net, invoice.vat, invoice.gross
    if statement.currency != seller.currency:
        exchange = exchange_on(session, statement.currency, day)
        statement.vat_own = exchange.to_own(invoice.vat)


def next_number(session: Session, year: int) -> str:
    """The number after the last one of the year; the tenant's statements are held."""
    prefix = f"{year}-"
    number = cast(func.substr(Statement.number, len(prefix) + 1), Integer)
    last = session.scalars(
        select(func.max(number)).where(Statement.number.startswith(prefix, autoescape=True))
    ).one()
    return f"{prefix}{(last or 0) + 1:06d}"


__all__ = ["finalise", "invoice_of", "items_of"]
