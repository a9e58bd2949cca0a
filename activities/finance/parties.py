"""Under which of its versions a buyer is named, and how an invoice names it."""

import uuid
from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from models.finance.statements import BillingParty
from models.parties import Contact
from rules.finance.invoices import Party
from rules.local_month import midnight, next_month


def buyers_on(
    session: Session, customers: Collection[uuid.UUID], day: date
) -> dict[uuid.UUID, BillingParty]:
    """The newest version of each customer that has begun by that day; some may have none."""
    rows = session.scalars(newest_until(day).where(BillingParty.customer_id.in_(customers))).all()
    return {row.customer_id: row for row in reversed(rows) if row.customer_id is not None}


def newest_until(day: date) -> Select[BillingParty]:
    """The versions that have begun by that day, the newest first."""
    return (
        select(BillingParty)
        .where(BillingParty.valid_from <= day)
        .order_by(BillingParty.valid_from.desc())
    )


def party_of(session: Session, row: BillingParty) -> Party:
    """The party as an invoice names it, with the address its statements are mailed to."""
    contact = session.get(Contact, (row.tenant_id, row.contact_id)) if row.contact_id else None
    return Party(
        legal_name=row.legal_name,
        registration=row.registration,
        vat_number=row.vat_number,
        endpoint_scheme=row.endpoint_scheme,
        endpoint=row.endpoint,
        street=row.street,
        postcode=row.postcode,
        city=row.city,
        country=row.country,
        email=contact.email if contact else "",
        iban=row.iban,
        bic=row.bic,
    )


def grace_end(month: date, buyer: BillingParty, zone: str) -> datetime:
    """The instant until which a late event still joins the month's draft, in UTC."""
    return midnight(next_month(month) + timedelta(days=buyer.grace_days), zone)


def versions_of(session: Session, customer_id: uuid.UUID | None) -> Sequence[BillingParty]:
    """Every version of a customer, or of the tenant itself, the newest first."""
    owner = BillingParty.customer_id
    wanted = owner.is_(None) if customer_id is None else owner == customer_id
    return session.scalars(
        select(BillingParty).where(wanted).order_by(BillingParty.valid_from.desc())
    ).all()
