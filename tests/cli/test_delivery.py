"""Deliveries at a terminal: received, imported, judged, and a pool's units written."""

from pathlib import Path

import pytest

from runtime.database import Database
from tests.builders import TestDesk
from tests.cli.terminal import Terminal
from tests.orders import placed
from tests.pools import PoolCustomer, open_a_pool


@pytest.fixture
def order(desk: TestDesk, books: Database) -> str:
    """Eight phones for an empty pool; its number."""
    pool = open_a_pool(books, desk.tenant_id, PoolCustomer(phones=0))
    return placed(books, desk.tenant_id, pool).number


def test_units_are_received_and_judged_at_the_terminal(swapdesk: Terminal, order: str) -> None:
    looked = swapdesk("delivery", "receive", order, "N-1", "A-1", "--dry-run")
    assert looked.out == "Would be received: 1. Here before: 0.\n"
    received = swapdesk("delivery", "receive", order, "N-1", "A-1", "A-2=490154203237518")
    assert received.out == f"Received: 2. Here before: 0.\nOrder {order} is partial.\n"
    again = swapdesk("delivery", "receive", order, "N-1", "A-1", "--json").facts
    assert (again["received"], again["already"]) == (0, 1)
    assert "A-2" in swapdesk("delivery", "held").out
    assert swapdesk("delivery", "pass", "A-1").out == "Units that passed: 1. Before: 0.\n"
    failed = swapdesk("delivery", "fail", "A-2", "--finding", "Cracked.")
    assert "Claim them from the supplier" in failed.out
    assert swapdesk("delivery", "held").out == "No unit waits to be judged.\n"
    assert swapdesk("delivery", "pass", "A-2", "--json").error == "judged-before"


def test_a_suppliers_file_is_imported_and_refused_row_by_row(
    swapdesk: Terminal, order: str, tmp_path: Path
) -> None:
    file = tmp_path / "supplier.csv"
    file.write_text(f"order,note,serial\n{order},N-1,A-1\n{order},N-1,A-1\n")
    refused = swapdesk("delivery", "import", str(file))
    assert refused.code == 2
    assert refused.err.splitlines()[0] == (
        "line 3, serial 'A-1': It stands on line 2 too. Delete one of them, or correct the number."
    )
    taken = swapdesk("delivery", "import", str(file), "--good-rows-only")
    assert taken.out.splitlines()[:2] == [
        "Received: 1. Here before: 0.",
        f"Order {order} is partial.",
    ]
    missing = swapdesk("delivery", "import", str(tmp_path / "nothing.csv"), "--json")
    assert (missing.code, missing.error) == (1, "no-such-file")


def test_a_pools_units_are_written_to_a_file(
    swapdesk: Terminal, order: str, tmp_path: Path
) -> None:
    swapdesk("delivery", "receive", order, "N-1", "A-1")
    file = tmp_path / "units.csv"
    assert swapdesk("pool-units", "contoso-phones", "--to", str(file)).code == 0
    assert "A-1,,,PHONE-X2,,customer,RECEIVING,on_hold" in file.read_text(encoding="utf-8-sig")
    assert swapdesk("pool-units", "nobodys", "--to", str(file)).code == 1
