"""Reading the practice carrier's own journal: the truth about its labels, outside our record.

One JSON object a line; a line counts once its line end is written, so the torn last line of a
killed process is no entry.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, ClassVar

from rules.errors import DeskError, Kind


class EntryKind(StrEnum):
    """What the practice carrier writes down."""

    OPENED = "opened"
    AGREED = "agreed"
    BOOKED = "booked"
    VOIDED = "voided"
    RECALLED = "recalled"
    TRACED = "traced"
    CLAIMED = "claimed"
    HAPPENED = "happened"
    PUSHED = "pushed"
    ARMED = "armed"
    MISBEHAVED = "misbehaved"


class JournalUnreadable(DeskError):
    """The practice carrier's journal cannot be read."""

    kind: ClassVar[Kind] = Kind.UNAVAILABLE

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"{path}: {why}; give the journal.jsonl of a practice carrier", why=why)


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalEntry:
    """One line: its number from 1, the carrier's clock in UTC, the parcel, and its facts."""

    no: int
    kind: EntryKind
    at: datetime
    tracking_no: str | None
    facts: Mapping[str, Any]


def read_journal(path: Path) -> tuple[JournalEntry, ...]:
    """All whole entries, oldest first; raises `JournalUnreadable`. The server may be running."""
    try:
        written = path.read_bytes()
    except OSError as trouble:
        raise JournalUnreadable(path, trouble.strerror or type(trouble).__name__) from None
    whole = written[: written.rfind(b"\n") + 1]
    entries = []
    for number, line in enumerate(whole.splitlines(), start=1):
        try:
            entries.append(parse_entry(line))
        except (ValueError, KeyError, TypeError):
            raise JournalUnreadable(path, f"line {number} is damaged") from None
    return tuple(entries)


def live_labels(entries: Iterable[JournalEntry]) -> dict[str, str]:
    """The reference of every parcel booked and not voided, by its tracking number.

    A service without a label of the carrier's own counts too: its parcel is billed all the same.
    """
    live: dict[str, str] = {}
    for entry in entries:
        if entry.tracking_no is None:
            continue
        if entry.kind is EntryKind.BOOKED:
            live[entry.tracking_no] = str(entry.facts["order"]["reference"])
        elif entry.kind is EntryKind.VOIDED:
            live.pop(entry.tracking_no, None)
    return live


def parse_entry(line: bytes) -> JournalEntry:
    """One line as an entry; raises ValueError, KeyError or TypeError."""
    fields = json.loads(line)
    return JournalEntry(
        no=int(fields["no"]),
        kind=EntryKind(fields["kind"]),
        at=datetime.fromisoformat(fields["at"]).astimezone(UTC),
        tracking_no=fields["tracking_no"],
        facts=fields["facts"],
    )


def write_entry(entry: JournalEntry) -> bytes:
    """An entry as one line, line end included."""
    fields = {
        "no": entry.no,
        "kind": entry.kind.value,
        "at": entry.at.astimezone(UTC).isoformat(),
        "tracking_no": entry.tracking_no,
        "facts": dict(entry.facts),
    }
    return json.dumps(fields, separators=(",", ":")).encode() + b"\n"
