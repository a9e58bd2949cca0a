"""What a form for a ticket offers: the contracts somebody may ask under, and each one's words."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, and_, or_, select, true
from sqlalchemy.orm import Session

from desk.actors import Actor
from desk.contract_refusals import ContractNotFound
from desk.judging import in_force
from desk.people_to_reach import AddressForm
from desk.request_keys import database_clock
from models.cases import Case
from models.contracts import Contract
from models.devices import DeviceModel
from models.parties import Address, Customer, ResellerRelation
from rules.service_terms import Emergency, Severity, Topic
from rules.service_words import Asker, ScopeFact
from rules.terms import Terms
from runtime.database import Database

#: More than this is found by its number.
MOST_OFFERED = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractChoice:
    """A contract somebody may ask under."""

    number: str
    customer: str
    customer_name: str
    programme: str
    tier: str
    ends_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketChoices:
    """One contract's own words for a ticket; severities begin with the worst."""

    contract: ContractChoice
    tier_label: str
    timezone: str
    asker: Asker
    severities: tuple[Severity, ...]
    topics: tuple[Topic, ...]
    required_fields: tuple[str, ...]
    wanted: tuple[str, ...]
    emergency: Emergency | None
    scope: tuple[ScopeFact, ...]
    product_classes: tuple[str, ...]
    models: tuple[tuple[str, str], ...]
    address: AddressForm | None


def contracts_to_ask_under(database: Database, actor: Actor) -> tuple[ContractChoice, ...]:
    """Every contract the actor may ask under, by number (NotAllowed).

    A customer's person has its own, and a reseller's also those of its customers of today.
    """
    actor.require("check entitlement")
    with database.as_tenant(actor.tenant_id) as session:
        query = contract_query(actor, database_clock(session).date())
        rows = session.execute(query.order_by(Contract.number).limit(MOST_OFFERED))
        return tuple(choice_of(contract, customer) for contract, customer in rows)


def ticket_choices(database: Database, actor: Actor, number: str) -> TicketChoices:
    """What a ticket under that contract may say (NotAllowed, ContractNotFound)."""
    actor.require("check entitlement")
    with database.as_tenant(actor.tenant_id) as session:
        at = database_clock(session)
        contract, customer = found_contract(session, actor, number, at)
        terms = in_force(session, contract, at).terms
        ground = terms.ground
        return TicketChoices(
            contract=choice_of(contract, customer),
            tier_label=terms.tier_label,
            timezone=terms.timezone,
            asker=asker_of(actor, customer, terms),
            severities=tuple(sorted(ground.severities.values(), key=lambda one: one.rank)),
            topics=tuple(ground.topics.values()),
            required_fields=ground.intake.required_fields,
            wanted=ground.intake.wanted,
            emergency=ground.intake.emergency,
            scope=ground.scope.required,
            product_classes=product_classes(terms),
            models=known_models(session),
            address=usual_address(session, customer),
        )


def product_classes(terms: Terms) -> tuple[str, ...]:
    """The classes of product that the tier covers or the contract has figures for."""
    named = [name for row in terms.offer.coverage for name in row.product_classes]
    return tuple(dict.fromkeys([*named, *terms.figures.products]))


def known_models(session: Session) -> tuple[tuple[str, str], ...]:
    """Every device model, as code and name."""
    models = select(DeviceModel.code, DeviceModel.name).order_by(DeviceModel.code)
    return tuple((code, name) for code, name in session.execute(models))


def contract_query(actor: Actor, day: date) -> Select[Contract, Customer]:
    """The contracts the actor may ask under on that day, with their customers."""
    return (
        select(Contract, Customer)
        .join(
            Customer,
            and_(Customer.tenant_id == Contract.tenant_id, Customer.id == Contract.customer_id),
        )
        .where(asks_for(actor, day))
    )


def asks_for(actor: Actor, day: date) -> ColumnElement[bool]:
    """The customers the actor may ask for on that day: all of them at the desk."""
    if actor.customer_id is None:
        return true()
    served = select(ResellerRelation.customer_id).where(
        ResellerRelation.reseller_id == actor.customer_id,
        ResellerRelation.since <= day,
        or_(ResellerRelation.until.is_(None), ResellerRelation.until >= day),
    )
    return or_(Customer.id == actor.customer_id, Customer.id.in_(served))


def found_contract(
    session: Session, actor: Actor, number: str, at: datetime
) -> tuple[Contract, Customer]:
    """The contract of that number with its customer (ContractNotFound)."""
    query = contract_query(actor, at.date()).where(Contract.number == number)
    found = session.execute(query).one_or_none()
    if found is None:
        raise ContractNotFound(number)
    return found.Contract, found.Customer


def choice_of(contract: Contract, customer: Customer) -> ContractChoice:
    """The contract as a list offers it."""
    return ContractChoice(
        number=contract.number,
        customer=customer.code,
        customer_name=customer.name,
        programme=contract.programme,
        tier=contract.tier,
        ends_on=contract.ends_on,
    )


def asker_of(actor: Actor, customer: Customer, terms: Terms) -> Asker:
    """In which capacity the actor asks: its customers' reseller, an attached user, or itself."""
    if customer.is_reseller or actor.customer_id not in {None, customer.id}:
        return Asker.RESELLER
    allowed = {row.who for row in terms.offer.access}
    return Asker.ATTACHED_USER if Asker.ATTACHED_USER in allowed else Asker.END_CUSTOMER


def usual_address(session: Session, customer: Customer) -> AddressForm | None:
    """The address of the customer's newest case."""
    row = session.scalars(
        select(Address)
        .join(Case, and_(Case.tenant_id == Address.tenant_id, Case.address_id == Address.id))
        .where(Case.customer_id == customer.id)
        .order_by(Case.registered_at.desc())
        .limit(1)
    ).first()
    if row is None:
        return None
    parts = ("name", "street", "postcode", "city", "country")
    return AddressForm(**{part: getattr(row, part) for part in parts})
