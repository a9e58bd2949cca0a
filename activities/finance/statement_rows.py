"""The rows of a statement's lines and of the events on them, written in bulk."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from models.finance.statements import StatementItem, StatementLine
from rules.finance.invoices import InvoiceLine
from rules.finance.money_words import VatCategory
from rules.finance.statement_lines import LineDraft, ToBill


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLine:
    """A line as the invoice has it, the events on it, and the id it is written under."""

    id: uuid.UUID
    draft: LineDraft
    value: InvoiceLine


def new_line(
    draft: LineDraft, number: int, text: str, category: VatCategory, percent: Decimal
) -> NewLine:
    """The line under a VAT category and in the reader's words."""
    first = draft.first
    value = InvoiceLine(
        number=number,
        item=first.item,
        text=text,
        quantity=draft.quantity,
        unit=first.unit,
        unit_price=first.unit_price,
        net=draft.net,
        vat_category=category,
        vat_percent=percent,
        served_from=draft.served_from,
        served_until=draft.served_until,
    )
    return NewLine(id=uuid.uuid4(), draft=draft, value=value)


def add_lines(
    session: Session, tenant_id: uuid.UUID, lines: Sequence[tuple[uuid.UUID, NewLine]]
) -> None:
    """Insert the lines of statements, and the items of each."""
    if lines:
        rows = [line_row(tenant_id, statement, line) for statement, line in lines]
        items = [
            item_row(tenant_id, statement, line, event)
            for statement, line in lines
            for event in line.draft.events
        ]
        # Many rows a statement: a trigger looks at each statement's rows at once.
        session.execute(insert(StatementLine).returning(StatementLine.id), rows)
        session.execute(insert(StatementItem).returning(StatementItem.id), items)


def line_row(tenant_id: uuid.UUID, statement_id: uuid.UUID, line: NewLine) -> dict[str, Any]:
    """The row of a line."""
    value = line.value
    return {
        "tenant_id": tenant_id,
        "id": line.id,
        "statement_id": statement_id,
        "line": value.number,
        "item": value.item,
        "text": value.text,
        "quantity": value.quantity,
        "unit": value.unit,
        "unit_price": value.unit_price,
        "net": value.net,
        "vat_category": value.vat_category,
        "vat_percent": value.vat_percent,
        "served_from": value.served_from,
        "served_until": value.served_until,
        "credits_line_id": line.draft.first.credits_line_id,
    }


def item_row(
    tenant_id: uuid.UUID, statement_id: uuid.UUID, line: NewLine, event: ToBill
) -> dict[str, Any]:
    """The row of an event on a line."""
    return {
        "tenant_id": tenant_id,
        "id": uuid.uuid4(),
        "statement_id": statement_id,
        "line_id": line.id,
        "rated_id": event.rated_id,
        "reversal_id": event.reversal_id,
        "credit": event.credit,
        "net": event.net,
    }
