import pytest
from playwright.sync_api import Browser, expect

from tests.browser.running_console import RunningConsole
from tests.browser.visits import Scheme, violations, visit
from tests.desk.service_cases import CARE, MAINTENANCE, PREMIUM

LOOKS: list[tuple[Scheme, int]] = [("light", 1360), ("dark", 420)]
CASES = ("helped", "late_help", "queued", "paused", "repair")
COUNTED = "month=2026-12&start=2026-12-18T15:00&amount=12"


@pytest.mark.parametrize(("scheme", "width"), LOOKS)
def test_no_page_about_service_has_a_violation_and_none_scrolls_sideways(
    browser: Browser, console: RunningConsole, scene: dict[str, str], scheme: Scheme, width: int
) -> None:
    paths = [
        "/?only=overdue",
        *(f"/cases/{scene[name]}" for name in CASES),
        f"/cases/new?contract={PREMIUM}",
        "/contracts",
        *(f"/contracts/{number}" for number in (CARE, MAINTENANCE)),
        "/programmes",
        "/programmes/exer_cst",
        f"/calendars/exer_cst/cst?{COUNTED}",
    ]
    with visit(browser, console, scheme=scheme, width=width) as page:
        for path in paths:
            page.goto(path)
            page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
            assert (path, violations(page)) == (path, [])
            wide = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
            assert (path, page.evaluate(wide)) == (path, True)


def test_what_is_overdue_is_found_on_the_board_and_opened(
    browser: Browser, console: RunningConsole, scene: dict[str, str]
) -> None:
    with visit(browser, console) as page:
        page.get_by_label("Show", exact=True).select_option("overdue")
        row = page.locator(f"#row-{scene['late_help']}")
        expect(row.locator(".clock-overdue")).to_have_text("overdue")
        expect(page.locator(f"#row-{scene['queued']}")).to_have_count(0)
        row.get_by_role("link").click()
        expect(page.locator("#clocks .clock-overdue")).to_be_visible()


def test_a_month_is_turned_and_a_due_time_counted_without_any_script(
    browser: Browser, console: RunningConsole
) -> None:
    with visit(browser, console, script=False) as page:
        page.goto("/calendars/exer_cst/cst?month=2026-11")
        page.get_by_role("link", name="2026-12").click()
        assert "Christmas Day" in page.locator("#day-2026-12-25").inner_text()
        page.get_by_label("Start").fill("2026-11-23T09:00")
        page.get_by_role("button", name="Count").click()
        assert "2026-11-24 15:00:00 Europe/Paris" in page.locator("#answer").inner_text()


def test_a_file_is_added_on_the_page_of_a_case(
    browser: Browser, console: RunningConsole, scene: dict[str, str]
) -> None:
    with visit(browser, console) as page:
        page.goto(f"/cases/{scene['queued']}")
        page.locator("#add-file summary").click()
        file = {"name": "notes.txt", "mimeType": "text/plain", "buffer": b"hostname edge-9\n"}
        page.locator("#file").set_input_files(file)  # type: ignore[arg-type]
        page.get_by_role("button", name="Add the file").click()
        expect(page.get_by_role("link", name="notes.txt")).to_be_visible()
