"""Who sells and who buys, version by version: what statements name and under which terms."""

import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from activities.finance.parties import versions_of
from desk.actors import Actor
from desk.agreed import find_customer
from desk.finance.events import note
from desk.finance.party_checks import CHECKED, check_party, require
from desk.finance.statement_refusals import BillingPartyKnown
from desk.people_to_reach import ContactForm, keep_contact
from desk.request_keys import Answer, answer_once, database_clock
from models.finance.statements import BillingParty
from models.parties import Contact, Customer
from rules.finance.money_words import VatCategory
from runtime.database import Database

#: What a version says, and its event keeps.
SAID: Final = (
    "legal_name",
    "registration",
    "vat_number",
    "endpoint_scheme",
    "endpoint",
    "street",
    "postcode",
    "city",
    "country",
    "buyer_reference",
    "locale",
    "currency",
    "payment_days",
    "grace_days",
    "vat_category",
    "vat_percent",
    "iban",
    "bic",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyForm:
    """A party as it is named from a day on; without a customer it is the tenant itself.

    Numbers may be written with spaces and dashes. `email` is where a customer's statements go.
    """

    customer: str = ""
    valid_from: date
    legal_name: str
    registration: str
    endpoint_scheme: str
    endpoint: str
    street: str
    postcode: str
    city: str
    country: str
    vat_number: str = ""
    buyer_reference: str = ""
    email: str = ""
    locale: str = "en"
    currency: str = "SEK"
    payment_days: int = 30
    grace_days: int = 3
    vat_category: VatCategory = VatCategory.STANDARD
    vat_percent: Decimal = Decimal(25)
    iban: str = ""
    bic: str = ""
    because: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyVersion:
    """One version of a billing party; `customer` is empty for the tenant itself."""

    customer: str
    valid_from: date
    email: str
    set_at: datetime
    set_by: str
    said: dict[str, Any]


def set_party(database: Database, actor: Actor, form: PartyForm, key: str) -> Answer:
    """Write down how a party is named from that day on, once per key.

    Raises NotAllowed, BillingPartyInvalid, BillingPartyKnown and UnknownCustomer.
    """
    actor.require("keep rates")
    plain = without_spaces(form)
    check_party(plain)
    with database.as_tenant(actor.tenant_id) as session:
        at = form.at or database_clock(session)
        return answer_once(
            session,
            actor,
            f"party:{key}" if key else "",
            asdict(form),
            at,
            lambda: keep_version(session, actor, plain, at),
        )


def party_versions(
    database: Database, actor: Actor, customer: str = ""
) -> tuple[PartyVersion, ...]:
    """Every version of a customer, or of the tenant itself, the newest first.

    Raises NotAllowed and UnknownCustomer.
    """
    actor.require("see finance")
    with database.as_tenant(actor.tenant_id) as session:
        owner = owner_of(session, actor, customer, database_clock(session))
        rows = versions_of(session, owner.id if owner else None)
        return tuple(version_told(session, row, customer) for row in rows)


def without_spaces(form: PartyForm) -> PartyForm:
    """The numbers as they are kept: without the spaces that people write into them."""
    return replace(
        form,
        vat_number=bare(form.vat_number),
        endpoint=bare(form.endpoint) if form.endpoint_scheme in CHECKED else form.endpoint.strip(),
        iban=bare(form.iban),
        bic=bare(form.bic),
        country=form.country.strip().upper(),
        currency=form.currency.strip().upper(),
    )


def bare(number: str) -> str:
    """Without spaces and dashes, in capitals."""
    return "".join(number.split()).replace("-", "").upper()


def keep_version(session: Session, actor: Actor, form: PartyForm, at: datetime) -> Answer:
    """The version's row, and the event that says what changed."""
    owner = owner_of(session, actor, form.customer, at)
    versions = versions_of(session, owner.id if owner else None)
    if any(row.valid_from == form.valid_from for row in versions):
        raise BillingPartyKnown(form.valid_from)
    row = BillingParty(
        tenant_id=actor.tenant_id,
        id=uuid.uuid4(),
        customer_id=owner.id if owner else None,
        valid_from=form.valid_from,
        contact_id=contact_of(session, actor, owner, form),
        set_at=at,
        set_by=actor.name,
        **{name: getattr(form, name) for name in SAID},
    )
    session.add(row)
    session.flush()
    note(
        session,
        actor,
        row.id,
        "party_set",
        at,
        because=form.because.strip(),
        before=said_by(begun(versions, form.valid_from)),
        after=said_by(row),
    )
    return {"customer": form.customer, "valid_from": form.valid_from.isoformat()}


def owner_of(session: Session, actor: Actor, customer: str, at: datetime) -> Customer | None:
    """The customer, or None for the tenant itself (UnknownCustomer)."""
    return find_customer(session, actor, customer, at) if customer else None


def contact_of(
    session: Session, actor: Actor, owner: Customer | None, form: PartyForm
) -> uuid.UUID | None:
    """The contact that the customer's statements are mailed to."""
    if owner is None or not form.email:
        return None
    require("@" in form.email, "email", f"'{form.email}' is no e-mail address.")
    known = session.scalars(
        select(Contact.id).where(Contact.customer_id == owner.id, Contact.email == form.email)
    ).first()
    contact = ContactForm(name=form.legal_name, email=form.email, locale=form.locale)
    return known or keep_contact(session, actor, owner, contact)


def begun(versions: Sequence[BillingParty], day: date) -> BillingParty | None:
    """The version that the new one follows; they come newest first."""
    return next((row for row in versions if row.valid_from < day), None)


def said_by(row: BillingParty | None) -> dict[str, Any]:
    """What a version says, as JSON holds it."""
    if row is None:
        return {}
    return {name: as_json(getattr(row, name)) for name in SAID}


def as_json(value: object) -> object:
    """Numbers stay numbers; everything else is its text."""
    return value if isinstance(value, int) else str(value)


def version_told(session: Session, row: BillingParty, customer: str) -> PartyVersion:
    """A version for a list."""
    contact = session.get(Contact, (row.tenant_id, row.contact_id)) if row.contact_id else None
    return PartyVersion(
        customer=customer,
        valid_from=row.valid_from,
        email=contact.email if contact else "",
        set_at=row.set_at,
        set_by=row.set_by,
        said=said_by(row),
    )
