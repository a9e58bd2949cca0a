"""Final statements to post: rows as they stand once a statement is issued."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any

from sqlalchemy.orm import Session

from models.finance.statements import Statement, StatementLine
from rules.finance.money_words import StatementKind, StatementState, VatCategory
from rules.finance.rounding import cents
from tests.finance_books import NOW, OCTOBER, Books, a_party

_numbers = count(1)
ISSUED = date(2026, 10, 31)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sold:
    """One line: an item, its net, and for which days; October unless said otherwise."""

    item: str
    net: str
    category: VatCategory = VatCategory.STANDARD
    begins: date = OCTOBER
    ends: date = ISSUED


def a_final_statement(
    session: Session, books: Books, lines: Sequence[Sold], **changes: Any
) -> Statement:
    """An invoice of October, issued on its last day, with 25 % VAT on what has VAT."""
    seller = a_party(books.tenant_id, id=uuid.uuid4(), valid_from=date(2021, 1, next(_numbers)))
    buyer = a_party(
        books.tenant_id,
        id=uuid.uuid4(),
        customer_id=books.customer_id,
        valid_from=seller.valid_from,
    )
    session.add_all([seller, buyer])
    session.flush()
    taxed = [one for one in lines if one.category is VatCategory.STANDARD]
    net = sum((Decimal(one.net) for one in lines), Decimal("0.00"))
    vat = cents(sum((Decimal(one.net) for one in taxed), Decimal(0)) / 4)
    usual: dict[str, Any] = {
        "tenant_id": books.tenant_id,
        "id": uuid.uuid4(),
        "kind": StatementKind.INVOICE,
        "state": StatementState.DRAFT,
        "customer_id": books.customer_id,
        "month": OCTOBER,
        "buyer_id": buyer.id,
        "seller_id": seller.id,
        "currency": "SEK",
        "net": net,
        "vat": vat,
        "gross": net + vat,
        "drafted_at": NOW,
        "issued_on": ISSUED,
        "due_on": date(2026, 11, 30),
    }
    statement = Statement(**usual | changes)
    session.add(statement)
    session.flush()
    session.add_all(line_of(statement, number, one) for number, one in enumerate(lines, 1))
    session.flush()
    statement.state, statement.number = StatementState.FINAL, f"2026-{next(_numbers):05d}"
    statement.final_at = NOW
    session.flush()
    return statement


def line_of(statement: Statement, number: int, one: Sold) -> StatementLine:
    """A line as it was issued."""
    return StatementLine(
        tenant_id=statement.tenant_id,
        id=uuid.uuid4(),
        statement_id=statement.id,
        line=number,
        item=one.item,
        text=f"{one.item} {number}",
        quantity=Decimal(1),
        unit="C62",
        unit_price=Decimal(one.net),
        net=Decimal(one.net),
        vat_category=one.category,
        vat_percent=Decimal(25 if one.category is VatCategory.STANDARD else 0),
        served_from=one.begins,
        served_until=one.ends,
    )
