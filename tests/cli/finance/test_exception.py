from pathlib import Path

import pytest

import workers.demo
from runtime.database import Database
from tests.builders import TestDesk
from tests.cli.terminal import Terminal
from tests.exceptions_waiting import an_approver, waiting_bill

APPROVER = ("--as", "approver@acme.example")
SAMPLE = Path(workers.demo.__file__).parent / "finance" / "tolerances.yaml"


@pytest.fixture
def bill(books: Database, desk: TestDesk) -> str:
    an_approver(books, desk.tenant_id, APPROVER[1], "four-unrelated-words-here")
    return waiting_bill(books, desk.tenant_id)


def test_what_waits_is_listed_decided_and_confirmed(bill: str, swapdesk: Terminal) -> None:
    listed = swapdesk("exception", "list", "--bill", bill, *APPROVER).out.splitlines()
    assert "over: 3 charges, 360.00" in listed
    assert any("120.00 SEK billed, 99.00 expected" in line for line in listed)
    found = swapdesk("exception", "list", "--bill", bill, "--json", *APPROVER).facts
    first, *_, unknown = found["items"]
    number, why = str(first["charge"]), ("--because", "As quoted.")
    decided = swapdesk("exception", "decide", number, "expected", *why, *APPROVER)
    assert decided.out == f"Charge {number} of {bill}: over, 99.00.\n"
    guess = str(unknown["suggestions"][0]["shipment"])
    confirmed = swapdesk("exception", "confirm", str(unknown["charge"]), guess, *why, *APPROVER)
    assert confirmed.out == f"Charge {unknown['charge']} of {bill}: exact, 99.00.\n"
    left = swapdesk("exception", "list", "--bill", bill, "--json", *APPROVER).facts
    assert len(left["items"]) == 2


def test_more_than_billed_is_refused(bill: str, swapdesk: Terminal) -> None:
    found = swapdesk("exception", "list", "--bill", bill, "--json", *APPROVER).facts
    number = str(found["items"][0]["charge"])
    refused = swapdesk("exception", "decide", number, "121", "--because", "?", "--json", *APPROVER)
    assert refused.error == "agreed-impossible"


@pytest.mark.usefixtures("bill")
def test_tolerances_of_a_file_are_kept_and_listed(swapdesk: Terminal) -> None:
    kept = swapdesk("exception", "tolerances", str(SAMPLE), *APPROVER).out.splitlines()
    assert kept == swapdesk("exception", "tolerances", *APPROVER).out.splitlines()
    assert kept[1] == (
        "90  anything  up 5.00 SEK and 3 %, down 25.00 and 25 %, 500.00 in a bill  from 2026-01-01"
    )
