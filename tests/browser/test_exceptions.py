import pytest
from playwright.sync_api import Browser, expect

from tests.browser.running_console import PASSWORD, RunningConsole
from tests.browser.visits import Scheme, violations, visit
from tests.exceptions_waiting import an_approver, waiting_bill

LOOKS: list[tuple[Scheme, int]] = [("light", 1360), ("dark", 420)]
APPROVER = "exceptions-approver@acme.example"


@pytest.fixture(scope="module")
def desk(console: RunningConsole) -> RunningConsole:
    an_approver(console.record, console.desk.tenant_id, APPROVER, PASSWORD)
    return console


@pytest.fixture
def path(desk: RunningConsole) -> str:
    return f"/finance/exceptions?bill={waiting_bill(desk.record, desk.desk.tenant_id)}"


@pytest.mark.parametrize(("scheme", "width"), LOOKS)
def test_the_work_list_has_no_violation_and_does_not_scroll_sideways(
    browser: Browser, desk: RunningConsole, path: str, scheme: Scheme, width: int
) -> None:
    with visit(browser, desk, scheme=scheme, width=width, email=APPROVER) as page:
        page.goto(path)
        assert violations(page) == []
        wide = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
        assert page.evaluate(wide) is True


def test_the_whole_list_is_worked_off_with_keys_alone(
    browser: Browser, desk: RunningConsole, path: str
) -> None:
    with visit(browser, desk, email=APPROVER) as page:
        page.goto(path)
        charges = page.locator("[data-charge]")
        expect(charges).to_have_count(4)
        page.keyboard.press("j")
        expect(charges.nth(0)).to_be_focused()
        page.keyboard.press("ArrowDown")
        expect(charges.nth(1)).to_be_focused()
        page.keyboard.press("k")
        expect(charges.nth(0)).to_be_focused()
        for key, left in (("a", 3), ("e", 2), ("d", 1), ("s", 0)):
            page.keyboard.press(key)
            page.keyboard.type("As agreed with jake.")  # its letters are no commands
            page.keyboard.press("Enter")
            expect(charges).to_have_count(left)
        expect(page.get_by_text("None.", exact=True)).to_be_visible()
