import subprocess
import sys
import threading
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from carriers.errors import CarrierUnreachable
from carriers.http import Call, ask
from carriers.port import Claimed, Direction, Rejected, Traced, TrackingStatus, Unknown
from tests.carriers.builders import (
    API_KEY,
    REPOSITORY,
    WEBHOOK_SECRET,
    PracticeProcess,
    a_claim,
    an_order,
    booked,
    until,
)
from workers.practice_carrier.__main__ import wishes
from workers.practice_carrier.steering import EntryKind, FaultKind, Operation

NOON = datetime(2026, 3, 5, 12, 0, tzinfo=UTC)


def test_after_a_kill_in_mid_sequence_everything_is_as_it_was(practice: PracticeProcess) -> None:
    carrier = practice.carrier()
    parcels = [booked(carrier.book(an_order(f"k/{n}"))) for n in range(5)]
    carrier.void(parcels[0].tracking_no)
    practice.steering.move(parcels[1].tracking_no, TrackingStatus.HANDED_OVER, NOON)
    carrier.recall(parcels[1].tracking_no)
    practice.steering.arm(FaultKind.ERROR_500)
    before = practice.live()
    practice.kill()
    practice.start()
    carrier = practice.carrier()
    assert practice.live() == before
    assert carrier.find_by_reference("k/0") is None
    assert [carrier.find_by_reference(f"k/{n}") for n in range(1, 5)] == parcels[1:]
    (event,) = carrier.track(parcels[1].tracking_no)
    assert event.occurred_at == NOON
    assert isinstance(carrier.book(an_order("k/fault-kept")), Unknown)
    later = booked(carrier.book(an_order("k/5")))
    assert later.tracking_no not in {each.tracking_no for each in parcels}
    assert later.sscc not in {each.sscc for each in parcels}


def test_after_a_kill_searches_claims_and_the_agreed_label_life_are_as_they_were(
    practice: PracticeProcess,
) -> None:
    carrier, mine = practice.carrier(), a_claim("k/claim")
    first, second = (booked(carrier.book(an_order(f"k/{n}"))).tracking_no for n in (1, 2))
    for number in (first, second):
        practice.steering.move(number, TrackingStatus.HANDED_OVER, NOON)
    search, claim = carrier.trace(first), carrier.claim(first, mine)
    practice.steering.set_label_life(30, date(2026, 11, 23))
    practice.kill()
    practice.start()
    carrier = practice.carrier()
    assert isinstance(search, Traced)
    assert isinstance(claim, Claimed)
    assert carrier.trace(first) == search
    assert carrier.claim(first, mine) == claim
    assert isinstance(carrier.claim(second, mine), Rejected)
    back = booked(carrier.book(an_order("k/back", direction=Direction.RETURN)))
    assert back.label_valid_until == date(2026, 12, 23)
    assert len(practice.entries(EntryKind.TRACED)) == len(practice.entries(EntryKind.CLAIMED)) == 1


@pytest.mark.parametrize("operation", [Operation.TRACE, Operation.CLAIM])
def test_a_kill_while_the_answer_is_held_back_leaves_exactly_one_search_or_claim(
    practice: PracticeProcess, operation: Operation
) -> None:
    kind = EntryKind.TRACED if operation is Operation.TRACE else EntryKind.CLAIMED

    def asked() -> object:
        carrier = practice.carrier()
        return carrier.trace(number) if kind is EntryKind.TRACED else carrier.claim(number, mine)

    number, mine = booked(practice.carrier().book(an_order("k/held"))).tracking_no, a_claim("k/c")
    practice.steering.move(number, TrackingStatus.HANDED_OVER, NOON)
    practice.steering.arm(FaultKind.TIMEOUT_AFTER_EFFECT, on=operation)
    said: list[object] = []
    asking = threading.Thread(target=lambda: said.append(asked()))
    asking.start()
    until(lambda: bool(practice.entries(kind)))
    practice.kill()
    asking.join()
    practice.start()
    assert isinstance(said[0], Unknown)
    assert isinstance(asked(), Traced | Claimed)
    assert len(practice.entries(kind)) == 1


def test_a_kill_while_the_answer_is_held_back_leaves_exactly_one_parcel(
    practice: PracticeProcess,
) -> None:
    practice.steering.arm(FaultKind.TIMEOUT_AFTER_EFFECT)
    said: list[object] = []
    carrier = practice.carrier()
    asking = threading.Thread(target=lambda: said.append(carrier.book(an_order("k/held"))))
    asking.start()
    until(lambda: "k/held" in practice.live().values())
    practice.kill()
    asking.join()
    practice.start()
    assert isinstance(said[0], Unknown)
    found = practice.carrier().find_by_reference("k/held")
    assert found is not None
    assert practice.live() == {found.tracking_no: "k/held"}


def book_until_it_dies(
    practice: PracticeProcess, turn: int, acknowledged: dict[str, str]
) -> threading.Thread:
    carrier = practice.carrier()

    def work() -> None:
        for number in range(10_000):
            reference = f"k/{turn}/{number}"
            try:
                said = carrier.book(an_order(reference))
            except CarrierUnreachable:
                return
            if isinstance(said, Unknown):
                return
            acknowledged[booked(said).tracking_no] = reference

    thread = threading.Thread(target=work)
    thread.start()
    return thread


def test_every_acknowledged_booking_survives_repeated_kills(practice: PracticeProcess) -> None:
    acknowledged: dict[str, str] = {}
    for turn in range(3):
        wanted = len(acknowledged) + 5
        asking = book_until_it_dies(practice, turn, acknowledged)
        until(lambda wanted=wanted: len(acknowledged) >= wanted)  # type: ignore[misc]
        practice.kill()
        asking.join()
        practice.start()
    live = practice.live()
    assert acknowledged.items() <= live.items()
    assert len(live) <= len(acknowledged) + 3  # at most the one under way at each kill


def test_a_torn_last_line_is_forgotten_and_written_over(practice: PracticeProcess) -> None:
    parcel = booked(practice.carrier().book(an_order("k/whole")))
    practice.kill()
    path = practice.folder / "journal.jsonl"
    whole = path.read_bytes()
    path.write_bytes(whole + b'{"no": 3, "kind": "booked", "at": "2026-')
    assert practice.live() == {parcel.tracking_no: "k/whole"}
    practice.start()
    assert path.read_bytes() == whole
    booked(practice.carrier().book(an_order("k/next")))
    assert sorted(practice.live().values()) == ["k/next", "k/whole"]
    assert [entry.no for entry in practice.entries()] == [1, 2, 3]


def test_a_second_server_on_the_same_folder_does_not_start(practice: PracticeProcess) -> None:
    done = subprocess.run(
        [
            *(sys.executable, "-m", "workers.practice_carrier", "--folder", str(practice.folder)),
            *("--events-url", "http://127.0.0.1:9/"),
            *("--api-key", API_KEY, "--webhook-secret", WEBHOOK_SECRET),
        ],
        capture_output=True,
        text=True,
        check=False,
        cwd=REPOSITORY,
    )
    assert done.returncode == 2
    assert "another practice carrier writes it" in done.stderr


@pytest.mark.parametrize("missing", ["SWAPDESK_PRACTICE_KEY", "SWAPDESK_PRACTICE_WEBHOOK_SECRET"])
def test_a_server_without_a_long_key_and_secret_does_not_start(
    tmp_path: Path,
    missing: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("SWAPDESK_PRACTICE_KEY", API_KEY)
    monkeypatch.setenv("SWAPDESK_PRACTICE_WEBHOOK_SECRET", WEBHOOK_SECRET)
    monkeypatch.setenv(missing, "short")
    arguments = ["practice", "--folder", str(tmp_path), "--events-url", "http://127.0.0.1:9/"]
    monkeypatch.setattr(sys, "argv", arguments)
    with pytest.raises(SystemExit) as ended:
        wishes()
    assert ended.value.code == 2
    assert "needs 16 characters or more" in capsys.readouterr().err


def test_a_stop_is_clean_and_quick_even_with_callers_hanging(practice: PracticeProcess) -> None:
    practice.steering.arm(FaultKind.TIMEOUT_BEFORE_EFFECT)
    carrier, said = practice.carrier(), []
    asking = threading.Thread(target=lambda: said.append(carrier.book(an_order("k/hanging"))))
    asking.start()
    until(lambda: bool(practice.entries(EntryKind.MISBEHAVED)))
    code, seconds = practice.stop()
    asking.join()
    assert code == 0
    assert seconds < 5
    assert isinstance(said[0], Unknown)


def test_an_idle_stop_takes_less_than_two_seconds(practice: PracticeProcess) -> None:
    code, seconds = practice.stop()
    assert (code, seconds < 2) == (0, True)


def test_health_is_told_without_a_key_and_the_books_are_not(practice: PracticeProcess) -> None:
    said = ask(Call(method="GET", url=practice.base_url + "/healthz"))
    assert said.body == b'{"status":"ok","parcels":0,"unpushed":0}'
    for path in ("/practice/journal", "/v1/shipments?reference=x", "/v1/shipments/PX1/events"):
        assert ask(Call(method="GET", url=practice.base_url + path)).status == 401


def test_the_journal_over_http_is_the_journal_on_disk(practice: PracticeProcess) -> None:
    booked(practice.carrier().book(an_order("k/journal")))
    assert list(practice.steering.journal()) == practice.entries()
