"""The approval of a refill without a mouse, in two languages, on desk and phone, day and night."""

import itertools
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from playwright.sync_api import Browser, Page, expect

from rules.pool_orders import PromptAnswer, PromptOutcome
from rules.pool_words import PromptState
from tests.browser.keyboard import focused, tab_to, visitor
from tests.browser.running_console import RunningConsole
from tests.browser.visits import Scheme, sign_in, violations
from tests.pools import PoolCustomer
from tests.refills import OpenPrompt, RecordDoor, ask_customer
from tests.web.portal.own_people import open_account
from web.door import LateDoor
from web.portal.words import phrases_in

LOOKS: list[tuple[Scheme, int]] = [
    ("light", 1280),
    ("dark", 1280),
    ("light", 420),
    ("dark", 420),
]
WIDE = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
NUMBERS = itertools.count(1)


@pytest.fixture(scope="module", autouse=True)
def workflows(console: RunningConsole) -> Iterator[None]:
    """Answers reach the record's own hands: no workflow server runs beside the browser."""

    async def answer(self: LateDoor, said: PromptAnswer) -> PromptOutcome:  # noqa: ARG001
        return await RecordDoor(record=console.record).answer(said)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(LateDoor, "answer", answer)
        yield


def asked(console: RunningConsole, language: str, **changes: object) -> OpenPrompt:
    """A customer of its own whose pool is short, and who was asked."""
    base = PoolCustomer(code=f"keys{next(NUMBERS)}", fleet=400, phones=20, locale=language)
    one = replace(base, **changes)  # type: ignore[arg-type]
    return ask_customer(console.record, console.desk, console.settings, one)


def looks_right(page: Page, name: str) -> None:
    assert (name, violations(page)) == (name, [])
    assert (name, page.evaluate(WIDE)) == (name, True)


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize(("scheme", "width"), LOOKS)
def test_a_refill_is_approved_by_keyboard_alone(
    browser: Browser, console: RunningConsole, language: str, scheme: Scheme, width: int
) -> None:
    prompt, say = asked(console, language), phrases_in(language).say
    with visitor(browser, console, scheme=scheme, width=width) as page:
        page.goto(prompt.path())
        expect(page.locator("html")).to_have_attribute("lang", language)
        looks_right(page, "asked")
        page.keyboard.press("Tab")
        expect(page.locator(".skip")).to_be_focused()
        page.keyboard.press("Enter")
        tab_to(page, "#answer-approve")
        page.keyboard.press("Space")
        expect(page.locator("#answer-approve")).to_be_checked()
        looks_right(page, "chosen")
        tab_to(page, "#reference")
        page.keyboard.type("PO 4711")
        tab_to(page, "form button")
        page.keyboard.press("Enter")
        expect(page.locator("#status")).to_contain_text(f"Approver {prompt.pool.customer.title()}")
        expect(page.get_by_role("button", name=say("refill.send"))).to_have_count(0)
        expect(page.locator("main")).to_contain_text(str(prompt.row.answer["order"]))
        looks_right(page, "approved")
    assert prompt.row.state is PromptState.APPROVED
    assert prompt.row.answer["reference"] == "PO 4711"


@pytest.mark.parametrize(
    ("language", "scheme", "width"),
    [("sv", "light", 1280), ("sv", "dark", 420), ("en", "dark", 1280), ("en", "light", 420)],
)
def test_a_refusal_without_a_reason_is_announced_and_mended_by_keyboard(
    browser: Browser, console: RunningConsole, language: str, scheme: Scheme, width: int
) -> None:
    prompt, say = asked(console, language), phrases_in(language).say
    with visitor(browser, console, scheme=scheme, width=width, expect=("422",)) as page:
        page.goto(prompt.path())
        tab_to(page, "#answer-approve")
        for _ in range(2):
            page.keyboard.press("ArrowDown")
        expect(page.locator("#answer-decline")).to_be_checked()
        tab_to(page, "form button")
        page.keyboard.press("Enter")
        summary = page.get_by_role("alert")
        expect(summary).to_contain_text(say("refill.because.no_reason"))
        expect(summary).to_be_focused()
        reason = page.get_by_label(say("refill.reason"), exact=True)
        expect(reason).to_have_attribute("aria-invalid", "true")
        expect(reason).to_have_accessible_description(say("refill.because.no_reason"))
        expect(page).to_have_title(say("refill.wrong", title=page.locator("h1").inner_text()))
        looks_right(page, "refused")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        assert focused(page) == "reason"
        page.keyboard.type("We change the model next month.")
        tab_to(page, "form button")
        page.keyboard.press("Enter")
        expect(page.locator("main")).to_contain_text("We change the model next month.")
        looks_right(page, "declined")
    assert prompt.row.state is PromptState.DECLINED


def test_only_what_the_chosen_answer_needs_is_reached_with_tab(
    browser: Browser, console: RunningConsole
) -> None:
    prompt = asked(console, "en")
    with visitor(browser, console) as page:
        page.goto(prompt.path())
        tab_to(page, "#answer-approve")
        page.keyboard.press("Space")
        page.keyboard.press("Tab")
        assert focused(page) == "reference"
        page.keyboard.press("Shift+Tab")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Tab")
        assert focused(page) == "quantity"
        page.keyboard.press("Control+a")
        page.keyboard.type("5")
        tab_to(page, "form button")
        page.keyboard.press("Space")
        expect(page.locator("main")).to_contain_text("5 × Phone X2")
    assert prompt.row.answer["quantity"] == 5


def test_a_day_to_be_asked_again_is_typed_into_its_field(
    browser: Browser, console: RunningConsole
) -> None:
    prompt = asked(console, "en")
    until = date.today() + timedelta(days=7)  # noqa: DTZ011 - as a person reads the wall calendar
    with visitor(browser, console) as page:
        page.goto(prompt.path())
        tab_to(page, "#answer-approve")
        page.keyboard.press("ArrowUp")
        expect(page.locator("#answer-later")).to_be_checked()
        page.keyboard.press("Tab")
        assert focused(page) == "until"
        page.keyboard.type(f"{until:%m%d%Y}")
        looks_right(page, "later")
        tab_to(page, "form button")
        page.keyboard.press("Enter")
        expect(page.locator("#status")).to_contain_text("You asked us to come back on")
    assert prompt.row.state is PromptState.OPEN


@pytest.mark.parametrize(("scheme", "width"), LOOKS[1:3])
def test_what_can_no_longer_be_answered_and_what_is_no_link_of_ours_look_right(
    browser: Browser, console: RunningConsole, scheme: Scheme, width: int
) -> None:
    prompt = asked(console, "en", approval_limit=Decimal(100), approvers=("approver", "second"))
    expected = ("422", "410", "404")
    with visitor(browser, console, scheme=scheme, width=width, expect=expected) as page:
        page.goto(prompt.path())
        tab_to(page, "#answer-approve")
        page.keyboard.press("Space")
        tab_to(page, "form button")
        page.keyboard.press("Enter")
        expect(page.get_by_role("alert")).to_be_focused()
        looks_right(page, "above the limit")
        prompt.restock(20)
        prompt.turn_until(PromptState.WITHDRAWN)
        page.goto(prompt.path())
        expect(page.locator("#status")).to_contain_text("We withdrew the question")
        looks_right(page, "withdrawn")
        page.goto("/refill/torn")
        looks_right(page, "torn")


@pytest.mark.parametrize(("scheme", "width"), LOOKS[1:3])
def test_the_pages_of_ones_own_stock_look_right(
    browser: Browser, console: RunningConsole, scheme: Scheme, width: int
) -> None:
    prompt = asked(console, "en")
    email = open_account(console.record, console.desk, prompt.pool.customer)
    with visitor(browser, console, scheme=scheme, width=width) as page:
        sign_in(page, email)
        own = f"/my/prompts/{prompt.prompt_id}"
        for path in ("/my/pools", f"/my/pools/{prompt.pool.code}", "/my/prompts", own):
            page.goto(path)
            looks_right(page, path)
        tab_to(page, "#answer-approve")
        page.keyboard.press("Space")
        tab_to(page, "form.refill-form button")
        page.keyboard.press("Enter")
        expect(page.locator("#status")).to_contain_text("approved this on")
        looks_right(page, "approved")
