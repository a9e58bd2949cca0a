import uuid

import pytest

from desk.mail_intake import take_mail
from models.parties import Tenant
from runtime.database import Database
from tests.builders import TestDesk, a_swap
from tests.cli.terminal import CUSTOMER, MONDAY_0900, Terminal
from tests.desk.case_walk import CaseWalk
from tests.rules.mails import a_mail, with_files


@pytest.fixture
def number(desk: TestDesk, books: Database) -> str:
    return CaseWalk(database=books, desk=desk).open(a_swap(at=MONDAY_0900))


@pytest.fixture
def message(desk: TestDesk, books: Database, number: str) -> str:
    """A stranger's message with a file that may not hang on a case."""
    mail = with_files(
        a_mail("It rings twice.", From="x@stranger.example", Subject=f"About {number}"),
        ("setup.exe", "application/octet-stream", b"MZ"),
    )
    with books.as_tenant(desk.tenant_id) as session:
        tenant = session.get_one(Tenant, desk.tenant_id)
    return str(take_mail(books, tenant, mail.as_bytes(), MONDAY_0900).mail_id)


def test_a_message_that_waits_is_listed_shown_and_placed(
    swapdesk: Terminal, message: str, number: str
) -> None:
    first, second = swapdesk("mail", "list").out.splitlines()
    assert first == f"{message}  2026-11-23 08:00  x@stranger.example  About {number}"
    assert second.strip() == "unknown_sender"
    shown = swapdesk("mail", "show", message).out.splitlines()
    assert shown[0] == "From: x@stranger.example"
    assert shown[3:] == ["It rings twice.", "File: setup.exe"]
    placed = swapdesk("mail", "place", message, number)
    assert placed.out.splitlines() == [
        f"Placed in {number}.",
        "Left out: setup.exe: attachment-kind-not-allowed",
    ]
    assert swapdesk("mail", "list").out == "No message is here.\n"
    [row] = swapdesk("mail", "list", "--state", "placed", "--json").facts
    assert (row["id"], row["case"]) == (message, number)


def test_a_message_may_be_put_away_by_the_desk_alone(swapdesk: Terminal, message: str) -> None:
    assert swapdesk("mail", "list", "--as", CUSTOMER, "--json").error == "not-allowed"
    assert swapdesk("mail", "refuse", message, "An advertisement.").out == "Refused.\n"
    [row] = swapdesk("mail", "list", "--state", "refused", "--json").facts
    assert (row["reason"], row["detail"]) == ("by_hand", "An advertisement.")
    unknown = swapdesk("mail", "show", str(uuid.uuid4()), "--json")
    assert (unknown.code, unknown.error) == (1, "unknown-mail")
