from datetime import timedelta

from rules.case_facts import Told
from runtime.database import Database
from tests.builders import TestDesk
from tests.cli.terminal import CUSTOMER, Terminal
from tests.desk.case_walk import CaseWalk
from tests.on_site import MONDAY, THURSDAY, know_kiosks, part_on_site
from tests.parts import stock_fans


def test_visits_are_listed_what_is_to_be_booked_first(
    desk: TestDesk, books: Database, swapdesk: Terminal
) -> None:
    assert swapdesk("visit", "list").out == "No visit is booked, and none has to be.\n"
    know_kiosks(books, desk)
    stock_fans(books, desk, 2)
    walk = CaseWalk(database=books, desk=desk)
    waiting, ahead = part_on_site(walk, "V-1"), part_on_site(walk, "V-2")
    walk.tell(ahead, Told.VISIT_BOOKED, MONDAY + timedelta(days=1), **THURSDAY)
    lines = swapdesk("visit", "list").out.splitlines()
    assert lines == [
        f"{waiting}   northwind       V-1             to be booked",
        f"{ahead}   northwind    V-2          2026-11-26 10:00-13:00 ahead",
    ]
    facts = swapdesk("visit", "list", "--case", ahead, "--json").facts
    assert [one["number"] for one in facts["visits"]] == [1]
    assert swapdesk("visit", "list", "--as", CUSTOMER, "--json").facts["visits"] == []


def test_a_report_is_one_of_four_words(swapdesk: Terminal) -> None:
    refused = swapdesk("visit", "report", "SE-2026-000001", "exploded", "Boom.")
    assert refused.code == 2
