"""A customer's month, counted: its cases, what the bench found, what is owed, what was sent."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    SQLColumnExpression,
    Text,
    and_,
    cast,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.orm import Session

from models.bench import BenchFinding
from models.cases import Case
from models.debts import OwedUnit
from models.devices import DeviceModel, Unit
from models.money import BillableEvent
from rules.case_values import SETTLED

FREIGHT = ("freight_outbound", "freight_return", "packaging")
#: The programme as its document is called, and the tier as that document writes it.
PROGRAMME = func.concat_ws(
    " ",
    func.coalesce(
        func.nullif(Case.terms[("ground", "document")].astext, ""),
        Case.terms["programme"].astext,
    ),
    Case.terms[("offer", "label")].astext,
)
#: As the request stated it; empty where nobody said.
SEVERITY = func.coalesce(Case.snapshot["severity"].astext, "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Whose month it is: a customer, and the instants between which it lies."""

    customer_id: uuid.UUID
    begin: datetime
    end: datetime

    def within(self, at: SQLColumnExpression[Any]) -> ColumnElement[bool]:
        """True of an instant in the month."""
        return and_(at >= self.begin, at < self.end)

    @property
    def registered(self) -> ColumnElement[bool]:
        """The cases that were registered in the month."""
        return and_(Case.customer_id == self.customer_id, self.within(Case.registered_at))

    @property
    def alive(self) -> ColumnElement[bool]:
        """The cases to which something may have happened in the month."""
        ended = or_(Case.ended_at.is_(None), Case.ended_at >= self.begin)
        return and_(Case.customer_id == self.customer_id, Case.registered_at < self.end, ended)


def cases_by(session: Session, asked: Asked, word: ColumnElement[Any]) -> dict[str, int]:
    """How many of the month's cases there are of each word."""
    named = cast(word, Text).label("named")
    query = select(named, func.count()).where(asked.registered).group_by(named).order_by(named)
    return dict(session.execute(query).all())


def cases_by_model(session: Session, asked: Asked) -> dict[str, int]:
    """How many of the month's cases are about each model of device, by its name."""
    query = (
        select(DeviceModel.name, func.count())
        .select_from(Case)
        .join(Unit, and_(Unit.tenant_id == Case.tenant_id, Unit.id == Case.device_unit_id))
        .join(
            DeviceModel,
            and_(DeviceModel.tenant_id == Unit.tenant_id, DeviceModel.id == Unit.model_id),
        )
        .where(asked.registered)
        .group_by(DeviceModel.name)
        .order_by(DeviceModel.name)
    )
    return dict(session.execute(query).all())


def findings(session: Session, asked: Asked) -> dict[str, int]:
    """What the inspections of the month found, each inspection counted."""
    word = cast(BenchFinding.finding, Text).label("word")
    query = (
        select(word, func.count())
        .join(Case, and_(Case.tenant_id == BenchFinding.tenant_id, Case.id == BenchFinding.case_id))
        .where(Case.customer_id == asked.customer_id, asked.within(BenchFinding.at))
        .group_by(word)
        .order_by(word)
    )
    return dict(session.execute(query).all())


def owed_at_end(session: Session, asked: Asked) -> tuple[dict[str, int], datetime | None]:
    """The units owed at the month's end by why, and since when the oldest of them is owed.

    A debt that has been settled since was still open then.
    """
    open_then = or_(OwedUnit.state.not_in(sorted(SETTLED)), OwedUnit.changed_at >= asked.end)
    word = cast(OwedUnit.why, Text).label("word")
    query = (
        select(word, func.count(), func.min(OwedUnit.since))
        .join(Case, and_(Case.tenant_id == OwedUnit.tenant_id, Case.id == OwedUnit.case_id))
        .where(Case.customer_id == asked.customer_id, OwedUnit.since < asked.end, open_then)
        .group_by(word)
        .order_by(word)
    )
    rows = session.execute(query).all()
    return {word: count for word, count, _ in rows}, min((at for _, _, at in rows), default=None)


def freight_units(session: Session, asked: Asked) -> dict[str, int]:
    """How many parcels and packages of the month are to be billed, by kind."""
    units = cast(func.sum(BillableEvent.quantity), BillableEvent.quantity.type)
    query = (
        select(BillableEvent.kind, units)
        .where(
            BillableEvent.customer_id == asked.customer_id,
            BillableEvent.kind.in_(literal(kind) for kind in FREIGHT),
            asked.within(BillableEvent.at),
        )
        .group_by(BillableEvent.kind)
        .order_by(BillableEvent.kind)
    )
    return dict(session.execute(query).all())
