"""Intake: case, promise and outbox row in one transaction, without waiting for any workflow."""

import uuid
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from activities.own_label import next_number
from desk.actors import Actor
from desk.agreed import (
    Agreed,
    agree,
    as_asked,
    find_contract,
    find_customer,
    local_year,
    usual_request,
    with_fault,
)
from desk.asked import RequestForm
from desk.devices import DeviceForm, has_no_battery, identify_device
from desk.judging import InForce, device_on_record, in_force, judge
from desk.loans import notices_for
from desk.parts import part_asked
from desk.people_to_reach import AddressForm, ContactForm, keep_address, keep_contact
from desk.refusals import NotCovered
from desk.request_keys import Answer, answer_once, database_clock
from desk.seats import is_attached, seats_on
from desk.second_case import chain, refuse_second_case
from documents.printable import (
    FAULT_LIMIT,
    FAULT_LINES_LIMIT,
    NAME_LIMIT,
    printable,
    printable_address,
    printable_lines,
    scannable,
)
from models.cases import AuditEvent, Case, Promise, PromiseKind, PromiseOutcome
from models.contracts import Contract
from models.exchange import OutboxMessage
from models.parties import Customer, Tenant
from rules.battery import BatteryState
from rules.case_start import start_case
from rules.case_state import CaseState
from rules.case_waiting import waits_for
from rules.case_words import Remedy
from rules.promises import Promise as PromiseMade
from rules.service_words import Asker, Need
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
    #: The code of the part to send ahead where the terms send parts; empty for a whole unit.
    part: str = ""
    #: What is asked, for how bad a fault, by whom; None says no more than the remedy does.
    request: RequestForm | None = None
    at: datetime | None = field(default=None)


def open_case(database: Database, actor: Actor, form: CaseForm, key: str) -> Answer:
    """Register a case and promise; the answer is the same for every repeat of the key.

    Raises the named refusals of desk.refusals (NotCovered with the advice to give at once),
    rules.entitlement, rules.entitling and rules.imei.
    """
    actor.require("open cases")
    check_printable(form)
    try:
        with database.as_tenant(actor.tenant_id) as session:
            at = form.at or database_clock(session)
            return answer_once(
                session, actor, key, asdict(form), at, lambda: register(session, actor, form, at)
            )
    except NotCovered as refusal:
        note_refusal(database, actor, form, refusal)
        raise


def note_refusal(database: Database, actor: Actor, form: CaseForm, refusal: NotCovered) -> None:
    """Every request is logged, also one that is turned away (fact 66)."""
    with database.as_tenant(actor.tenant_id) as session:
        session.add(
            AuditEvent(
                tenant_id=actor.tenant_id,
                word="request_not_covered",
                at=form.at or database_clock(session),
                actor=actor.name,
                details={"customer": form.customer, "decision": refusal.facts["decision"]},
            )
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
    customer = find_customer(session, actor, form.customer, at)
    contract = find_contract(session, customer, form.contract)
    unit = identify_device(session, actor, customer, form.device, at)
    refuse_second_case(session, unit, at)
    under = in_force(session, contract, at)
    request = request_of(session, actor, customer, contract, form, under)
    device = device_on_record(session, contract, unit)
    judged = judge(session, contract, request, under, device=device)
    agreed = agree(customer, contract, form.remedy, judged, form.contact.locale or customer.locale)
    tenant = session.get_one(Tenant, actor.tenant_id)
    number = case_number(session, tenant, agreed)
    battery = BatteryState.OK if has_no_battery(session, unit) else form.battery
    part = part_asked(session, form.part, form.remedy, agreed.terms)
    state = replace(opening_state(form, agreed, number, str(unit.id), battery), part=part)
    waiting = waits_for(state)
    case = Case(
        tenant_id=actor.tenant_id,
        id=uuid.uuid4(),
        number=number,
        customer_id=agreed.customer.id,
        requester_id=actor.customer_id if actor.customer_id != agreed.customer.id else None,
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
        entitlement=agreed.entitlement,
    )
    session.add(case)
    session.flush()
    chain(session, case, unit, actor.name)
    if agreed.promise is not None:
        session.add(promise_row(case, agreed, agreed.promise))
    owe_start(session, tenant, case, at)
    return {**receipt(case, agreed), "notices": notices_for(session, actor, customer)}


def case_number(session: Session, tenant: Tenant, agreed: Agreed) -> str:
    """Country, local year of registration and a gap-free number: SE-2026-000123."""
    year = local_year(agreed)
    number = next_number(session, tenant.id, f"case/{year}")
    return f"{tenant.country}-{year}-{number:06d}"


def opening_state(
    form: CaseForm, agreed: Agreed, number: str, unit_id: str, battery: BatteryState
) -> CaseState:
    """The case machine's first state, with everything intake already knows."""
    known = CaseState(
        number=number,
        remedy=form.remedy,
        opened_at=agreed.at,
        device_unit=unit_id,
        battery=battery,
        definite_fault=form.definite_fault,
        promise_kind=agreed.promise.kind.value if agreed.promise else "",
        promise_due=agreed.promise.due_at if agreed.promise else None,
        need=form.request.need if form.request else "",
        severity=form.request.severity if form.request else "",
    )
    return start_case(known, agreed.terms)


def request_of(
    session: Session,
    actor: Actor,
    customer: Customer,
    contract: Contract,
    form: CaseForm,
    under: InForce,
) -> RequestForm:
    """What is asked: as the form says it, or what its remedy alone means under this tier."""
    if form.request is not None:
        said = with_fault(as_asked(actor, customer, form.request), form.definite_fault)
    else:
        said = usual_request(form.remedy, form.definite_fault, under.terms.offer)
    if form.remedy is Remedy.ON_SITE:
        # Whatever else is asked: a technician comes only where a visit is sold (fact 42).
        said = replace(said, need=Need.ON_SITE)
    if may_call(session, contract, said, form.contact.email, under.day):
        return said
    return unattached(said)


def may_call(
    session: Session, contract: Contract, said: RequestForm, email: str, day: date
) -> bool:
    """False for a user whom a contract that lists its users does not list (fact 67)."""
    if said.who is not Asker.ATTACHED_USER or not seats_on(session, contract.id, day):
        return True
    return is_attached(session, contract.id, email, day)


def unattached(said: RequestForm) -> RequestForm:
    """The same request of somebody who is attached to nothing."""
    return replace(said, who=Asker.END_CUSTOMER)


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
        made=promise.to_json(),
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
