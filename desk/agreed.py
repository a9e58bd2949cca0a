"""What was agreed for a request: whose contract, its terms, the decision and the promise."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from desk.actors import Actor
from desk.asked import RequestForm
from desk.judging import Judged
from desk.refusals import (
    NoRunningContract,
    NotCovered,
    SiteNotAsked,
    UnknownContract,
    UnknownCustomer,
)
from models.contracts import Contract
from models.parties import Customer, ResellerRelation
from rules.case_words import Remedy
from rules.decision import Decision, Verdict
from rules.entitlement import Entitlement, entitle
from rules.programme import Tier
from rules.promises import Promise, promise_delivery
from rules.reason_words import language_of, say_decision
from rules.reasons import ReasonCode
from rules.service_words import Asker, ChannelKind, Need
from rules.terms import Terms

#: What is asked for where a form says no more than its remedy.
USUAL_NEED = {Remedy.SUPPORT: Need.INCIDENT, Remedy.ON_SITE: Need.ON_SITE}
#: The remedies whose contract and tier are checked by name before the decision is made.
STAMPED = frozenset({Remedy.SWAP, Remedy.ADVANCE_REPLACEMENT})


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed:
    """What was worked out before anything is written."""

    customer: Customer
    contract: Contract
    terms: Terms
    decision: Decision
    stamp: Entitlement | None
    promise: Promise | None
    at: datetime

    @property
    def entitlement(self) -> dict[str, Any]:
        """The entitlement as the case carries it to its end."""
        stamp = self.stamp.to_json() if self.stamp else {}
        return {**stamp, "decision": self.decision.to_json()}


def agree(
    customer: Customer, contract: Contract, remedy: Remedy, judged: Judged, language: str
) -> Agreed:
    """The stamp and the promise of a covered request.

    Raises ContractNotStarted, ContractExpired, RemedyNotInProgramme, NotCovered and SiteNotAsked.
    """
    terms, at = judged.under.terms, judged.under.at
    stamp = None
    if remedy in STAMPED:
        stamp = entitle(
            terms=terms,
            contract_starts=contract.starts_on,
            contract_ends=contract.ends_on,
            remedy=remedy,
            opened_at=at,
        )
    if judged.decision.verdict is Verdict.NOT_COVERED:
        chosen = language_of(language)
        raise NotCovered(judged.decision, chosen, say_decision(judged.decision, chosen))
    if remedy is Remedy.ON_SITE and site_to_be_asked(judged.decision):
        raise SiteNotAsked(terms)
    promise = None
    if remedy is Remedy.SWAP and terms.swap is not None:
        calendars = judged.under.calendars
        promise = promise_delivery(registered_at=at, swap=terms.swap, calendars=calendars)
    return Agreed(
        customer=customer,
        contract=contract,
        terms=terms,
        decision=judged.decision,
        stamp=stamp,
        promise=promise,
        at=at,
    )


def site_to_be_asked(decision: Decision) -> bool:
    """True while nobody has said whether a technician may come to this place (fact 42)."""
    return any(one.code is ReasonCode.SITE_TO_BE_ASKED for one in decision.conditions)


def usual_request(remedy: Remedy, definite_fault: bool | None, tier: Tier) -> RequestForm:  # noqa: FBT001 - unknown, yes or no
    """What a form means that says no more than its remedy: whoever may ask, through what is open.

    A fault that is not definite is a finding of the case, not a reason to turn it away.
    """
    who = next((row.who for row in tier.access), Asker.END_CUSTOMER)
    kinds = [row.kind for row in tier.channels if not row.who or who in row.who]
    return RequestForm(
        need=USUAL_NEED.get(remedy, Need.HARDWARE),
        who=who,
        channel=ChannelKind.PHONE if not kinds or ChannelKind.PHONE in kinds else kinds[0],
        definite_fault=definite_fault or None,
    )


def as_asked(actor: Actor, customer: Customer, request: RequestForm) -> RequestForm:
    """The request as this actor may make it: only the desk states findings and approvals.

    Whoever acts for another customer is its reseller; nobody else's own people are one unless
    their organisation is.
    """
    if actor.customer_id is None:
        return request
    said = request.as_a_customer_may_say()
    if actor.customer_id != customer.id:
        return replace(said, who=Asker.RESELLER)
    claims = {Asker.MONITORING} if customer.is_reseller else {Asker.MONITORING, Asker.RESELLER}
    return replace(said, who=Asker.END_CUSTOMER) if said.who in claims else said


def find_customer(session: Session, actor: Actor, code: str, at: datetime) -> Customer:
    """The customer, unless the asker may not know of it (UnknownCustomer either way)."""
    customer = session.scalars(select(Customer).where(Customer.code == code)).one_or_none()
    if customer is None or not may_act_for(session, actor, customer, at.date()):
        raise UnknownCustomer(code)
    return customer


def may_act_for(session: Session, actor: Actor, customer: Customer, day: date) -> bool:
    """True for the desk, for the customer's own people, and for its reseller's on that day."""
    if actor.customer_id in {None, customer.id}:
        return True
    relation = select(ResellerRelation.id).where(
        ResellerRelation.reseller_id == actor.customer_id,
        ResellerRelation.customer_id == customer.id,
        ResellerRelation.since <= day,
        or_(ResellerRelation.until.is_(None), ResellerRelation.until >= day),
    )
    return session.scalars(relation.limit(1)).first() is not None


def find_contract(session: Session, customer: Customer, number: str) -> Contract:
    """The named contract, or the customer's newest (UnknownContract, NoRunningContract)."""
    query = select(Contract).where(Contract.customer_id == customer.id)
    if number:
        named = session.scalars(query.where(Contract.number == number)).one_or_none()
        if named is None:
            raise UnknownContract(customer.code, number)
        return named
    newest = session.scalars(query.order_by(Contract.ends_on.desc()).limit(1)).one_or_none()
    if newest is None:
        raise NoRunningContract(customer.code)
    return newest


def local_year(agreed: Agreed) -> int:
    """The year of the registration in the programme's zone."""
    return agreed.at.astimezone(ZoneInfo(agreed.terms.timezone)).year


def with_fault(request: RequestForm, definite_fault: bool | None) -> RequestForm:  # noqa: FBT001 - unknown, yes or no
    """The request with what the control questions found, if they found a fault."""
    return replace(request, definite_fault=definite_fault or request.definite_fault)
