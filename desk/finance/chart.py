"""The books are opened with a chart: its accounts, and which of them is used for what."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from activities.finance.chart_files import read_chart
from desk.actors import Actor
from desk.request_keys import Answer, answer_once
from models.finance.closing import FinanceEvent
from models.finance.ledger import AccountUse, LedgerAccount
from rules.errors import DeskError
from rules.finance.charts import Chart
from runtime.database import Database


class ChartContradicts(DeskError):
    """The books have it otherwise."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__(
            f"{' '.join(problems)} What was posted to stays as it is: take a new number, or "
            "let the new account begin on a later day.",
            problems=list(problems),
        )


def open_books(
    session: Session, tenant_id: uuid.UUID, chart: Chart, now: datetime, by: str = "desk"
) -> int:
    """Record the chart's accounts and uses; how many were new. A repeat adds nothing.

    An account's name may change; its kind, and a use that has begun, may not (ChartContradicts).
    """
    refuse_contradictions(session, chart)
    added = add_accounts(session, tenant_id, chart) + add_uses(session, tenant_id, chart)
    if added:
        session.add(
            FinanceEvent(
                tenant_id=tenant_id,
                key=f"chart/{uuid.uuid4()}",
                about_id=tenant_id,
                word="chart_loaded",
                at=now,
                by=by,
                after={"chart": chart.chart, "added": added},
            )
        )
        session.flush()
    return added


def load_chart(database: Database, actor: Actor, text: str, key: str, now: datetime) -> Answer:
    """Load a chart from YAML, once per key (NotAllowed, ChartInvalid, ChartContradicts)."""
    actor.require("keep rates")
    chart = read_chart(text, "chart.yaml")
    with database.as_tenant(actor.tenant_id) as session:
        return answer_once(
            session,
            actor,
            f"chart/{key}",
            text,
            now,
            lambda: {
                "chart": chart.chart,
                "added": open_books(session, actor.tenant_id, chart, now, actor.name),
            },
        )


def refuse_contradictions(session: Session, chart: Chart) -> None:
    """Raise ChartContradicts with everything that differs from the books."""
    kinds = dict(session.execute(select(LedgerAccount.number, LedgerAccount.kind)).all())
    rows = session.execute(select(AccountUse.use, AccountUse.valid_from, AccountUse.account))
    begun = {(use, day): account for use, day, account in rows}
    problems = [
        f"Account {one.id} is of kind {kinds[one.id]}."
        for one in chart.accounts.values()
        if kinds.get(one.id, one.kind) != one.kind
    ]
    problems += [
        f"{one.use} is posted to {begun[one.use, one.valid_from]} from {one.valid_from}."
        for one in chart.uses
        if begun.get((one.use, one.valid_from), one.account) != one.account
    ]
    if problems:
        raise ChartContradicts(problems)


def add_accounts(session: Session, tenant_id: uuid.UUID, chart: Chart) -> int:
    """The accounts that are new; a known one takes its new name."""
    known = set(session.scalars(select(LedgerAccount.number)))
    rows: list[dict[str, Any]] = [
        {
            "tenant_id": tenant_id,
            "id": uuid.uuid4(),
            "number": one.id,
            "name": one.name,
            "kind": one.kind,
        }
        for one in chart.accounts.values()
    ]
    adding = insert(LedgerAccount).values(rows)
    session.execute(
        adding.on_conflict_do_update(
            index_elements=["tenant_id", "number"], set_={"name": adding.excluded.name}
        )
    )
    return len(chart.accounts.keys() - known)


def add_uses(session: Session, tenant_id: uuid.UUID, chart: Chart) -> int:
    """The uses that are new."""
    rows: list[dict[str, Any]] = [
        {
            "tenant_id": tenant_id,
            "id": uuid.uuid4(),
            "use": one.use,
            "account": one.account,
            "valid_from": one.valid_from,
        }
        for one in chart.uses
    ]
    added = session.scalars(
        insert(AccountUse)
        .values(rows)
        .on_conflict_do_nothing(index_elements=["tenant_id", "use", "valid_from"])
        .returning(AccountUse.id)
    )
    return len(added.all())
