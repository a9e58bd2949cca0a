"""What a month came to, counted by the database: the figures a close keeps."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import Session

from models.finance.bills import CarrierBill
from models.finance.book_figures import (
    Moment,
    Query,
    balances,
    in_journal,
    journal,
    late,
    money,
)
from models.finance.disputes import Dispute
from models.finance.ledger import JournalEntry, JournalLine
from models.finance.shipments import ExpectedCharge
from models.finance.statements import RatedEvent, Statement, StatementItem, StatementLine
from models.finance.verdicts import ChargeVerdict
from models.parties import Customer
from rules.finance.freight_words import Verdict
from rules.finance.money_words import Billable, Posting

Row = dict[str, str | int]


def month_figures(session: Session, moment: Moment) -> dict[str, Any]:
    """Every figure of the month, money as text with two decimals, rows in a fixed order.

    What changes later does not change them: each is counted as it stood at the instant.
    """
    return {
        "month": f"{moment.first:%Y-%m}",
        **{name: rows_of(session, query(moment)) for name, query in FIGURES.items()},
    }


def rows_of(session: Session, query: Query) -> list[Row]:
    """The rows as plain values."""
    return [
        {name: plain(value) for name, value in row.items()}
        for row in session.execute(query).mappings()
    ]


def plain(value: object) -> str | int:
    """Money with its two decimals, counts as they are, everything else as text."""
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    return value if isinstance(value, int) else str(value or "")


def stood(moment: Moment) -> ColumnElement[bool]:
    """Verdicts that were current at the instant."""
    return and_(
        ChargeVerdict.decided_at <= moment.at,
        or_(ChargeVerdict.superseded_at.is_(None), ChargeVerdict.superseded_at > moment.at),
    )


def posted_bills(moment: Moment) -> Query:
    """Bills that went into the books in this month."""
    return select(JournalEntry.source_id).where(
        JournalEntry.month == moment.first, JournalEntry.posting == Posting.BILL
    )


def verdicts(moment: Moment) -> Query:
    """Charges and money by verdict, of the bills posted in the month."""
    by = (ChargeVerdict.verdict, ChargeVerdict.reason, CarrierBill.currency)
    return (
        select(
            ChargeVerdict.verdict.label("verdict"),
            ChargeVerdict.reason.label("reason"),
            CarrierBill.currency.label("currency"),
            func.count().label("charges"),
            money(ChargeVerdict.billed, "billed"),
            money(ChargeVerdict.expected, "expected"),
            money(ChargeVerdict.agreed, "agreed"),
            money(ChargeVerdict.agreed - ChargeVerdict.expected, "variance"),
        )
        .join(
            CarrierBill,
            and_(
                CarrierBill.tenant_id == ChargeVerdict.tenant_id,
                CarrierBill.id == ChargeVerdict.bill_id,
            ),
        )
        .where(ChargeVerdict.bill_id.in_(posted_bills(moment)), stood(moment))
        .group_by(*by)
        .order_by(*by)
    )


def unbilled(moment: Moment) -> Query:
    """Charges that were expected by the month's end and are on no bill."""
    return (
        select(
            ExpectedCharge.carrier.label("carrier"),
            ExpectedCharge.currency.label("currency"),
            func.count().label("charges"),
            money(ExpectedCharge.amount, "expected"),
        )
        .join(
            ChargeVerdict,
            and_(
                ChargeVerdict.tenant_id == ExpectedCharge.tenant_id,
                ChargeVerdict.expected_id == ExpectedCharge.id,
            ),
        )
        .where(
            ChargeVerdict.verdict == Verdict.UNBILLED,
            ExpectedCharge.accrued_on <= moment.last,
            stood(moment),
        )
        .group_by(ExpectedCharge.carrier, ExpectedCharge.currency)
        .order_by(ExpectedCharge.carrier, ExpectedCharge.currency)
    )


def disputes(moment: Moment) -> Query:
    """Disputes that were open at the instant."""
    return (
        select(
            Dispute.carrier.label("carrier"),
            Dispute.currency.label("currency"),
            func.count().label("disputes"),
            money(Dispute.claimed, "claimed"),
        )
        .where(
            Dispute.opened_at <= moment.at,
            or_(Dispute.ended_at.is_(None), Dispute.ended_at > moment.at),
        )
        .group_by(Dispute.carrier, Dispute.currency)
        .order_by(Dispute.carrier, Dispute.currency)
    )


def statements(moment: Moment) -> Query:
    """What each customer was billed for the month."""
    by = (Customer.code, Statement.kind, Statement.currency)
    return (
        select(
            Customer.code.label("customer"),
            Statement.kind.label("kind"),
            Statement.currency.label("currency"),
            func.count().label("statements"),
            money(Statement.net, "net"),
            money(Statement.vat, "vat"),
            money(Statement.gross, "gross"),
        )
        .join(
            Customer,
            and_(Customer.tenant_id == Statement.tenant_id, Customer.id == Statement.customer_id),
        )
        .where(final_of(moment))
        .group_by(*by)
        .order_by(*by)
    )


def sales(moment: Moment) -> Query:
    """What the month's statements are in the books, on the day each was issued."""
    issued = select(Statement.id).where(final_of(moment))
    return (
        in_journal(
            select(
                JournalLine.account.label("account"),
                func.count().label("lines"),
                money(JournalLine.amount, "balance"),
            )
        )
        .where(
            JournalEntry.posting == Posting.STATEMENT,
            JournalEntry.source_id.in_(issued),
            JournalEntry.posted_at <= moment.at,
        )
        .group_by(JournalLine.account)
        .order_by(JournalLine.account)
    )


def vat(moment: Moment) -> Query:
    """What was billed under each VAT category."""
    by = (StatementLine.vat_category, StatementLine.vat_percent, Statement.currency)
    return (
        select(
            StatementLine.vat_category.label("category"),
            StatementLine.vat_percent.label("percent"),
            Statement.currency.label("currency"),
            func.count().label("lines"),
            money(StatementLine.net, "net"),
        )
        .join(
            Statement,
            and_(
                Statement.tenant_id == StatementLine.tenant_id,
                Statement.id == StatementLine.statement_id,
            ),
        )
        .where(final_of(moment))
        .group_by(*by)
        .order_by(*by)
    )


def final_of(moment: Moment) -> ColumnElement[bool]:
    """The month's statements that were final at the instant."""
    return and_(Statement.month == moment.first, Statement.final_at <= moment.at)


def events(moment: Moment) -> Query:
    """Billable events by what became of them; the billed ones are those on the month's statements.

    What waits is counted as it stands when it is asked for.
    """
    billed = (
        select(StatementItem.rated_id)
        .join(
            Statement,
            and_(
                Statement.tenant_id == StatementItem.tenant_id,
                Statement.id == StatementItem.statement_id,
            ),
        )
        .where(final_of(moment), ~StatementItem.credit)
    )
    became = case(
        (RatedEvent.id.in_(billed), "billed"), else_=RatedEvent.outcome.cast(JournalLine.text.type)
    )
    of_month = and_(RatedEvent.served_on <= moment.last, RatedEvent.rated_at <= moment.at)
    waits = RatedEvent.outcome == Billable.WAITS
    refused = and_(
        RatedEvent.outcome == Billable.NOT_BILLABLE, RatedEvent.served_on >= moment.first
    )
    return (
        select(
            became.label("became"),
            RatedEvent.item.label("item"),
            RatedEvent.currency.label("currency"),
            func.count().label("events"),
            money(RatedEvent.net, "net"),
        )
        .where(of_month, or_(RatedEvent.id.in_(billed), waits, refused))
        .group_by("became", RatedEvent.item, RatedEvent.currency)
        .order_by("became", RatedEvent.item, RatedEvent.currency)
    )


FIGURES: Final[Mapping[str, Any]] = {
    "verdicts": verdicts,
    "unbilled": unbilled,
    "disputes": disputes,
    "statements": statements,
    "sales": sales,
    "vat": vat,
    "journal": journal,
    "balances": balances,
    "late": late,
    "events": events,
}
