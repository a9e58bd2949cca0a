"""A customer's month put together from the record: every figure by one grouped query."""

from datetime import date, datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from activities.contract_terms import programme_now
from activities.pool_counts import count_pools
from models.contracts import Contract
from models.parties import Customer
from models.pools import Pool
from models.quality_counts import (
    PROGRAMME,
    SEVERITY,
    Asked,
    cases_by,
    cases_by_model,
    findings,
    freight_units,
    owed_at_end,
)
from models.quality_promises import missed_because, missed_list, promise_ends
from models.quality_times import times_taken
from rules.local_month import LocalMonth
from rules.pools import PoolLevel
from rules.programme import Programme
from rules.quality import QualityReport

#: More missed promises than anybody reads; all of them are in the counts by reason.
MOST_MISSED: Final = 200


def quality_of(
    session: Session, customer: Customer, month: LocalMonth, at: datetime
) -> QualityReport:
    """The month's figures as the record has them at that instant."""
    asked = Asked(customer_id=customer.id, begin=month.begin, end=month.end)
    by_programme = cases_by(session, asked, PROGRAMME)
    debts, oldest = owed_at_end(session, asked)
    return QualityReport(
        customer=customer.code,
        customer_name=customer.name,
        month=month.first,
        timezone=month.timezone,
        counted_at=at,
        cases=sum(by_programme.values()),
        by_programme=by_programme,
        by_severity=cases_by(session, asked, SEVERITY),
        by_model=cases_by_model(session, asked),
        by_finding=findings(session, asked),
        promises=promise_ends(session, asked),
        missed_because=missed_because(session, asked),
        missed=missed_list(session, asked, MOST_MISSED),
        times=times_taken(session, asked),
        open_debts=debts,
        oldest_debt=oldest,
        freight=freight_units(session, asked),
        pools=levels_of(session, customer, at),
    )


def levels_of(session: Session, customer: Customer, at: datetime) -> tuple[PoolLevel, ...]:
    """Every model of the customer's open pools as it is counted now, by pool and model."""
    pools = session.scalars(
        select(Pool)
        .where(Pool.customer_id == customer.id, Pool.closed_at.is_(None))
        .order_by(Pool.code)
    ).all()
    counted = count_pools(session, pools, at)
    return tuple(model.level for pool in counted for model in pool.models)


def month_of(session: Session, customer: Customer, first: date) -> LocalMonth | None:
    """The month in the zone of the programme that tells statistics, else of the newest contract.

    None for a customer without a contract: nobody has said in which zone its months lie.
    """
    programmes = programmes_of(session, customer)
    if not programmes:
        return None
    telling = [programme for programme in programmes if tells_statistics(programme)]
    return LocalMonth(first=first, timezone=(telling or programmes)[0].timezone)


def programmes_of(session: Session, customer: Customer) -> list[Programme]:
    """The programmes of the customer's contracts, the newest contract's first."""
    names = session.scalars(
        select(Contract.programme)
        .where(Contract.customer_id == customer.id)
        .order_by(Contract.ends_on.desc(), Contract.number)
    )
    return [programme_now(session, customer.tenant_id, name) for name in dict.fromkeys(names)]


def tells_statistics(programme: Programme) -> bool:
    """True when the programme says whom statistics go to (fact 66)."""
    billing = programme.ground.billing
    return billing is not None and billing.statistics_to != ""
