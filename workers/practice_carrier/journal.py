"""The carrier's journal on disk: appended, synced before anybody is answered, never rewritten."""

import fcntl
import os
from datetime import datetime
from pathlib import Path
from typing import Any

from carriers.practice_journal import (
    EntryKind,
    JournalEntry,
    JournalUnreadable,
    read_journal,
    write_entry,
)

FILE = "journal.jsonl"


class Journal:
    """The one writer of a folder's `journal.jsonl`; raises `JournalUnreadable` when taken."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.path = folder / FILE
        self._descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(self._descriptor)
            raise JournalUnreadable(self.path, "another practice carrier writes it") from None
        self._drop_torn_line()
        self.entries: list[JournalEntry] = list(read_journal(self.path))
        _sync_folder(folder)

    def append(
        self, kind: EntryKind, *, at: datetime, tracking_no: str | None, facts: dict[str, Any]
    ) -> JournalEntry:
        """The entry, safe on disk when this returns; on a full disk OSError and no half line."""
        entry = JournalEntry(
            no=len(self.entries) + 1, kind=kind, at=at, tracking_no=tracking_no, facts=facts
        )
        good = os.fstat(self._descriptor).st_size
        try:
            self._write(write_entry(entry))
        except OSError:
            os.ftruncate(self._descriptor, good)
            raise
        self.entries.append(entry)
        return entry

    def close(self) -> None:
        """Let go of the file and its lock."""
        os.close(self._descriptor)

    def _write(self, line: bytes) -> None:
        while line:
            line = line[os.write(self._descriptor, line) :]
        os.fsync(self._descriptor)

    def _drop_torn_line(self) -> None:
        """A line without its end was never answered for, so it never was."""
        written = self.path.read_bytes()
        whole = written.rfind(b"\n") + 1
        if whole < len(written):
            os.ftruncate(self._descriptor, whole)
            os.fsync(self._descriptor)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
