"""Deliveries are unpacked with a hand scanner, wherever the cursor is, and judged afterwards."""

import uuid

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.running_console import RunningConsole
from tests.browser.visits import scan_like_a_gun, violations, visit
from tests.orders import placed
from tests.pools import PoolCustomer, open_a_pool


def word(page: Page, expected: str) -> None:
    expect(page.locator("#verdict strong")).to_have_text(expected)


@pytest.fixture
def order(console: RunningConsole) -> str:
    """Eight phones for a pool of its own; its number."""
    tenant_id = console.desk.tenant_id
    code = f"unpacked-{uuid.uuid4().hex[:6]}"
    pool = open_a_pool(console.record, tenant_id, PoolCustomer(code=code, phones=0))
    return placed(console.record, tenant_id, pool).number


def test_a_delivery_is_unpacked_with_the_scanner_alone(
    browser: Browser, console: RunningConsole, order: str
) -> None:
    first, second = (f"GUN-{uuid.uuid4().hex[:8].upper()}" for _ in range(2))
    with visit(browser, console) as page:
        page.goto("/deliveries")
        scan_like_a_gun(page, order)
        word(page, "ORDER")
        expect(page.locator("#order")).to_have_value(order)
        page.locator("#note").fill("N-1")
        page.locator("#note").focus()
        scan_like_a_gun(page, first)
        word(page, "RECEIVED")
        expect(page.locator("#verdict")).to_have_class("verdict green")
        expect(page.locator("#note")).to_have_value("N-1")
        page.locator("main").click(position={"x": 4, "y": 4})
        scan_like_a_gun(page, second)
        expect(page.locator("ol.scans li").first).to_contain_text(second)
        scan_like_a_gun(page, first)
        word(page, "HERE ALREADY")
        expect(page.locator("#order")).to_have_value(order)
        page.goto("/held")
        scan_like_a_gun(page, first)
        word(page, "PASSED")
        expect(page.locator(f"#held-{first}")).to_have_count(0)
        expect(page.locator(f"#held-{second}")).to_have_count(1)


@pytest.mark.parametrize("width", [1360, 390])
@pytest.mark.parametrize("path", ["/deliveries", "/held"])
def test_both_stations_are_usable_by_everybody_and_fit_a_phone(
    browser: Browser, console: RunningConsole, order: str, path: str, width: int
) -> None:
    with visit(browser, console, width=width) as page:
        page.goto("/deliveries")
        page.locator("#order").fill(order)
        page.locator("#note").fill("N-1")
        scan_like_a_gun(page, f"GUN-{uuid.uuid4().hex[:8].upper()}")
        word(page, "RECEIVED")
        page.goto(path)
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
