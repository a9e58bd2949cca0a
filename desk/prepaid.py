"""Prepaid hours at the desk: packs are bought, work is drawn from them, and the rest is told."""

import hashlib
import uuid
from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal
from typing import ClassVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk.actors import Actor
from desk.agreed import find_customer
from desk.prepaid_sellers import Seller, find_seller, sellers
from desk.refusals import UnknownCase
from desk.request_keys import Answer, answer_once, database_clock
from models.cases import Case
from models.money import BillableEvent
from models.parties import Customer
from models.prepaid import PrepaidPack
from models.prepaid_time import Work, draw_time, prepaid_left
from rules.errors import DeskError, Kind
from rules.prepaid import require_pack_size
from runtime.database import Database


class PriceMalformed(DeskError):
    """A pack's price is nought or more."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self, price: Decimal) -> None:
        super().__init__(f"{price} is no price. Leave it out if it is not agreed yet.")


@dataclass(frozen=True, slots=True, kw_only=True)
class PackForm:
    """A pack of hours a customer orders; it stands alone unless a contract is named (fact 51).

    Without a contract and a programme, the newest contract that sells hours says which sizes
    there are. A price is in the programme's currency; None is agreed elsewhere.
    """

    customer: str
    hours: int
    order_reference: str
    contract: str = ""
    programme: str = ""
    price: Decimal | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawForm:
    """Minutes worked for a customer, and what for."""

    customer: str
    minutes: int
    what: str
    case: str = ""
    at: datetime | None = None


def buy_pack(database: Database, actor: Actor, form: PackForm, key: str) -> Answer:
    """Put a pack on record, once per key, and bill it where a contract says to whom.

    Raises UnknownCustomer, UnknownContract, NoPacksSold, PackNotSold and PriceMalformed.
    """
    actor.require("manage contracts")
    with database.as_tenant(actor.tenant_id) as session:
        at = form.at or database_clock(session)
        return answer_once(
            session,
            actor,
            f"pack:{key}" if key else "",
            asdict(form),
            at,
            lambda: keep_pack(session, actor, form, at),
        )


def draw(database: Database, actor: Actor, form: DrawForm, key: str) -> Answer:
    """Draw the minutes from the customer's packs, oldest first, once per key.

    Raises UnknownCustomer, UnknownCase, NothingToDraw and NoPrepaidTimeLeft; then nothing is drawn.
    """
    actor.require("manage contracts")
    with database.as_tenant(actor.tenant_id) as session:
        at = form.at or database_clock(session)
        return answer_once(
            session,
            actor,
            f"draw:{key}" if key else "",
            asdict(form),
            at,
            lambda: take_time(session, actor, form, key, at),
        )


def keep_pack(session: Session, actor: Actor, form: PackForm, at: datetime) -> Answer:
    """The pack's row and its billable event."""
    customer = find_customer(session, actor, form.customer, at)
    seller = find_seller(session, customer, form.contract, form.programme, at)
    require_pack_size(form.hours, seller.terms.packs_hours)
    if form.price is not None and form.price < 0:
        raise PriceMalformed(form.price)
    pack = pack_row(actor, customer, form, seller, at)
    session.add(pack)
    session.flush()
    bill(session, pack, at)
    left = prepaid_left(session, customer, seller.local_day(at))
    return {
        "pack": str(pack.id),
        "customer": customer.code,
        "hours": pack.hours,
        "bought_on": pack.bought_on.isoformat(),
        "left_minutes": left,
    }


def pack_row(
    actor: Actor, customer: Customer, form: PackForm, seller: Seller, at: datetime
) -> PrepaidPack:
    """The pack with the terms it is bought under."""
    currency = seller.terms.currency or seller.programme.currency
    return PrepaidPack(
        tenant_id=actor.tenant_id,
        id=uuid.uuid4(),
        customer_id=customer.id,
        contract_id=seller.contract.id if seller.contract else None,
        programme=seller.programme.id,
        programme_version=seller.programme.version,
        hours=form.hours,
        step_minutes=seller.terms.step_minutes,
        bought_on=seller.local_day(at),
        bought_by=actor.name,
        order_reference=form.order_reference,
        price=form.price,
        currency=currency if form.price is not None else "",
    )


def bill(session: Session, pack: PrepaidPack, at: datetime) -> None:
    """One billable event for the pack; a pack of no contract and no case waits for its order."""
    if pack.contract_id is None:
        return
    session.add(
        BillableEvent(
            tenant_id=pack.tenant_id,
            key=f"prepaid/{pack.id}",
            kind="prepaid_pack",
            contract_id=pack.contract_id,
            customer_id=pack.customer_id,
            payer="customer",
            quantity=pack.hours,
            amount=pack.price,
            currency=pack.currency,
            at=at,
        )
    )


def take_time(session: Session, actor: Actor, form: DrawForm, key: str, at: datetime) -> Answer:
    """Draw under the customer's lock; the key names the draw for good."""
    customer = find_customer(session, actor, form.customer, at)
    seller = next(sellers(session, customer, at), None)
    work = Work(
        key=f"prepaid/{hashlib.sha256(f'{actor.name}/{key}'.encode()).hexdigest()}",
        minutes=form.minutes,
        what=form.what,
        at=at,
        by=actor.name,
        case_id=find_case(session, customer, form.case).id if form.case else None,
    )
    day = seller.local_day(at) if seller else at.date()
    sizes = seller.terms.packs_hours if seller else ()
    portions = draw_time(session, customer, work, day, sizes)
    return {
        "customer": customer.code,
        "drawn_minutes": sum(portion.minutes for portion in portions),
        "left_minutes": prepaid_left(session, customer, day),
    }


def find_case(session: Session, customer: Customer, number: str) -> Case:
    """The customer's case of that number (UnknownCase)."""
    case = session.scalars(
        select(Case).where(Case.number == number, Case.customer_id == customer.id)
    ).one_or_none()
    if case is None:
        raise UnknownCase(number)
    return case
