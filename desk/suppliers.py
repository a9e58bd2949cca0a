"""Suppliers: added, changed, and listed with what they ask for a device."""

import re
import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk.actors import Actor
from desk.order_refusals import (
    SupplierIncomplete,
    SupplierKnown,
    UnknownSupplier,
)
from desk.request_keys import Answer, answer_once, database_clock
from models.devices import DeviceModel
from models.orders import Supplier, SupplierPrice
from runtime.database import Database

LONGEST_LEAD_DAYS: Final = 730
_ADDRESS: Final = re.compile(r"[^\s@]+@[^\s@]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplierForm:
    """A supplier: where orders are mailed to, in which language; `lead_days` are calendar days."""

    code: str
    name: str
    email: str
    locale: str = "en"
    lead_days: int | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceLine:
    """A recorded price."""

    model: str
    price: Decimal
    currency: str
    valid_from: date
    valid_until: date | None
    pack: int
    least: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplierLine:
    """A supplier with its prices, by model, the newest first."""

    code: str
    name: str
    email: str
    locale: str
    lead_days: int | None
    prices: tuple[PriceLine, ...]


def add_supplier(database: Database, actor: Actor, form: SupplierForm, key: str) -> Answer:
    """Put a supplier on record, once per key.

    Raises NotAllowed, SupplierIncomplete, SupplierKnown.
    """
    actor.require("manage orders")
    check_supplier(form)
    with database.as_tenant(actor.tenant_id) as session:
        at = form.at or database_clock(session)

        def act() -> Answer:
            if supplier_row(session, form.code) is not None:
                raise SupplierKnown(form.code)
            session.add(
                Supplier(tenant_id=actor.tenant_id, code=form.code, added_at=at, **fields_of(form))
            )
            return {"supplier": form.code}

        return answer_once(session, actor, prefixed("supplier", key), asdict(form), at, act)


def change_supplier(database: Database, actor: Actor, form: SupplierForm, key: str) -> Answer:
    """Replace what is on record of a supplier, once per key; placed orders stay as they are.

    Raises NotAllowed, SupplierIncomplete, UnknownSupplier.
    """
    actor.require("manage orders")
    check_supplier(form)
    with database.as_tenant(actor.tenant_id) as session:
        at = form.at or database_clock(session)

        def act() -> Answer:
            known = supplier_named(session, form.code)
            for name, value in fields_of(form).items():
                setattr(known, name, value)
            return {"supplier": form.code}

        return answer_once(session, actor, prefixed("supplier", key), asdict(form), at, act)


def list_suppliers(database: Database, actor: Actor) -> tuple[SupplierLine, ...]:
    """Every supplier by code, with its prices (NotAllowed)."""
    actor.require("see orders")
    with database.as_tenant(actor.tenant_id) as session:
        suppliers = session.scalars(select(Supplier).order_by(Supplier.code)).all()
        prices = prices_of(session)
        return tuple(
            SupplierLine(
                code=one.code,
                name=one.name,
                email=one.email,
                locale=one.locale,
                lead_days=one.lead_days,
                prices=tuple(prices.get(one.id, ())),
            )
            for one in suppliers
        )


def prices_of(session: Session) -> dict[uuid.UUID, Sequence[PriceLine]]:
    """The prices of every supplier, by model, the newest first."""
    rows = session.execute(
        select(SupplierPrice, DeviceModel.code)
        .join(
            DeviceModel,
            (DeviceModel.tenant_id == SupplierPrice.tenant_id)
            & (DeviceModel.id == SupplierPrice.model_id),
        )
        .order_by(DeviceModel.code, SupplierPrice.valid_from.desc())
    )
    found: dict[uuid.UUID, list[PriceLine]] = {}
    for row, model in rows:
        line = PriceLine(
            model=model,
            price=row.price,
            currency=row.currency,
            valid_from=row.valid_from,
            valid_until=row.valid_until,
            pack=row.pack,
            least=row.least,
        )
        found.setdefault(row.supplier_id, []).append(line)
    return dict(found)


def supplier_row(session: Session, code: str) -> Supplier | None:
    """The supplier with that code, if there is one."""
    return session.scalars(select(Supplier).where(Supplier.code == code)).one_or_none()


def supplier_named(session: Session, code: str) -> Supplier:
    """The supplier with that code (UnknownSupplier)."""
    known = supplier_row(session, code)
    if known is None:
        raise UnknownSupplier(code)
    return known


def fields_of(form: SupplierForm) -> dict[str, str | int | None]:
    """What may change of a supplier."""
    return {
        "name": form.name.strip(),
        "email": form.email.strip(),
        "locale": form.locale,
        "lead_days": form.lead_days,
    }


def check_supplier(form: SupplierForm) -> None:
    """Raise SupplierIncomplete for what no order could be sent to."""
    if not form.code.strip():
        raise SupplierIncomplete("code")
    if not form.name.strip():
        raise SupplierIncomplete("name")
    if not _ADDRESS.fullmatch(form.email.strip()):
        raise SupplierIncomplete("e-mail address, such as orders@supplier.example")
    if form.lead_days is not None and not 1 <= form.lead_days <= LONGEST_LEAD_DAYS:
        raise SupplierIncomplete(f"lead time, from 1 to {LONGEST_LEAD_DAYS} calendar days")


def prefixed(what: str, key: str) -> str:
    """The key under its own verb; without one, none."""
    return f"{what}:{key}" if key else ""
