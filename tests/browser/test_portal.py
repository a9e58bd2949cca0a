from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from rules.case_facts import Told
from tests.browser.running_console import RunningConsole
from tests.browser.visits import Scheme, violations, visit
from tests.web.console.front_desk import email_of
from tests.web.portal.own_people import settle_people

LOOKS: list[tuple[Scheme, int]] = [("light", 1360), ("dark", 420)]
MINUTE = timedelta(minutes=1)
WIDE = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"


@pytest.fixture(scope="module")
def portal(console: RunningConsole) -> RunningConsole:
    settle_people(console.record, console.desk)
    return console


def fill_in(page: Page, serial: str) -> None:
    """Smart Lab's ticket, typed as a person types it."""
    page.goto("/my/new")
    page.get_by_label("What is wanted").select_option("incident")
    page.get_by_label("Critical").check()
    page.get_by_label("Serial number").fill(serial)
    page.get_by_label("Model").select_option("KIOSK-K1")
    page.get_by_label("What happens").fill("The link is down since this morning.")
    for label, value in (
        ("Company or person", "Smart Lab"),
        ("Street", "Storgatan 12"),
        ("Postcode", "111 51"),
        ("City", "Stockholm"),
        ("Country", "SE"),
    ):
        page.get_by_label(label).fill(value)


def open_ticket(page: Page, serial: str) -> str:
    fill_in(page, serial)
    page.get_by_role("button", name="Open the ticket").click()
    page.wait_for_url("**/my/tickets/*")
    return page.url.rpartition("/")[2]


def looks_right(page: Page, name: str) -> None:
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert (name, violations(page)) == (name, [])
    assert (name, page.evaluate(WIDE)) == (name, True)


def test_a_ticket_is_checked_opened_followed_and_given_a_file_without_any_script(
    browser: Browser, portal: RunningConsole
) -> None:
    with visit(browser, portal, email=email_of("sam"), script=False) as page:
        assert page.locator("h1").inner_text() == "My tickets"
        fill_in(page, "FLOW-0001")
        page.get_by_role("button", name="Check first").click()
        expect(page.locator("#decision")).to_contain_text("This is covered")
        expect(page.get_by_label("What happens")).to_have_value(
            "The link is down since this morning."
        )
        page.get_by_role("button", name="Open the ticket").click()
        expect(page.locator("#status")).to_have_text("We have your ticket and are taking it up.")
        expect(page.locator("#clocks")).to_contain_text("First answer")
        log = {"name": "link.log", "mimeType": "text/plain", "buffer": b"port 4 down"}
        page.get_by_label("File", exact=True).set_input_files(log)  # type: ignore[arg-type]
        page.get_by_role("button", name="Attach a file").click()
        expect(page.locator("#files a")).to_have_text("link.log")
        number = page.url.split("#")[0].rpartition("/")[2]
        page.get_by_role("link", name="To my tickets").click()
        expect(page.get_by_role("link", name=number)).to_be_visible()


@pytest.mark.parametrize(("scheme", "width"), LOOKS)
def test_no_page_of_the_requester_has_an_accessibility_violation_or_scrolls_sideways(
    browser: Browser, portal: RunningConsole, scheme: Scheme, width: int
) -> None:
    with visit(browser, portal, email=email_of("sam"), scheme=scheme, width=width) as page:
        number = open_ticket(page, f"AXE-{scheme}-{width}")
        now = datetime.now(UTC)
        portal.walk.tell(number, Told.OPENED, now)
        portal.walk.tell(number, Told.CUSTOMER_ASKED, now + MINUTE, question="Which port?")
        for path in ("/my", "/my/new", "/check", f"/my/tickets/{number}"):
            page.goto(path)
            looks_right(page, path)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_decisions_errors_and_missing_pages_are_accessible_in_other_languages_too(
    browser: Browser, portal: RunningConsole, scheme: Scheme
) -> None:
    expected = ("422", "404", "409")
    with visit(browser, portal, email=email_of("aline"), scheme=scheme, expect=expected) as page:
        page.goto("/my/new")
        page.get_by_role("button", name="Ouvrir la demande").click()
        expect(page.get_by_label("Ce qui est souhaité")).to_be_focused()
        looks_right(page, "errors")
        page.goto("/check")
        page.get_by_role("button", name="Demander").click()
        expect(page.locator("#decision")).to_be_visible()
        looks_right(page, "decision")
        page.goto("/my/tickets/SE-2026-999999")
        looks_right(page, "missing")
    with visit(browser, portal, email=email_of("mel"), scheme=scheme) as page:
        page.goto("/check")
        page.get_by_role("button", name="Ask").click()
        expect(page.locator("#decision")).to_contain_text("This is not covered")
        looks_right(page, "not covered")


def test_the_clerk_checks_an_entitlement_and_goes_back_to_the_board(
    browser: Browser, portal: RunningConsole
) -> None:
    with visit(browser, portal) as page:
        page.get_by_role("link", name="Check", exact=True).click()
        page.get_by_role("link", name="C-340").click()
        page.get_by_label("Who asks").select_option("reseller")
        page.get_by_role("button", name="Ask").click()
        expect(page.locator("#decision")).to_contain_text("once the conditions are met")
        looks_right(page, "the clerk's check")
        page.get_by_role("link", name="Back to the board").click()
        expect(page.locator("h1")).to_have_text("Board")
