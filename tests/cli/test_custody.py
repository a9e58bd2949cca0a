import pytest

from desk.scans import ScanForm, Station, take_scan
from runtime.database import Database
from tests.builders import TestDesk, a_swap
from tests.cli.terminal import MONDAY_0900, Terminal
from tests.desk.case_walk import CaseWalk


@pytest.fixture
def stray(desk: TestDesk, books: Database, swapdesk: Terminal) -> str:
    """The id of an unknown serial that was scanned at the dock."""
    form = ScanForm(station=Station.RECEIPT, code="STRAY-77")
    take_scan(books, desk.clerk, form, "stray")
    (item,) = swapdesk("custody", "list", "--json").facts
    return str(item["id"])


def test_an_empty_list_says_so(desk: TestDesk, swapdesk: Terminal) -> None:
    assert swapdesk("custody", "list").out == "Nothing is in custody.\n"
    del desk


def test_what_is_in_custody_is_listed_within_80_columns(stray: str, swapdesk: Terminal) -> None:
    lines = swapdesk("custody", "list").out.splitlines()
    assert lines[0].split() == ["STRAY-77", "unit", "nobody", "set", "aside"]
    assert stray in lines[1]
    assert max(map(len, lines)) <= 80


def test_a_thing_is_settled_with_a_reason_once_per_key(stray: str, swapdesk: Terminal) -> None:
    words = ("custody", "settle", stray, "destroyed", "--key", "k1")
    assert swapdesk(*words, "--json").error == "outcome-incomplete"
    done = swapdesk(*words, "--because", "Its sender asked so.")
    assert (done.out, done.code) == ("Recorded: destroyed.\n", 0)
    assert swapdesk(*words, "--because", "Its sender asked so.").out == done.out
    assert swapdesk("custody", "list").out == "Nothing is in custody.\n"


def test_a_thing_is_placed_to_the_case_it_belongs_to(
    stray: str, desk: TestDesk, books: Database, swapdesk: Terminal
) -> None:
    number = CaseWalk(database=books, desk=desk).open(a_swap(at=MONDAY_0900))
    placed = swapdesk("custody", "place", stray, number.lower())
    assert placed.out == f"Recorded: other_case in case {number}.\n"
    assert swapdesk("custody", "place", stray, number, "--json").error == "item-settled"


def test_a_thing_that_is_not_there_is_named(desk: TestDesk, swapdesk: Terminal) -> None:
    nothing = "00000000-0000-4000-8000-000000000000"
    words = ("custody", "settle", nothing, "kept", "--because", "None.", "--json")
    assert swapdesk(*words).error == "unknown-item"
    del desk
