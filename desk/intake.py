"""Intake: case, promise and outbox row in one transaction, without waiting for any workflow."""

import uuid
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from activities.own_label import next_number
from desk.actors import Actor
from desk.devices import DeviceForm, has_no_battery, identify_device, refuse_second_case
from desk.people_to_reach import AddressForm, ContactForm, keep_address, keep_contact
from desk.refusals import NoRunningContract, UnknownContract, UnknownCustomer
from desk.request_keys import Answer, answer_once, database_clock
from documents.printable import (
    FAULT_LIMIT,
    FAULT_LINES_LIMIT,
    NAME_LIMIT,
    printable,
    printable_address,
    printable_lines,
    scannable,
)
from models.cases import Case, Promise, PromiseKind, PromiseOutcome
from models.contracts import Contract
from models.exchange import OutboxMessage
from models.parties import Customer, Tenant
from programmes.loader import load_programme
from rules.battery import BatteryState
from rules.case_state import CaseState, ReturnPlan
from rules.case_waiting import waits_for
from rules.case_words import Remedy
from rules.entitlement import Entitlement, entitle
from rules.fulfilment import LabelPlace
from rules.promises import Promise as PromiseMade
from rules.promises import promise_delivery
from rules.terms import Terms, terms_under
from runtime.announce import announce
from runtime.database import Database
from runtime.payloads import to_plain


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseForm:
    """What is asked for when a case is opened."""

    customer: str
    remedy: Remedy
    device: DeviceForm
    contact: ContactForm
    address: AddressForm
    fault: str
    contract: str = ""
    definite_fault: bool | None = None
    battery: BatteryState = BatteryState.UNKNOWN
    at: datetime | None = field(default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed:
    """What was worked out before anything is written."""

    customer: Customer
    contract: Contract
    terms: Terms
    entitlement: Entitlement
    promise: PromiseMade | None
    at: datetime


def open_case(database: Database, actor: Actor, form: CaseForm, key: str) -> Answer:
    """Register a case and promise; the answer is the same for every repeat of the key.

    Raises the named refusals of desk.refusals, rules.entitlement and rules.imei.
    """
    actor.require("open cases")
    check_printable(form)
    with database.as_tenant(actor.tenant_id) as session:
        at = form.at or database_clock(session)
        return answer_once(
            session, actor, key, asdict(form), at, lambda: register(session, actor, form, at)
        )


def check_printable(form: CaseForm) -> None:
    """Refuse now, to the person typing, what no label or slip could print later.

    Raises UnprintableText or TextTooLong.
    """
    address = form.address
    printable_address(
        (address.name, address.street, f"{address.postcode} {address.city}", address.country),
        what="address",
    )
    printable(form.contact.name, NAME_LIMIT, what="contact name")
    printable_lines(form.fault, FAULT_LIMIT, FAULT_LINES_LIMIT, what="fault")
    scannable(form.device.serial.strip() or form.device.imei.strip(), what="serial number")


def register(session: Session, actor: Actor, form: CaseForm, at: datetime) -> Answer:
    """Decide what holds, then write it."""
    agreed = agree(session, actor, form, at)
    unit = identify_device(session, actor, agreed.customer, form.device, at)
    refuse_second_case(session, unit)
    tenant = session.get_one(Tenant, actor.tenant_id)
    number = case_number(session, tenant, agreed)
    battery = BatteryState.OK if has_no_battery(session, unit) else form.battery
    state = opening_state(form, agreed, number, str(unit.id), battery)
    waiting = waits_for(state)
    case = Case(
        tenant_id=actor.tenant_id,
        id=uuid.uuid4(),
        number=number,
        customer_id=agreed.customer.id,
        contract_id=agreed.contract.id,
        contact_id=keep_contact(session, actor, agreed.customer, form.contact),
        address_id=keep_address(session, actor, agreed.customer, form.address),
        device_unit_id=unit.id,
        remedy=form.remedy,
        fault=form.fault,
        stage=state.stage,
        outbound=state.outbound,
        inbound=state.inbound,
        waiting_for=waiting.what,
        mover=waiting.mover,
        wake_at=waiting.until,
        promised_for=state.promise_due,
        registered_at=at,
        changed_at=at,
        snapshot=to_plain(state),
        terms=agreed.terms.to_json(),
        entitlement=agreed.entitlement.to_json(),
    )
    session.add(case)
    session.flush()
    if agreed.promise is not None:
        session.add(promise_row(case, agreed, agreed.promise))
    owe_start(session, tenant, case, at)
    return receipt(case, agreed)


def agree(session: Session, actor: Actor, form: CaseForm, at: datetime) -> Agreed:
    """Customer, contract, terms, entitlement and, for a swap, the promise; refusals by name."""
    customer = find_customer(session, actor, form.customer)
    contract = find_contract(session, customer, form.contract)
    programme = load_programme(contract.programme)
    terms = terms_under(programme, contract.tier, contract.settings)
    entitlement = entitle(
        terms=terms,
        contract_starts=contract.starts_on,
        contract_ends=contract.ends_on,
        remedy=form.remedy,
        opened_at=at,
    )
    promise = None
    if form.remedy is Remedy.SWAP and terms.swap is not None:
        promise = promise_delivery(registered_at=at, swap=terms.swap, calendars=programme.calendars)
    return Agreed(
        customer=customer,
        contract=contract,
        terms=terms,
        entitlement=entitlement,
        promise=promise,
        at=at,
    )


def find_customer(session: Session, actor: Actor, code: str) -> Customer:
    """The customer, unless the asker may not know of it (UnknownCustomer either way)."""
    customer = session.scalars(select(Customer).where(Customer.code == code)).one_or_none()
    if customer is None or actor.customer_id not in {None, customer.id}:
        raise UnknownCustomer(code)
    return customer


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


def case_number(session: Session, tenant: Tenant, agreed: Agreed) -> str:
    """Country, local year of registration and a gap-free number: SE-2026-000123."""
    year = agreed.at.astimezone(ZoneInfo(agreed.terms.timezone)).year
    number = next_number(session, tenant.id, f"case/{year}")
    return f"{tenant.country}-{year}-{number:06d}"


def opening_state(
    form: CaseForm, agreed: Agreed, number: str, unit_id: str, battery: BatteryState
) -> CaseState:
    """The case machine's first state, with everything intake already knows."""
    returns = agreed.terms.returns
    plan = ReturnPlan(
        remind_after_days=returns.remind_after_days,
        review_after_days=returns.review_after_days or ReturnPlan().review_after_days,
        label_in_box=returns.label is LabelPlace.ENCLOSED,
    )
    return CaseState(
        number=number,
        remedy=form.remedy,
        opened_at=agreed.at,
        device_unit=unit_id,
        battery=battery,
        definite_fault=form.definite_fault,
        promise_kind=agreed.promise.kind.value if agreed.promise else "",
        promise_due=agreed.promise.due_at if agreed.promise else None,
        plan=plan,
        # The workflow opens the case; until it has, the case itself is due for a look.
        deadlines={"opening": agreed.at + timedelta(hours=1)},
    )


def promise_row(case: Case, agreed: Agreed, promise: PromiseMade) -> Promise:
    """The promise with its reason, as it was told."""
    return Promise(
        tenant_id=case.tenant_id,
        key=f"{case.number}/promise/{promise.kind}/1",
        case_id=case.id,
        kind=PromiseKind(promise.kind.value),
        counted_from=agreed.at,
        due_at=promise.due_at,
        explanation=promise.explanation,
        programme_version=f"{agreed.terms.programme} {agreed.terms.version}",
        calendar_hash=promise.calendar_hash,
        outcome=PromiseOutcome.OPEN,
    )


def owe_start(session: Session, tenant: Tenant, case: Case, at: datetime) -> None:
    """The relay starts the workflow after the commit."""
    session.add(
        OutboxMessage(
            tenant_id=case.tenant_id,
            key=f"{case.number}/start",
            kind="start",
            case_id=case.id,
            payload={"tenant": tenant.code, "number": case.number, "story": case.remedy.value},
            created_at=at,
            try_after=datetime.fromtimestamp(0, tz=at.tzinfo),
        )
    )
    announce(session, "relay")
    announce(session, "board", str(case.tenant_id))


def receipt(case: Case, agreed: Agreed) -> Answer:
    """What the asker is told at once."""
    promise = agreed.promise
    return {
        "number": case.number,
        "remedy": case.remedy.value,
        "registered_at": agreed.at.isoformat(),
        "promise": None
        if promise is None
        else {
            "kind": promise.kind.value,
            "due_at": promise.due_at.isoformat(),
            "due_day": promise.due_day.isoformat(),
            "explanation": promise.explanation,
        },
    }
