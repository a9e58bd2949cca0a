from datetime import UTC, datetime

from playwright.sync_api import Browser, Page, expect

from rules.case_words import Direction
from tests.browser.running_console import RunningConsole
from tests.browser.visits import scan_like_a_gun, visit
from tests.builders import a_swap

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


def word(page: Page, expected: str) -> None:
    expect(page.locator("#verdict strong")).to_have_text(expected)


def test_a_burst_is_taken_wherever_the_cursor_is_and_leaves_the_other_field_as_it_was(
    browser: Browser, console: RunningConsole
) -> None:
    number = console.walk.open(a_swap("SCAN-0001", at=NOW))
    serial = console.walk.reserved(number)
    with visit(browser, console) as page:
        page.goto("/scan")
        page.locator("#case").fill("typed before")
        page.locator("#case").focus()
        scan_like_a_gun(page, "]C1" + serial)
        word(page, "NO SUCH CASE")
        page.locator("#case").fill("")
        page.locator("#case").focus()
        scan_like_a_gun(page, serial)
        word(page, "PACK")
        expect(page.locator("#verdict")).to_have_class("verdict green")
        expect(page.locator("#case")).to_have_value("")
        expect(page.locator("ol.scans li").first).to_contain_text(serial)
        expect(page.locator("ol.scans li").first).to_contain_text(number)


def test_two_bursts_in_a_row_are_both_answered_in_order(
    browser: Browser, console: RunningConsole
) -> None:
    with visit(browser, console) as page:
        page.goto("/scan")
        page.get_by_label("Receipt").check()
        scan_like_a_gun(page, "TWIN-000001")
        scan_like_a_gun(page, "TWIN-000002")
        expect(page.locator("ol.scans li").first).to_contain_text("TWIN-000002")
        expect(page.locator("ol.scans li").nth(1)).to_contain_text("TWIN-000001")


def test_slow_typing_into_another_field_is_left_alone(
    browser: Browser, console: RunningConsole
) -> None:
    with visit(browser, console) as page:
        page.goto("/scan")
        page.locator("#case").focus()
        page.keyboard.type("SE-2026-000001", delay=60)
        expect(page.locator("#case")).to_have_value("SE-2026-000001")
        word(page, "READY")


def test_a_scanned_case_number_waits_for_its_unit(
    browser: Browser, console: RunningConsole
) -> None:
    number = console.walk.open(a_swap("SCAN-0002", at=NOW))
    serial = console.walk.reserved(number)
    with visit(browser, console) as page:
        page.goto("/scan")
        scan_like_a_gun(page, number)
        word(page, "CASE")
        expect(page.locator("#case")).to_have_value(number)
        scan_like_a_gun(page, serial)
        word(page, "PACK")
        expect(page.locator("#case")).to_have_value("")


def test_a_scan_that_gets_no_answer_says_so_and_its_repeat_counts_once(
    browser: Browser, console: RunningConsole
) -> None:
    with visit(browser, console, expect=("ERR_FAILED", "Failed to load")) as page:
        page.goto("/scan")
        page.get_by_label("Receipt").check()
        keys: list[str] = []
        page.on("request", lambda request: keys.append(key_of(request.post_data or "")))
        page.route("**/scan", lambda route: route.abort())
        scan_like_a_gun(page, "LOST-000001")
        word(page, "NOT SAVED")
        page.unroute("**/scan")
        scan_like_a_gun(page, "LOST-000001")
        word(page, "UNKNOWN")
        sent = [key for key in keys if key]
        assert len(sent) == 2
        assert len(set(sent)) == 1


def key_of(body: str) -> str:
    fields = dict(part.partition("=")[::2] for part in body.split("&"))
    return fields.get("key", "")


def test_only_the_last_ten_scans_stay_on_screen_and_survive_a_reload(
    browser: Browser, console: RunningConsole
) -> None:
    with visit(browser, console) as page:
        page.goto("/scan")
        page.get_by_label("Receipt").check()
        for n in range(12):
            page.locator("#code").fill(f"TENS-{n:06d}")
            page.keyboard.press("Enter")
            expect(page.locator("ol.scans li").first).to_contain_text(f"TENS-{n:06d}")
        expect(page.locator("ol.scans li")).to_have_count(10)
        page.reload()
        expect(page.locator("ol.scans li")).to_have_count(10)
        expect(page.locator("ol.scans li").first).to_contain_text("TENS-000011")


def test_the_sound_stays_off_once_it_was_switched_off(
    browser: Browser, console: RunningConsole
) -> None:
    with visit(browser, console) as page:
        page.goto("/scan")
        mute = page.get_by_role("button", name="Mute the sound")
        expect(mute).to_have_attribute("aria-pressed", "false")
        mute.click()
        expect(mute).to_have_attribute("aria-pressed", "true")
        page.reload()
        expect(mute).to_have_attribute("aria-pressed", "true")
        expect(page.locator("#code")).to_be_focused()


def test_after_a_receipt_a_burst_is_a_scan_and_enter_presses_no_button(
    browser: Browser, console: RunningConsole
) -> None:
    number = console.walk.open(a_swap("SCAN-0003", at=NOW))
    console.walk.pack(number, console.walk.reserved(number), NOW)
    console.walk.carried(number, Direction.OUTBOUND, "handed_over", NOW)
    console.walk.carried(number, Direction.OUTBOUND, "delivered", NOW)
    with visit(browser, console) as page:
        page.goto("/scan?station=receipt")
        scan_like_a_gun(page, "SCAN-0003")
        word(page, "RECEIVED")
        sign = "getComputedStyle(document.querySelector('#verdict strong'), '::before').content"
        assert "\u2713" in page.evaluate(sign)
        details = page.get_by_label("Details")
        details.fill("Charger")
        details.press("Enter")
        word(page, "RECEIVED")
        scan_like_a_gun(page, "NOBODY-0003")
        word(page, "UNKNOWN")
        expect(page.get_by_role("button", name="SIM card found")).to_have_count(0)
