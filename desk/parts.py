"""Parts without serials: put on record, received by quantity, and asked for in a case's form."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import ClassVar

from sqlalchemy.orm import Session

from desk.actors import Actor
from desk.request_keys import Answer, answer_once, database_clock
from models.devices import DeviceModel, Part
from models.locations import Place
from models.part_stock import PartMove, move_part, part_with_code, parts_at
from models.stock import lock_shelf, place_of
from rules.case_facts import Told
from rules.case_state import Fact
from rules.case_words import Remedy
from rules.errors import DeskError, Kind
from rules.scan_text import normal_serial
from rules.terms import Terms
from runtime.announce import announce
from runtime.database import Database


class UnknownPart(DeskError):
    """No part with this code."""

    kind: ClassVar[Kind] = Kind.MISSING

    def __init__(self, code: str) -> None:
        super().__init__(f"There is no part '{code}'. Give the code of a known part.", part=code)


class PartsNotSent(DeskError):
    """The terms replace whole units only."""

    def __init__(self, part: str, terms: Terms) -> None:
        super().__init__(
            f"Under {terms.programme}, {terms.tier_label}, part '{part}' cannot be sent ahead. "
            "Leave the part out to send a unit, where an advance replacement is sold.",
            part=part,
            programme=terms.programme,
        )


class PartNotNamed(DeskError):
    """An on-site repair sends its part ahead."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self) -> None:
        super().__init__("Give the code of the part that the technician is to fit.")


class NoQuantity(DeskError):
    """Parts are received one or more at a time."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self, quantity: int) -> None:
        super().__init__(f"{quantity} cannot be received. Count from 1 up.", quantity=quantity)


@dataclass(frozen=True, slots=True, kw_only=True)
class PartForm:
    """A part in its box: grams and millimetres."""

    code: str
    name: str
    weight_g: int
    length_mm: int
    width_mm: int
    height_mm: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PartReceipt:
    """So many of a part from the vendor onto the provider's own shelf."""

    part: str
    quantity: int
    at: datetime | None = None


def add_part(session: Session, form: PartForm, model: DeviceModel) -> Part:
    """A part of the model, its code as a scanner reads it (UnreadableScan)."""
    part = Part(
        tenant_id=model.tenant_id,
        code=normal_serial(form.code),
        name=form.name,
        model_id=model.id,
        weight_g=form.weight_g,
        length_mm=form.length_mm,
        width_mm=form.width_mm,
        height_mm=form.height_mm,
    )
    session.add(part)
    session.flush()
    return part


def receive_parts(database: Database, actor: Actor, form: PartReceipt, key: str) -> Answer:
    """Book the parts in, once per key (UnknownPart, NoQuantity); the answer counts the shelf."""
    actor.require("receive stock")
    if form.quantity < 1:
        raise NoQuantity(form.quantity)
    with database.as_tenant(actor.tenant_id) as session:
        at = form.at or database_clock(session)
        return answer_once(
            session,
            actor,
            f"parts:{key}" if key else "",
            asdict(form),
            at,
            lambda: book_in(session, actor, form, key, at),
        )


def book_in(session: Session, actor: Actor, form: PartReceipt, key: str, at: datetime) -> Answer:
    """One movement from the vendor."""
    part = find_part(session, form.part)
    shelf, vendor = place_of(session, Place.SHELF), place_of(session, Place.VENDOR)
    lock_shelf(session, actor.tenant_id, shelf.id)
    move = PartMove(
        key=f"parts/{part.id}/{actor.name}/{key}"[:200],
        from_id=vendor.id,
        to_id=shelf.id,
        quantity=form.quantity,
        at=at,
        actor=actor.name,
    )
    move_part(session, part, move)
    announce(session, "board", str(actor.tenant_id))
    return {"part": part.code, "shelf": shelf.code, "held": parts_at(session, part, shelf)}


def find_part(session: Session, code: str) -> Part:
    """The part with this code, however it was typed (UnknownPart)."""
    part = part_with_code(session, normal_serial(code))
    if part is None:
        raise UnknownPart(code)
    return part


def check_part(session: Session, fact: Fact) -> None:
    """Refuse a visit's report that needs a part nobody knows (UnknownPart)."""
    if fact.told is Told.VISIT_DONE and fact.details.get("part", "").strip():
        find_part(session, fact.details["part"])


def part_asked(session: Session, asked: str, remedy: Remedy, terms: Terms) -> str:
    """The code of the part to send ahead; nothing for a whole unit.

    Only where the terms of advance replacement send parts (fact 40), and always before a
    technician comes (fact 42). Raises UnknownPart, PartsNotSent and PartNotNamed.
    """
    if remedy is Remedy.ON_SITE:
        if not asked.strip():
            raise PartNotNamed
        return find_part(session, asked).code
    if not asked.strip():
        return ""
    advance = terms.offer.advance_replacement
    if remedy is not Remedy.ADVANCE_REPLACEMENT or advance is None or not advance.with_parts:
        raise PartsNotSent(asked.strip(), terms)
    return find_part(session, asked).code
