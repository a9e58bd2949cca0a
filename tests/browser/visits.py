"""Visits to the console: a signed-in page that remembers everything its console said."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

from playwright.sync_api import Browser, Page

from tests.browser.running_console import EMAIL, PASSWORD, RunningConsole

Scheme = Literal["light", "dark"]


@contextmanager
def visit(
    browser: Browser,
    console: RunningConsole,
    *,
    scheme: Scheme = "light",
    width: int = 1360,
    email: str = EMAIL,
    script: bool = True,
    expect: tuple[str, ...] = (),
) -> Iterator[Page]:
    """A page of a new browser profile, signed in; anything on its console fails the test.

    `expect` names parts of messages that belong to the test, such as the status of a refusal.
    """
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme=scheme,
        java_script_enabled=script,
        base_url=console.url,
    )
    said: list[str] = []
    page = context.new_page()
    page.on("console", lambda message: said.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: said.append(f"error: {error}"))
    sign_in(page, email)
    yield page
    # Not only the page: an open event stream would hold the server back.
    context.close()
    assert [line for line in said if not any(part in line for part in expect)] == []


def sign_in(page: Page, email: str = EMAIL, password: str = PASSWORD) -> None:
    """Sign in, and wait for the page the person is at home on."""
    page.goto("/sign-in")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(re.compile(r"/(my)?$"))


def scan_like_a_gun(page: Page, code: str) -> None:
    """The keys of a hand scanner, faster than any person types, ended by Enter."""
    page.evaluate(BURST, code)


#: Real key events with real times would be as slow as the machine; these carry their own.
BURST = """
(code) => {
  let at = performance.now();
  const press = (key) => {
    const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true });
    Object.defineProperty(event, "timeStamp", { value: (at += 4) });
    const target = document.activeElement ?? document.body;
    if (!target.dispatchEvent(event)) return;
    if (key.length === 1 && target.matches("input")) target.value += key;
    if (key === "Enter" && target.form) target.form.requestSubmit();
  };
  [...code, "Enter"].forEach(press);
}
"""


def violations(page: Page) -> list[tuple[str, list[Any]]]:
    """What axe finds, by rule, with the elements concerned."""
    from axe_playwright_python.sync_playwright import Axe  # noqa: PLC0415 - half a second

    found = Axe().run(page).response["violations"]
    return [(one["id"], [node["html"][:160] for node in one["nodes"]]) for one in found]
