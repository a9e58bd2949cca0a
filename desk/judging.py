"""A request judged against a contract: what is in force, the decision, and what is targeted."""

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
from rules.question import ContractRun, DeviceOnRecord
from rules.service_words import Metric
from rules.targets import TargetDue, count_target, target_for
from rules.terms import Terms, calendars_under, terms_under
from rules.working_calendar import Calendar


@dataclass(frozen=True, slots=True, kw_only=True)
class InForce:
    """What holds under a contract at an instant: a case opened then keeps it."""

    terms: Terms
    calendars: Mapping[str, Calendar]
    #: When it was asked, with the offset it was asked in.
    at: datetime

    @property
    def day(self) -> date:
        """The day of the instant in the programme's zone."""
        return day_of(self.at, self.terms.timezone)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """The decision about a request, with what it was made under."""

    under: InForce
    decision: Decision


def in_force(session: Session, contract: Contract, at: datetime) -> InForce:
    """The version of the programme that a case opened now keeps, under the contract's settings.

    Raises ProgrammeUnknown, ProgrammeInvalid and whatever `terms_under` refuses of the settings.
    """
    programme = programme_in_force(session, contract.tenant_id, contract.programme, at)
    terms = terms_under(programme, contract.tier, contract.settings)
    return InForce(terms=terms, calendars=calendars_under(programme, terms.figures), at=at)


def judge(
    session: Session,
    contract: Contract,
    request: RequestForm,
    under: InForce,
    *,
    device: DeviceOnRecord,
) -> Judged:
    """The decision under what is in force (SeverityUnknown, TopicUnknown, NaiveMoment)."""
    minutes = minutes_left(session, contract, under)
    decision = decide(
        terms=under.terms,
        run=ContractRun(starts_on=contract.starts_on, ends_on=contract.ends_on),
        device=device,
        question=request.question(under.at, prepaid_minutes=minutes),
    )
    return Judged(under=under, decision=decision)


def minutes_left(session: Session, contract: Contract, under: InForce) -> int:
    """The prepaid minutes of the customer on that day, for any of its products (fact 51).

    0 where the programme sells none: then nobody counts them.
    """
    if under.terms.ground.prepaid is None:
        return 0
    customer = session.get_one(Customer, (contract.tenant_id, contract.customer_id))
    return prepaid_left(session, customer, under.day)


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
