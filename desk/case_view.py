"""One case as a value: what its page, the API and the command line show of it."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from desk.attachments import AttachmentView
from desk.case_parcels import LegView
from desk.case_rows import CaseRow
from desk.clock_view import ClockView
from desk.decision_view import DecisionView
from desk.story import StoryEntry
from models.cases import PromiseKind, PromiseOutcome
from models.papers import Paper, Sending
from rules.case_facts import Told
from rules.way_back_terms import WarrantyRule


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseView:
    """A promise with its reason and how it ended; superseded ones have a later row."""

    kind: PromiseKind
    due_at: datetime
    counted_from: datetime
    explanation: str
    outcome: PromiseOutcome
    proved_at: datetime | None
    superseded_at: datetime | None
    programme_version: str
    calendar_hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceView:
    """A unit of the case and where it is now."""

    serial: str
    imei: str
    model: str
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentView:
    """A document of the case; its bytes come from `read_document`."""

    id: uuid.UUID
    kind: Paper
    media_type: str
    made_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterView:
    """A letter to the case's contact; `part` tells a second reminder from a first."""

    letter: str
    part: str
    state: Sending
    queued_at: datetime
    sent_at: datetime | None
    refusal: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """A named instant at which the case looks again."""

    name: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PartiesView:
    """Whom the case is for and where its parcel goes."""

    contract: str
    contact: str
    email: str
    phone: str
    locale: str
    address: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WarrantyView:
    """The warranty of a unit that the case handed over; without `until` it has no end."""

    serial: str
    rule: WarrantyRule
    until: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseView:
    """One case with its promises, legs, story and look-ahead; instants are aware."""

    row: CaseRow
    parties: PartiesView
    device: DeviceView
    replacement: DeviceView | None
    promises: tuple[PromiseView, ...]
    legs: tuple[LegView, ...]
    documents: tuple[DocumentView, ...]
    letters: tuple[LetterView, ...]
    story: tuple[StoryEntry, ...]
    deadlines: tuple[Deadline, ...]
    battery: str
    cancel_wanted: bool
    entitlement: dict[str, Any]
    #: Decisions the case can take now, whoever may take them.
    decisions: tuple[Told, ...]
    workflow_id: str
    #: The programme's id, its version and the tier that the case keeps.
    programme: str = ""
    programme_version: str = ""
    tier: str = ""
    #: What is asked for and how bad it is, in the programme's words; empty for a plain swap.
    need: str = ""
    severity: str = ""
    #: The severities a person may choose, with their labels, and the kinds of remote session.
    severities: tuple[tuple[str, str], ...] = ()
    remote_kinds: tuple[str, ...] = ()
    #: Whom outside the desk help waits for, each under the word of what is awaited.
    awaiting: tuple[str, ...] = ()
    #: Every count of its service clocks, the newest of each first.
    clocks: tuple[ClockView, ...] = ()
    #: What was decided of its coverage when it opened, in words.
    judged: DecisionView | None = None
    attachments: tuple[AttachmentView, ...] = ()
    #: What it handed over for good, and until when that is warranted.
    warranties: tuple[WarrantyView, ...] = ()

    @property
    def promise(self) -> PromiseView | None:
        """The promise that holds now."""
        return next((one for one in self.promises if one.superseded_at is None), None)
