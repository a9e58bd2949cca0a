import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.carriers.builders import API_KEY, PracticeProcess, an_order, booked
from workers.practice_carrier.steering import EntryKind


@pytest.fixture
def practice(tmp_path: Path) -> Iterator[PracticeProcess]:
    process = PracticeProcess(tmp_path / "practice")
    yield process
    process.kill()


def move(
    practice: PracticeProcess, *words: str, mode: str = "test"
) -> subprocess.CompletedProcess[str]:
    here = {
        "SWAPDESK_MODE": mode,
        "SWAPDESK_DATA_DIR": str(practice.folder),
        "SWAPDESK_PRACTICE_URL": practice.base_url,
        "SWAPDESK_PRACTICE_KEY": API_KEY,
    }
    return subprocess.run(
        [sys.executable, "-m", "cli.main", "practice", "move", *words],
        env={**os.environ, **here},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_parcel_moves_at_the_given_time(practice: PracticeProcess) -> None:
    tracking = booked(practice.carrier().book(an_order())).tracking_no
    words = (tracking, "handed_over", "--at", "2026-11-23T17:05:00+01:00", "--place", "Malmö")
    moved = move(practice, *words, "--json")
    assert (moved.returncode, moved.stderr) == (0, "")
    [happened] = practice.entries(EntryKind.HAPPENED)
    assert json.loads(moved.stdout)["event_id"] == happened.facts["event_id"]
    assert happened.facts["occurred_at"] == "2026-11-23T16:05:00+00:00"
    assert happened.facts["place"] == "Malmö"


def test_an_unknown_parcel_is_refused_and_an_unknown_word_is_a_usage_error(
    practice: PracticeProcess,
) -> None:
    refused = move(practice, "NO-SUCH-PARCEL", "delivered")
    assert refused.returncode == 1
    assert "unknown_parcel" in refused.stderr
    assert move(practice, "NO-SUCH-PARCEL", "dissolved").returncode == 2


def test_a_production_desk_steers_no_parcel(practice: PracticeProcess) -> None:
    refused = move(practice, "NO-SUCH-PARCEL", "delivered", mode="production")
    assert refused.returncode == 1
    assert "swapdesk up --demo" in refused.stderr
