import os

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.running_console import RunningConsole
from tests.browser.visits import Scheme, violations, visit
from tests.orders import deliver, placed
from tests.pools import PoolCustomer, TestPool, open_a_pool

LOOKS: list[tuple[Scheme, int]] = [("light", 1360), ("dark", 420)]


@pytest.fixture(scope="module")
def pool(console: RunningConsole) -> TestPool:
    wanted = PoolCustomer(code="browsed", phones=4)
    return open_a_pool(console.record, console.desk.tenant_id, wanted)


@pytest.fixture
def number(console: RunningConsole, pool: TestPool) -> str:
    return placed(console.record, console.desk.tenant_id, pool).number


@pytest.mark.parametrize(("scheme", "width"), LOOKS)
def test_no_page_about_orders_has_a_violation_and_none_scrolls_sideways(
    browser: Browser, console: RunningConsole, number: str, scheme: Scheme, width: int
) -> None:
    deliver(console.record, console.desk.tenant_id, number, 3)
    folder = os.environ.get("SWAPDESK_PICTURES")
    with visit(browser, console, scheme=scheme, width=width) as page:
        for path in ("/orders", f"/orders/{number}", "/suppliers"):
            page.goto(path)
            page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
            assert (path, violations(page)) == (path, [])
            wide = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
            assert (path, page.evaluate(wide)) == (path, True)
            if folder:
                name = path.strip("/").replace("/", "-")
                page.screenshot(path=f"{folder}/{name}-{scheme}-{width}.png", full_page=True)


def test_an_order_is_confirmed_and_cancelled_with_the_keyboard(
    browser: Browser, console: RunningConsole, number: str
) -> None:
    with visit(browser, console) as page:
        page.goto(f"/orders/{number}")
        page.get_by_label("Its reference").fill("T-88")
        page.keyboard.press("Enter")
        expect(page.get_by_text("its reference T-88")).to_be_visible()
        page.get_by_label("Why; the supplier is told so").fill("The fleet shrank.")
        page.keyboard.press("Enter")
        expect(page.locator("h1 .badge").first).to_have_text("cancelled")
        expect(page.get_by_role("button", name="Cancel it")).to_have_count(0)
