import pytest

from runtime.database import Database
from tests.builders import TestDesk, a_swap
from tests.cli.terminal import MONDAY_0900, MONDAY_1352, Terminal
from tests.desk.case_walk import CaseWalk


@pytest.fixture
def number(desk: TestDesk, books: Database) -> str:
    """A swap for which a phone is reserved."""
    return CaseWalk(database=books, desk=desk).open(a_swap(at=MONDAY_0900))


def test_the_reserved_unit_may_be_packed(number: str, swapdesk: Terminal) -> None:
    packed = swapdesk("scan", "pack", "pool-0001")
    assert packed.out == f"PACK: Case {number}: the label follows in a moment.\n"
    assert (packed.code, packed.err) == (0, "")


def test_a_repeat_of_a_scan_under_its_key_is_the_same_scan(number: str, swapdesk: Terminal) -> None:
    words = ("scan", "pack", "POOL-0001", "--key", "k1", "--at", MONDAY_1352, "--json")
    assert swapdesk(*words).facts == swapdesk(*words).facts
    assert swapdesk("scan", "pack", "POOL-0002", "--key", "k1", "--json").error == "key-reused"
    del number


@pytest.mark.parametrize(
    ("words", "word"),
    [
        (("pack", "POOL-0002"), "NOT RESERVED"),
        (("receipt", "NEVER-SEEN"), "UNKNOWN"),
        (("receipt", "POOL-0003", "--case", "SE-2026-000001"), "WRONG UNIT"),
    ],
)
def test_a_red_answer_is_accepted_and_exits_with_1(
    number: str, swapdesk: Terminal, words: tuple[str, ...], word: str
) -> None:
    scanned = swapdesk("scan", *words, "--json")
    assert (scanned.code, scanned.facts["word"], scanned.facts["colour"]) == (1, word, "red")
    del number


def test_an_amber_answer_exits_with_0(number: str, swapdesk: Terminal) -> None:
    other = swapdesk("scan", "pack", "POOL-0002", "--case", number, "--json")
    assert (other.code, other.facts["word"]) == (0, "OTHER UNIT")


def test_a_scan_of_nothing_is_a_usage_error(number: str, swapdesk: Terminal) -> None:
    assert swapdesk("scan", "receipt", " ", "--json").error == "unreadable-scan"
    assert swapdesk("scan", "receipt", " ").code == 2
    del number
