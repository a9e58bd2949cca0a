import asyncio
from pathlib import Path

import pytest

from runtime.database import Database
from tests.builders import TestDesk, an_advance_replacement, found_desk
from tests.cli.terminal import (
    A_SWAP,
    CLERK,
    CUSTOMER,
    MONDAY_0900,
    Terminal,
    point_at,
    staffed_desk,
)
from tests.desk.case_walk import CaseWalk
from tests.stories.harness import running_desk
from workers.stack.temporal_server import EmbeddedTemporal

NUMBER = "SE-2026-000001"


def test_a_case_is_opened_with_its_promise_and_the_reason(
    desk: TestDesk, swapdesk: Terminal
) -> None:
    opened = swapdesk("case", "open", "--serial", "BROKEN-1", *A_SWAP)
    assert (opened.code, opened.err) == (0, "")
    assert opened.out.splitlines()[:2] == [
        f"{NUMBER} is registered: delivery by 2026-11-24.",
        "Registered Mon 23 November 2026 13:52 in Stockholm, before 14:00; delivered Tue",
    ]
    del desk


def test_the_same_key_opens_one_case_and_another_body_is_refused(
    desk: TestDesk, swapdesk: Terminal
) -> None:
    words = ("case", "open", *A_SWAP, "--key", "k1", "--json")
    first = swapdesk(*words, "--serial", "BROKEN-1")
    again = swapdesk(*words, "--serial", "BROKEN-1")
    other = swapdesk(*words, "--serial", "BROKEN-2")
    assert first.facts["number"] == again.facts["number"] == NUMBER
    assert (other.code, other.error) == (2, "key-reused")
    del desk


def test_cases_are_listed_and_shown_within_80_columns(desk: TestDesk, swapdesk: Terminal) -> None:
    swapdesk("case", "open", "--serial", "BROKEN-1", *A_SWAP)
    listed, shown = swapdesk("case", "list"), swapdesk("case", "show", NUMBER)
    assert listed.out.splitlines()[1].split() == [
        *(NUMBER, "fabrikam", "BROKEN-1", "assessing", "control", "questions"),
    ]
    assert shown.out.splitlines()[0] == f"{NUMBER}: swap for fabrikam, assessing"
    assert max(map(len, (listed.out + shown.out).splitlines())) <= 80
    assert [one["number"] for one in swapdesk("case", "list", "--json").facts["items"]] == [NUMBER]
    assert swapdesk("case", "show", NUMBER, "--json").facts["row"]["device"] == "BROKEN-1"
    del desk


def test_the_story_of_a_walked_case_is_told_in_sentences(
    desk: TestDesk, books: Database, swapdesk: Terminal
) -> None:
    walk = CaseWalk(database=books, desk=desk)
    walk.open(an_advance_replacement(at=MONDAY_0900))
    shown = swapdesk("case", "show", NUMBER)
    assert "No promise yet." in shown.out
    assert "  2026-11-23 08:00Z  The case was opened for advance replacement." in shown.out


@pytest.mark.parametrize(
    ("words", "code", "error"),
    [
        (("case", "show", "SE-2026-999999"), 1, "unknown-case"),
        (("case", "list", "--only", "sleeping"), 2, "unknown-filter"),
        (("case", "list", "--cursor", "?"), 2, "bad-cursor"),
        (("case", "list", "--tenant", "nobody"), 1, "no-tenant"),
        (("case", "list", "--as", "nobody@acme.example"), 1, "unknown-account"),
        (("scan", "pack", "X", "--as", CUSTOMER), 1, "not-allowed"),
        (("scan", "pack", "X", "--at", "yesterday"), 2, "bad-moment"),
        (("scan", "pack", "X", "--at", "2026-11-23T13:52:00"), 2, "bad-moment"),
        (
            ("case", "decide", NUMBER, "diagnosed", "--answer", "defective=yes"),
            3,
            "workflow-server-silent",
        ),
    ],
)
def test_a_refusal_has_a_name_and_an_exit_code(
    desk: TestDesk, swapdesk: Terminal, words: tuple[str, ...], code: int, error: str
) -> None:
    refused = swapdesk(*words, "--json")
    assert (refused.code, refused.out) == (code, "")
    assert refused.err.splitlines()[-1].find(f'"error": "{error}"') > 0
    del desk


def test_a_word_that_does_not_exist_is_a_usage_error(desk: TestDesk, swapdesk: Terminal) -> None:
    assert swapdesk("case", "decide", NUMBER, "shrug").code == 2
    assert swapdesk("case", "decide", NUMBER, "diagnosed", "--answer", "defective").code == 2
    assert swapdesk("case", "open").code == 2
    del desk


def test_an_unknown_outcome_tells_the_key_to_repeat_with(
    desk: TestDesk, swapdesk: Terminal
) -> None:
    unsure = swapdesk("case", "decide", NUMBER, "diagnosed", "--answer", "defective=yes")
    assert unsure.err.startswith("It may or may not have been done. Repeat it with: --key ")
    del desk


def test_business_time_is_refused_in_production(
    desk: TestDesk, swapdesk: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SWAPDESK_MODE", "production")
    refused = swapdesk("case", "open", "--serial", "BROKEN-1", *A_SWAP, "--json")
    assert (refused.code, refused.error) == (1, "business-time-refused")
    del desk


def test_two_tenants_have_to_be_told_apart(
    desk: TestDesk, books: Database, owner_url: str, swapdesk: Terminal
) -> None:
    found_desk(owner_url, books, code="zeta")
    assert swapdesk("case", "list", "--json").error == "no-tenant"
    assert swapdesk("case", "list", "--tenant", desk.tenant).code == 0
    nobody = swapdesk("case", "list", "--tenant", "zeta", "--json")
    assert (nobody.code, nobody.error) == (1, "nobody-to-ask-as")


def test_a_customer_s_person_sees_and_opens_its_own_cases(
    desk: TestDesk, books: Database, swapdesk: Terminal
) -> None:
    CaseWalk(database=books, desk=desk).open(an_advance_replacement(at=MONDAY_0900))
    asks = ("--as", CUSTOMER, "--json")
    own = swapdesk("case", "open", "--serial", "BROKEN-1", *A_SWAP, *asks)
    assert own.code == 0
    listed = swapdesk("case", "list", *asks).facts["items"]
    assert [one["number"] for one in listed] == [own.facts["number"]]
    assert swapdesk("case", "show", NUMBER, *asks).error == "unknown-case"


def test_a_record_that_is_missing_away_or_old_is_unreachable(
    empty_database: str, swapdesk: Terminal, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    point_at(monkeypatch, empty_database, tmp_path)
    old = swapdesk("case", "list", "--json")
    assert (old.code, old.error) == (3, "record-not-migrated")
    point_at(monkeypatch, empty_database.replace("/t_", "/no_"), tmp_path)
    away = swapdesk("case", "list", "--json")
    assert (away.code, away.error) == (3, "record-unavailable")


async def test_a_decision_is_taken_by_the_case_s_workflow_once_per_key(
    record: Database,
    empty_database: str,
    temporal_server: EmbeddedTemporal,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    swapdesk: Terminal,
) -> None:
    point_at(monkeypatch, empty_database, tmp_path, TEMPORAL_ADDRESS=temporal_server.address)
    desk = staffed_desk(empty_database, record)
    async with running_desk(record, desk, temporal_server.address, tmp_path) as stage:
        number = await stage.open(an_advance_replacement(at=MONDAY_0900))
        await stage.until(number, lambda state: state.version > 0)
        words = ("case", "decide", number, "diagnosed", "--answer", "defective=yes", "--as", CLERK)
        at = ("--at", "2026-11-23T10:00:00+02:00", "--key", "once", "--json")
        first = await asyncio.to_thread(swapdesk, *words, *at)
        again = await asyncio.to_thread(swapdesk, *words, *at)
        stale = await asyncio.to_thread(swapdesk, *words, "--json")
        await stage.client.get_workflow_handle(stage.workflow_id(number)).terminate("over")
    assert (first.code, first.facts["stage"]) == (0, "replacing")
    assert again.facts["number"] == number
    assert (stale.code, stale.error) == (1, "wrong-stage")


def test_what_comes_next_is_told_within_80_columns(desk: TestDesk, swapdesk: Terminal) -> None:
    swapdesk("case", "open", "--serial", "BROKEN-1", *A_SWAP)
    told = swapdesk("case", "ahead", NUMBER, "--at", MONDAY_0900.isoformat())
    assert told.out.splitlines()[0] == f"{NUMBER}, if nobody moves:"
    assert max(map(len, told.out.splitlines())) <= 80
    found = swapdesk("case", "ahead", NUMBER, "--days", "10", "--json").facts
    assert {one["what"] for one in found["coming"]} == {"alarm"}
    del desk
