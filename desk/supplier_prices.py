"""What a supplier asks for a device, from a day on."""

import re
import uuid
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from sqlalchemy import insert as plain_insert
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from desk.actors import Actor
from desk.order_refusals import PriceImpossible
from desk.refusals import UnknownModel
from desk.request_keys import Answer, answer_once, database_clock
from desk.suppliers import prefixed, supplier_named
from models.devices import DeviceModel
from models.orders import SupplierPrice
from models.pools import PoolCheck, PoolModel
from runtime.database import Database

#: Above any device, in any currency; a price with its decimal point forgotten is refused.
HIGHEST_PRICE: Final = Decimal(10_000_000)
#: The record keeps so many decimals of a price.
DECIMALS: Final = 4
MOST_IN_A_PACK: Final = 10_000
CURRENCY: Final = re.compile("[A-Z]{3}")


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceForm:
    """What a supplier asks for one device, without VAT, from a day on."""

    supplier: str
    model: str
    price: Decimal
    currency: str
    valid_from: date
    valid_until: date | None = None
    pack: int = 1
    least: int = 1
    at: datetime | None = None


def record_price(database: Database, actor: Actor, form: PriceForm, key: str) -> Answer:
    """Write down a price; one of the same day is corrected. Prompts and orders keep their own.

    The newest price that holds on a day is that day's. Raises NotAllowed, PriceImpossible,
    UnknownSupplier, UnknownModel.
    """
    actor.require("manage orders")
    check_price(form)
    with database.as_tenant(actor.tenant_id) as session:
        at = form.at or database_clock(session)

        def act() -> Answer:
            supplier = supplier_named(session, form.supplier)
            model = model_named(session, form.model)
            write_price(session, actor, form, (supplier.id, model.id), at)
            look_at_pools(session, actor, model.id)
            return {"supplier": supplier.code, "model": model.code, "price": str(form.price)}

        return answer_once(session, actor, prefixed("price", key), asdict(form), at, act)


def write_price(
    session: Session,
    actor: Actor,
    form: PriceForm,
    of: tuple[uuid.UUID, uuid.UUID],
    at: datetime,
) -> None:
    """The price of its supplier, model and day; what was recorded for them before is corrected."""
    supplier_id, model_id = of
    said = {
        "price": form.price,
        "currency": form.currency,
        "valid_until": form.valid_until,
        "pack": form.pack,
        "least": form.least,
        "recorded_at": at,
        "recorded_by": actor.name,
    }
    session.execute(
        insert(SupplierPrice)
        .values(
            tenant_id=actor.tenant_id,
            id=uuid.uuid4(),
            supplier_id=supplier_id,
            model_id=model_id,
            valid_from=form.valid_from,
            **said,
        )
        .on_conflict_do_update(
            index_elements=["tenant_id", "supplier_id", "model_id", "valid_from"], set_=said
        )
    )


def look_at_pools(session: Session, actor: Actor, model_id: uuid.UUID) -> None:
    """Have the pools of the model checked: an open prompt may offer another price now."""
    pools = select(PoolModel.tenant_id, PoolModel.pool_id).where(
        PoolModel.tenant_id == actor.tenant_id, PoolModel.model_id == model_id
    )
    session.execute(plain_insert(PoolCheck).from_select(["tenant_id", "pool_id"], pools))


def model_named(session: Session, code: str) -> DeviceModel:
    """The device model with that code (UnknownModel)."""
    model = session.scalars(select(DeviceModel).where(DeviceModel.code == code)).one_or_none()
    if model is None:
        raise UnknownModel(code)
    return model


def check_price(form: PriceForm) -> None:
    """Raise PriceImpossible for what no supplier asks."""
    require_price(form.price, form.currency)
    if form.valid_until is not None and form.valid_until < form.valid_from:
        raise PriceImpossible("It would end before it begins.", "Give a later last day.")
    if not (1 <= form.pack <= MOST_IN_A_PACK and 1 <= form.least <= MOST_IN_A_PACK):
        raise PriceImpossible(
            "A pack and the least order hold at least one device.",
            f"Give numbers from 1 to {MOST_IN_A_PACK}.",
        )


def require_price(price: Decimal, currency: str) -> None:
    """Raise PriceImpossible for an amount no device costs, and for a currency of no country."""
    if not (price.is_finite() and 0 < price < HIGHEST_PRICE):
        raise PriceImpossible(
            f"{price} is no price.", f"Give one above 0 and below {HIGHEST_PRICE}."
        )
    if round(price, DECIMALS) != price:
        raise PriceImpossible(f"{price} is too exact.", f"Give {DECIMALS} decimals at most.")
    if not CURRENCY.fullmatch(currency):
        raise PriceImpossible(f"'{currency}' is no currency.", "Give three letters such as SEK.")
