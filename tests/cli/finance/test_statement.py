import json
from pathlib import Path

import pytest

from desk.people import add_account
from models.parties import Role
from rules.finance.money_words import FinanceDuty
from runtime.database import Database
from tests.builders import TestDesk
from tests.cli.terminal import ADMIN, CLERK, Terminal
from tests.statements import SWEDISH, an_event, found_parties, issue_month

APPROVER = ("--as", "approver@acme.example")
AS_ADMIN = ("--as", ADMIN)


@pytest.fixture
def issued(books: Database, desk: TestDesk) -> str:
    """The number of an invoice of 100 SEK to fabrikam."""
    with books.as_tenant(desk.tenant_id) as session:
        added = add_account(
            session,
            desk.tenant_id,
            "approver@acme.example",
            "Robin Approver",
            Role.FINANCE,
            "",
            "four-unrelated-words-here",
        )
        added.duty = FinanceDuty.APPROVER
    found_parties(books, desk.tenant_id)
    with books.as_tenant(desk.tenant_id) as session:
        an_event(session, desk.tenant_id)
        an_event(session, desk.tenant_id, "contract_fee_yearly", amount=None)
    return next(iter(issue_month(books, desk.tenant_id).values()))


def test_statements_are_listed_shown_and_given_back(issued: str, swapdesk: Terminal) -> None:
    listed = swapdesk("statement", "list", *APPROVER).out.splitlines()
    assert listed[0] == f"{issued}  invoice  final  fabrikam  2026-10  125.00 SEK"
    assert listed[1].startswith("waits: fabrikam  contract_fee  1  since 2026-10-12")
    because = ("--because", "Billed by mistake.", "--line", "1")
    said = swapdesk("statement", "credit", issued, *because, *APPROVER)
    assert said.out.strip() == f"2026-000002 gives 125.00 SEK of {issued} back."
    shown = swapdesk("statement", "show", issued, *APPROVER).out
    assert "VAT S 25.00 % of 100.00: 25.00" in shown
    assert "Given back by 2026-000002: 125.00 SEK" in shown
    assert swapdesk("statement", "list", "--month", "2026-09", *APPROVER, "--json").facts == {
        "items": [],
        "waiting": swapdesk("statement", "list", *APPROVER, "--json").facts["waiting"],
    }


def test_only_the_approver_gives_back(issued: str, swapdesk: Terminal) -> None:
    because = ("--because", "Billed by mistake.")
    assert swapdesk("statement", "credit", issued, *because, *AS_ADMIN, "--json").error
    assert swapdesk("statement", "list", "--as", CLERK).code == 1


@pytest.mark.usefixtures("desk")
def test_a_party_is_written_down_from_a_file(swapdesk: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "party.json"
    file.write_text(json.dumps({"valid_from": "2026-01-01", **SWEDISH, "vat_percent": 25}))
    said = swapdesk("statement", "party", "fabrikam", "--file", str(file), *AS_ADMIN)
    assert said.out.startswith("from 2026-01-01  Fabrikam AB  SE  SE559012345001  S 25")
    assert swapdesk("statement", "party", *AS_ADMIN).out == ""
    file.write_text("{")
    assert swapdesk("statement", "party", "--file", str(file), *AS_ADMIN).code == 2
