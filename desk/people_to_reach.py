"""Contacts and addresses given at intake: checked, then kept with the customer."""

import uuid
from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from desk.actors import Actor
from desk.refusals import NoAddress
from models.parties import Address, Contact, Customer


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactForm:
    """Whom to write to."""

    name: str
    email: str
    phone: str = ""
    locale: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressForm:
    """Where to ship to; the street line is kept as it was written."""

    name: str
    street: str
    postcode: str
    city: str
    country: str


def keep_contact(
    session: Session, actor: Actor, customer: Customer, form: ContactForm
) -> uuid.UUID:
    """The customer's contact with this e-mail address, with its newest name and phone."""
    known = session.scalars(
        select(Contact).where(Contact.customer_id == customer.id, Contact.email == form.email)
    ).first()
    contact = known or Contact(
        tenant_id=actor.tenant_id, id=uuid.uuid4(), customer_id=customer.id, email=form.email
    )
    contact.name, contact.phone = form.name, form.phone
    contact.locale = form.locale or customer.locale
    session.add(contact)
    session.flush()
    return contact.id


def name_account_contact(
    session: Session, actor: Actor, customer: Customer, form: ContactForm
) -> uuid.UUID:
    """From now on this contact, and no other, hears of what its whole organisation owes."""
    session.execute(
        update(Contact).where(Contact.customer_id == customer.id).values(for_account=False)
    )
    contact_id = keep_contact(session, actor, customer, form)
    session.get_one(Contact, (actor.tenant_id, contact_id)).for_account = True
    session.flush()
    return contact_id


def keep_address(
    session: Session, actor: Actor, customer: Customer, form: AddressForm
) -> uuid.UUID:
    """A new address row: an address a parcel went to is never edited (NoAddress)."""
    for part in ("name", "street", "postcode", "city", "country"):
        if not getattr(form, part).strip():
            raise NoAddress(part)
    if len(form.country.strip()) != len("SE"):
        raise NoAddress("two-letter country")
    address = Address(
        tenant_id=actor.tenant_id,
        id=uuid.uuid4(),
        customer_id=customer.id,
        name=form.name.strip(),
        street=form.street.strip(),
        postcode=form.postcode.strip(),
        city=form.city.strip(),
        country=form.country.strip().upper(),
    )
    session.add(address)
    session.flush()
    return address.id
