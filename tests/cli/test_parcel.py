from datetime import UTC, datetime, timedelta

from rules.case_facts import Told
from rules.case_words import Direction
from runtime.database import Database
from tests.builders import TestDesk, a_swap
from tests.cli.terminal import CUSTOMER, Terminal
from tests.desk.case_walk import CaseWalk

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def test_silent_parcels_and_claims_are_listed(
    desk: TestDesk, books: Database, swapdesk: Terminal
) -> None:
    assert swapdesk("parcel", "silent").out == "No parcel is silent.\n"
    assert swapdesk("parcel", "claims").out == "No parcel was lost.\n"
    walk = CaseWalk(database=books, desk=desk)
    number = walk.open(a_swap("SILENT-1", at=MONDAY))
    walk.pack(number, walk.reserved(number), MONDAY + HOUR)
    walk.carried(number, Direction.OUTBOUND, "handed_over", MONDAY + 2 * HOUR)
    silent = MONDAY + 2 * HOUR + 5 * DAY
    walk.tell(number, Told.DEADLINE_PASSED, silent, name="outbound_silence")
    walk.run_errands(number)
    head, more = swapdesk("parcel", "silent").out.splitlines()
    assert head.endswith(f"outbound 1   fabrikam          {number}")
    assert more == "    last scan 2026-11-23; given up: 2026-12-03"
    walk.tell(number, Told.DEADLINE_PASSED, silent + 5 * DAY, name="outbound_lost")
    walk.run_errands(number)
    assert swapdesk("parcel", "silent").out == "No parcel is silent.\n"
    assert swapdesk("parcel", "claims").out.splitlines()[1] == "    lost: C-1"
    [line] = swapdesk("parcel", "claims", "--json").facts
    assert (line["case"], line["standing"], line["claim_no"]) == (number, "lost", "C-1")
    refused = swapdesk("parcel", "claims", "--as", CUSTOMER, "--json")
    assert refused.error == "not-allowed"
