"""A visitor without a mouse: pages opened by their address and worked with keys alone."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page

from tests.browser.running_console import RunningConsole
from tests.browser.visits import Scheme

#: More presses of Tab than any page of ours needs.
MOST_TABS = 60


@contextmanager
def visitor(
    browser: Browser,
    console: RunningConsole,
    *,
    scheme: Scheme = "light",
    width: int = 1280,
    locale: str = "en-US",
    expect: tuple[str, ...] = (),
) -> Iterator[Page]:
    """A page of somebody who has not signed in and runs no scripts of ours.

    Anything on its console fails the test, but for messages that hold a part of `expect`.
    """
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme=scheme,
        base_url=console.url,
        locale=locale,
    )
    said: list[str] = []
    page = context.new_page()
    page.on("console", lambda message: said.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: said.append(f"error: {error}"))
    yield page
    context.close()
    assert [line for line in said if not any(part in line for part in expect)] == []


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until that element has the focus."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement.matches(wanted)", selector):
            return
    raise AssertionError(selector)


def focused(page: Page) -> str:
    """The id of the element that has the focus."""
    found: str = page.evaluate("document.activeElement.id")
    return found
