from runtime.database import Database
from tests.builders import TestDesk
from tests.cli.terminal import CUSTOMER, Terminal
from tests.desk.case_walk import CaseWalk
from tests.desk.loan_walk import lend_to, pass_due, recall
from tests.way_back import LITWARE, serve_phones


def test_loans_are_listed_overdue_first(
    desk: TestDesk, books: Database, swapdesk: Terminal
) -> None:
    assert swapdesk("loan", "list").out == "No unit is on loan.\n"
    serve_phones(books, desk.tenant_id, LITWARE)
    walk = CaseWalk(database=books, desk=desk)
    young = lend_to(walk, "OWN-1")
    late = recall(walk, "OWN-2")
    pass_due(walk, late)
    lines = swapdesk("loan", "list").out.splitlines()
    assert lines == [
        f"LITWARE-0002      litware           {late}   2026-12-11  OVERDUE",
        "    asked back; its label waits for the answer about its battery",
        f"LITWARE-0001      litware           {young}   not due",
        "    the user's own device is not handed in yet",
    ]
    only = swapdesk("loan", "list", "--overdue", "--json").facts
    assert [(one["case"], one["overdue"]) for one in only] == [(late, True)]
    assert swapdesk("loan", "list", "--as", CUSTOMER, "--json").facts == []


def test_spares_are_placed_listed_and_taken_back(desk: TestDesk, swapdesk: Terminal) -> None:
    assert swapdesk("spare", "list").out == "No spares are on any site.\n"
    placed = swapdesk("spare", "place", "fabrikam", "POOL-0001", "POOL-0002", "--key", "k")
    assert placed.out == "Moved from POOL-FABRIKAM to SITE-FABRIKAM: 2.\n"
    [level] = swapdesk("spare", "list", "--json").facts
    assert (level["count"], level["serials"]) == (2, ["POOL-0001", "POOL-0002"])
    assert swapdesk("spare", "list").out.splitlines()[1] == "    POOL-0001, POOL-0002"
    back = swapdesk("spare", "take-back", "fabrikam", "POOL-0001")
    assert back.out == "Moved from SITE-FABRIKAM to POOL-FABRIKAM: 1.\n"
    refused = swapdesk("spare", "take-back", "fabrikam", "POOL-0001", "--json")
    assert (refused.code, refused.error) == (1, "not-on-site")
    del desk
