"""All the carrier knows, rebuilt from its journal at every start: parcels, events, faults."""

import secrets
import threading
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from typing import Any

from carriers.practice_journal import EntryKind, JournalEntry
from workers.practice_carrier import losses
from workers.practice_carrier.consignment import Consignment, DeedRefused, Event
from workers.practice_carrier.faults import FaultKind, Faults, Operation
from workers.practice_carrier.journal import Journal
from workers.practice_carrier.numbers import (
    SERIAL_DIGITS,
    booking_id,
    claim_no,
    sscc,
    trace_no,
    tracking_no,
)
from workers.practice_carrier.terms import LabelTerms, agreed
from workers.practice_carrier.words import CODES, RETURN_LABEL_DAYS, UNMOVED

SERIES = 1_000_000  # parcels of one folder before its numbers could meet another folder's


class Depot:
    """The carrier's state; every change is in the journal before it is in the state."""

    def __init__(self, journal: Journal, *, first_number: int | None, now: datetime) -> None:
        self.faults = Faults()
        self.unpushed: dict[str, Event] = {}
        self.told: Callable[[Event], None] = lambda _: None
        self._journal = journal
        self._lock = threading.RLock()
        self._parcels: dict[str, Consignment] = {}
        self._numbers: dict[str, list[str]] = {}
        self._claims: dict[str, Consignment] = {}
        self._terms = LabelTerms(days=RETURN_LABEL_DAYS, counted_from=None)
        self._next = 1
        for entry in journal.entries:
            self._take_in(entry)
        if not journal.entries:
            start = _any_series() if first_number is None else first_number
            self._write(EntryKind.OPENED, None, {"first_number": start}, now)

    @property
    def parcels(self) -> int:
        """How many parcels were ever booked."""
        return len(self._parcels)

    def entries(self, first: int) -> list[JournalEntry]:
        """The journal from this entry number on."""
        with self._lock:
            return self._journal.entries[max(first, 1) - 1 :]

    def book(self, order: dict[str, Any], now: datetime) -> Consignment:
        """A new parcel, also when the same order was booked before: this carrier does not check."""
        with self._lock:
            number, until = tracking_no(self._next), None
            if order["direction"] == "return":
                until = self._terms.until(now).isoformat()
            facts = {"serial": self._next, "label_valid_until": until, "order": order}
            facts |= {"booking_id": booking_id(self._next), "sscc": sscc(self._next)}
            self._write(EntryKind.BOOKED, number, facts, now)
            return self._parcels[number]

    def live(self, reference: str) -> list[Consignment]:
        """The parcels booked under a reference and not voided, oldest first."""
        with self._lock:
            booked = [self._parcels[number] for number in self._numbers.get(reference, ())]
            return [parcel for parcel in booked if not parcel.voided]

    def earlier(self, number: str) -> Consignment | None:
        """The first parcel ever booked, unless it is this one."""
        with self._lock:
            first = next(iter(self._parcels.values()), None)
            return None if first is None or first.tracking_no == number else first

    def parcel(self, number: str) -> Consignment:
        """The parcel of a tracking number; raises `DeedRefused`."""
        with self._lock:
            if number not in self._parcels:
                raise DeedRefused(404, "unknown_parcel", "no parcel has this number")
            return self._parcels[number]

    def void(self, number: str, now: datetime) -> Consignment:
        """The parcel, voided; refused after its first scan."""
        with self._lock:
            parcel = self.parcel(number)
            if parcel.collected:
                raise DeedRefused(409, "already_handed_over", "the parcel is on its way")
            if not parcel.voided:
                self._write(EntryKind.VOIDED, number, {}, now)
            return parcel

    def recall(self, number: str, now: datetime) -> Consignment:
        """The parcel, to be turned back; refused before its first scan and after its end."""
        with self._lock:
            parcel = self.parcel(number)
            if not parcel.collected:
                raise DeedRefused(409, "not_handed_over", "void it: it was never handed over")
            if parcel.ended:
                raise DeedRefused(409, "already_delivered", "the parcel has reached its end")
            if not parcel.recalled:
                self._write(EntryKind.RECALLED, number, {}, now)
            return parcel

    def trace(self, number: str, now: datetime) -> str:
        """The number of the parcel's one search, opened now unless it was before."""
        with self._lock:
            parcel = self.parcel(number)
            if parcel.trace_no is None:
                losses.check_trace(parcel)
                self._write(EntryKind.TRACED, number, {"trace_no": trace_no(number)}, now)
            return str(parcel.trace_no)

    def claim(self, number: str, asked: dict[str, Any], at: datetime, now: datetime) -> str:
        """The number of the parcel's one claim, taken now unless the same was before."""
        with self._lock:
            parcel = self.parcel(number)
            losses.check_reference(parcel, asked, self._claims.get(asked["reference"]))
            if parcel.claim is None:
                losses.check_claim(parcel, asked["reason"], at)
                facts = {"claim_no": claim_no(number), "claimed_at": at.astimezone(UTC).isoformat()}
                self._write(EntryKind.CLAIMED, number, facts | {"claim": asked}, now)
            return str(parcel.claim_no)

    def happen(
        self, number: str, status: str, *, occurred_at: datetime, place: str | None, now: datetime
    ) -> Event:
        """Something happens to a parcel, also to a voided, lost, traced or claimed one.

        People do hand over dead labels, and what was given up for lost does turn up.
        """
        with self._lock:
            parcel = self.parcel(number)
            goes_on = parcel.collected and status not in UNMOVED
            if goes_on and self.strike({FaultKind.LOST_PARCEL}, on=None, now=now):
                status = "lost"
            event = {
                "event_id": f"{number}-{len(parcel.events) + 1:03d}",
                "tracking_no": number,
                "reference": parcel.order["reference"],
                "status": status,
                "code": CODES[status],
                "occurred_at": occurred_at.astimezone(UTC).isoformat(),
                "place": place,
            }
            self._write(EntryKind.HAPPENED, number, event, now)
            self.told(event)
            return event

    def pushed(self, event: Event, now: datetime) -> None:
        """Remember that the receiver took the event."""
        facts = {"event_id": event["event_id"]}
        with self._lock:
            self._write(EntryKind.PUSHED, event["tracking_no"], facts, now)

    def agree(self, days: int, counted_from: date | None, now: datetime) -> None:
        """Let the labels of returns booked from now on live for these days."""
        start = counted_from and counted_from.isoformat()
        with self._lock:
            facts = {"return_label_days": days, "counted_from": start}
            self._write(EntryKind.AGREED, None, facts, now)

    def arm(self, kind: FaultKind, on: Operation, count: int, after: int, now: datetime) -> None:
        """Let a fault strike `count` times from now on."""
        facts = {"fault": kind.value, "on": on.value, "count": count, "after": after}
        with self._lock:
            self._write(EntryKind.ARMED, None, facts, now)

    def armed(self, kind: FaultKind) -> bool:
        """True when a fault of this kind would strike now."""
        with self._lock:
            return any(fault.kind is kind and fault.after == 0 for fault in self.faults.armed)

    def strike(
        self, kinds: Iterable[FaultKind], *, on: Operation | None, now: datetime
    ) -> FaultKind | None:
        """The fault of these kinds that strikes now, spent and written down; or None."""
        with self._lock:
            fault = self.faults.due(kinds, on)
            if fault is None:
                return None
            kind, facts = fault.kind, {"fault": fault.kind.value, "armed_by": fault.no}
            self._write(EntryKind.MISBEHAVED, None, facts | {"on": on and on.value}, now)
            return kind

    def _write(
        self, kind: EntryKind, number: str | None, facts: dict[str, Any], now: datetime
    ) -> None:
        self._take_in(self._journal.append(kind, at=now, tracking_no=number, facts=facts))

    def _take_in(self, entry: JournalEntry) -> None:
        """What an entry means, the same when it is new and when it is read at a start."""
        self.faults.take_in(entry)
        facts, number = dict(entry.facts), entry.tracking_no
        if entry.kind is EntryKind.OPENED:
            self._next = facts["first_number"]
        elif entry.kind is EntryKind.AGREED:
            self._terms = agreed(facts)
        elif entry.kind is EntryKind.PUSHED:
            self.unpushed.pop(facts["event_id"], None)
        elif entry.kind is EntryKind.BOOKED and number is not None:
            self._enter(number, facts, entry.at)
        elif number is not None:
            self._note(self._parcels[number], entry.kind, facts)

    def _note(self, parcel: Consignment, kind: EntryKind, facts: dict[str, Any]) -> None:
        """What an entry about a booked parcel means."""
        parcel.take_in(kind, facts)
        if kind is EntryKind.HAPPENED:
            self.unpushed[facts["event_id"]] = facts
        elif kind is EntryKind.CLAIMED:
            self._claims[facts["claim"]["reference"]] = parcel

    def _enter(self, number: str, facts: dict[str, Any], at: datetime) -> None:
        self._next = facts["serial"] + 1
        self._parcels[number] = Consignment(
            booking_id=facts["booking_id"],
            tracking_no=number,
            sscc=facts["sscc"],
            order=facts["order"],
            booked_at=at,
            label_valid_until=facts["label_valid_until"],
        )
        self._numbers.setdefault(facts["order"]["reference"], []).append(number)


def _any_series() -> int:
    """A first number of its own for each new folder, so that two folders never share one."""
    return secrets.randbelow(10**SERIAL_DIGITS // SERIES) * SERIES + 1
