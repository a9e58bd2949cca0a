"""Files that are held back: a second person releases what is right, or discards it."""

import uuid
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from activities.finance.bill_loading import HowToLoad
from activities.finance.month_record import wake_closing_months
from desk.actors import Actor
from desk.finance.bill_files import held_bills, reload_file
from desk.finance.bill_profiles import profile_named
from desk.finance.bill_refusals import (
    NothingToRelease,
    NotQuarantined,
    ReasonMissing,
    SecondLookMissing,
    UnknownBillFile,
)
from desk.finance.events import note
from desk.request_keys import Answer, answer_once, hold
from models.finance.bills import BillFile
from rules.finance.freight_words import BillState, FileState
from rules.finance.profiles import Profile
from runtime.database import Database

LONGEST_REASON = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class SettleForm:
    """What becomes of a quarantined file, and why: it is released or else discarded."""

    file_id: uuid.UUID
    release: bool
    because: str


def settle_file(
    database: Database, actor: Actor, form: SettleForm, key: str, now: datetime
) -> Answer:
    """Release or discard a quarantined file, once per key, by another than who brought it in.

    Released, its bills are loaded with what was read of them, and their totals are those of their
    charges; one whose number is taken by another bill stays held. Discarded, they count nowhere
    and their numbers are free again; the bytes are kept. Raises NotAllowed, UnknownBillFile,
    NotQuarantined, NothingToRelease, SecondLookMissing and ReasonMissing.
    """
    actor.require("approve finance")
    if not 1 <= len(form.because.strip()) <= LONGEST_REASON:
        raise ReasonMissing
    with database.as_tenant(actor.tenant_id) as session:
        file = session.get(BillFile, (actor.tenant_id, form.file_id))
        if file is None:
            raise UnknownBillFile(str(form.file_id))
        profile = profile_named(database, actor, file.profile)

        def act() -> Answer:
            hold(session, f"{actor.tenant_id}/bills-of/{file.carrier}")
            session.refresh(file)
            return _settled(session, actor, file, profile, form, now)

        own_key = f"bill-file:{key}" if key else ""
        return answer_once(session, actor, own_key, asdict(form), now, act)


def _settled(
    session: Session,
    actor: Actor,
    file: BillFile,
    profile: Profile,
    form: SettleForm,
    now: datetime,
) -> Answer:
    if file.state is not FileState.QUARANTINED:
        raise NotQuarantined(file.name, file.state)
    if actor.name == file.taken_by:
        raise SecondLookMissing("file")
    before = {"state": file.state.value, "because": file.because}
    loaded = _release(session, file, profile, now) if form.release else _discard(session, file)
    file.settled_by = actor.name
    after = {"state": file.state.value, "because": file.because, "loaded": loaded}
    word = "bill_file_released" if form.release else "bill_file_discarded"
    because = form.because.strip()
    note(session, actor, file.id, word, now, because=because, before=before, after=after)
    wake_closing_months(session, f"bill-file/{file.id}/settled/{now.isoformat()}", now)
    session.flush()
    return {"file_id": str(file.id), **after}


def _release(session: Session, file: BillFile, profile: Profile, now: datetime) -> int:
    """Load what is held back; who brought it in stays who brought it in."""
    if not held_bills(session, file):
        raise NothingToRelease(file.because)
    how = HowToLoad(profile=profile, by=file.taken_by, at=now, released=True)
    loaded = reload_file(session, file, how)
    if not loaded.loaded:
        raise NothingToRelease(file.because)
    return len(loaded.loaded)


def _discard(session: Session, file: BillFile) -> int:
    for bill in held_bills(session, file):
        bill.state = BillState.DISCARDED
    file.state = FileState.DISCARDED
    return 0
