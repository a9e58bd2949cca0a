"""An invoice is given back, whole or in part, by a credit note that names it."""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, aliased

from activities.finance.billing_lock import hold_billing
from activities.finance.finalising import finalise
from activities.finance.own_zone import own_zone
from activities.finance.statement_rows import NewLine, add_lines, new_line
from desk.actors import Actor
from desk.finance.events import note
from desk.finance.statement_finding import statement_named
from desk.finance.statement_refusals import (
    CreditNoteStays,
    CreditReasonMissing,
    ItemNotOfStatement,
    NothingToCredit,
    StatementNotIssued,
)
from desk.request_keys import Answer, answer_once, database_clock
from models.finance.statements import RatedEvent, Statement, StatementItem, StatementLine
from rules.coverage_dates import day_of
from rules.finance.money_words import StatementKind, StatementState
from rules.finance.statement_lines import LineDraft, ToBill, put_together
from runtime.database import Database

ISSUED = (StatementState.FINAL, StatementState.SENT)
#: An item with the line it was billed on and the event it bills.
Billed = tuple[StatementItem, StatementLine, RatedEvent]


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditForm:
    """What of an invoice is given back: its lines and items named, or all when none is."""

    statement: str
    because: str
    lines: tuple[int, ...] = ()
    items: tuple[str, ...] = ()
    at: datetime | None = None


def credit_statement(database: Database, actor: Actor, form: CreditForm, key: str) -> Answer:
    """Issue a credit note for an invoice, whole or in part, once per key.

    It is final at once, and booked with the month of its day. What was given back before is left
    out. Raises NotAllowed, CreditReasonMissing, UnknownStatement, StatementNotIssued,
    CreditNoteStays, ItemNotOfStatement, NothingToCredit and what `finalise` does.
    """
    actor.require("approve finance")
    if not form.because.strip():
        raise CreditReasonMissing
    with database.as_tenant(actor.tenant_id) as session:
        at = form.at or database_clock(session)
        return answer_once(
            session,
            actor,
            f"credit:{key}" if key else "",
            asdict(form),
            at,
            lambda: credit(session, actor, form, at),
        )


def credit(session: Session, actor: Actor, form: CreditForm, at: datetime) -> Answer:
    """The credit note with its lines and its number."""
    hold_billing(session, actor.tenant_id)
    invoice = issued_invoice(session, form.statement)
    wanted = chosen(form, invoice, [*left_of(session, invoice)])
    credit_note = new_note(session, invoice, form.because.strip(), at)
    drafts = put_together(event_of(one) for one in wanted)
    billed = {line.id: line for _, line, _ in wanted}
    lines = [given_back(*one, billed) for one in enumerate(drafts, start=1)]
    add_lines(session, actor.tenant_id, [(credit_note.id, line) for line in lines])
    number = finalise(session, credit_note.id, at=at, by=actor.name)
    note(
        session,
        actor,
        invoice.id,
        "credited",
        at,
        because=form.because.strip(),
        before={"given_back": "0.00", "gross": str(invoice.gross)},
        after={"credit_note": number, "gross": str(credit_note.gross)},
    )
    return {
        "statement": form.statement,
        "credit_note": number,
        "net": str(credit_note.net),
        "gross": str(credit_note.gross),
        "currency": credit_note.currency,
    }


def issued_invoice(session: Session, name: str) -> Statement:
    """The invoice that the customer has (UnknownStatement, StatementNotIssued, CreditNoteStays)."""
    found = statement_named(session, name)
    if found.state not in ISSUED:
        raise StatementNotIssued(found)
    if found.kind is StatementKind.CREDIT_NOTE:
        raise CreditNoteStays(found.number or name)
    return found


def left_of(session: Session, invoice: Statement) -> Iterator[Billed]:
    """What the invoice bills and no credit note or reversal has given back."""
    given = aliased(StatementItem)
    back = exists().where(
        given.tenant_id == StatementItem.tenant_id,
        given.rated_id == StatementItem.rated_id,
        given.credit,
    )
    rows = session.execute(
        select(StatementItem, StatementLine, RatedEvent)
        .join(
            StatementLine,
            (StatementLine.tenant_id == StatementItem.tenant_id)
            & (StatementLine.id == StatementItem.line_id),
        )
        .join(
            RatedEvent,
            (RatedEvent.tenant_id == StatementItem.tenant_id)
            & (RatedEvent.id == StatementItem.rated_id),
        )
        .where(StatementItem.statement_id == invoice.id, ~StatementItem.credit, ~back)
        .order_by(StatementLine.line, RatedEvent.served_on, StatementItem.id)
    )
    yield from ((item, line, rated) for item, line, rated in rows)


def chosen(form: CreditForm, invoice: Statement, left: Sequence[Billed]) -> list[Billed]:
    """The items that are meant (ItemNotOfStatement, NothingToCredit)."""
    number = invoice.number or form.statement
    if not (form.lines or form.items):
        if not left:
            raise NothingToCredit(number)
        return [*left]
    lines = {line.line for _, line, _ in left}
    items = {str(item.id) for item, _, _ in left}
    for named in (*form.lines, *form.items):
        if named not in lines and named not in items:
            raise ItemNotOfStatement(number, str(named))
    return [one for one in left if one[1].line in form.lines or str(one[0].id) in form.items]


def event_of(one: Billed) -> ToBill:
    """The item as a credit note gives it back: positive, as its line was billed."""
    item, line, rated = one
    return ToBill(
        rated_id=rated.id,
        item=line.item,
        about=rated.about,
        unit=line.unit,
        quantity=rated.quantity,
        unit_price=line.unit_price,
        net=item.net,
        served_on=rated.served_on,
        served_until=rated.served_until,
        credit=True,
        credits_line_id=line.id,
    )


def new_note(session: Session, invoice: Statement, because: str, at: datetime) -> Statement:
    """The credit note's row, in the parties and currency of its invoice."""
    day = day_of(at, own_zone(session, invoice.tenant_id))
    nought = Decimal("0.00")
    row = Statement(
        tenant_id=invoice.tenant_id,
        id=uuid.uuid4(),
        kind=StatementKind.CREDIT_NOTE,
        state=StatementState.DRAFT,
        customer_id=invoice.customer_id,
        month=day.replace(day=1),
        credits_id=invoice.id,
        buyer_id=invoice.buyer_id,
        seller_id=invoice.seller_id,
        currency=invoice.currency,
        net=nought,
        vat=nought,
        gross=nought,
        because=because,
        drafted_at=at,
    )
    session.add(row)
    session.flush()
    return row


def given_back(number: int, draft: LineDraft, billed: Mapping[uuid.UUID, StatementLine]) -> NewLine:
    """A line in the words and under the VAT of the one that it gives back."""
    if draft.first.credits_line_id is None:
        raise LookupError(draft.first.rated_id)
    was = billed[draft.first.credits_line_id]
    return new_line(draft, number, was.text, was.vat_category, was.vat_percent)
