"""Carriers' bills and files in lists, newest first, a page at a time."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from sqlalchemy import ColumnElement, select, tuple_
from sqlalchemy.orm import Session

from activities.finance.bill_keeping import stored_pieces
from desk.actors import Actor
from desk.finance.bill_refusals import UnknownBillFile
from models.finance.bills import BillFile, BillRowProblem, CarrierBill
from rules.finance.freight_words import BillKind, BillState, FileState
from runtime.database import Database

LARGEST_PAGE: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class BillFilter:
    """What the list of bills is narrowed to; `before` is the id a page ended with."""

    state: str = ""
    carrier: str = ""
    number: str = ""
    file_id: uuid.UUID | None = None
    before: uuid.UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BillRow:
    """One bill in a list; amounts in its currency."""

    id: uuid.UUID
    carrier: str
    account: str
    number: str
    kind: BillKind
    issued_on: date
    due_on: date | None
    currency: str
    net: Decimal
    vat: Decimal
    gross: Decimal
    charges: int
    state: BillState
    because: str
    taken_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class BillPage:
    """Bills, newest first, and the id the next page begins after; None on the last."""

    items: tuple[BillRow, ...]
    next: uuid.UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRow:
    """One file in a list; `rows` is how far it has come while it is staged."""

    id: uuid.UUID
    name: str
    carrier: str
    profile: str
    profile_version: str
    sha256: str
    size: int
    state: FileState
    because: str
    rows: int
    refused: int
    taken_at: datetime
    mine: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A row of a file that was refused, and what to do about it."""

    row: int
    problem: str
    detail: str
    raw: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FileView:
    """A file with its bills and the first rows that were refused."""

    file: FileRow
    bills: tuple[BillRow, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FileContent:
    """A file's bytes under its name."""

    name: str
    content: bytes


def list_bills(
    database: Database, actor: Actor, *, wanted: BillFilter | None = None, limit: int = 50
) -> BillPage:
    """Bills by their day, the newest first (NotAllowed)."""
    actor.require("see finance")
    size = min(max(limit, 1), LARGEST_PAGE)
    with database.as_tenant(actor.tenant_id) as session:
        rows = session.scalars(
            select(CarrierBill)
            .where(*_narrowed(session, wanted or BillFilter()))
            .order_by(CarrierBill.issued_on.desc(), CarrierBill.id.desc())
            .limit(size + 1)
        ).all()
    shown = tuple(bill_row(bill) for bill in rows[:size])
    return BillPage(items=shown, next=shown[-1].id if len(rows) > size else None)


def _narrowed(session: Session, wanted: BillFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.state in set(BillState):
        found.append(CarrierBill.state == BillState(wanted.state))
    if wanted.carrier:
        found.append(CarrierBill.carrier == wanted.carrier)
    if wanted.number:
        found.append(CarrierBill.number == wanted.number)
    if wanted.file_id is not None:
        found.append(CarrierBill.file_id == wanted.file_id)
    if wanted.before is not None:
        last = session.scalars(select(CarrierBill).where(CarrierBill.id == wanted.before)).first()
        if last is not None:
            place = tuple_(CarrierBill.issued_on, CarrierBill.id)
            found.append(place < (last.issued_on, last.id))
    return found


def bill_row(bill: CarrierBill) -> BillRow:
    """The bill as lists and pages show it."""
    return BillRow(
        id=bill.id,
        carrier=bill.carrier,
        account=bill.account,
        number=bill.number,
        kind=bill.kind,
        issued_on=bill.issued_on,
        due_on=bill.due_on,
        currency=bill.currency,
        net=bill.net,
        vat=bill.vat,
        gross=bill.gross,
        charges=bill.charges,
        state=bill.state,
        because=bill.because,
        taken_at=bill.taken_at,
    )


def list_files(database: Database, actor: Actor, *, limit: int = 20) -> tuple[FileRow, ...]:
    """The files that wait for somebody first, then the newest (NotAllowed)."""
    actor.require("see finance")
    with database.as_tenant(actor.tenant_id) as session:
        waits = (BillFile.state == FileState.QUARANTINED).desc()
        rows = session.scalars(
            select(BillFile)
            .order_by(waits, BillFile.taken_at.desc(), BillFile.id)
            .limit(min(max(limit, 1), LARGEST_PAGE))
        ).all()
        return tuple(_file_row(file, actor) for file in rows)


def _file_row(file: BillFile, actor: Actor) -> FileRow:
    return FileRow(
        id=file.id,
        name=file.name,
        carrier=file.carrier,
        profile=file.profile,
        profile_version=file.profile_version,
        sha256=file.sha256,
        size=file.size,
        state=file.state,
        because=file.because,
        rows=file.rows,
        refused=file.refused,
        taken_at=file.taken_at,
        mine=file.taken_by == actor.name,
    )


def file_view(
    database: Database, actor: Actor, file_id: uuid.UUID, *, most: int = LARGEST_PAGE
) -> FileView:
    """One file, its bills and the rows of it that were refused (NotAllowed, UnknownBillFile)."""
    actor.require("see finance")
    with database.as_tenant(actor.tenant_id) as session:
        file = _file(session, actor, file_id)
        bills = session.scalars(
            select(CarrierBill)
            .where(CarrierBill.file_id == file_id)
            .order_by(CarrierBill.number, CarrierBill.id)
            .limit(most)
        )
        problems = session.scalars(
            select(BillRowProblem)
            .where(BillRowProblem.file_id == file_id)
            .order_by(BillRowProblem.row)
            .limit(most)
        )
        return FileView(
            file=_file_row(file, actor),
            bills=tuple(bill_row(bill) for bill in bills),
            problems=tuple(
                Problem(row=one.row, problem=one.problem, detail=one.detail, raw=one.raw)
                for one in problems
            ),
        )


def file_content(database: Database, actor: Actor, file_id: uuid.UUID) -> FileContent:
    """The file as the carrier sent it, byte for byte (NotAllowed, UnknownBillFile)."""
    actor.require("see finance")
    with database.as_tenant(actor.tenant_id) as session:
        file = _file(session, actor, file_id)
        return FileContent(name=file.name, content=b"".join(stored_pieces(session, file)))


def _file(session: Session, actor: Actor, file_id: uuid.UUID) -> BillFile:
    file = session.get(BillFile, (actor.tenant_id, file_id))
    if file is None:
        raise UnknownBillFile(str(file_id))
    return file
