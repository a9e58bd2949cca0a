"""What a form for a new case offers: customers, models, contracts, and a contract's own words."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select, true
from sqlalchemy.orm import Session

from activities.contract_terms import terms_in_force
from desk.actors import Actor
from desk.request_keys import database_clock
from desk.ticket_choices import ContractChoice, choice_of, contract_query
from documents.language import Language
from models.contracts import Contract
from models.devices import DeviceModel
from models.parties import Customer, Tenant
from rules.terms import Terms
from runtime.database import Database

#: More than this is found by typing its code.
MOST_OFFERED = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """Pairs of code and name, the languages letters are written in, and the tenant's country.

    `terms` are those of the contract that is `chosen`: the one that was named, else the named
    customer's that runs longest; nobody is named, and neither is known.
    """

    customers: tuple[tuple[str, str], ...]
    models: tuple[tuple[str, str], ...]
    languages: tuple[str, ...]
    country: str
    contracts: tuple[ContractChoice, ...] = ()
    chosen: ContractChoice | None = None
    terms: Terms | None = None


def case_choices(
    database: Database, actor: Actor, *, customer: str = "", contract: str = ""
) -> Choices:
    """The choices of a new case; a customer's person has one customer (NotAllowed)."""
    actor.require("open cases")
    own = true() if actor.customer_id is None else Customer.id == actor.customer_id
    customers = select(Customer.code, Customer.name).where(own).order_by(Customer.code)
    models = select(DeviceModel.code, DeviceModel.name).order_by(DeviceModel.code)
    with database.as_tenant(actor.tenant_id) as session:
        known = contracts_of(session, actor)
        chosen = chosen_contract(known, customer, contract)
        return Choices(
            customers=tuple(
                (code, name) for code, name in session.execute(customers.limit(MOST_OFFERED))
            ),
            models=tuple((code, name) for code, name in session.execute(models)),
            languages=tuple(language.value for language in Language),
            country=session.scalars(select(Tenant.country)).one(),
            contracts=known,
            chosen=chosen,
            terms=terms_of(session, chosen),
        )


def contracts_of(session: Session, actor: Actor) -> tuple[ContractChoice, ...]:
    """The contracts the actor may ask under, by number."""
    query = contract_query(actor, database_clock(session).date()).order_by(Contract.number)
    rows = session.execute(query.limit(MOST_OFFERED))
    return tuple(choice_of(contract, customer) for contract, customer in rows)


def chosen_contract(
    known: Sequence[ContractChoice], customer: str, contract: str
) -> ContractChoice | None:
    """The named one, else the named customer's that runs longest, as intake would take it."""
    if contract:
        return next((one for one in known if one.number == contract), None)
    theirs = [one for one in known if one.customer == customer]
    return max(theirs, key=lambda one: one.ends_on, default=None)


def terms_of(session: Session, chosen: ContractChoice | None) -> Terms | None:
    """What holds under the contract now."""
    if chosen is None:
        return None
    row = session.scalars(select(Contract).where(Contract.number == chosen.number)).one()
    return terms_in_force(session, row)
