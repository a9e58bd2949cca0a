"""Battery safety at the desk's doors: who may decide on an unsafe one, and what is not printed."""

import uuid
from datetime import date
from typing import ClassVar
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk.people import account_named
from documents.danger_note import COLLECTION_LIMIT
from documents.printable import printable_lines
from models.cases import Case
from models.papers import Paper
from models.parties import StaffAccount
from models.visits import person_behind
from rules.battery import UnsafeBattery, is_unsafe
from rules.case_facts import Told
from rules.case_state import CaseState, Fact
from rules.errors import DeskError, Kind
from rules.terms import Terms
from runtime.payloads import from_plain

#: A note keeps a few lines of how the unit is collected.
COLLECTION_LINES = 12


class NotTrained(DeskError):
    """Only a trained person may decide on an unsafe battery."""

    kind: ClassVar[Kind] = Kind.FORBIDDEN

    def __init__(self, until: date | None, on: date) -> None:
        lapsed = f"Your training ended on {until}" if until else "Your account has no training"
        super().__init__(
            f"{lapsed}. Ask a trained colleague to decide, or record the training with "
            "'swapdesk account train EMAIL --until DATE'.",
            trained_until=until.isoformat() if until else "",
            on=on.isoformat(),
        )


def train_account(session: Session, email: str, until: date) -> StaffAccount:
    """The person may decide on unsafe batteries up to and with this day (UnknownAccount)."""
    account = account_named(session, email)
    account.trained_until = until
    return account


def check_safety(session: Session, case: Case, fact: Fact) -> None:
    """Refuse a decision on an unsafe battery by anybody untrained on the case's own day.

    Raises NotTrained, and UnprintableText or TextTooLong for what the danger note cannot hold.
    """
    if fact.told is not Told.DANGER_DECIDED:
        return
    zone = ZoneInfo(Terms.from_json(case.terms).timezone)
    require_training(person_behind(session, fact.by), fact.at.astimezone(zone).date())
    told = fact.details.get("collection") or fact.details.get("because", "")
    printable_lines(told, COLLECTION_LIMIT, COLLECTION_LINES, what="way of collection")


def require_training(person: StaffAccount | None, on: date) -> None:
    """Raise NotTrained unless the person's training lasts on that day."""
    until = person.trained_until if person else None
    if until is None or until < on:
        raise NotTrained(until, on)


def require_printable(session: Session, case_id: uuid.UUID, paper: Paper) -> None:
    """Refuse, by UnsafeBattery, to hand out a label for a unit whose battery is not safe."""
    snapshot = session.scalars(select(Case.snapshot).where(Case.id == case_id)).one()
    state = from_plain(CaseState, snapshot)
    if is_unsafe(state.battery) and carries_own(state, paper):
        raise UnsafeBattery(state.battery)


def carries_own(state: CaseState, paper: Paper) -> bool:
    """True for the label of the way back, and for that of the user's own unit on its way home."""
    return paper is Paper.RETURN_LABEL or (paper is Paper.PARCEL_LABEL and state.sends_its_own)
