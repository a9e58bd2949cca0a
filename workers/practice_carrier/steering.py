"""Steering a running practice carrier: let things happen to parcels, arm faults, read its books."""

import json
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, ClassVar

from carriers.http import Answer, Call, Limits, ask
from carriers.practice_journal import (
    EntryKind,
    JournalEntry,
    live_labels,
    parse_entry,
    read_journal,
)
from rules.errors import DeskError, Kind
from workers.practice_carrier.faults import FaultKind, Operation

__all__ = [
    "EntryKind",
    "FaultKind",
    "JournalEntry",
    "Operation",
    "PracticeSteering",
    "SteeringRefused",
    "live_labels",
    "read_journal",
]

JOURNAL_LIMITS = Limits(total=60.0, body_bytes=500_000_000)


class SteeringRefused(DeskError):
    """The practice carrier does not follow."""

    kind: ClassVar[Kind] = Kind.CONFLICT

    def __init__(self, status: int, said: str) -> None:
        super().__init__(f"it answered {status}: {said}", status=status)


@dataclass(frozen=True, slots=True, kw_only=True)
class PracticeSteering:
    """The steering wheel of one running practice carrier."""

    base_url: str
    api_key: str = field(repr=False)

    def move(
        self,
        tracking_no: str,
        status: str,
        at: datetime | None = None,
        place: str | None = None,
    ) -> str:
        """Let a status of the port's words happen at a business time; the event's id.

        Without a time it happens now. Raises `SteeringRefused`, `CarrierUnreachable`, `AnswerLost`.
        """
        body: dict[str, Any] = {"status": str(status), "place": place}
        if at is not None:
            body["occurred_at"] = at.astimezone(UTC).isoformat()
        answer = self._ask("POST", f"/practice/parcels/{tracking_no}/events", body)
        return str(json.loads(answer.body)["event_id"])

    def arm(
        self,
        kind: FaultKind,
        count: int = 1,
        *,
        after: int = 0,
        on: Operation = Operation.BOOK,
    ) -> None:
        """Let a fault strike the next `count` requests of this operation, `after` unharmed ones."""
        body = {"kind": str(kind), "count": count, "after": after, "on": str(on)}
        self._ask("POST", "/practice/faults", body)

    def set_label_life(self, days: int, counted_from: date | None = None) -> None:
        """Let return labels booked from now on be valid for these days, until set again.

        The days follow the booking on the machine's clock, or `counted_from` where a business date
        is wanted. Raises `SteeringRefused` outside 0 to 3650 days.
        """
        start = counted_from and counted_from.isoformat()
        self._ask("POST", "/practice/label-life", {"days": days, "counted_from": start})

    def journal(self) -> tuple[JournalEntry, ...]:
        """All entries, oldest first."""
        answer = self._ask("GET", "/practice/journal", None, JOURNAL_LIMITS)
        return tuple(parse_entry(line) for line in answer.body.splitlines())

    def unpushed(self) -> int:
        """How many events the receiver has not yet taken."""
        return int(json.loads(self._ask("GET", "/healthz", None).body)["unpushed"])

    def _ask(
        self, method: str, path: str, body: dict[str, Any] | None, limits: Limits | None = None
    ) -> Answer:
        headers = {
            "Authorization": f"Bearer {self.api_key}",
            "Content-Type": "application/json",
        }
        sent = None if body is None else json.dumps(body).encode()
        url = self.base_url.rstrip("/") + path
        answer = ask(Call(method=method, url=url, headers=headers, body=sent), limits)
        if answer.status // 100 != 2:  # noqa: PLR2004 - every 2xx means done
            raise SteeringRefused(answer.status, answer.body[:200].decode(errors="replace"))
        return answer
