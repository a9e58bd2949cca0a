"""A month of a customer's cases in figures, told to whom its programme names (fact 66)."""

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    SQLColumnExpression,
    Text,
    cast,
    extract,
    func,
    select,
)
from sqlalchemy.dialects.postgresql import JSONB, JSONPATH
from sqlalchemy.orm import Session

from desk.actors import Actor
from desk.agreed import find_customer
from desk.programme_versions import programme_in_force
from desk.refusals import UnknownCustomer
from desk.request_keys import database_clock
from models.cases import AuditEvent, Case, Promise
from models.contracts import Contract
from models.parties import Customer
from models.service import ServiceClock
from rules.case_words import Stage
from rules.errors import DeskError
from rules.local_month import LocalMonth
from rules.programme import Programme
from rules.reasons import ReasonCode
from runtime.database import Database

SECONDS_OF_A_DAY = 86_400
#: Where the decision that a case carries names the topic it was asked about.
TOPIC = f'$.decision.reasons[*] ? (@.code == "{ReasonCode.TOPIC_IN_TIER}").facts.topic'


class NoStatisticsSold(DeskError):
    """No programme of this customer comes with statistics."""

    def __init__(self, customer: str) -> None:
        super().__init__(
            f"None of the contracts of '{customer}' is under a programme that says whom statistics "
            "go to. Name them in the programme's billing, or look at the cases themselves.",
            customer=customer,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseStatistics:
    """The cases registered in one local month, by what is known of each today.

    `cases` and `turned_away` are together everything that was asked. Needs and topics are counted
    where one was stated; promises and clocks as they hold now, replaced ones left aside. The
    median is in days of 24 hours from registration to close, None while nothing is closed.
    """

    customer: str
    month: date
    timezone: str
    told_to: str
    cases: int
    turned_away: int
    by_remedy: Mapping[str, int]
    by_stage: Mapping[str, int]
    by_need: Mapping[str, int]
    by_topic: Mapping[str, int]
    promises: Mapping[str, int]
    clocks: Mapping[str, int]
    median_days_to_close: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """What is counted: a customer's contracts with statistics, and an instant to the next."""

    customer: Customer
    contracts: tuple[uuid.UUID, ...]
    programmes: tuple[Programme, ...]
    begin: datetime
    end: datetime

    @property
    def cases(self) -> tuple[ColumnElement[bool], ...]:
        """The cases that are counted."""
        return (
            Case.customer_id == self.customer.id,
            Case.contract_id.in_(self.contracts),
            Case.registered_at >= self.begin,
            Case.registered_at < self.end,
        )


def case_statistics(database: Database, actor: Actor, customer: str, month: date) -> CaseStatistics:
    """The month that day lies in, in the programme's zone, for the customer itself and the desk.

    Raises NotAllowed, UnknownCustomer and NoStatisticsSold.
    """
    actor.require("see contracts")
    first = month.replace(day=1)
    with database.as_tenant(actor.tenant_id) as session:
        now = database_clock(session)
        owner = find_customer(session, actor, customer, now)
        if actor.customer_id not in {None, owner.id}:
            raise UnknownCustomer(customer)
        return figures_of(session, reported(session, owner, first, now), first)


def figures_of(session: Session, known: Reported, first: date) -> CaseStatistics:
    """Every figure, each counted by one grouped query."""
    by_remedy = counted_cases(session, known, Case.remedy)
    ground = known.programmes[0].ground
    return CaseStatistics(
        customer=known.customer.code,
        month=first,
        timezone=known.programmes[0].timezone,
        told_to=ground.billing.statistics_to if ground.billing else "",
        cases=sum(by_remedy.values()),
        turned_away=turned_away(session, known),
        by_remedy=by_remedy,
        by_stage=counted_cases(session, known, Case.stage),
        by_need=counted_cases(session, known, need()),
        by_topic=counted_cases(session, known, topic()),
        promises=counted_rows(session, known, Promise, Promise.outcome),
        clocks=counted_rows(session, known, ServiceClock, ServiceClock.state),
        median_days_to_close=median_days(session, known),
    )


def reported(session: Session, customer: Customer, first: date, now: datetime) -> Reported:
    """What is counted for the customer; the newest contract's programme says in which zone."""
    found = list(with_statistics(session, customer, now))
    if not found:
        raise NoStatisticsSold(customer.code)
    month = LocalMonth(first=first, timezone=found[0][1].timezone)
    return Reported(
        customer=customer,
        contracts=tuple(contract.id for contract, _ in found),
        programmes=tuple(programme for _, programme in found),
        begin=month.begin,
        end=month.end,
    )


def with_statistics(
    session: Session, customer: Customer, now: datetime
) -> Iterator[tuple[Contract, Programme]]:
    """The customer's contracts whose programme says whom statistics go to, the newest first."""
    contracts = session.scalars(
        select(Contract)
        .where(Contract.customer_id == customer.id)
        .order_by(Contract.ends_on.desc(), Contract.number)
    ).all()
    for contract in contracts:
        programme = programme_in_force(session, contract.tenant_id, contract.programme, now)
        if programme.ground.billing and programme.ground.billing.statistics_to:
            yield contract, programme


def need() -> ColumnElement[Any]:
    """What was wanted, or null where nobody said more than the remedy does."""
    return func.nullif(Case.snapshot["need"].astext, "")


def topic() -> ColumnElement[Any]:
    """The programme's topic that was asked about, or null."""
    named = func.jsonb_path_query_first(Case.entitlement, cast(TOPIC, JSONPATH), type_=JSONB)
    word: ColumnElement[Any] = named[()].astext
    return word


def counted_cases(
    session: Session, known: Reported, by: SQLColumnExpression[Any]
) -> dict[str, int]:
    """How many cases have each word there; those without one are left out."""
    word = cast(by, Text).label("word")
    query = select(word, func.count()).where(*known.cases, by.is_not(None))
    return counted(session, query.group_by(word).order_by(word))


def counted_rows(
    session: Session,
    known: Reported,
    table: type[Promise | ServiceClock],
    by: SQLColumnExpression[Any],
) -> dict[str, int]:
    """How many of the cases' promises or clocks stand where, replaced ones left aside."""
    word = cast(by, Text).label("word")
    query = select(word, func.count()).where(
        table.case_id.in_(select(Case.id).where(*known.cases)), table.superseded_at.is_(None)
    )
    return counted(session, query.group_by(word).order_by(word))


def counted(session: Session, query: Select[str, int]) -> dict[str, int]:
    """The rows of a grouped query by their words."""
    return dict(session.execute(query).all())


def turned_away(session: Session, known: Reported) -> int:
    """How many requests were logged that no case was opened for."""
    programme = AuditEvent.details["decision"]["programme"].astext
    query = select(func.count()).where(
        AuditEvent.case_id.is_(None),
        AuditEvent.word == "request_not_covered",
        AuditEvent.details["customer"].astext == known.customer.code,
        programme.in_([one.id for one in known.programmes]),
        AuditEvent.at >= known.begin,
        AuditEvent.at < known.end,
    )
    return session.scalars(query).one()


def median_days(session: Session, known: Reported) -> Decimal | None:
    """The middle one of the times to close, in days to two places."""
    seconds = extract("epoch", Case.ended_at - Case.registered_at)
    middle = func.percentile_cont(0.5).within_group(seconds)
    query = select(middle).where(*known.cases, Case.stage == Stage.CLOSED)
    found = session.scalars(query).one()
    return None if found is None else round(Decimal(found) / SECONDS_OF_A_DAY, 2)
