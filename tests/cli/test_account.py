import io
from datetime import UTC, datetime, timedelta

import pytest

from desk.people import actor_of, sign_in
from models.parties import Role
from runtime.database import Database
from tests.builders import TestDesk
from tests.cli.terminal import CLERK, Terminal

ADD = ("account", "add", "new@acme.example", "--name", "New Clerk", "--password-stdin")
PASSWORD = "four unrelated words"


def test_an_added_account_signs_in_with_its_password(
    desk: TestDesk, books: Database, swapdesk: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n"))
    added = swapdesk(*ADD, "--role", "finance")
    assert added.out == f"new@acme.example may sign in at {desk.tenant} as finance.\n"
    now = datetime.now(UTC)
    token, _ = sign_in(books, "new@acme.example", PASSWORD, "127.0.0.1", now)
    assert actor_of(books, token, now).role is Role.FINANCE


@pytest.mark.parametrize(
    ("words", "typed", "code", "error"),
    [
        (("--role", "desk"), "short", 2, "weak-password"),
        (("--role", "customer", "--customer", "nobody"), PASSWORD, 1, "unknown-customer"),
    ],
)
def test_a_weak_password_and_an_unknown_customer_are_refused(
    desk: TestDesk,
    swapdesk: Terminal,
    monkeypatch: pytest.MonkeyPatch,
    words: tuple[str, ...],
    typed: str,
    code: int,
    error: str,
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{typed}\n"))
    refused = swapdesk(*ADD, *words, "--json")
    assert (refused.code, refused.error) == (code, error)
    assert typed not in refused.err
    del desk


def test_an_address_signs_in_once(
    desk: TestDesk, swapdesk: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n"))
    words = ("account", "add", CLERK, "--name", "X", "--role", "desk", "--password-stdin", "--json")
    assert swapdesk(*words).error == "account-exists"
    del desk


def test_a_key_is_shown_once_and_acts_as_its_person(
    desk: TestDesk, books: Database, swapdesk: Terminal
) -> None:
    issued = swapdesk("account", "api-key", CLERK, "--days", "30", "--json").facts
    now = datetime.now(UTC)
    assert actor_of(books, issued["key"], now).role is Role.DESK
    ends = datetime.fromisoformat(issued["expires_at"])
    assert timedelta(days=29) < ends - now <= timedelta(days=30)
    assert swapdesk("account", "api-key", "nobody@acme.example", "--json").error == (
        "unknown-account"
    )
    del desk


def test_a_persons_training_is_recorded_with_its_last_day(
    desk: TestDesk, swapdesk: Terminal
) -> None:
    trained = swapdesk("account", "train", CLERK, "--until", "2027-11-22")
    assert trained.out == f"{CLERK} may decide on unsafe batteries until 2027-11-22.\n"
    nobody = ("account", "train", "nobody@acme.example", "--until", "2027-11-22", "--json")
    stranger = swapdesk(*nobody)
    assert (stranger.code, stranger.error) == (1, "unknown-account")
    assert swapdesk("account", "train", CLERK, "--until", "next year").code == 2
    del desk
