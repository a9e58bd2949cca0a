from pathlib import Path

import pytest

from desk.people import add_account
from models.parties import Role
from rules.finance.money_words import FinanceDuty
from runtime.database import Database
from tests.bills import Bill, know_carrier, narrow_csv, ups_250
from tests.builders import TestDesk
from tests.cli.terminal import Terminal

IMPORTER = ("--as", "importer@acme.example")
APPROVER = ("--as", "approver@acme.example")


@pytest.fixture
def bills(books: Database, desk: TestDesk, tmp_path: Path) -> Path:
    """A folder for files, at a desk with a carrier, an importer and an approver."""
    know_carrier(books, desk.tenant_id)
    with books.as_tenant(desk.tenant_id) as session:
        for duty in (FinanceDuty.IMPORTER, FinanceDuty.APPROVER):
            added = add_account(
                session,
                desk.tenant_id,
                f"{duty}@acme.example",
                "Robin Finance",
                Role.FINANCE,
                "",
                "four-unrelated-words-here",
            )
            added.duty = duty
    return tmp_path


def take(swapdesk: Terminal, file: Path, *more: str, profile: str = "narrow_csv") -> list[str]:
    given = ("--carrier", "practice", "--profile", profile, *IMPORTER, *more)
    return swapdesk("bill", "take", str(file), *given).out.splitlines()


def test_a_file_is_taken_shown_and_not_approved_while_charges_are_open(
    bills: Path, swapdesk: Terminal
) -> None:
    file = bills / "october.csv"
    file.write_bytes(narrow_csv(Bill()))
    assert take(swapdesk, file) == [
        "'october.csv' is loaded: 2 charges read, 0 rows refused.",
        "Bills: 1 loaded, 0 held back, 0 here before. Charges added: 2.",
    ]
    assert take(swapdesk, file) == ["'october.csv' was loaded before; nothing was added."]
    [_, row] = swapdesk("bill", "list", *APPROVER).out.splitlines()
    assert row.split() == ["B-1001", "practice", "2026-10-31", "matched", "2", "97.90", "SEK"]
    shown = swapdesk("bill", "show", "B-1001", *APPROVER).out.splitlines()
    assert shown[0] == "Bill B-1001 of practice, account ACC-1, 2026-10-31: matched."
    assert any("unknown" in line and "2 open" in line for line in shown)
    refused = swapdesk("bill", "approve", "B-1001", "--json", *APPROVER)
    assert refused.error == "charges-undecided"
    assert swapdesk("bill", "approve", "B-1001", "--json", *IMPORTER).error == "not-allowed"


def test_a_file_of_another_layout_is_held_back_with_the_reason_and_discarded(
    bills: Path, swapdesk: Terminal
) -> None:
    file = bills / "wide.csv"
    file.write_bytes(ups_250(Bill()))
    told = take(swapdesk, file)
    assert "The file has another number of columns than its profile" in told[2]
    file_id = told[3].split()[-1]
    assert "is quarantined" in swapdesk("bill", "problems", file_id, *APPROVER).out
    done = swapdesk("bill", "discard", file_id, "--because", "The wrong layout.", *APPROVER)
    assert done.out.startswith("The file is discarded; bills loaded: 0.")
    assert "is loaded: 2 charges read" in take(swapdesk, file, profile="ups_250")[0]
    assert "discarded" not in swapdesk("bill", "files", *APPROVER).out


def test_what_is_no_file_or_amount_is_said(bills: Path, swapdesk: Terminal) -> None:
    given = ("--carrier", "practice", "--profile", "narrow_csv", "--json", *IMPORTER)
    missing = swapdesk("bill", "take", str(bills / "none.csv"), *given)
    assert missing.error == "no-such-bill-file"
    file = bills / "a.csv"
    file.write_bytes(narrow_csv(Bill()))
    wrong = swapdesk("bill", "take", str(file), "--net-total", "much", *given)
    assert wrong.error == "not-an-amount"
    assert swapdesk("bill", "problems", "x", "--json", *IMPORTER).error == "not-an-id"
    assert "ups_250" in swapdesk("bill", "profiles", *IMPORTER).out
