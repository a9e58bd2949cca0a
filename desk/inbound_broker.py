"""The inbound broker: which case waits for a unit, whatever the label or the box says."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ColumnElement, ScalarSelect, or_, select
from sqlalchemy.orm import Session

from desk.refusals import UnknownCase
from models.cases import Case
from models.custody import CustodyItem
from models.debts import OwedUnit, case_owed
from models.devices import Unit
from models.locations import Location, Place, StockMove
from rules.case_receiving import COMING_HOME
from rules.case_values import DebtState, JobState
from rules.case_words import ENDED

#: Places of ours: a unit that stands there has been taken in already.
HOUSE = frozenset(
    {Place.SHELF, Place.DOCK, Place.BENCH, Place.QUARANTINE, Place.SCRAP, Place.HARVEST}
)


class Tie(StrEnum):
    """What ties a unit to a case, in the order a clerk would ask."""

    OWED = "owed"
    COMING_HOME = "coming_home"
    GIVEN_UP = "given_up"
    REPAIRED = "repaired"
    HERE = "here"
    NAMED = "named"
    LAST = "last"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The case a unit belongs to now, and what ties it."""

    case: Case
    tie: Tie


def case_for(session: Session, unit: Unit, named: Case | None) -> Found | None:
    """The case that waits for the unit, else the open one that was named, else its last one."""
    for tie, condition in ties(session, unit):
        case = session.scalars(
            select(Case).where(Case.stage.not_in(ENDED), condition).order_by(Case.registered_at)
        ).first()
        if case is not None:
            return Found(case=case, tie=tie)
    if named is not None and named.stage not in ENDED:
        return Found(case=named, tie=Tie.NAMED)
    last = last_case_of(session, unit) or case_that_sent(session, unit)
    return Found(case=last, tie=Tie.LAST) if last else None


def ties(session: Session, unit: Unit) -> Iterator[tuple[Tie, ColumnElement[bool]]]:
    """What an open case may wait for, each as a condition."""
    known, back = str(unit.id), Case.snapshot["back"]
    yield Tie.OWED, Case.id == case_owed(session, unit.id)
    coming = Case.outbound.in_(COMING_HOME)
    yield Tie.COMING_HOME, (Case.snapshot["replacement_unit"].astext == known) & coming
    yield Tie.GIVEN_UP, back["given_up"].contains([{"unit": known}])
    away = {"unit": known, "state": JobState.AT_REPAIRER.value}
    yield Tie.REPAIRED, back["jobs"].contains([away])
    # Waived, charged or lost: it is taken in by the case that was owed it.
    yield Tie.OWED, Case.id.in_(cases_owed(unit, settled_by_unit=False))
    yield Tie.HERE, Case.id.in_(holding(unit))
    if place_kind(session, unit) in HOUSE:
        yield Tie.HERE, Case.id.in_(cases_owed(unit, settled_by_unit=True))
    # A loan that comes before anybody asked for it.
    yield Tie.OWED, back["loan"].astext == known


def cases_owed(unit: Unit, *, settled_by_unit: bool) -> ScalarSelect[uuid.UUID]:
    """The cases that were owed the unit and have it, or gave up waiting."""
    received = OwedUnit.state == DebtState.RECEIVED
    query = select(OwedUnit.case_id).where(OwedUnit.unit_id == unit.id)
    return query.where(received if settled_by_unit else ~received).scalar_subquery()


def holding(unit: Unit) -> ScalarSelect[uuid.UUID | None]:
    """The cases that have the unit in custody."""
    query = select(CustodyItem.case_id).where(CustodyItem.outcome.is_(None))
    return query.where(CustodyItem.unit_id == unit.id).scalar_subquery()


def named_case(session: Session, number: str) -> Case:
    """The case whose number was scanned (UnknownCase)."""
    wanted = number.strip().upper()
    case = session.scalars(select(Case).where(Case.number == wanted)).one_or_none()
    if case is None:
        raise UnknownCase(number)
    return case


def last_case_of(session: Session, unit: Unit) -> Case | None:
    """The unit's newest case, ended or not."""
    known = str(unit.id)
    return session.scalars(
        select(Case)
        .where(
            or_(Case.device_unit_id == unit.id, Case.snapshot["replacement_unit"].astext == known)
        )
        .order_by(Case.registered_at.desc())
    ).first()


def case_that_sent(session: Session, unit: Unit) -> Case | None:
    """The case for which the unit was packed last: the outbound scan record."""
    return session.scalars(
        select(Case)
        .join(
            StockMove,
            (StockMove.tenant_id == Case.tenant_id) & (StockMove.case_id == Case.id),
        )
        .join(
            Location,
            (Location.tenant_id == StockMove.tenant_id) & (Location.id == StockMove.to_id),
        )
        .where(StockMove.unit_id == unit.id, Location.kind == Place.DOCK)
        .order_by(StockMove.seq.desc())
        .limit(1)
    ).first()


def sent_by_us(session: Session, unit: Unit) -> str:
    """How we shipped a unit that nobody owes, as far as the record knows; else nothing."""
    place = place_of_unit(session, unit)
    if place.kind is Place.SHELF:
        return f"The record has it on {place.code}: it was sent by mistake, without a scan."
    sender = case_that_sent(session, unit)
    return f"We sent it in case {sender.number}." if sender else ""


def place_of_unit(session: Session, unit: Unit) -> Location:
    """Where the record has the unit."""
    return session.get_one(Location, (unit.tenant_id, unit.location_id))


def place_kind(session: Session, unit: Unit) -> Place:
    """The kind of place where the record has the unit."""
    return place_of_unit(session, unit).kind
