from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from carriers.practice_journal import (
    EntryKind,
    JournalEntry,
    JournalUnreadable,
    live_labels,
    read_journal,
)
from workers.practice_carrier import numbers
from workers.practice_carrier.depot import Depot
from workers.practice_carrier.journal import Journal

NOW = datetime(2026, 3, 5, 12, 0, tzinfo=UTC)
LINE = (
    b'{"no":1,"kind":"booked","at":"2026-03-05T13:00:00+01:00","tracking_no":"PX1",'
    b'"facts":{"order":{"reference":"a/1"}}}\n'
)


def an_entry(kind: EntryKind, tracking_no: str | None, **facts: Any) -> JournalEntry:
    return JournalEntry(no=1, kind=kind, at=NOW, tracking_no=tracking_no, facts=facts)


def test_the_check_digits_are_those_of_the_standards_own_examples() -> None:
    # GS1's published example SSCC 106141412345678908 and GTIN 629104150021-3.
    assert numbers.check_digit("10614141234567890") == "8"
    assert numbers.check_digit("629104150021") == "3"


def test_numbers_keep_their_zeros_in_front() -> None:
    assert numbers.sscc(1) == "095200000000000011"
    assert numbers.tracking_no(1) == "PX00000000000017"


def test_a_label_is_live_from_its_booking_to_its_void() -> None:
    entries = [
        an_entry(EntryKind.OPENED, None, first_number=1),
        an_entry(EntryKind.BOOKED, "PX1", order={"reference": "a/1"}),
        an_entry(EntryKind.BOOKED, "PX2", order={"reference": "a/2"}),
        an_entry(EntryKind.BOOKED, "PX3", order={"reference": "a/2"}),
        an_entry(EntryKind.HAPPENED, "PX3"),
        an_entry(EntryKind.VOIDED, "PX1"),
        an_entry(EntryKind.RECALLED, "PX3"),
    ]
    assert live_labels(entries) == {"PX2": "a/2", "PX3": "a/2"}


def test_a_line_without_its_end_is_no_entry(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    path.write_bytes(LINE + LINE[:-1])
    (entry,) = read_journal(path)
    assert entry.at == NOW
    path.write_bytes(LINE[:40])
    assert read_journal(path) == ()


@pytest.mark.parametrize(
    "damage", [b"\n", b"{}\n", b"[]\n", b"\xff\n", LINE.replace(b"book", b"loo")]
)
def test_damage_in_the_middle_is_told_with_its_line(tmp_path: Path, damage: bytes) -> None:
    path = tmp_path / "journal.jsonl"
    path.write_bytes(LINE + damage + LINE)
    with pytest.raises(JournalUnreadable, match="line 2 is damaged"):
        read_journal(path)


def test_a_missing_journal_is_told(tmp_path: Path) -> None:
    with pytest.raises(JournalUnreadable, match="No such file"):
        read_journal(tmp_path / "journal.jsonl")


def test_a_full_disk_leaves_no_half_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    journal = Journal(tmp_path)
    facts: dict[str, Any] = {"first_number": 1}
    journal.append(EntryKind.OPENED, at=NOW, tracking_no=None, facts=facts)

    def no_space(_: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as full:
        full.setattr("workers.practice_carrier.journal.os.fsync", no_space)
        with pytest.raises(OSError, match="No space"):
            journal.append(EntryKind.ARMED, at=NOW, tracking_no=None, facts={})
    assert len(read_journal(journal.path)) == 1
    journal.append(EntryKind.ARMED, at=NOW, tracking_no=None, facts={})
    assert [entry.no for entry in read_journal(journal.path)] == [1, 2]
    journal.close()


def test_two_new_folders_draw_different_numbers(tmp_path: Path) -> None:
    first = []
    for name in ("one", "two"):
        journal = Journal(tmp_path / name)
        Depot(journal, first_number=None, now=NOW)
        first.append(journal.entries[0].facts["first_number"])
        journal.close()
    assert first[0] != first[1]
    assert all(0 < number < 10**13 for number in first)
