"""What each step of a close does, part by part; every part may be repeated."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from activities.finance.accruals import accrue
from activities.finance.bill_posting import post_bill
from activities.finance.billing import rate_events
from activities.finance.close_part import Close, require_all_done
from activities.finance.dispute_credits import settle_by_credits
from activities.finance.drafting import draft_statements
from activities.finance.finalising import finalise
from activities.finance.lost_claims import post_lost_claims
from activities.finance.statement_check import InvoiceBreaksRules, check_draft
from activities.finance.statement_papers import print_statement
from activities.finance.statement_posting import post_deferrals, post_statement
from models.finance.bills import CarrierBill
from models.finance.book_figures import Query
from models.finance.closing import Period
from models.finance.expiry import expire_returns
from models.finance.matching import mark_unbilled, match_bills
from models.finance.month_counts import (
    MonthAsked,
    asked_of,
    bills,
    drafts,
    statements_without_papers,
    unposted_statements,
)
from models.finance.rating_query import rate_shipments
from models.finance.statements import Statement
from models.parties import Customer
from rules.finance.freight_words import BillState
from rules.finance.money_words import CloseStep


def nothing(_: Close) -> None:
    """The step only waits."""


def rate(close: Close) -> None:
    """Shipments get their expected charges; billable events their amounts, or why not."""
    with close.part() as (session, _):
        expire_returns(session, close.last)
        rate_shipments(session, through=close.last)
    with close.part() as (session, _):
        rate_events(session, close.tenant_id, close.last, at=close.at)


def match(close: Close) -> None:
    """Every charge of the month's bills gets its verdict; credits end the disputes they are for."""

    def judge(session: Session, _: Period, bill: uuid.UUID) -> None:
        match_bills(session, [bill], close.at)
        settle_by_credits(session, bill, close.at)

    refused = close.each(found(close, loaded), judge)
    with close.part() as (session, _):
        mark_unbilled(session, close.month, close.at)
    require_all_done(refused)


def issue(close: Close) -> None:
    """A draft for each customer and currency; those whose grace is over get number and papers.

    What comes to light within the days of grace is priced now and joins the draft. A draft that
    breaks the rules of e-invoices gets no number until it is put right.
    """

    def number(session: Session, period: Period, statement: uuid.UUID) -> None:
        if findings := check_draft(session, statement):
            raise InvoiceBreaksRules(name_of(session, statement), findings)
        finalise(session, statement, at=close.at, by=period.approved_by)

    def print_papers(session: Session, _: Period, statement: uuid.UUID) -> None:
        print_statement(session, statement, close.at)

    with close.part() as (session, _):
        rate_events(session, close.tenant_id, close.last, at=close.at)
        draft_statements(session, close.tenant_id, close.month, at=close.at)
    refused = close.each(found(close, lambda asked: past_grace(asked, close)), number)
    refused += close.each(found(close, statements_without_papers), print_papers)
    require_all_done(refused)


def post(close: Close) -> None:
    """What is owed to carriers, their bills, lost claims, statements, and what is earned now."""

    def bill_into_books(session: Session, period: Period, bill: uuid.UUID) -> None:
        day = session.scalars(select(CarrierBill.issued_on).where(CarrierBill.id == bill)).one()
        post_bill(session, bill, on=day, at=close.at, by=period.approved_by)

    def statement_into_books(session: Session, period: Period, statement: uuid.UUID) -> None:
        post_statement(session, statement, at=close.at, by=period.approved_by)

    with close.part() as (session, period):
        accrue(session, close.tenant_id, close.last, at=close.at, by=period.approved_by)
    refused = close.each(found(close, approved), bill_into_books)
    refused += close.each(found(close, unposted_statements), statement_into_books)
    with close.part() as (session, period):
        by = period.approved_by
        post_lost_claims(session, close.tenant_id, close.last, at=close.at, by=by)
    with close.part() as (session, period):
        post_deferrals(session, close.tenant_id, close.month, at=close.at, by=period.approved_by)
    require_all_done(refused)


def name_of(session: Session, statement_id: uuid.UUID) -> str:
    """A draft has no number: it is told by its customer and month."""
    row = session.execute(
        select(Customer.code, Statement.month)
        .join(Statement, Statement.customer_id == Customer.id)
        .where(Statement.id == statement_id)
    ).one()
    return f"{row.code} {row.month:%Y-%m}"


def loaded(asked: MonthAsked) -> Query:
    """Bills that are read and not matched."""
    return bills(asked, BillState.LOADED)


def approved(asked: MonthAsked) -> Query:
    """Bills that are approved and not in the books."""
    return bills(asked, BillState.APPROVED)


def past_grace(asked: MonthAsked, close: Close) -> Query:
    """Drafts of the month that no late event can join any more."""
    over = Statement.grace_until.is_(None) | (Statement.grace_until <= close.at)
    return drafts(asked).where(over)


def found(close: Close, which: Callable[[MonthAsked], Query]) -> Sequence[uuid.UUID]:
    """The ids of what the step works on now, in the order of their making."""
    with close.part() as (session, period):
        return session.scalars(which(asked_of(period, close.at))).all()


#: What each step does before it is seen whether something holds it up.
WORK: Final[Mapping[CloseStep, Callable[[Close], None]]] = {
    CloseStep.FREEZE: nothing,
    CloseStep.RATE: rate,
    CloseStep.MATCH: match,
    CloseStep.EXCEPTIONS: nothing,
    CloseStep.APPROVE: nothing,
    CloseStep.ISSUE: issue,
    CloseStep.POST: post,
    CloseStep.LOCK: nothing,
}
