import pytest
from playwright.sync_api import Browser, expect

from tests.browser.running_console import CUSTOMERS_EMAIL, RunningConsole
from tests.browser.visits import Scheme, violations, visit

LOOKS: list[tuple[Scheme, int]] = [("light", 1360), ("dark", 420)]
STAGES = ("late", "packed", "returning", "closed", "diagnosis")


@pytest.mark.parametrize(("scheme", "width"), LOOKS)
def test_no_page_has_an_accessibility_violation_and_none_scrolls_sideways(
    browser: Browser, console: RunningConsole, scene: dict[str, str], scheme: Scheme, width: int
) -> None:
    paths = [
        "/",
        "/?only=all",
        "/?text=nothing-has-this",
        *(f"/cases/{scene[name]}" for name in STAGES),
        "/cases/new",
        "/scan",
        "/stock",
        "/mail",
    ]
    with visit(browser, console, scheme=scheme, width=width) as page:
        for path in paths:
            page.goto(path)
            page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
            assert (path, violations(page)) == (path, [])
            wide = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
            assert (path, page.evaluate(wide)) == (path, True)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_refusals_letters_and_verdicts_are_accessible_too(
    browser: Browser, console: RunningConsole, scene: dict[str, str], scheme: Scheme
) -> None:
    assert scene
    with visit(browser, console, scheme=scheme, expect=("422", "404", "401")) as page:
        page.goto("/cases/new")
        page.get_by_role("button", name="Register the case").click()
        assert violations(page) == []
        page.goto("/cases/SE-2026-999999")
        assert violations(page) == []
        page.goto("/mail")
        page.locator("tbody a").first.click()
        assert violations(page) == []
        page.goto("/scan")
        for code, colour in (("NOBODY-HAS-THIS", "red"), (scene["reserved"], "amber")):
            page.locator("#code").fill(code)
            page.keyboard.press("Enter")
            page.wait_for_selector(f".verdict.{colour}:not(.fresh)")
            assert violations(page) == []
        page.get_by_role("button", name="Sign out").click()
        page.wait_for_url("**/sign-in")
        assert violations(page) == []


def test_a_case_is_found_and_opened_with_the_keyboard_alone(
    browser: Browser, console: RunningConsole, scene: dict[str, str]
) -> None:
    with visit(browser, console) as page:
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "Skip to the page"
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        page.keyboard.type("88107")
        expect(page.locator("#rows tr")).to_have_count(1)
        for _ in range(3):
            page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.wait_for_url(f"**/cases/{scene['reserved']}")


def test_a_label_is_printed_from_a_hidden_frame_of_the_page(
    browser: Browser, console: RunningConsole, scene: dict[str, str]
) -> None:
    with visit(browser, console) as page:
        # A browser without a screen has no printer: note that it was asked to print.
        page.add_init_script("window.print = () => { top.printed = location.pathname; };")
        page.goto(f"/cases/{scene['packed']}")
        with page.expect_response("**/documents/*") as answer:
            page.get_by_role("button", name="Print Parcel label").click()
        assert answer.value.status == 200
        assert answer.value.headers["content-type"] == "application/pdf"
        frame = page.locator("iframe.offstage")
        expect(frame).to_have_count(1)
        page.wait_for_timeout(1000)
        assert page.evaluate("window.printed") == frame.get_attribute("src")


def test_every_page_works_without_any_script(
    browser: Browser, console: RunningConsole, scene: dict[str, str]
) -> None:
    with visit(browser, console, script=False) as page:
        page.locator("#text").fill("FX2-88107")
        page.get_by_role("button", name="Show").click()
        assert page.locator("#rows tr").count() == 1
        page.get_by_role("link", name=scene["reserved"]).click()
        assert page.locator("h1").inner_text().startswith(scene["reserved"])
        page.goto("/scan")
        page.get_by_label("Receipt").check()
        page.locator("#code").fill("NOBODY-HAS-THIS")
        page.get_by_role("button", name="Scan", exact=True).click()
        assert page.locator("#verdict strong").inner_text() == "UNKNOWN"
        assert page.get_by_label("Receipt").is_checked()


def test_a_customers_person_sees_neither_scans_nor_mail_nor_decisions_nor_others(
    browser: Browser, console: RunningConsole, scene: dict[str, str]
) -> None:
    with visit(browser, console, email=CUSTOMERS_EMAIL, expect=("403", "404")) as page:
        assert page.get_by_role("link", name=scene["diagnosis"]).count() == 0
        page.goto(f"/cases/{scene['reserved']}")
        links = page.locator("nav a").all_inner_texts()
        own = ["Board", "New case", "Check", "Contracts", "Programmes"]
        assert [link for link in links if link in own] == own
        assert set(links) == {*own, "Stock", "Pools", "Reports", "Loans", "Spares", "Visits"}
        assert page.locator("#decisions").count() == 0
        assert page.locator("#workflow").count() == 0
        page.goto(f"/cases/{scene['diagnosis']}")
        assert page.locator("h1").inner_text() == "No case with this number"
        page.goto("/scan")
        assert page.locator("h1").inner_text() == "Your role may not do this"
