"""Counts, movements of pool units, exchanges and write-offs, as they are typed."""

from datetime import date

import pytest

from desk.pool_forms import EndOfModelForm
from desk.pool_models import discontinue_model
from runtime.database import Database
from tests.builders import TestDesk
from tests.cli.terminal import ADMIN, CLERK, CUSTOMER, Terminal
from tests.pool_moves import another_model
from tests.pools import PoolCustomer, TestPool, open_a_pool
from tests.shelves import LUND, place, second_pool

NOON = ("--at", "2026-11-23T12:00:00+01:00")
MAIN, FIRST, SECOND = "contoso-phones", "CONTOSO-0001", "CONTOSO-0002"


@pytest.fixture(autouse=True)
def pool(books: Database, desk: TestDesk) -> TestPool:
    return open_a_pool(books, desk.tenant_id, PoolCustomer(phones=3))


def test_a_shelf_is_counted_and_what_is_missing_explained(
    books: Database, desk: TestDesk, swapdesk: Terminal
) -> None:
    assert swapdesk("count", "open", MAIN, *NOON).out.splitlines() == [
        "Count SC-2026-00001 of POOL-CONTOSO is open: 3 units are expected."
    ]
    number = "SC-2026-00001"
    scan = swapdesk("count", "scan", number, FIRST, FIRST, "STRANGE-7", *NOON).out.splitlines()
    assert scan[0] == f"{FIRST}: COUNTED. Leave it where it stands."
    assert "scanned before" in scan[1]
    assert scan[2].startswith("STRANGE-7: UNKNOWN.")
    shown = swapdesk("count", "show", number).out.splitlines()
    assert shown[1] == "Expected: 3. Scanned: 2."
    assert f"  missing  {SECOND}  PHONE-X2  POOL-CONTOSO" in shown
    close = ("count", "close", number, *NOON)
    assert swapdesk(*close, "--json").error == "differences-unexplained"
    why = ("--explain", f"{SECOND}=Stolen.", "--explain", "STRANGE-7=A guest's.")
    done = swapdesk(*close, *why, "--misplaced", "CONTOSO-0003=Other rack.").out
    assert "Missing: 2." in done
    assert place(books, desk, SECOND) == "LOST"
    assert place(books, desk, "CONTOSO-0003") == "QUARANTINE"
    assert swapdesk("count", "cancel", number, "--because", "x", "--json").error == "count-ended"


def test_a_count_is_cancelled_and_others_may_not_count(swapdesk: Terminal) -> None:
    swapdesk("count", "open", MAIN, *NOON)
    cancel = ("count", "cancel", "SC-2026-00001", "--because", "The alarm.")
    assert swapdesk(*cancel, *NOON).out.strip() == "SC-2026-00001 is cancelled."
    assert swapdesk("count", "open", MAIN, "--as", CUSTOMER, "--json").error == "not-allowed"
    assert swapdesk("count", "show", "SC-1999-00001", "--json").error == "unknown-count"


def test_units_are_transferred_and_taken_out(
    books: Database, desk: TestDesk, swapdesk: Terminal
) -> None:
    second_pool(books, desk)
    move = ("pool", "transfer", MAIN, LUND, FIRST, "--because", "Lund runs low.", *NOON)
    assert swapdesk(*move).out.strip() == "Moved: 1. Granted at once to waiting cases: 0."
    assert swapdesk(*move, "--json").error == "unit-not-free"
    out = ("pool", "take-out", MAIN, "--model", "PHONE-X2", "--count", "2", *NOON)
    told = ("--fetched-by", "Kim", "--because", "For the new office.")
    assert swapdesk(*out, *told).out.startswith("Taken out: 2, to ")
    assert swapdesk(*out, *told, "--json").error == "too-few-free"
    assert swapdesk("pool", "transfer", MAIN, LUND, "--json").error == "nothing-chosen"


def test_a_generation_is_exchanged_by_asking_the_customer(
    books: Database, desk: TestDesk, swapdesk: Terminal
) -> None:
    ask = ("pool", "exchange", MAIN, "PHONE-X2", *NOON)
    assert swapdesk(*ask, "--json").error == "still-made"
    another_model(books, desk, "PHONE-X3")
    form = EndOfModelForm(model="PHONE-X2", successor="PHONE-X3", from_day=date(2026, 10, 1))
    discontinue_model(books, desk.clerk, MAIN, form, "end")
    assert swapdesk(*ask).out.strip() == "The customer is asked for 32 units of PHONE-X3."


def test_a_write_off_takes_two_people(books: Database, desk: TestDesk, swapdesk: Terminal) -> None:
    propose = ("write-off", "propose", FIRST, "--because", "Bent.", "--as", CLERK, *NOON)
    assert swapdesk(*propose).out.strip() == f"{FIRST}: write-off proposed."
    assert swapdesk("write-off", "list", "--waiting").out.splitlines() == [
        f"{FIRST}  PHONE-X2  proposed  POOL-CONTOSO  Bent."
    ]
    confirm = ("write-off", "confirm", FIRST, *NOON)
    assert swapdesk(*confirm, "--as", CLERK, "--json").error == "second-person-needed"
    refuse = ("write-off", "refuse", FIRST, "--because", "Only scratched.", *NOON)
    assert swapdesk(*refuse, "--as", ADMIN).out.strip() == f"{FIRST}: write-off refused."
    swapdesk(*propose, "--key", "again")
    assert swapdesk(*confirm, "--as", ADMIN).out.strip() == f"{FIRST}: write-off confirmed."
    assert place(books, desk, FIRST) == "SCRAP"
