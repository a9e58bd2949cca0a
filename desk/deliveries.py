"""Deliveries: units that come for an order, scanned or read from the supplier's file."""

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy.orm import Session

from desk.actors import Actor
from desk.delivery_booking import book_delivery
from desk.delivery_record import Ledger, open_ledger
from desk.order_refusals import UnknownOrder
from desk.request_keys import Answer, answer_once, database_clock
from rules.delivery_judging import JudgedDelivery, judge_delivery
from rules.delivery_rows import COLUMNS, DeliveryRow, read_rows
from rules.errors import DeskError, Kind
from rules.table_limits import LIMITS, TooManyRows
from rules.table_reading import RowProblem, read_table
from runtime.database import Database

#: A refusal and a look at a file show so many problems; their number is told beside them.
MOST_SHOWN = 200


class DeliveryEmpty(DeskError):
    """The delivery names no unit."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self) -> None:
        super().__init__("Scan a unit, or send a table with a row for each unit below its header.")


class DeliveryRefused(DeskError):
    """Rows of the delivery are wrong, so none of it was booked in."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self, judged: JudgedDelivery) -> None:
        first = judged.problems[0]
        where = f"{first.column} '{first.said}'" if first.column else "the row"
        super().__init__(
            f"{judged.wrong_rows} of the rows cannot be taken; on line {first.line}, {where}: "
            f"{first.what_to_do} Correct them and send it again, or take the good rows only.",
            wrong_rows=judged.wrong_rows,
            good_rows=len(judged.taken),
            already=len(judged.already),
            rows=problems_told(judged.problems),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveredForm:
    """One unit as its box says; the model or the line only where the order leaves it open."""

    serial: str
    imei: str = ""
    imei2: str = ""
    model: str = ""
    batch: str = ""
    line: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryForm:
    """Units that came for one order under one delivery note.

    `all_or_nothing` refuses every unit when one is wrong; else the good ones are taken. A
    `dry_run` judges them and writes nothing.
    """

    order: str
    note: str
    units: tuple[DeliveredForm, ...]
    all_or_nothing: bool = True
    dry_run: bool = False
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportForm:
    """A supplier's table; order and note beside it stand for cells that are left empty.

    An order that is named is the only one that is received.
    """

    content: bytes = field(repr=False)
    order: str = ""
    note: str = ""
    all_or_nothing: bool = True
    dry_run: bool = False
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """The rows of a delivery, and how they are to be taken."""

    rows: tuple[DeliveryRow | RowProblem, ...]
    only_order: str
    all_or_nothing: bool
    dry_run: bool
    file_sha256: str = ""


def receive_delivery(database: Database, actor: Actor, form: DeliveryForm, key: str) -> Answer:
    """Book scanned units in for their order, once per key; units that came before stay as they are.

    Raises UnknownOrder, DeliveryEmpty and, with `all_or_nothing`, DeliveryRefused; then nothing
    is booked.
    """
    actor.require("receive stock")
    order, note = form.order.strip().upper(), form.note.strip()
    rows = tuple(
        DeliveryRow(
            line=number,
            order=order,
            note=note,
            serial=unit.serial,
            imei=unit.imei.strip(),
            imei2=unit.imei2.strip(),
            model=unit.model.strip(),
            batch=unit.batch.strip(),
            order_line=unit.line,
        )
        for number, unit in enumerate(form.units, start=1)
    )
    if len(rows) > LIMITS.rows:
        raise TooManyRows(len(rows), LIMITS)
    delivered = Delivered(
        rows=rows,
        only_order=order,
        all_or_nothing=form.all_or_nothing,
        dry_run=form.dry_run,
    )
    return take_once(database, actor, delivered, form.at, asdict(form), f"deliver:{key}")


def import_delivery(database: Database, actor: Actor, form: ImportForm, key: str) -> Answer:
    """Book a supplier's file in, once per key; the same file again changes nothing.

    Raises what rules.table_reading raises for a file that is no such table, and what
    `receive_delivery` raises.
    """
    actor.require("receive stock")
    order, note = form.order.strip().upper(), form.note.strip()
    digest = hashlib.sha256(form.content).hexdigest()
    delivered = Delivered(
        rows=tuple(read_rows(read_table(form.content, COLUMNS), order, note)),
        only_order=order,
        all_or_nothing=form.all_or_nothing,
        dry_run=form.dry_run,
        file_sha256=digest,
    )
    body = {
        "file": digest,
        "order": order,
        "note": note,
        "all_or_nothing": form.all_or_nothing,
        "at": form.at,
    }
    return take_once(database, actor, delivered, form.at, body, f"import:{key}")


def take_once(
    database: Database,
    actor: Actor,
    delivered: Delivered,
    at: datetime | None,
    body: dict[str, Any],
    key: str,
) -> Answer:
    """Judge and book in one transaction; a dry run needs no key, for it changes nothing."""
    if not delivered.rows:
        raise DeliveryEmpty
    with database.as_tenant(actor.tenant_id) as session:
        now = at or database_clock(session)
        if delivered.dry_run:
            return look_at(session, delivered)
        given = key if key.partition(":")[2] else ""
        return answer_once(
            session, actor, given, body, now, lambda: take_in(session, actor, delivered, now)
        )


def look_at(session: Session, delivered: Delivered) -> Answer:
    """What would be booked in, written nowhere."""
    _, judged = judge(session, delivered)
    wrong = delivered.all_or_nothing and judged.problems
    return answer_of(judged, received=0 if wrong else len(judged.taken), granted=0, dry_run=True)


def take_in(session: Session, actor: Actor, delivered: Delivered, at: datetime) -> Answer:
    """Book the good rows, or raise DeliveryRefused before anything is written."""
    ledger, judged = judge(session, delivered)
    if judged.problems and delivered.all_or_nothing:
        raise DeliveryRefused(judged)
    orders = tuple(ledger.orders.values())
    granted = book_delivery(session, actor, orders, judged.taken, at, delivered.file_sha256)
    states = {number: order.state.value for number, order in ledger.orders.items()}
    received = len(judged.taken)
    return {**answer_of(judged, received=received, granted=granted), "orders": states}


def judge(session: Session, delivered: Delivered) -> tuple[Ledger, JudgedDelivery]:
    """The orders held, and every row judged against them (UnknownOrder)."""
    rows = [row for row in delivered.rows if isinstance(row, DeliveryRow)]
    ledger = open_ledger(session, rows, delivered.only_order)
    if delivered.only_order and delivered.only_order not in ledger.orders:
        raise UnknownOrder(delivered.only_order)
    return ledger, judge_delivery(delivered.rows, ledger.known)


def answer_of(
    judged: JudgedDelivery, *, received: int, granted: int, dry_run: bool = False
) -> Answer:
    """How many rows were taken, were there already, and were not taken, with the first of these."""
    return {
        "received": received,
        "good": len(judged.taken),
        "already": len(judged.already),
        "refused": judged.wrong_rows,
        "granted": granted,
        "dry_run": dry_run,
        "orders": {},
        "problems": problems_told(judged.problems),
    }


def problems_told(problems: Sequence[RowProblem]) -> list[dict[str, Any]]:
    """The first problems as plain values."""
    return [asdict(one) for one in problems[:MOST_SHOWN]]
