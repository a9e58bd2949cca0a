from datetime import UTC, datetime, timedelta

from playwright.sync_api import Browser, Page, expect

from rules.case_facts import Told
from runtime.announce import announce
from tests.browser.running_console import RunningConsole
from tests.browser.visits import visit
from tests.builders import a_swap

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


def is_live(page: Page) -> None:
    page.wait_for_selector(".live.on")


def test_a_new_case_and_its_next_steps_appear_on_an_open_board(
    browser: Browser, console: RunningConsole
) -> None:
    with visit(browser, console) as page:
        is_live(page)
        number = console.walk.open(a_swap("LIVE-0001", at=NOW, definite_fault=None))
        row = page.locator(f"#row-{number}")
        expect(row).to_contain_text("answers to the control questions")
        console.walk.tell(number, Told.ANSWERED, NOW, definite_fault="no")
        expect(row).to_have_count(0)


def test_focus_and_scroll_stay_while_the_board_changes_around_them(
    browser: Browser, console: RunningConsole, scene: dict[str, str]
) -> None:
    with visit(browser, console) as page:
        is_live(page)
        link = page.get_by_role("link", name=scene["reserved"])
        link.focus()
        page.evaluate("window.mark = document.activeElement")
        early = NOW - timedelta(days=60)
        number = console.walk.open(a_swap("LIVE-0002", at=early, definite_fault=None))
        expect(page.locator("#rows tr").first).to_have_attribute("id", f"row-{number}")
        assert page.evaluate("document.activeElement === window.mark && mark.isConnected")
        console.walk.tell(number, Told.CANCEL_ASKED, early, because="made by mistake")
        expect(page.locator(f"#row-{number}")).to_have_count(0)
        assert page.evaluate("document.activeElement === window.mark && mark.isConnected")


def test_an_open_case_page_follows_its_case_and_keeps_a_half_filled_form(
    browser: Browser, console: RunningConsole
) -> None:
    number = console.walk.open(a_swap("LIVE-0003", at=NOW, definite_fault=None))
    with visit(browser, console) as page:
        page.goto(f"/cases/{number}")
        is_live(page)
        page.locator("#decide-cancel_asked summary").click()
        reason = page.locator("#decide-cancel_asked-because")
        reason.fill("The user found the char")
        console.walk.tell(number, Told.BATTERY_ANSWERED, NOW, battery="suspect")
        expect(page.locator("#story")).to_contain_text("The battery is suspect.")
        expect(reason).to_have_value("The user found the char")
        expect(reason).to_be_visible()


def test_stock_levels_follow_a_reservation(browser: Browser, console: RunningConsole) -> None:
    with visit(browser, console) as page:
        page.goto("/stock")
        is_live(page)
        shelf = page.locator("[id='level-POOL-FABRIKAM-PHONE-X2'] [data-label=Reserved]")
        before = int(shelf.inner_text())
        console.walk.open(a_swap("LIVE-0004", at=NOW))
        expect(shelf).to_have_text(str(before + 1))


def test_another_tenants_changes_wake_no_screen(browser: Browser, console: RunningConsole) -> None:
    with visit(browser, console) as page:
        is_live(page)
        page.wait_for_timeout(500)
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        with console.record.as_tenant(console.desk.tenant_id) as session:
            announce(session, "board", "00000000-0000-0000-0000-000000000000")
        page.wait_for_timeout(500)
        assert asked == []


def test_eight_open_tabs_do_not_starve_each_other(
    browser: Browser, console: RunningConsole
) -> None:
    with visit(browser, console) as first:
        page = first
        for _ in range(8):
            is_live(page)
            page.evaluate(HIDE)
            page = page.context.new_page()
            page.goto("/")


#: Playwright keeps every tab in front; a person's browser says this of the ones behind.
HIDE = """() => {
  Object.defineProperty(document, "hidden", { get: () => true });
  document.dispatchEvent(new Event("visibilitychange"));
}"""
