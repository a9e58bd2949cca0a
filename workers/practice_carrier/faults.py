"""Misbehaviour on demand, armed and spent through the journal so that a restart forgets none."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from carriers.practice_journal import EntryKind, JournalEntry


class FaultKind(StrEnum):
    """The ways a carrier lets its callers down."""

    TIMEOUT_BEFORE_EFFECT = "timeout_before_effect"
    TIMEOUT_AFTER_EFFECT = "timeout_after_effect"
    ERROR_500 = "error_500"
    ERROR_500_AFTER_EFFECT = "error_500_after_effect"
    RATE_LIMIT_429 = "rate_limit_429"
    MALFORMED_JSON = "malformed_json"
    WRONG_TYPE = "wrong_type"
    NOT_A_PDF = "not_a_pdf"
    SLOW_DRIP = "slow_drip"
    STALE_RESPONSE = "stale_response"
    DUPLICATE_EVENT = "duplicate_event"
    OUT_OF_ORDER_EVENTS = "out_of_order_events"
    LOST_PARCEL = "lost_parcel"


class Operation(StrEnum):
    """What a fault can be armed on; `any` is every request of a customer of the carrier."""

    BOOK = "book"
    FIND = "find"
    VOID = "void"
    RECALL = "recall"
    TRACE = "trace"
    CLAIM = "claim"
    TRACK = "track"
    ANY = "any"


BEFORE_EFFECT = frozenset(
    {FaultKind.TIMEOUT_BEFORE_EFFECT, FaultKind.ERROR_500, FaultKind.RATE_LIMIT_429}
)
AFTER_EFFECT = frozenset(
    {
        FaultKind.TIMEOUT_AFTER_EFFECT,
        FaultKind.ERROR_500_AFTER_EFFECT,
        FaultKind.MALFORMED_JSON,
        FaultKind.WRONG_TYPE,
        FaultKind.NOT_A_PDF,
        FaultKind.SLOW_DRIP,
        FaultKind.STALE_RESPONSE,
    }
)


@dataclass(slots=True, kw_only=True)
class Armed:
    """A fault waiting to happen: `count` times, after letting `after` requests pass unharmed."""

    no: int
    kind: FaultKind
    on: Operation
    count: int
    after: int

    def concerns(self, kinds: Iterable[FaultKind], operation: Operation | None) -> bool:
        """True when it is still to happen, is of these kinds and is armed on the operation."""
        meant = operation is None or self.on in {operation, Operation.ANY}
        return self.count > 0 and self.kind in kinds and meant


class Faults:
    """The faults armed and not yet spent, oldest first; `after` counts anew after a restart."""

    def __init__(self) -> None:
        self.armed: list[Armed] = []

    def take_in(self, entry: JournalEntry) -> None:
        """Learn from an entry of the journal."""
        if entry.kind is EntryKind.ARMED:
            self.armed.append(
                Armed(
                    no=entry.no,
                    kind=FaultKind(entry.facts["fault"]),
                    on=Operation(entry.facts["on"]),
                    count=entry.facts["count"],
                    after=entry.facts["after"],
                )
            )
        elif entry.kind is EntryKind.MISBEHAVED:
            for fault in self.armed:
                fault.count -= fault.no == entry.facts["armed_by"]
            self.armed = [fault for fault in self.armed if fault.count > 0]

    def due(self, kinds: Iterable[FaultKind], operation: Operation | None) -> Armed | None:
        """The fault that strikes now; each one that is not yet ripe comes one request nearer."""
        for fault in self.armed:
            if not fault.concerns(kinds, operation):
                continue
            if fault.after == 0:
                return fault
            fault.after -= 1
        return None
