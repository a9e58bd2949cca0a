"""One parcel in the practice carrier's books, and the carrier's no to what is asked about it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar, TypeAlias

from carriers.practice_journal import EntryKind
from rules.errors import DeskError, Kind
from workers.practice_carrier.words import ENDED, UNMOVED

Event: TypeAlias = dict[str, Any]


class DeedRefused(DeskError):
    """The practice carrier refuses."""

    kind: ClassVar[Kind] = Kind.CONFLICT

    def __init__(self, status: int, word: str, reason: str) -> None:
        super().__init__(reason, word=word)
        self.status = status
        self.word = word


@dataclass(slots=True, kw_only=True)
class Consignment:
    """One parcel in the carrier's books; its events in the order in which they were reported."""

    booking_id: str
    tracking_no: str
    sscc: str
    order: dict[str, Any]
    booked_at: datetime
    label_valid_until: str | None
    voided: bool = False
    recalled: bool = False
    trace_no: str | None = None
    claim_no: str | None = None
    claim: dict[str, Any] | None = None
    events: list[Event] = field(default_factory=list)

    @property
    def moved(self) -> list[Event]:
        """Everything physical that was reported, oldest first by its own time."""
        physical = [event for event in self.events if event["status"] not in UNMOVED]
        return sorted(physical, key=happened_at)

    @property
    def collected(self) -> bool:
        """True once anything physical was reported."""
        return bool(self.moved)

    @property
    def ended(self) -> bool:
        """True once it was delivered or brought back."""
        return any(event["status"] in ENDED for event in self.events)

    def take_in(self, kind: EntryKind, facts: dict[str, Any]) -> None:
        """What an entry of the journal about this parcel means."""
        if kind is EntryKind.VOIDED:
            self.voided = True
        elif kind is EntryKind.RECALLED:
            self.recalled = True
        elif kind is EntryKind.TRACED:
            self.trace_no = facts["trace_no"]
        elif kind is EntryKind.CLAIMED:
            self.claim_no, self.claim = facts["claim_no"], facts["claim"]
        elif kind is EntryKind.HAPPENED:
            self.events.append(facts)


def happened_at(event: Event) -> datetime:
    """The event's own time, in UTC."""
    return datetime.fromisoformat(event["occurred_at"])
