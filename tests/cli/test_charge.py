import pytest

from runtime.database import Database
from tests.builders import TestDesk
from tests.cli.terminal import ADMIN, CLERK, Terminal
from tests.desk.case_walk import CaseWalk
from tests.desk.owed_cases import DAY, DELIVERED, SIMPLE, owed, wait
from tests.way_back import serve_phones


@pytest.fixture
def number(desk: TestDesk, books: Database) -> str:
    serve_phones(books, desk.tenant_id, SIMPLE)
    walk = CaseWalk(database=books, desk=desk)
    number = owed(walk, SIMPLE, "AD-1")
    wait(walk, number, DELIVERED + 21 * DAY)
    return number


def test_the_proposed_charges_are_listed(number: str, swapdesk: Terminal) -> None:
    [line] = swapdesk("charge", "list", "--as", ADMIN).out.splitlines()
    assert line.split() == [number, "adatum", "unreturned", "unit", "AD-1", "450.00", "SEK"]
    [facts] = swapdesk("charge", "list", "--as", ADMIN, "--json").facts
    assert (facts["kind"], facts["amount"]) == ("unreturned_unit", "450.00")
    nobody = swapdesk("charge", "list", "--as", ADMIN, "--customer", "fabrikam").out
    assert nobody == "No charge waits for a decision.\n"


def test_a_clerk_sees_no_charges(number: str, swapdesk: Terminal) -> None:
    del number
    assert swapdesk("charge", "list", "--as", CLERK, "--json").error == "not-allowed"


@pytest.mark.parametrize("verb", ["approve", "drop"])
def test_without_the_workflow_server_nothing_is_decided(
    number: str, swapdesk: Terminal, verb: str
) -> None:
    said = swapdesk("charge", verb, number, "--because", "Agreed.", "--as", ADMIN)
    assert said.code == 3
    assert "Repeat it with: --key" in said.err
    assert "The workflow server does not answer" in said.err


def test_a_decision_without_a_reason_is_a_usage_error(number: str, swapdesk: Terminal) -> None:
    assert swapdesk("charge", "drop", number).code == 2
