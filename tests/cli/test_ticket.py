import asyncio
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest

from cli.case_options import request_said
from desk.asked import RequestForm
from rules.case_facts import DECISIONS, Told
from rules.service_words import ChannelKind, Need
from runtime.database import Database
from tests.builders import TestDesk
from tests.cli.terminal import CLERK, MONDAY_0900, Terminal, point_at, staffed_desk
from tests.desk.case_walk import CaseWalk
from tests.desk.service_cases import CARE, MAINTENANCE, PREMIUM, a_support_case, sell_service
from tests.stories.harness import running_desk
from workers.stack.temporal_server import EmbeddedTemporal

HOUR = timedelta(hours=1)
NUMBER = "SE-2026-000001"
#: A Monday, 09:00 in Paris.
OPEN = (
    *("case", "open", "--customer", "fabrikam", "--model", "KIOSK-K1", "--serial", "FW-1"),
    *("--fault", "The tunnel drops every hour.", "--locale", "en"),
    *("--contact", "Service Contact", "--mail", "service@fabrikam.example"),
    *("--name", "Fabrikam AB", "--street", "Storgatan 12", "--postcode", "111 51"),
    *("--city", "Stockholm", "--country", "SE", "--at", "2026-11-23T09:00:00+01:00"),
)
SUPPORT = (*OPEN, "--remedy", "support", "--contract")
SHOW = ("case", "show", NUMBER)


@pytest.fixture
def house(desk: TestDesk, books: Database) -> TestDesk:
    """A desk whose customer has contracts with targets."""
    sell_service(books, desk)
    return desk


@pytest.fixture
def walk(house: TestDesk, books: Database) -> CaseWalk:
    return CaseWalk(database=books, desk=house)


def test_a_ticket_says_what_is_asked_and_its_clock_says_when_it_is_due(
    walk: CaseWalk, swapdesk: Terminal
) -> None:
    asked = ("--severity", "4", "--who", "reseller", "--channel", "portal", "--scope-holds")
    opened = swapdesk(*SUPPORT, PREMIUM, *asked)
    assert (opened.code, opened.out) == (0, f"{NUMBER} is registered for support.\n")
    walk.tell(NUMBER, Told.OPENED, MONDAY_0900)
    lines = swapdesk(*SHOW, "--at", "2026-11-23T10:00:00+01:00").out.splitlines()
    assert lines[:3] == [
        f"{NUMBER}: support for fabrikam, helping",
        "Device FW-1 (Kiosk K1): The tunnel drops every hour.",
        "Asked for: incident, severity 4.",
    ]
    # 7.5 hours on Monday, 3.5 before lunch on Tuesday and one after it.
    assert lines[3] == "Response: due 2026-11-24 15:00 Europe/Paris (14:00Z)."
    assert lines[4].startswith("  Received Mon 23 November 2026 09:00 in Paris; 12 working hours")
    assert "Waits for first answer; next to move: desk." in lines
    assert max(map(len, lines)) <= 80


@pytest.mark.parametrize(
    ("at", "standing"),
    [("2026-11-24T14:00:00+01:00", "warning"), ("2026-11-24T15:00:00+01:00", "overdue")],
)
def test_a_clock_that_is_nearly_or_wholly_due_says_so(
    walk: CaseWalk, swapdesk: Terminal, at: str, standing: str
) -> None:
    walk.open(a_support_case(at=MONDAY_0900))
    shown = swapdesk(*SHOW, "--at", at).out
    assert f"Response: {standing}, due 2026-11-24 15:00 Europe/Paris (14:00Z)." in shown


def test_clocks_that_stopped_or_stand_still_say_how_much_time_they_took(
    walk: CaseWalk, swapdesk: Terminal
) -> None:
    walk.open(a_support_case(contract=CARE, severity="minor", at=MONDAY_0900))
    walk.tell(NUMBER, Told.CUSTOMER_ASKED, MONDAY_0900 + HOUR, question="Which release?")
    shown = swapdesk(*SHOW).out
    stopped = "Response: met, stopped 2026-11-23 10:00 Europe/Stockholm (09:00Z), 1 h used, due"
    assert stopped in shown.replace("\n  ", " ")
    assert "Resolution: paused, 1 h used, counted again: pause." in shown
    assert "Still to come: customer answer." in shown


def test_support_in_order_of_arrival_promises_no_time(walk: CaseWalk, swapdesk: Terminal) -> None:
    walk.open(a_support_case(contract=MAINTENANCE, at=MONDAY_0900, severity="1"))
    assert "Response: queue order." in swapdesk(*SHOW).out.splitlines()


def test_the_decision_is_said_in_the_language_that_is_asked_for(
    walk: CaseWalk, swapdesk: Terminal
) -> None:
    walk.open(a_support_case(at=MONDAY_0900))
    assert "Covered: advice and remote session." in swapdesk(*SHOW).out
    french = swapdesk(*SHOW, "--language", "fr").out
    assert "Couvert : conseil et session à distance." in french
    assert "Covered:" not in french
    assert swapdesk(*SHOW, "--language", "tlh").code == 2


def test_what_no_option_says_is_whoever_may_ask_through_what_is_open(
    house: TestDesk, swapdesk: Terminal
) -> None:
    # Only a reseller may ask under this tier, and only by mail.
    opened = swapdesk(*SUPPORT, MAINTENANCE, "--severity", "2", "--scope-holds")
    assert opened.code == 0
    decision = swapdesk(*SHOW, "--json").facts["entitlement"]["decision"]
    said = {one["code"]: one["facts"] for one in decision["reasons"]}
    assert said["channel_open"]["channel"] == "email"
    assert "reseller" in {facts.get("who") for facts in said.values()}
    del house


def test_what_is_not_covered_is_refused_a_sentence_a_line(
    house: TestDesk, swapdesk: Terminal
) -> None:
    words = (*SUPPORT, MAINTENANCE, "--severity", "2", "--who", "end_customer")
    refused, plainly = swapdesk(*words), swapdesk(*words, "--json")
    assert (refused.code, refused.out, plainly.code) == (1, "", 1)
    assert refused.err.splitlines()[0] == "Not covered; possible now: referral to who can help."
    assert refused.err.splitlines()[1].startswith("Asked by: end customer;")
    assert plainly.error == "not-covered"
    assert swapdesk("case", "list").out == "No case.\n"
    del house


def test_a_repair_is_registered_with_its_findings(house: TestDesk, swapdesk: Terminal) -> None:
    words = (*OPEN, "--remedy", "repair", "--contract", CARE, "--defect-confirmed")
    opened = swapdesk(*words, "--field", "software=7.1", "--registered")
    assert opened.out == f"{NUMBER} is registered for repair.\n"
    assert "Asked for: hardware." in swapdesk(*SHOW).out.splitlines()
    assert swapdesk(*words, "--field", "software").code == 2
    del house


@pytest.mark.parametrize(
    ("only", "due", "warn"),
    [("overdue", "- interval '1 h'", "- interval '2 h'"), ("warning", "+ interval '1 h'", "")],
)
def test_cases_are_listed_by_the_standing_of_their_clocks(
    walk: CaseWalk, owner_url: str, swapdesk: Terminal, only: str, due: str, warn: str
) -> None:
    walk.open(a_support_case("FW-1", at=MONDAY_0900))
    walk.open(a_support_case("FW-2", at=MONDAY_0900))
    late = (
        f"UPDATE service_clocks SET due_at = now() {due}, warn_at = now() {warn}"
        f" WHERE case_id = (SELECT id FROM cases WHERE number = '{NUMBER}')"
    )
    later = (
        "UPDATE service_clocks SET due_at = now() + interval '9 h', warn_at = now() + interval"
        f" '8 h' WHERE case_id <> (SELECT id FROM cases WHERE number = '{NUMBER}')"
    )
    with psycopg.connect(owner_url.replace("+psycopg", "")) as owner:
        owner.execute("SET session_replication_role = replica")
        for statement in (late, later):
            assert owner.execute(statement.encode()).rowcount == 1
    listed = swapdesk("case", "list", "--only", only, "--json").facts["items"]
    assert [one["number"] for one in listed] == [NUMBER]


def test_options_that_say_nothing_make_no_request_and_a_no_is_said() -> None:
    usual = RequestForm(need=Need.INCIDENT, channel=ChannelKind.EMAIL)
    silent: dict[str, object] = {
        "need": None,
        "topic": "",
        "ticket": {},
        "system_down": None,
        "registered": None,
    }
    assert request_said(silent, lambda: usual) is None
    said = request_said({**silent, "registered": False}, lambda: usual)
    assert said is not None
    assert (said.registered, said.need, said.channel) == (False, Need.INCIDENT, ChannelKind.EMAIL)


def test_every_decision_a_person_can_take_is_a_word_of_the_command(swapdesk: Terminal) -> None:
    told = " ".join(swapdesk("case", "decide", "--help").out.split())
    assert {word for word in DECISIONS if f" {word}," in told or f" {word}." in told} == DECISIONS


async def test_a_reply_is_decided_at_the_terminal_and_stops_the_clock(
    record: Database,
    empty_database: str,
    temporal_server: EmbeddedTemporal,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    swapdesk: Terminal,
) -> None:
    point_at(monkeypatch, empty_database, tmp_path, TEMPORAL_ADDRESS=temporal_server.address)
    desk = staffed_desk(empty_database, record)
    sell_service(record, desk)
    async with running_desk(record, desk, temporal_server.address, tmp_path) as stage:
        number = await stage.open(a_support_case(at=MONDAY_0900))
        await stage.until(number, lambda state: "clock_due:response" in state.deadlines)
        words = ("case", "decide", number, "replied", "--as", CLERK)
        answers = ("--answer", "human=yes", "--answer", "text=Set mtu=1400, please.")
        at = ("--at", "2026-11-23T10:00:00+01:00")
        said = await asyncio.to_thread(swapdesk, *words, *answers, *at)
        await stage.until(number, lambda state: not state.clocks["response"].open)
        shown = await asyncio.to_thread(swapdesk, "case", "show", number)
        await stage.client.get_workflow_handle(stage.workflow_id(number)).terminate("over")
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith(f"{number} is helping and waits for ")
    assert "Response: met, stopped 2026-11-23 10:00 Europe/Paris (09:00Z)" in shown.out
    assert "Set mtu=1400, please." in shown.out
