"""What a form for a new case offers: the customers and models the actor may choose."""

from dataclasses import dataclass

from sqlalchemy import select, true

from desk.actors import Actor
from documents.language import Language
from models.devices import DeviceModel
from models.parties import Customer, Tenant
from runtime.database import Database

#: More than this is found by typing its code.
MOST_OFFERED = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """Pairs of code and name, the languages letters are written in, and the tenant's country."""

    customers: tuple[tuple[str, str], ...]
    models: tuple[tuple[str, str], ...]
    languages: tuple[str, ...]
    country: str


def case_choices(database: Database, actor: Actor) -> Choices:
    """The choices of a new case; a customer's person has one customer (NotAllowed)."""
    actor.require("open cases")
    own = true() if actor.customer_id is None else Customer.id == actor.customer_id
    customers = select(Customer.code, Customer.name).where(own).order_by(Customer.code)
    models = select(DeviceModel.code, DeviceModel.name).order_by(DeviceModel.code)
    with database.as_tenant(actor.tenant_id) as session:
        return Choices(
            customers=tuple(
                (code, name) for code, name in session.execute(customers.limit(MOST_OFFERED))
            ),
            models=tuple((code, name) for code, name in session.execute(models)),
            languages=tuple(language.value for language in Language),
            country=session.scalars(select(Tenant.country)).one(),
        )
