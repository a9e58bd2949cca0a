"""Who sells and who buys, and events to bill: what a month's statements are tested with."""

import uuid
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from activities.finance.billing import rate_events
from activities.finance.drafting import draft_statements
from activities.finance.finalising import finalise
from activities.finance.periods import last_day
from desk.people_to_reach import ContactForm
from models.contracts import Contract
from models.finance.statements import BillingParty, Statement
from models.money import BillableEvent
from models.parties import Contact, Customer
from rules.finance.money_words import VatCategory
from runtime.database import Database

OCTOBER: Final = date(2026, 10, 1)
NOVEMBER: Final = date(2026, 11, 1)
BEGUN: Final = date(2026, 1, 1)
NOON: Final = datetime(2026, 10, 12, 10, 0, tzinfo=UTC)
#: October is over, and so is every grace of the builders' customers.
AFTER_GRACE: Final = datetime(2026, 11, 10, 9, 0, tzinfo=UTC)
PAYER: Final = ContactForm(name="Accounts Payable", email="payables@customer.example")

SELLER: Final[dict[str, Any]] = {
    "legal_name": "Acme Support Center AB",
    "registration": "556677-8899",
    "vat_number": "SE556677889901",
    "endpoint_scheme": "0007",
    "endpoint": "5566778899",
    "street": "Lagervägen 4",
    "postcode": "195 61",
    "city": "Arlandastad",
    "country": "SE",
    "iban": "SE3550000000054910000003",
    "bic": "ESSESESS",
}
SWEDISH: Final[dict[str, Any]] = {
    "legal_name": "Fabrikam AB",
    "registration": "559012-3450",
    "vat_number": "SE559012345001",
    "endpoint_scheme": "0007",
    "endpoint": "5590123450",
    "street": "Storgatan 12",
    "postcode": "111 51",
    "city": "Stockholm",
    "country": "SE",
    "buyer_reference": "PO-4711",
    "locale": "sv",
}
FRENCH: Final[dict[str, Any]] = {
    "legal_name": "Fabrikam Télécom SARL",
    "registration": "732829320",
    "vat_number": "FR44732829320",
    "endpoint_scheme": "9957",
    "endpoint": "FR44732829320",
    "street": "12 rue de la Paix",
    "postcode": "75002",
    "city": "Paris",
    "country": "FR",
    "locale": "fr",
    "vat_category": VatCategory.REVERSE_CHARGE,
    "vat_percent": Decimal(0),
}


def a_party(
    session: Session, tenant_id: uuid.UUID, customer: str = "", **changes: Any
) -> BillingParty:
    """A billing party from 2026 on: the tenant itself, or a Swedish customer at 25 %.

    A customer's has a contact that its statements are mailed to.
    """
    usual: dict[str, Any] = {
        "valid_from": BEGUN,
        "locale": "en",
        "currency": "SEK",
        "payment_days": 30,
        "grace_days": 3,
        "vat_category": VatCategory.STANDARD,
        "vat_percent": Decimal(25),
        "set_at": datetime(2026, 1, 1, tzinfo=UTC),
        "set_by": "finance@acme.example",
    }
    party = BillingParty(
        tenant_id=tenant_id,
        id=uuid.uuid4(),
        **{**usual, **(SWEDISH if customer else SELLER), **changes},
    )
    if customer:
        party.customer_id = customer_id(session, customer)
        party.contact_id = payer_of(session, tenant_id, party.customer_id)
    session.add(party)
    session.flush()
    return party


def found_parties(record: Database, tenant_id: uuid.UUID) -> None:
    """The seller, `fabrikam` in SEK at 25 % VAT, `northwind` in France by reverse charge."""
    with record.as_tenant(tenant_id) as session:
        a_party(session, tenant_id)
        a_party(session, tenant_id, "fabrikam")
        a_party(session, tenant_id, "northwind", **FRENCH)


def payer_of(session: Session, tenant_id: uuid.UUID, customer: uuid.UUID) -> uuid.UUID:
    """A contact of the customer to whom statements go."""
    contact = Contact(
        tenant_id=tenant_id,
        id=uuid.uuid4(),
        customer_id=customer,
        name=PAYER.name,
        email=PAYER.email,
        phone="",
        locale="en",
    )
    session.add(contact)
    session.flush()
    return contact.id


def customer_id(session: Session, code: str) -> uuid.UUID:
    return session.scalars(select(Customer.id).where(Customer.code == code)).one()


def an_event(
    session: Session, tenant_id: uuid.UUID, kind: str = "renewal_surcharge", **changes: Any
) -> BillableEvent:
    """A billable event of fabrikam's contract on 12 October 2026, 100 SEK unless it is changed."""
    contract = changes.pop("contract", "C-100")
    row = session.scalars(select(Contract).where(Contract.number == contract)).one()
    usual: dict[str, Any] = {
        "key": f"contract/{contract}/{kind}/{uuid.uuid4()}",
        "contract_id": row.id,
        "customer_id": row.customer_id,
        "payer": "customer",
        "quantity": 1,
        "amount": Decimal(100),
        "currency": "SEK",
        "at": NOON,
    }
    said = {**usual, **changes}
    if said["amount"] is None:
        said["currency"] = ""
    event = BillableEvent(tenant_id=tenant_id, id=uuid.uuid4(), kind=kind, **said)
    session.add(event)
    session.flush()
    return event


def bill_month(
    record: Database, tenant_id: uuid.UUID, month: date = OCTOBER, at: datetime = AFTER_GRACE
) -> tuple[uuid.UUID, ...]:
    """The month's events rated and its statements drafted."""
    with record.as_tenant(tenant_id) as session:
        rate_events(session, tenant_id, last_day(month), at=at)
        return draft_statements(session, tenant_id, month, at=at)


def issue_month(
    record: Database, tenant_id: uuid.UUID, month: date = OCTOBER, at: datetime = AFTER_GRACE
) -> dict[uuid.UUID, str]:
    """The month's statements issued, with their numbers."""
    drafts = bill_month(record, tenant_id, month, at)
    with record.as_tenant(tenant_id) as session:
        return {one: finalise(session, one, at=at, by="finance@acme.example") for one in drafts}


def the_statement(session: Session, statement_id: uuid.UUID) -> Statement:
    return session.scalars(select(Statement).where(Statement.id == statement_id)).one()
