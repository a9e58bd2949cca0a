import pytest

from runtime.database import Database
from tests.builders import TestDesk
from tests.cli.terminal import CUSTOMER, Terminal
from tests.desk.case_walk import CaseWalk
from tests.desk.owed_cases import DAY, DELIVERED, SIMPLE, owed, wait
from tests.way_back import serve_phones

TWELVE_DAYS_LATE = (DELIVERED + 22 * DAY).isoformat()


@pytest.fixture
def number(desk: TestDesk, books: Database) -> str:
    serve_phones(books, desk.tenant_id, SIMPLE)
    walk = CaseWalk(database=books, desk=desk)
    number = owed(walk, SIMPLE, "AD-1")
    wait(walk, number, DELIVERED + 21 * DAY)
    return number


def test_what_is_owed_is_listed_with_its_clock_and_what_comes_next(
    number: str, swapdesk: Terminal
) -> None:
    lines = swapdesk("overdue", "--at", TWELVE_DAYS_LATE).out.splitlines()
    assert lines[0].split() == ["AD-1", "adatum", number, "12", "DAYS", "OVERDUE"]
    assert "running; charge proposed; label PRAC" in lines[1]
    assert lines[2].strip().startswith("next: charge review, 2026-12-17")
    assert all(len(line) <= 80 for line in lines)


def test_one_customer_s_units_are_listed_for_programs(number: str, swapdesk: Terminal) -> None:
    [line] = swapdesk("overdue", "--customer", "adatum", "--json").facts
    assert (line["case"], line["serial"], line["charge"]) == (number, "AD-1", "proposed")
    assert swapdesk("overdue", "--customer", "fabrikam").out == "No unit is owed.\n"


def test_a_customer_s_person_is_refused(number: str, swapdesk: Terminal) -> None:
    del number
    assert swapdesk("overdue", "--as", CUSTOMER, "--json").error == "not-allowed"
