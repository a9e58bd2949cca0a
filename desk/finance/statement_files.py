"""The papers of a statement, PDF, e-invoice and item list: for finance and for its buyer."""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from activities.finance.statement_letters import paper_key
from desk.actors import Actor
from desk.finance.statement_finding import statement_named
from desk.finance.statement_refusals import UnknownStatement
from models.finance.statements import Statement
from models.papers import Document
from rules.errors import DeskError, Kind
from runtime.database import Database


class Ending(StrEnum):
    """The ends of the files' names."""

    PDF = "pdf"
    UBL = "xml"
    ITEMS = "csv"


#: The papers by the ends of their files' names.
PAPERS = {Ending.PDF: "pdf", Ending.UBL: "ubl", Ending.ITEMS: "items"}


class NotPrintedYet(DeskError):
    """The statement has no papers yet."""

    kind: ClassVar[Kind] = Kind.MISSING

    def __init__(self, name: str) -> None:
        super().__init__(
            f"The papers of {name} are made when its month is closed. Come back then.",
            statement=name,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementFile:
    """One paper, with the name under which it is saved."""

    file_name: str
    media_type: str
    content: bytes


def statement_file(database: Database, actor: Actor, name: str, ending: Ending) -> StatementFile:
    """One paper of a statement, for finance.

    Raises NotAllowed, UnknownStatement and NotPrintedYet.
    """
    actor.require("see finance")
    with database.as_tenant(actor.tenant_id) as session:
        return file_of(session, statement_named(session, name), ending)


def own_file(database: Database, actor: Actor, number: str, ending: Ending) -> StatementFile:
    """One paper of the customer's own statement; others' do not exist for it.

    Raises UnknownStatement and NotPrintedYet.
    """
    with database.as_tenant(actor.tenant_id) as session:
        found = statement_named(session, number)
        if found.number is None or found.customer_id != actor.customer_id:
            raise UnknownStatement(number)
        return file_of(session, found, ending)


def file_of(session: Session, statement: Statement, ending: Ending) -> StatementFile:
    """The paper as it was made (NotPrintedYet)."""
    number = statement.number or ""
    paper = session.scalars(
        select(Document).where(Document.key == paper_key(number, PAPERS[ending]))
    ).one_or_none()
    if not number or paper is None:
        raise NotPrintedYet(number or str(statement.id))
    return StatementFile(
        file_name=f"{number}.{ending}", media_type=paper.media_type, content=paper.content
    )
