"""The station where deliveries are unpacked: each scanned unit is answered with one big word."""

import re
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from activities.order_state import lines_of
from desk.actors import Actor
from desk.deliveries import Delivered, DeliveryRefused, judge, take_in
from desk.request_keys import Answer, answer_once, database_clock
from desk.scan_page import LAST, ScanLine
from desk.scan_verdict import Colour
from models.devices import Unit
from models.exchange import RequestKey
from models.orders import DeliveredUnit, StockOrder
from rules.delivery_numbers import read_numbers
from rules.delivery_rows import DeliveryRow
from rules.pool_words import HoldState
from rules.scan_text import ScanKind, Scanned, normal_serial, read_scan
from runtime.database import Database

#: Keys of the console begin with t and a clock, so that the newest sorts last.
CONSOLE_KEYS = "unit:t"
#: What stands between the numbers of a label that holds several in one code.
BETWEEN = re.compile(r"[,;\t\x1d|]")
ORDER = re.compile(r"PO-[0-9]{4}-[0-9]{5,}")
#: The big word by the column that is wrong; a serial's depends on what is known of it.
WORDS = {
    "order": "OTHER ORDER",
    "note": "NO NOTE",
    "line": "NO SUCH LINE",
    "model": "WRONG MODEL",
    "imei": "WRONG IMEI",
    "imei2": "WRONG IMEI",
}
NOT_A_SERIAL = {
    ScanKind.SSCC: ("PARCEL", "That is the number of a parcel. Open it and scan what is in it."),
    ScanKind.CASE: ("CASE", "That is a case. What comes back for cases is scanned at receipt."),
    ScanKind.IMEI: (
        "SERIAL FIRST",
        "That is an IMEI. Scan the serial number; the IMEI may follow it after a comma.",
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitScan:
    """A unit scanned for an order and its note; the code may hold SERIAL,IMEI,IMEI."""

    order: str
    note: str
    code: str
    model: str = ""
    at: datetime | None = None


def order_scanned(code: str) -> str:
    """The order number, when that is what was scanned: its units come next."""
    bare = code.strip().upper()
    return bare if ORDER.fullmatch(bare) else ""


def scan_unit(database: Database, actor: Actor, form: UnitScan, key: str) -> Answer:
    """Book the unit in, once per key, or say in a word why it is not taken.

    Raises UnreadableScan and UnknownOrder; whatever else is wrong is the answer.
    """
    actor.require("receive stock")
    serial, *imeis = BETWEEN.split(form.code.strip()) or [""]
    scanned = read_scan(serial)
    with database.as_tenant(actor.tenant_id) as session:
        at = form.at or database_clock(session)

        def act() -> Answer:
            if scanned.kind in NOT_A_SERIAL:
                return other_thing(form, scanned)
            return receive(session, actor, form, [serial, *imeis, "", ""], at)

        return answer_once(session, actor, f"unit:{key}" if key else "", asdict(form), at, act)


def other_thing(form: UnitScan, scanned: Scanned) -> Answer:
    """What is on a box beside the serial number."""
    word, text = NOT_A_SERIAL[scanned.kind]
    return said(form, scanned.value, word, Colour.AMBER, text)


def receive(
    session: Session, actor: Actor, form: UnitScan, numbers: list[str], at: datetime
) -> Answer:
    """Receive one unit, and say where it goes."""
    order = form.order.strip().upper()
    row = DeliveryRow(
        line=1,
        order=order,
        note=form.note.strip(),
        serial=numbers[0],
        imei=numbers[1].strip(),
        imei2=numbers[2].strip(),
        model=form.model.strip(),
    )
    delivered = Delivered(rows=(row,), only_order=order, all_or_nothing=True, dry_run=False)
    code = numbers[0].strip()[:64]
    if not order:
        return said(form, code, "NO ORDER", Colour.RED, "Scan or type the order number first.")
    try:
        answer = take_in(session, actor, delivered, at)
    except DeliveryRefused as refused:
        return refusal(session, form, delivered, refused)
    if answer["already"]:
        text = "It came with this delivery note before. Nothing has changed."
        return said(form, code, "HERE ALREADY", Colour.AMBER, text)
    unit, progress = standing(session, order, code)
    held = unit is HoldState.HELD
    place = "Put it into receiving: it is judged first." if held else "Put it on the pool's shelf."
    waited = " A case was waiting for it." if answer["granted"] else ""
    return said(form, code, "RECEIVED", Colour.GREEN, f"{progress} {place}{waited}")


def refusal(
    session: Session, form: UnitScan, delivered: Delivered, refused: DeliveryRefused
) -> Answer:
    """The word for the first thing that is wrong, and what to do."""
    problem = refused.facts["rows"][0]
    word = WORDS.get(problem["column"], "NOT TAKEN")
    if problem["column"] == "serial":
        [row] = delivered.rows
        ledger, _ = judge(session, delivered)
        numbers = read_numbers(row)[0] if isinstance(row, DeliveryRow) else None
        word = "TOO MANY" if numbers else "UNREADABLE"
        word = "ON RECORD" if numbers and numbers.serial in ledger.known.units else word
    return said(form, problem["said"], word, Colour.RED, problem["what_to_do"])


def standing(session: Session, number: str, serial: str) -> tuple[HoldState, str]:
    """Whether the unit is held, and how much of its order has come."""
    order = session.scalars(select(StockOrder).where(StockOrder.number == number)).one()
    of_unit = and_(Unit.tenant_id == DeliveredUnit.tenant_id, Unit.id == DeliveredUnit.unit_id)
    hold = select(DeliveredUnit.hold).join(Unit, of_unit)
    state = session.scalars(hold.where(Unit.serial == normal_serial(serial))).one()
    lines = lines_of(session, order)
    came, wanted = sum(one.came for one in lines), sum(one.wanted for one in lines)
    return state, f"{came} of {wanted} have come."


def said(form: UnitScan, code: str, word: str, colour: Colour, text: str) -> Answer:
    """The answer to one scan."""
    order = form.order.strip().upper()
    return {"code": code, "word": word, "colour": colour.value, "text": text, "case": order}


def last_units(database: Database, actor: Actor) -> tuple[ScanLine, ...]:
    """The person's last ten scans at this station, the newest first; the case is the order."""
    actor.require("receive stock")
    query = (
        select(RequestKey.answer)
        .where(RequestKey.actor == actor.name, RequestKey.key.startswith(CONSOLE_KEYS))
        .order_by(RequestKey.key.desc())
        .limit(LAST)
    )
    with database.as_tenant(actor.tenant_id) as session:
        return tuple(ScanLine(**answer) for answer in session.scalars(query))
