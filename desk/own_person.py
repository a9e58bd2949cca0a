"""The person who is signed in: name, address, language and whose person it is."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk.actors import Actor
from desk.own_pools import keeps_pool
from desk.people import handle_of
from models.parties import Contact, Customer, StaffAccount
from rules.reason_words import language_of
from runtime.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Whom a page speaks to, in which language; `customer` is empty for the desk's own people."""

    name: str
    email: str
    language: str
    customer: str = ""
    customer_name: str = ""
    is_reseller: bool = False
    keeps_pool: bool = False


def who_is(database: Database, actor: Actor) -> Person:
    """The person behind the actor; the desk's own people are spoken to in English."""
    if actor.customer_id is None:
        return Person(name="", email="", language="en")
    with database.as_tenant(actor.tenant_id) as session:
        customer = session.get_one(Customer, (actor.tenant_id, actor.customer_id))
        account = account_of(session, actor)
        return Person(
            name=account.name if account else customer.name,
            email=account.email if account else "",
            language=language_of(locale_of(session, customer, account)),
            customer=customer.code,
            customer_name=customer.name,
            is_reseller=customer.is_reseller,
            keeps_pool=keeps_pool(session, actor),
        )


def account_of(session: Session, actor: Actor) -> StaffAccount | None:
    """The account that goes by the actor's handle, looked for among its organisation's people."""
    accounts = session.scalars(
        select(StaffAccount).where(StaffAccount.customer_id == actor.customer_id)
    )
    return next((one for one in accounts if handle_of(one.id) == actor.name), None)


def locale_of(session: Session, customer: Customer, account: StaffAccount | None) -> str:
    """The locale the person is written to in, else that of its organisation."""
    if account is None:
        return customer.locale
    own = session.scalars(
        select(Contact.locale).where(
            Contact.customer_id == customer.id, Contact.email == account.email
        )
    ).first()
    return own or customer.locale
