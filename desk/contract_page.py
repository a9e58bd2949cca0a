"""A contract as its page shows it: what it promises, its devices, money and dates."""

from collections.abc import Iterator
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from activities.contract_terms import ContractOnRecord, contract_on_record, device_on_record
from desk.actors import Actor
from desk.agreed import may_act_for
from desk.contract_rows import find_contract
from desk.contract_view import (
    ContractLine,
    ContractView,
    CoverageLine,
    DateLine,
    DeviceLine,
    FeeLine,
    PurchaseLine,
)
from desk.request_keys import database_clock
from models.contracts import Contract
from models.coverage import CoveredDevice, notices_of, seats_on
from models.devices import DeviceModel, Unit
from models.money import BillableEvent
from models.parties import Contact, Customer
from rules import coverage_dates, coverage_days
from rules.coverage_dates import day_of, rows_for
from rules.fields import to_plain
from rules.renewals import is_over
from runtime.database import Database


def list_contracts(
    database: Database, actor: Actor, at: datetime | None = None
) -> tuple[ContractLine, ...]:
    """Every contract the asker may know of, by number (NotAllowed)."""
    actor.require("see contracts")
    query = (
        select(Contract, Customer)
        .join(
            Customer,
            and_(Customer.tenant_id == Contract.tenant_id, Customer.id == Contract.customer_id),
        )
        .order_by(Contract.number)
    )
    with database.as_tenant(actor.tenant_id) as session:
        today = (at or database_clock(session)).date()
        rows = session.execute(query).all()
        customers = {customer.id: customer for _, customer in rows}
        known = {
            customer_id
            for customer_id, customer in customers.items()
            if may_act_for(session, actor, customer, today)
        }
    return tuple(
        ContractLine(
            number=row.number,
            customer=customer.code,
            programme=row.programme,
            tier=row.tier,
            starts_on=row.starts_on,
            ends_on=row.ends_on,
        )
        for row, customer in rows
        if customer.id in known
    )


def contract_page(
    database: Database, actor: Actor, number: str, at: datetime | None = None
) -> ContractView:
    """The contract as of that instant, now without one (NotAllowed, ContractNotFound)."""
    actor.require("see contracts")
    with database.as_tenant(actor.tenant_id) as session:
        moment = at or database_clock(session)
        row = find_contract(session, actor, number, moment)
        return view_of(session, contract_on_record(session, row), moment)


def view_of(session: Session, contract: ContractOnRecord, at: datetime) -> ContractView:
    """The page's values, from the record."""
    row, terms = contract.row, contract.terms
    today = day_of(at, terms.timezone)
    customer = session.get_one(Customer, (row.tenant_id, row.customer_id))
    contact = session.get_one(Contact, (row.tenant_id, row.contact_id)) if row.contact_id else None
    serials = serials_of(session, contract)
    return ContractView(
        number=row.number,
        customer=customer.code,
        customer_name=customer.name,
        contact=contact.name if contact else "",
        programme=terms.programme,
        version=terms.version,
        tier=terms.tier,
        tier_label=terms.tier_label,
        today=today,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        renewed_from=row.renewed_from,
        expired=is_over(row.ends_on, today, terms.expiry),
        term_years=row.term_years,
        billing=row.billing.value if row.billing else "",
        fee_amount=row.fee_amount,
        fee_currency=row.fee_currency,
        fee_approximate=row.fee_approximate,
        seats=seats_on(session, row, today),
        figures=to_plain(terms.figures),
        devices=tuple(device_line(session, contract, one, today) for one in contract.devices),
        purchases=tuple(purchase_lines(contract, serials)),
        fees=tuple(fee_lines(session, contract)),
        notices=tuple(notice_lines(session, contract, serials)),
        upcoming=upcoming(contract, today, serials),
    )


def serials_of(session: Session, contract: ContractOnRecord) -> dict[UUID, str]:
    """The serials of the covered units by their ids."""
    ids = [device.unit_id for device in contract.devices]
    rows = session.execute(select(Unit.id, Unit.serial).where(Unit.id.in_(ids)))
    return {row.id: row.serial for row in rows}


def device_line(
    session: Session, contract: ContractOnRecord, row: CoveredDevice, today: date
) -> DeviceLine:
    """A device with its coverage, worked out on the spot."""
    unit = session.get_one(Unit, (row.tenant_id, row.unit_id))
    return DeviceLine(
        serial=unit.serial,
        model=session.get_one(DeviceModel, (row.tenant_id, unit.model_id)).code,
        product_class=row.product_class,
        invoiced_on=row.invoiced_on,
        shipped_on=row.shipped_on,
        activated_on=row.activated_on,
        coverage=tuple(coverage_lines(contract, row, today)),
    )


def coverage_lines(
    contract: ContractOnRecord, row: CoveredDevice, today: date
) -> Iterator[CoverageLine]:
    """Until when each row of coverage holds for the device, and what may be bought today."""
    device, followed, terms = (
        device_on_record(row, contract.purchases),
        contract.followed,
        contract.terms,
    )
    for coverage in rows_for(terms.offer, device):
        until = followed.covered(coverage, device)
        offer = coverage_days.extension_offer(
            coverage, device, followed.run, terms.figures, terms.readings, today
        )
        yield CoverageLine(
            coverage=coverage.id,
            measure=coverage.measure.value,
            starts_on=until.starts_on,
            base_ends=until.base_ends,
            last_day=until.last_day,
            capped_by_maximum=until.capped_by_maximum,
            extension_months=offer.months if offer else None,
            source=coverage.source,
        )


def purchase_lines(contract: ContractOnRecord, serials: dict[UUID, str]) -> Iterator[PurchaseLine]:
    """What was bought, in the order it was recorded."""
    for one in contract.purchases:
        yield PurchaseLine(
            kind=one.kind.value,
            serial=serials.get(one.unit_id, "") if one.unit_id else "",
            months=one.months,
            bought_on=one.bought_on,
            ends_on=one.ends_on,
            price=one.price,
            currency=one.currency,
            order_reference=one.order_reference,
        )


def fee_lines(session: Session, contract: ContractOnRecord) -> Iterator[FeeLine]:
    """The contract's billable events, oldest first."""
    rows = session.scalars(
        select(BillableEvent)
        .where(BillableEvent.contract_id == contract.row.id)
        .order_by(BillableEvent.at, BillableEvent.key)
    )
    for event in rows:
        yield FeeLine(
            on=day_of(event.at, contract.terms.timezone),
            kind=event.kind,
            quantity=event.quantity,
            amount=event.amount,
            currency=event.currency,
        )


def notice_lines(
    session: Session, contract: ContractOnRecord, serials: dict[UUID, str]
) -> Iterator[DateLine]:
    """What was told, oldest first."""
    for notice in notices_of(session, contract.row):
        serial = serials.get(notice.unit_id, "") if notice.unit_id else ""
        yield DateLine(on=notice.due_on, kind=notice.kind.value, serial=serial, about=notice.about)


def upcoming(
    contract: ContractOnRecord, today: date, serials: dict[UUID, str]
) -> tuple[DateLine, ...]:
    """Every notice and fee after today, as the record names them now."""
    followed = contract.followed
    notices = [
        DateLine(
            on=one.due_on,
            kind=one.kind.value,
            serial=serials[UUID(one.unit)] if one.unit else "",
            about=one.about,
        )
        for one in coverage_dates.notices_of(followed)
    ]
    fees = [
        DateLine(on=fee.due_on, kind=f"fee_{fee.billing}", serial="", about=fee.due_on)
        for fee in coverage_dates.fees_of(followed)
    ]
    return tuple(
        sorted(
            (one for one in [*notices, *fees] if one.on > today),
            # Units have random ids: only what a reader sees may decide the order of one day.
            key=lambda one: (one.on, one.kind, one.serial),
        )
    )
