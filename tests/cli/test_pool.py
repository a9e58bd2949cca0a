import pytest

from runtime.database import Database
from tests.builders import TestDesk
from tests.cli.terminal import CUSTOMER, Terminal
from tests.pools import PoolCustomer, open_a_pool

AT = ("--at", "2026-11-23T13:52:00+01:00")


@pytest.fixture
def house(desk: TestDesk, books: Database) -> TestDesk:
    open_a_pool(books, desk.tenant_id, PoolCustomer(phones=30))
    return desk


def test_pools_are_listed_and_shown(house: TestDesk, swapdesk: Terminal) -> None:
    head, line = swapdesk("pool", "list", *AT).out.splitlines()
    assert head.split() == ["pool", "customer", "model", "level", "target", "runs", "out", "asked"]
    words = line.split()
    assert words == ["contoso-phones", "contoso", "PHONE-X2", "30", "32", "2028-10-07", "-"]
    shown = swapdesk("pool", "show", "contoso-phones", *AT).out.splitlines()
    assert shown[0] == "contoso-phones: Contoso phones, for Contoso, main site"
    assert "400 devices x 8% = 32." in shown
    assert "PHONE-X2: 30 of 32" in shown
    [pool] = swapdesk("pool", "list", "--short", *AT, "--json").facts["items"]
    assert pool["models"][0]["available"] == 30
    assert swapdesk("pool", "list", "--asked", *AT).out == "No pool is on this page.\n"
    assert swapdesk("pool", "show", "nobodys", "--json").error == "unknown-pool"
    del house


def test_a_pool_is_opened_filled_and_counted(house: TestDesk, swapdesk: Terminal) -> None:
    opened = swapdesk("pool", "open", "fab", "--customer", "fabrikam", "--floor", "5", *AT)
    assert opened.out == "Pool fab is kept on POOL-FABRIKAM.\n"
    assert swapdesk("pool", "model", "fab", "PHONE-X2", *AT).out == "Pool fab holds PHONE-X2.\n"
    fleet = ("pool", "fleet", "fab", "PHONE-X2", "10", "--from", "2026-11-01", *AT)
    assert swapdesk(*fleet).out == "PHONE-X2: 10 installed, target 5, level 3.\n"
    ended = ("pool", "discontinue", "fab", "PHONE-X2", "KIOSK-K1", "--from", "2026-12-01", *AT)
    assert swapdesk(*ended).out == "KIOSK-K1 follows PHONE-X2 from 2026-12-01.\n"
    named = swapdesk(
        *("pool", "approver", "fabrikam", "boss@fabrikam.example", "--name", "The Boss"),
        *("--limit", "50000", *AT),
    )
    assert named.out == "boss@fabrikam.example decides about the stock of fabrikam.\n"
    shown = swapdesk("pool", "show", "fab", *AT).out
    assert "Decides: The Boss <boss@fabrikam.example>" in shown
    del house


def test_what_was_asked_to_be_checked_is_checked_and_the_customer_asked(
    house: TestDesk, swapdesk: Terminal
) -> None:
    assert swapdesk("pool", "check").out == "Pools checked: 1.\n"
    assert swapdesk("pool", "check").out == "Pools checked: 0.\n"
    [pool] = swapdesk("pool", "list", "--asked", "--json").facts["items"]
    assert pool["models"][0]["prompt"]["state"] == "open"
    del house


def test_what_is_mistyped_or_not_allowed_is_refused(house: TestDesk, swapdesk: Terminal) -> None:
    wrong = swapdesk("pool", "open", "f a b", "--customer", "fabrikam", "--json")
    assert (wrong.code, wrong.error) == (2, "pool-code-invalid")
    size = ("pool", "open", "fab", "--customer", "fabrikam", "--percent", "900", "--json")
    assert swapdesk(*size).error == "pool-size-wrong"
    own = ("pool", "open", "fab", "--customer", "fabrikam", "--as", CUSTOMER, "--json")
    assert swapdesk(*own).error == "not-allowed"
    assert swapdesk("pool", "list", "--as", CUSTOMER, "--json").facts["items"] == []
    del house
