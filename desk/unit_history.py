"""Everything that happened to one unit: its cases, movements, findings and wipe certificates."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from desk.actors import Actor
from desk.people import handle_of
from models.bench import BenchFinding, WipeCertificate
from models.cases import Case
from models.debts import OwedUnit
from models.devices import DeviceModel, Owner, Unit
from models.locations import Location, StockMove
from models.parties import StaffAccount
from models.stock import unit_with_code
from rules.case_values import DebtState, Finding, Why
from rules.case_words import Remedy, Stage
from rules.errors import DeskError, Kind
from rules.sanitization import SanitizationMethod
from rules.scan_text import normal_serial
from runtime.database import Database

__all__ = ["Owner", "UnitHistory", "UnknownUnit", "unit_history"]


class UnknownUnit(DeskError):
    """No unit with this serial or IMEI."""

    kind: ClassVar[Kind] = Kind.MISSING

    def __init__(self, serial: str) -> None:
        super().__init__(
            f"There is no unit '{serial}' on record. Check the serial against its sticker, or "
            "receive the unit into stock first.",
            serial=serial,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitCase:
    """A case the unit was part of; `why` and `debt` where it was owed back in it."""

    number: str
    remedy: Remedy
    stage: Stage
    registered_at: datetime
    broken: bool
    why: Why | None
    debt: DebtState | None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitMove:
    """One movement of the unit, in the case it belongs to."""

    at: datetime
    source: str
    target: str
    case: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitFinding:
    """What the bench found once."""

    at: datetime
    case: str
    finding: Finding
    exclusion: str
    grade: str
    note: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitWipe:
    """One wipe certificate."""

    at: datetime
    number: str
    case: str
    method: SanitizationMethod
    technique: str
    tool: str
    verification: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitHistory:
    """A unit and its whole life with us, each part in the order it happened."""

    serial: str
    imei: str
    model: str
    batch: str
    place: str
    owner: Owner
    cases: tuple[UnitCase, ...]
    moves: tuple[UnitMove, ...]
    findings: tuple[UnitFinding, ...]
    wipes: tuple[UnitWipe, ...]


def unit_history(database: Database, actor: Actor, code: str) -> UnitHistory:
    """The history of the unit with this serial or IMEI (NotAllowed, UnknownUnit)."""
    actor.require("see bench")
    with database.as_tenant(actor.tenant_id) as session:
        unit = unit_with_code(session, code) or unit_with_code(session, normal_serial(code))
        if unit is None:
            raise UnknownUnit(code)
        return UnitHistory(
            serial=unit.serial,
            imei=unit.imei,
            model=session.get_one(DeviceModel, (unit.tenant_id, unit.model_id)).name,
            batch=unit.batch,
            place=session.get_one(Location, (unit.tenant_id, unit.location_id)).code,
            owner=unit.owner,
            cases=cases_of(session, unit),
            moves=moves_of(session, unit),
            findings=findings_of(session, unit),
            wipes=wipes_of(session, unit),
        )


def cases_of(session: Session, unit: Unit) -> tuple[UnitCase, ...]:
    """Every case that was about the unit, moved it or waited for it."""
    moved = select(StockMove.case_id).where(
        StockMove.unit_id == unit.id, StockMove.case_id.is_not(None)
    )
    owed = select(OwedUnit.case_id).where(OwedUnit.unit_id == unit.id)
    rows = session.execute(
        select(Case, OwedUnit.why, OwedUnit.state)
        .outerjoin(
            OwedUnit,
            (OwedUnit.tenant_id == Case.tenant_id)
            & (OwedUnit.case_id == Case.id)
            & (OwedUnit.unit_id == unit.id),
        )
        .where((Case.device_unit_id == unit.id) | Case.id.in_(moved) | Case.id.in_(owed))
        .order_by(Case.registered_at, Case.number)
    )
    return tuple(
        UnitCase(
            number=case.number,
            remedy=case.remedy,
            stage=case.stage,
            registered_at=case.registered_at,
            broken=case.device_unit_id == unit.id,
            why=why,
            debt=state,
        )
        for case, why, state in rows
    )


def moves_of(session: Session, unit: Unit) -> tuple[UnitMove, ...]:
    """Where it has been, from the vendor on."""
    source, target = aliased(Location), aliased(Location)
    rows = session.execute(
        select(StockMove.at, source.code, target.code, Case.number)
        .join(source, (source.tenant_id == StockMove.tenant_id) & (source.id == StockMove.from_id))
        .join(target, (target.tenant_id == StockMove.tenant_id) & (target.id == StockMove.to_id))
        .outerjoin(Case, (Case.tenant_id == StockMove.tenant_id) & (Case.id == StockMove.case_id))
        .where(StockMove.unit_id == unit.id)
        .order_by(StockMove.seq)
    )
    return tuple(
        UnitMove(at=at, source=start, target=end, case=number or "")
        for at, start, end, number in rows
    )


def findings_of(session: Session, unit: Unit) -> tuple[UnitFinding, ...]:
    """What the bench found, each time."""
    rows = session.execute(
        select(BenchFinding, Case.number)
        .join(Case, (Case.tenant_id == BenchFinding.tenant_id) & (Case.id == BenchFinding.case_id))
        .where(BenchFinding.unit_id == unit.id)
        .order_by(BenchFinding.at, BenchFinding.key)
    ).all()
    names = names_in(session)
    return tuple(
        UnitFinding(
            at=row.at,
            case=number,
            finding=row.finding,
            exclusion=row.exclusion,
            grade=row.grade,
            note=row.note,
            by=names.get(row.by, row.by),
        )
        for row, number in rows
    )


def wipes_of(session: Session, unit: Unit) -> tuple[UnitWipe, ...]:
    """Its certificates, by their numbers."""
    rows = session.execute(
        select(WipeCertificate, Case.number)
        .outerjoin(
            Case,
            (Case.tenant_id == WipeCertificate.tenant_id) & (Case.id == WipeCertificate.case_id),
        )
        .where(WipeCertificate.unit_id == unit.id)
        .order_by(WipeCertificate.number)
    ).all()
    names = names_in(session)
    return tuple(
        UnitWipe(
            at=row.at,
            number=row.number,
            case=number or "",
            method=row.method,
            technique=row.technique,
            tool=row.tool,
            verification=row.verification,
            by=names.get(row.by, row.by),
        )
        for row, number in rows
    )


def names_in(session: Session) -> dict[str, str]:
    """The tenant's people by the handle that facts know them by."""
    rows = session.execute(select(StaffAccount.id, StaffAccount.name))
    return {handle_of(account_id): name for account_id, name in rows}
