"""Drafts of a month's statements: written anew as a whole until they are issued."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from activities.finance.billing_lock import hold_billing
from activities.finance.exchange import own_party
from activities.finance.own_zone import own_zone
from activities.finance.parties import buyers_on, grace_end
from activities.finance.periods import last_day
from activities.finance.statement_rows import NewLine, add_lines, new_line
from activities.finance.to_bill import Grouped, Heading, drop_credited, events_to_bill
from documents.finance.line_words import line_text
from models.finance.statements import BillingParty, Statement, StatementItem, StatementLine
from rules.finance.invoices import vat_groups
from rules.finance.money_words import StatementKind, StatementState
from rules.finance.statement_lines import LineDraft, put_together
from rules.local_month import midnight, next_month

#: Statements that may still change.
OPEN: Final = (StatementState.DRAFT, StatementState.GRACE)
#: As many drafts are emptied in one go: no statement of the database's takes long.
AT_ONCE: Final = 50
GIVEN_BACK: Final = "Charged before, and given back since."


@dataclass(frozen=True, slots=True, kw_only=True)
class Drafting:
    """A run: of whose month, when, and who sells."""

    session: Session
    tenant_id: uuid.UUID
    month: date
    at: datetime
    zone: str
    seller: BillingParty

    @property
    def state(self) -> StatementState:
        """A draft while the month lasts; then late events of it still join for the grace."""
        over = self.at >= midnight(next_month(self.month), self.zone)
        return StatementState.GRACE if over else StatementState.DRAFT


def draft_statements(
    session: Session, tenant_id: uuid.UUID, month: date, *, at: datetime
) -> tuple[uuid.UUID, ...]:
    """Write the month's drafts: an invoice for each customer and currency, and credit notes.

    A credit note is for each invoice that something is given back of. All that is billable until
    the month's end and on no statement is on exactly one of them; what was drafted before is
    written anew. A customer without a billing party that has begun by the month's last day is left
    out: its events wait. Raises NoOwnCurrency when there is something to bill and nobody who sells.
    """
    hold_billing(session, tenant_id)
    drop_credited(session, tenant_id)
    known = clear_drafts(session, tenant_id, month)
    grouped = events_to_bill(session, tenant_id, month)
    if not grouped:
        remove(session, tenant_id, [row.id for row in known.values()])
        return ()
    run = Drafting(
        session=session,
        tenant_id=tenant_id,
        month=month,
        at=at,
        zone=own_zone(session, tenant_id),
        seller=own_party(session, last_day(month)),
    )
    return write_drafts(run, grouped, known)


def clear_drafts(session: Session, tenant_id: uuid.UUID, month: date) -> dict[Heading, Statement]:
    """The month's drafts, emptied of their lines."""
    rows = session.scalars(
        select(Statement)
        .where(
            Statement.tenant_id == tenant_id,
            Statement.month == month,
            Statement.state.in_(OPEN),
        )
        .with_for_update()
    ).all()
    ids = [row.id for row in rows]
    for start in range(0, len(ids), AT_ONCE):
        some = ids[start : start + AT_ONCE]
        for table in (StatementItem, StatementLine):
            session.execute(
                delete(table).where(table.tenant_id == tenant_id, table.statement_id.in_(some))
            )
    return {
        Heading(customer_id=row.customer_id, currency=row.currency, credits_id=row.credits_id): row
        for row in rows
    }


def remove(session: Session, tenant_id: uuid.UUID, ids: Sequence[uuid.UUID]) -> None:
    """Drafts that nothing is on any more."""
    session.execute(
        delete(Statement).where(Statement.tenant_id == tenant_id, Statement.id.in_(ids))
    )


def write_drafts(
    run: Drafting, grouped: Grouped, known: Mapping[Heading, Statement]
) -> tuple[uuid.UUID, ...]:
    """The statements with their lines and items, for the customers that have a billing party."""
    customers = {heading.customer_id for heading in grouped}
    buyers = buyers_on(run.session, customers, last_day(run.month))
    written: list[uuid.UUID] = []
    lines: list[tuple[uuid.UUID, NewLine]] = []
    for heading in sorted(grouped, key=str):
        buyer = buyers.get(heading.customer_id)
        if buyer is None:
            continue
        made = [line_of(buyer, *one) for one in enumerate(put_together(grouped[heading]), start=1)]
        statement = write_draft(run, heading, buyer, made, known.get(heading))
        written.append(statement.id)
        lines += [(statement.id, line) for line in made]
    run.session.flush()
    add_lines(run.session, run.tenant_id, lines)
    gone = [row.id for row in known.values() if row.id not in set(written)]
    remove(run.session, run.tenant_id, gone)
    return tuple(written)


def line_of(buyer: BillingParty, number: int, draft: LineDraft) -> NewLine:
    """The line as the invoice has it, under the buyer's VAT and in its language."""
    text = line_text(draft.first.item, draft.first.about, buyer.locale)
    return new_line(draft, number, text, buyer.vat_category, buyer.vat_percent)


def write_draft(
    run: Drafting,
    heading: Heading,
    buyer: BillingParty,
    lines: Sequence[NewLine],
    known: Statement | None,
) -> Statement:
    """The statement's row, with what it comes to so far."""
    row = known or Statement(
        tenant_id=run.tenant_id,
        id=uuid.uuid4(),
        kind=heading.kind,
        customer_id=heading.customer_id,
        month=run.month,
        credits_id=heading.credits_id,
        currency=heading.currency,
        because=GIVEN_BACK if heading.kind is StatementKind.CREDIT_NOTE else "",
    )
    values = tuple(line.value for line in lines)
    row.state, row.drafted_at = run.state, run.at
    row.buyer_id, row.seller_id = buyer.id, run.seller.id
    row.grace_until = grace_end(run.month, buyer, run.zone)
    row.net = sum((line.net for line in values), Decimal("0.00"))
    row.vat = sum((group.vat for group in vat_groups(values)), Decimal("0.00"))
    row.gross = row.net + row.vat
    run.session.add(row)
    return row
