"""A request judged against a contract: terms, decision and what is targeted, before any case."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from activities import contract_terms
from desk.asked import RequestForm
from desk.programme_versions import programme_in_force
from models.contracts import Contract
from models.coverage import CoveredDevice, purchases_of
from models.devices import DeviceModel, Unit
from models.parties import Customer
from models.prepaid_time import prepaid_left
from rules.coverage_dates import day_of
from rules.decision import Decision
from rules.entitling import decide
from rules.programme import Programme
from rules.question import ContractRun, DeviceOnRecord
from rules.service_words import Metric
from rules.targets import TargetDue, count_target, target_for
from rules.terms import Terms, calendars_under, terms_under
from rules.working_calendar import Calendar


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What holds for a request at that instant; `targets` are counted from it."""

    programme: Programme
    terms: Terms
    calendars: Mapping[str, Calendar]
    decision: Decision
    #: When it was asked, with the offset it was asked in.
    at: datetime
    targets: tuple[TargetDue, ...]


def judge(
    session: Session,
    contract: Contract,
    request: RequestForm,
    at: datetime,
    *,
    device: DeviceOnRecord,
) -> Judged:
    """The decision under the version in force (SeverityUnknown, TopicUnknown, NaiveMoment)."""
    programme, terms = terms_in_force(session, contract, at)
    calendars = calendars_under(programme, terms.figures)
    minutes = minutes_left(session, contract, day_of(at, terms.timezone))
    decision = decide(
        terms=terms,
        run=ContractRun(starts_on=contract.starts_on, ends_on=contract.ends_on),
        device=device,
        question=request.question(at, prepaid_minutes=minutes),
    )
    return Judged(
        programme=programme,
        terms=terms,
        calendars=calendars,
        decision=decision,
        at=at,
        targets=count_targets(terms, calendars, request, at),
    )


def minutes_left(session: Session, contract: Contract, day: date) -> int:
    """The prepaid minutes of the customer on that day, for any of its products (fact 51)."""
    customer = session.get_one(Customer, (contract.tenant_id, contract.customer_id))
    return prepaid_left(session, customer, day)


def terms_in_force(session: Session, contract: Contract, at: datetime) -> tuple[Programme, Terms]:
    """The programme's version that a case opened now keeps, and the contract's terms under it."""
    programme = programme_in_force(session, contract.tenant_id, contract.programme, at)
    return programme, terms_under(programme, contract.tier, contract.settings)


def count_targets(
    terms: Terms, calendars: Mapping[str, Calendar], request: RequestForm, at: datetime
) -> tuple[TargetDue, ...]:
    """Response and resolution as the tier targets them for this severity and need."""
    found = [
        target_for(terms, metric, severity=request.severity, need=request.need) for metric in Metric
    ]
    return tuple(
        count_target(
            target,
            readings=terms.readings,
            calendars=calendars,
            started_at=at,
            zone=terms.timezone,
        )
        for target in found
        if target is not None
    )


def device_on_record(session: Session, contract: Contract, unit: Unit | None) -> DeviceOnRecord:
    """The unit's class and dates under the contract; an unknown unit has neither."""
    if unit is None:
        return DeviceOnRecord()
    covered = session.scalars(
        select(CoveredDevice).where(
            CoveredDevice.contract_id == contract.id, CoveredDevice.unit_id == unit.id
        )
    ).one_or_none()
    model = session.get_one(DeviceModel, (unit.tenant_id, unit.model_id))
    if covered is None:
        return DeviceOnRecord(product_class=model.product_class)
    known = contract_terms.device_on_record(covered, purchases_of(session, contract))
    return replace(known, product_class=known.product_class or model.product_class)
