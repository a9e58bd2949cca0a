"""Cost proposals from a terminal; a decision needs a workflow server, which is not there."""

from runtime.database import Database
from tests.builders import TestDesk
from tests.cli.terminal import Terminal
from tests.desk.case_walk import CaseWalk
from tests.proposals import a_proposal, a_refused_repair, serve_quoted

LINE = ("--line", "Screen; 1; 1200.00")
WHY = ("--reason", "Liquid damage.")


def test_a_proposal_is_shown_with_its_lines(
    books: Database, desk: TestDesk, swapdesk: Terminal
) -> None:
    serve_quoted(books, desk)
    number = a_proposal(CaseWalk(database=books, desk=desk))
    shown = swapdesk("proposal", "show", number).out
    assert shown.startswith("P1  open (until 2026-12-09)  1600.00 EUR  Switch S8 SW-1\n")
    assert "1200.00  Screen" in shown
    assert "Liquid damage." in shown
    (found,) = swapdesk("proposal", "show", number, "--json").facts
    assert (found["number"], found["state"], found["amount"]) == ("P1", "open", "1600.00")


def test_a_case_without_proposals_says_so_and_an_unknown_one_is_refused(
    books: Database, desk: TestDesk, swapdesk: Terminal
) -> None:
    serve_quoted(books, desk)
    number = a_refused_repair(CaseWalk(database=books, desk=desk))
    assert swapdesk("proposal", "show", number).out == "No cost proposal was made.\n"
    assert swapdesk("proposal", "show", "SE-2026-999999", "--json").error == "unknown-case"


def test_an_answer_is_one_of_two_words_and_a_proposal_has_lines_and_a_reason(
    desk: TestDesk, swapdesk: Terminal
) -> None:
    assert swapdesk("proposal", "answer", "SE-2026-000001", "perhaps").code == 2
    no_choice = ("proposal", "answer", "SE-2026-000001", "decline", "--otherwise", "keep")
    assert swapdesk(*no_choice).code == 2
    assert swapdesk("proposal", "make", "SE-2026-000001", *WHY).code == 2
    assert swapdesk("proposal", "make", "SE-2026-000001", *LINE).code == 2
    del desk
