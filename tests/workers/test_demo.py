"""The demo as a newcomer plays it: twice on one real stack, on days written down by hand."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from desk.invariants import INVARIANTS
from models.stock import levels
from runtime.database import Database
from tests.builders import FOUNDED, a_swap, found_desk
from tests.desk.case_walk import CaseWalk
from tests.way_back import LITWARE, serve_phones
from workers.demo import hands
from workers.demo.play import fill_up
from workers.demo.sample import working_devices

#: Wednesday 2 May 2035 follows May Day; Thursday 3 May is Ascension Day.
TODAY = ("--today", "2035-05-01")
PORTS = tuple(
    f"SWAPDESK_{part}_PORT" for part in ("TEMPORAL", "TEMPORAL_UI", "WEB", "SMTP", "PRACTICE")
)
FIRST_START = 150  # seconds, on a machine that is busy with other things

pytestmark = pytest.mark.timeout(400)


def environment(folder: Path, mode: str = "demo") -> dict[str, str]:
    outside = ("SWAPDESK_", "TEMPORAL_", "DATABASE_")
    plain = {name: value for name, value in os.environ.items() if not name.startswith(outside)}
    # Another stack may start at this very moment: neither is to wait for the usual ports.
    ports = dict.fromkeys(PORTS, "0")
    return {**plain, **ports, "SWAPDESK_MODE": mode, "SWAPDESK_DATA_DIR": str(folder)}


def run(folder: Path, *words: str, mode: str = "demo") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", *words],
        env=environment(folder, mode),
        capture_output=True,
        text=True,
        check=False,
    )


def healthy(folder: Path) -> bool:
    try:
        told = json.loads((folder / "run" / "stack.json").read_text())
    except FileNotFoundError:
        return False
    parts = {part["name"]: part["healthy"] for part in told["parts"]}
    return "web" in parts and all(parts.values())


@pytest.fixture(scope="module")
def folder(stack_folder: Path) -> Iterator[Path]:
    folder = stack_folder / "demo"
    command = [sys.executable, "-m", "workers.stack", "--data-dir", str(folder)]
    said = stack_folder / "demo.log"
    with (
        said.open("w") as log,
        subprocess.Popen(command, env=environment(folder), stderr=log) as stack,
    ):
        end = time.monotonic() + FIRST_START
        while not healthy(folder) and stack.poll() is None and time.monotonic() < end:
            time.sleep(0.2)
        assert healthy(folder), said.read_text()
        yield folder
        stack.terminate()
        stack.wait(20)


@pytest.fixture(scope="module")
def played(folder: Path) -> dict[str, Any]:
    demo = run(folder, "workers.demo", *TODAY, "--json")
    assert demo.returncode == 0, demo.stderr + demo.stdout
    told: dict[str, Any] = json.loads(demo.stdout)
    return told


def test_the_two_swaps_around_the_cut_off_are_promised_on_different_days(
    played: dict[str, Any],
) -> None:
    early, late, advance, *_ = (case["promise"] for case in played["cases"])
    # A promise holds until its day ends: midnight in Stockholm and Bucharest is 22:00 and 21:00 Z.
    assert early["due_at"] == "2035-05-04T22:00:00+00:00"
    assert late["due_at"] == "2035-05-07T22:00:00+00:00"
    assert advance["due_at"] == "2035-05-04T21:00:00+00:00"
    assert "Wed 2 May 2035 13:52 in Stockholm, before 14:00" in early["explanation"]
    assert "14:00:00 in Stockholm, not before 14:00" in late["explanation"]
    assert {one["outcome"] for one in (early, late, advance)} == {"kept"}


def test_all_cases_but_the_one_that_waits_for_its_pack_scan_are_closed(
    played: dict[str, Any],
) -> None:
    ends = [(case["stage"], case["waiting_for"]) for case in played["cases"]]
    closed = ("closed", "nothing")
    assert ends == [*[closed] * 3, ("replacing", "pack_scan"), *[closed] * 6]


def test_the_late_phone_is_charged_and_given_back_once(played: dict[str, Any]) -> None:
    words = [line["word"] for line in played["cases"][5]["story"]]
    told = ("charge_proposed", "charge_approved", "closed", "reopened", "charge_reversed")
    assert [word for word in words if word in told] == [*told, "closed"]


def test_the_other_scenes_of_the_way_back_tell_what_they_are_about(
    played: dict[str, Any],
) -> None:
    stories = [[line["word"] for line in case["story"]] for case in played["cases"]]
    stranger, no_fault, swollen, loan = stories[6:]
    assert stranger.count("another_unit_came") == stranger.count("item_settled") == 1
    assert "inspected" in no_fault
    assert swollen.count("danger_decided") == 1
    assert "home_again" in loan
    assert all(one["met"] for one in played["expected"])


def test_the_ticket_is_answered_within_its_target_and_says_how_long_it_took(
    played: dict[str, Any],
) -> None:
    # Opened at 10:30 in Stockholm and Paris: 2 hours to noon's gap, the rest after it.
    story = {line["word"]: line["sentence"] for line in played["cases"][4]["story"]}
    assert "clock_met" in story
    assert "2 h" in story["clock_met"]


def test_the_first_story_tells_of_a_reminder_and_of_its_end(played: dict[str, Any]) -> None:
    stories = [[line["word"] for line in case["story"]] for case in played["cases"]]
    assert [story.count("reminded") for story in stories[:5]] == [1, 0, 0, 0, 0]
    ends = ["closed", "closed", "closed", "unit_reserved", "resolved"]
    assert [story[-1] for story in stories[:5]] == ends


def test_labels_and_slips_lie_on_disk(played: dict[str, Any]) -> None:
    papers = [Path(path) for case in played["cases"] for path in case["papers"]]
    first = [path for case in played["cases"][:3] for path in case["papers"]]
    # Two labels, a slip and a certificate; the appliance's programme demands no slip.
    assert len(first) == 4 + 4 + 3
    assert len(set(papers)) == len(papers) > len(first)
    assert all(path.read_bytes().startswith(b"%PDF") for path in papers)


def test_the_refill_is_asked_once_approved_once_and_comes_in_two_deliveries(
    played: dict[str, Any],
) -> None:
    story = played["refill"]["story"]
    assert played["refill"]["order"].startswith("PO-")
    for word in ("prompt_sent", "prompt_reminded", "prompt_approved", "order_placed"):
        assert story.count(word) == 1
    assert story.count("delivery_received") == 2
    assert story[-1] == "unit_passed"


def test_the_stock_shows_what_went_out_and_what_came_back(played: dict[str, Any]) -> None:
    levels = {(one["place"], one["model"]): one["total"] for one in played["stock"]}
    assert levels == {
        ("POOL-FABRIKAM", "PHONE-X2"): 31,
        ("POOL-LITWARE", "PHONE-X2"): 4,
        ("POOL-WOODGROVE", "PHONE-X2"): 32,
        ("AT-WOODGROVE", "PHONE-X2"): 2,
        ("SHELF", "KIOSK-K1"): 5,
        ("AT-FABRIKAM", "PHONE-X2"): 400,
        ("AT-NORTHWIND", "KIOSK-K1"): 24,
        ("AT-WINGTIP", "FIREWALL-F7"): 12,
        ("AT-LITWARE", "PHONE-X2"): 40,
        ("SCRAP", "PHONE-X2"): 1,
        ("SCRAP", "KIOSK-K1"): 1,
    }


def test_every_invariant_was_checked_and_holds(played: dict[str, Any]) -> None:
    assert [one for one in played["invariants"] if one["offences"] or one["unchecked"]] == []
    assert len(played["invariants"]) == len(INVARIANTS)


def test_a_second_run_plays_new_cases_and_reads_well_in_80_columns(
    folder: Path, played: dict[str, Any]
) -> None:
    again = run(folder, "workers.demo", *TODAY)
    assert again.returncode == 0, again.stderr + again.stdout
    lines = [line for line in again.stdout.splitlines() if str(folder) not in line]
    assert max(map(len, lines)) <= 80
    first = {case["number"] for case in played["cases"]}
    assert first == {f"SE-2035-{n:06d}" for n in range(1, 11)}
    assert all(number not in again.stdout for number in first)
    assert "  SE-2035-000011 registered 13:52:00, promised for Friday 04 May" in again.stderr
    assert {login["email"] for login in played["logins"]} <= set(again.stdout.split())


def test_an_empty_shelf_is_filled_before_the_play_and_a_full_one_is_left(
    record: Database, empty_database: str
) -> None:
    desk = found_desk(empty_database, record, phones=2)
    serve_phones(record, desk.tenant_id, LITWARE)
    for _ in range(2):
        fill_up(record, desk.clerk, FOUNDED)
    with record.as_tenant(desk.tenant_id) as session:
        assert levels(session) == [
            ("POOL-FABRIKAM", "PHONE-X2", 34),
            ("POOL-LITWARE", "PHONE-X2", 6),
            ("SHELF", "KIOSK-K1", 1),
        ]


def test_when_all_devices_on_record_broke_once_new_ones_break(
    record: Database, empty_database: str
) -> None:
    desk = found_desk(empty_database, record)
    CaseWalk(database=record, desk=desk).open(a_swap("PH-0001", at=FOUNDED))
    found = working_devices(record, desk.tenant_id, "PH", 2)
    assert found == ["PH-0002", "PH-0003"]


async def test_a_desk_that_does_not_move_stops_the_demo_by_name(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(hands, "PATIENCE", 0.05)

    async def never() -> bool:
        return False

    with pytest.raises(hands.DemoStuck, match="SE-2026-000001 did not come to 'its end'"):
        await hands.patiently(never, "SE-2026-000001", "its end")


def test_a_production_desk_and_a_desk_that_does_not_run_are_refused(tmp_path: Path) -> None:
    production = run(tmp_path, "cli.main", "demo", mode="production")
    assert production.returncode == 1
    assert "swapdesk up --demo" in production.stderr
    nothing = run(tmp_path, "cli.main", "demo", "--json")
    assert nothing.returncode == 2
    assert json.loads(nothing.stderr.splitlines()[-1])["error"] == "bad-setting"
