import pytest

from runtime.database import Database
from tests.builders import TestDesk
from tests.cli.terminal import CUSTOMER, Terminal
from tests.pools import PoolCustomer, TestPool, open_a_pool

NOON = ("--at", "2026-11-23T12:00:00+01:00")


@pytest.fixture
def pool(books: Database, desk: TestDesk) -> TestPool:
    return open_a_pool(books, desk.tenant_id, PoolCustomer(phones=24))


def place(swapdesk: Terminal, *more: str) -> list[str]:
    words = ("order", "place", "contoso-phones", "trey", "PHONE-X2", "8")
    return swapdesk(*words, *NOON, *more).out.splitlines()


def test_an_order_is_placed_confirmed_and_shown(pool: TestPool, swapdesk: Terminal) -> None:
    assert place(swapdesk, "--reference", "Mail 1") == [
        "PO-2026-00001: placed, expected on 2026-12-05."
    ]
    confirm = ("order", "confirm", "PO-2026-00001", "2026-12-09", "--reference", "T-88", *NOON)
    assert swapdesk(*confirm).out.splitlines() == [
        "PO-2026-00001: confirmed, expected on 2026-12-09."
    ]
    shown = swapdesk("order", "show", "PO-2026-00001").out.splitlines()
    assert "References: Mail 1 / T-88" in shown
    assert "  1  PHONE-X2  0 of 8 received, 0 given up, 8 missing  4990.00 SEK" in shown
    assert "Total: 39920.00 SEK, VAT excluded" in shown
    [row] = swapdesk("order", "list", "--coming").out.splitlines()
    assert row.startswith("PO-2026-00001  confirmed  trey  contoso-phones  0 of 8")
    assert pool.code == "contoso-phones"


def test_another_day_and_a_cancellation_are_typed(pool: TestPool, swapdesk: Terminal) -> None:
    place(swapdesk, "--reference", "Mail 1")
    expect = ("order", "expect", "PO-2026-00001", "2026-12-18", "--because", "Customs.", *NOON)
    assert "expected on 2026-12-18" in swapdesk(*expect).out
    cancel = ("order", "cancel", "PO-2026-00001", "--because", "Not needed.", *NOON)
    assert "cancelled" in swapdesk(*cancel).out
    again = swapdesk("order", "give-up", "PO-2026-00001", "1", "--because", "x", "--json")
    assert (again.code, again.error) == (1, "order-ended")
    del pool


def test_what_may_not_be_ordered_is_refused_by_name(pool: TestPool, swapdesk: Terminal) -> None:
    words = ("order", "place", "contoso-phones", "trey", "PHONE-X2", "8", *NOON, "--json")
    assert swapdesk(*words).error == "not-theirs-to-order"
    place(swapdesk, "--reference", "Mail 1")
    instead = ("order", "substitute", "PO-2026-00001", "1", "KIOSK-K1", "--json")
    assert swapdesk(*instead).error == "model-not-in-pool"
    assert swapdesk("order", "list", "--as", CUSTOMER, "--json").error == "not-allowed"
    assert swapdesk("order", "confirm", "PO-2026-00001", "soon").code == 2
    del pool


def test_suppliers_are_added_priced_changed_and_listed(desk: TestDesk, swapdesk: Terminal) -> None:
    add = ("supplier", "add", "north", "--name", "North AB", "--mail", "orders@north.example")
    assert swapdesk(*add, "--lead-days", "5").code == 0
    price = ("supplier", "price", "north", "PHONE-X2", "5190.50", "SEK", "--from", "2026-12-01")
    assert swapdesk(*price, "--pack", "5").code == 0
    change = ("supplier", "change", "north", "--name", "North Ltd", "--mail", "o@north.example")
    assert swapdesk(*change).code == 0
    assert swapdesk("supplier", "list").out.splitlines() == [
        "north  North Ltd  o@north.example  en  no lead time",
        "  PHONE-X2  5190.50 SEK  from 2026-12-01  packs of 5, at least 1",
    ]
    assert swapdesk(*add, "--json").error == "supplier-known"
    del desk
