"""What suppliers ask for a model on a day, and whose offer is the best."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import or_, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from models.orders import Supplier, SupplierPrice
from rules.refill import OrderSize


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One device at a price without VAT, in whole packs; `lead_days` are calendar days."""

    supplier_id: uuid.UUID
    price: Decimal
    currency: str
    pack: int = 1
    least: int = 1
    lead_days: int | None = None

    @property
    def size(self) -> OrderSize:
        """How the supplier sells."""
        return OrderSize(least=self.least, pack=self.pack)


def best_offer(
    session: Session, tenant_id: uuid.UUID, model_id: uuid.UUID, day: date, currency: str = ""
) -> Offer | None:
    """The cheapest price of the model that holds on that day, in the currency if there is one."""
    return best_offers(session, tenant_id, [model_id], day, currency).get(model_id)


def best_offers(
    session: Session,
    tenant_id: uuid.UUID,
    models: Collection[uuid.UUID],
    day: date,
    currency: str = "",
) -> dict[uuid.UUID, Offer]:
    """The best offer for each of these models that has one, in one query.

    A supplier's newest price of the day replaces its older ones. Amounts of two currencies are
    not compared: an offer in the currency asked for goes before all others.
    """
    found: dict[uuid.UUID, Offer] = {}
    for model_id, offer in sorted(
        offers_on(session, tenant_id, models, day), key=lambda one: by_price(one[1], currency)
    ):
        found.setdefault(model_id, offer)
    return found


def by_price(offer: Offer, currency: str) -> tuple[bool, str, Decimal, str]:
    """The asked currency first, then the lowest price; equal ones always in the same order."""
    return offer.currency != currency, offer.currency, offer.price, str(offer.supplier_id)


def offers_on(
    session: Session, tenant_id: uuid.UUID, models: Collection[uuid.UUID], day: date
) -> list[tuple[uuid.UUID, Offer]]:
    """What each supplier asks for each of these models on that day."""
    rows = session.execute(
        select(SupplierPrice, Supplier.lead_days)
        .ext(distinct_on(SupplierPrice.supplier_id, SupplierPrice.model_id))
        .join(
            Supplier,
            (Supplier.tenant_id == SupplierPrice.tenant_id)
            & (Supplier.id == SupplierPrice.supplier_id),
        )
        .where(
            SupplierPrice.tenant_id == tenant_id,
            SupplierPrice.model_id.in_(models),
            SupplierPrice.valid_from <= day,
            or_(SupplierPrice.valid_until.is_(None), SupplierPrice.valid_until >= day),
        )
        .order_by(
            SupplierPrice.supplier_id, SupplierPrice.model_id, SupplierPrice.valid_from.desc()
        )
    )
    return [(row.model_id, offer_of(row, lead_days)) for row, lead_days in rows]


def offer_of(row: SupplierPrice, lead_days: int | None) -> Offer:
    """The price as a value."""
    return Offer(
        supplier_id=row.supplier_id,
        price=row.price,
        currency=row.currency,
        pack=row.pack,
        least=row.least,
        lead_days=lead_days,
    )
