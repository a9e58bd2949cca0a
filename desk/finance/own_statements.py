"""The statements of the signed-in person's own organisation."""

from typing import Final

from desk.actors import Actor
from desk.finance.statements import StatementRow, rows_query, told
from models.finance.statements import Statement
from rules.finance.money_words import StatementState
from runtime.database import Database

MOST_LISTED: Final = 240


def own_statements(database: Database, actor: Actor) -> tuple[StatementRow, ...]:
    """What was issued to the person's organisation, the newest first; nothing for the desk's own.

    Drafts are finance's own business until they are issued.
    """
    query = (
        rows_query()
        .where(
            Statement.customer_id == actor.customer_id,
            Statement.state.in_((StatementState.FINAL, StatementState.SENT)),
        )
        .order_by(Statement.issued_on.desc(), Statement.number.desc())
        .limit(MOST_LISTED)
    )
    with database.as_tenant(actor.tenant_id) as session:
        return told(session, query)
