"""The papers of a final statement: PDF with the e-invoice within, UBL, item list; kept once."""

import hashlib
import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar, Final

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from activities.finance.invoicing import invoice_of, items_of
from activities.finance.statement_check import (
    InvoiceBreaksRules,
    Written,
    check_draft,
    check_drafts,
    refuse_broken,
    write_out,
)
from activities.finance.statement_letters import owe_statement_letter, paper_key
from documents.finance.factur_x import embed
from documents.finance.statement_paper import draw_statement
from models.finance.statements import Statement
from models.papers import Document, Paper
from rules.errors import DeskError, Kind
from rules.finance.money_words import StatementState

#: The papers of a statement by the ends of their keys, with their media types.
PAPERS: Final[Mapping[str, str]] = {
    "pdf": "application/pdf",
    "ubl": "application/xml",
    "items": "text/csv",
}


class StatementNotFinal(DeskError):
    """A draft has no papers."""

    kind: ClassVar[Kind] = Kind.CONFLICT

    def __init__(self) -> None:
        super().__init__("The statement has no number yet. Issue it first, then print it.")


def print_statement(session: Session, statement_id: uuid.UUID, at: datetime) -> None:
    """Keep the papers, owe the letter that brings them, and call the statement sent: all once.

    A statement that has its papers stays as it is. Raises StatementNotFinal, and, with nothing
    written, InvoiceBreaksRules and RulesNotChecked.
    """
    statement = session.scalars(
        select(Statement).where(Statement.id == statement_id).with_for_update()
    ).one()
    if statement.number is None:
        raise StatementNotFinal
    if statement.state is StatementState.SENT:
        return
    invoice = invoice_of(session, statement_id)
    written = write_out(session, statement_id, invoice)
    refuse_broken(written)
    pdf = embed(draw_statement(invoice, items_of(session, statement_id)), written.cii, invoice)
    for name, content in papers_of(written, pdf).items():
        keep(session, statement, name, content, at)
    owe_statement_letter(session, statement, at)
    statement.state, statement.sent_at = StatementState.SENT, at
    session.flush()


def papers_of(written: Written, pdf: bytes) -> dict[str, bytes]:
    """The papers by the ends of their keys."""
    return {"pdf": pdf, "ubl": written.ubl, "items": written.items}


def keep(session: Session, statement: Statement, name: str, content: bytes, at: datetime) -> None:
    """Store a paper under its key, unless it is there."""
    session.execute(
        insert(Document)
        .values(
            tenant_id=statement.tenant_id,
            id=uuid.uuid4(),
            key=paper_key(statement.number or "", name),
            kind=Paper.STATEMENT,
            customer_id=statement.customer_id,
            media_type=PAPERS[name],
            sha256=hashlib.sha256(content).hexdigest(),
            content=content,
            made_at=at,
        )
        .on_conflict_do_nothing(index_elements=["tenant_id", "key"])
    )


__all__ = [
    "InvoiceBreaksRules",
    "check_draft",
    "check_drafts",
    "print_statement",
]
