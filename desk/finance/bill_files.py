"""Carriers' files: kept byte for byte, then read and loaded, once for each content."""

import io
import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, BinaryIO, Final

from sqlalchemy import select, union, update
from sqlalchemy.orm import Session

from activities.finance.bill_booking import Loaded
from activities.finance.bill_keeping import keep_file, kept_content
from activities.finance.bill_loading import HowToLoad, load_file
from activities.finance.bill_text import Weighed, weigh
from desk.actors import Actor
from desk.finance.bill_profiles import profile_named
from desk.finance.bill_refusals import CarrierNotOurs
from desk.request_keys import Answer, answer_once, hold
from models.finance.bills import BillFile, CarrierBill
from models.finance.rates import RateCard
from models.finance.shipments import FreightShipment
from rules.finance.freight_words import BillState, FileState
from rules.finance.profiles import Profile
from runtime.database import Database

#: The record is told of the progress after so many rows.
_TELL_EVERY: Final = 50_000
_SEPARATORS = re.compile(r"[\\/]")


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenFile:
    """What came of a file: bills loaded, held back, here before; charges that were added.

    `already`: this very content was loaded before. `rows` were read as charges and `refused` could
    not be.
    """

    file_id: str
    name: str
    state: FileState
    because: str
    already: bool
    rows: int
    refused: int
    loaded: int
    quarantined: int
    known: int
    charges: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Taking:
    """One file on its way in."""

    name: str
    carrier: str
    profile: Profile
    net_total: Decimal | None
    weighed: Weighed
    content: BinaryIO
    progress: Callable[[int], None] | None


def take_file(  # noqa: PLR0913 - the file, how it is read, by whom, under which key
    database: Database,
    actor: Actor,
    *,
    name: str,
    content: bytes | BinaryIO,
    profile: str,
    carrier: str,
    key: str,
    now: datetime,
    progress: Callable[[int], None] | None = None,
    net_total: Decimal | None = None,
) -> TakenFile:
    """Keep a carrier's file and load its bills, once per key and once for each content.

    The bytes are kept first: what cannot be read is quarantined with the reason and looked at by a
    person. A file that was loaded before adds nothing; one that was held back is read again, with
    the profile given now. `net_total` is the total of its only bill, where the file has none.
    Raises NotAllowed, ProfileUnknown, CarrierNotOurs, FileEmpty, FileTooBig, KeyMissing, KeyReused.
    """
    actor.require("import bills")
    file = io.BytesIO(content) if isinstance(content, bytes) else content
    taking = Taking(
        name=_SEPARATORS.split(name.strip())[-1][:200] or "file",
        carrier=carrier.strip(),
        profile=profile_named(database, actor, profile),
        net_total=net_total,
        weighed=weigh(file),
        content=file,
        progress=progress,
    )
    with database.as_tenant(actor.tenant_id) as session:
        require_carrier(session, taking.carrier)
        file_id = _keep(session, actor, taking, now)
    body = {
        "file": taking.weighed.sha256,
        "profile": profile,
        "carrier": taking.carrier,
        "net_total": net_total,
    }
    with database.as_tenant(actor.tenant_id) as session:

        def act() -> Answer:
            return _load(database, session, actor, taking, file_id, now)

        answer = answer_once(session, actor, f"bills:{key}" if key else "", body, now, act)
    return TakenFile(**{**answer, "state": FileState(answer["state"])})


def require_carrier(session: Session, carrier: str) -> None:
    """Raise CarrierNotOurs for one that has neither rates nor shipments here."""
    rated = select(RateCard.id).where(RateCard.carrier == carrier).limit(1)
    shipped = select(FreightShipment.id).where(FreightShipment.carrier == carrier).limit(1)
    if session.scalar(rated) is None and session.scalar(shipped) is None:
        known = session.scalars(union(select(RateCard.carrier), select(CarrierBill.carrier)))
        raise CarrierNotOurs(carrier, set(known))


def _keep(session: Session, actor: Actor, taking: Taking, now: datetime) -> uuid.UUID:
    """The file's bytes in the record, or the id they have there already."""
    hold(session, f"{actor.tenant_id}/bill-file/{taking.weighed.sha256}")
    known = session.scalar(select(BillFile.id).where(BillFile.sha256 == taking.weighed.sha256))
    if known is not None:
        return known
    file = BillFile(
        tenant_id=actor.tenant_id,
        id=uuid.uuid4(),
        name=taking.name,
        sha256=taking.weighed.sha256,
        size=taking.weighed.size,
        carrier=taking.carrier,
        profile=taking.profile.id,
        profile_version=taking.profile.version,
        state=FileState.STAGED,
        taken_at=now,
        taken_by=actor.name,
    )
    keep_file(session, file, taking.content)
    return file.id


def _load(
    database: Database,
    session: Session,
    actor: Actor,
    taking: Taking,
    file_id: uuid.UUID,
    now: datetime,
) -> Answer:
    """Read the kept file into the record; two at once wait for each other, file by file."""
    hold(session, f"{actor.tenant_id}/bills-of/{taking.carrier}")
    file = session.get_one(BillFile, (actor.tenant_id, file_id))
    if file.state is FileState.LOADED:
        return _told(file, Loaded(), already=True)
    file.carrier = taking.carrier
    how = HowToLoad(
        profile=taking.profile,
        by=actor.name,
        at=now,
        progress=_telling(database, file, taking.progress),
        net_total=taking.net_total,
    )
    return _told(file, load_file(session, file, taking.content, how), already=False)


def _telling(
    database: Database, file: BillFile, progress: Callable[[int], None] | None
) -> Callable[[int], None]:
    """Tell the caller of every block that is read, and now and then the page of the file."""
    tenant_id, file_id = file.tenant_id, file.id
    told = 0

    def tell(rows: int) -> None:
        nonlocal told
        if progress is not None:
            progress(rows)
        if rows - told >= _TELL_EVERY:
            told = rows
            with database.as_tenant(tenant_id) as session:
                free = select(BillFile.id).where(BillFile.id == file_id)
                free = free.where(BillFile.state == FileState.STAGED)
                free = free.with_for_update(skip_locked=True)
                session.execute(
                    update(BillFile).where(BillFile.id.in_(free)).values(rows=rows),
                    execution_options={"synchronize_session": False},
                )

    return tell


def _told(file: BillFile, loaded: Loaded, *, already: bool) -> dict[str, Any]:
    return {
        "file_id": str(file.id),
        "name": file.name,
        "state": file.state.value,
        "because": file.because,
        "already": already,
        "rows": file.rows,
        "refused": file.refused,
        "loaded": len(loaded.loaded),
        "quarantined": len(loaded.held_back),
        "known": loaded.known,
        "charges": loaded.charges,
    }


def reload_file(session: Session, file: BillFile, how: HowToLoad) -> Loaded:
    """Read a kept file again from the record."""
    with kept_content(session, file) as content:
        return load_file(session, file, content, how)


def held_bills(session: Session, file: BillFile) -> list[CarrierBill]:
    """The bills of a file that wait for a second look."""
    return list(
        session.scalars(
            select(CarrierBill)
            .where(CarrierBill.file_id == file.id, CarrierBill.state == BillState.QUARANTINED)
            .order_by(CarrierBill.number)
        )
    )
