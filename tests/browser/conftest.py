import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.running_console import RunningConsole, running_console
from tests.browser.scene import a_working_day
from tests.databases import copied, migrated
from workers.stack.postgres import EmbeddedPostgres

QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="package")
def console_url(postgres: EmbeddedPostgres) -> Iterator[str]:
    """The owner's URL of one migrated database for every browser test."""
    with copied(postgres, migrated(postgres), "browser") as url:
        yield url


@pytest.fixture(scope="package")
def console(console_url: str) -> Iterator[RunningConsole]:
    folder = Path(tempfile.mkdtemp(prefix="swapdesk-browser-"))
    with running_console(console_url, folder, phones=12) as running:
        yield running
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="package")
def scene(console: RunningConsole) -> dict[str, str]:
    return a_working_day(console)


# One browser for each file, not for the folder: playwright keeps an event loop running in this
# thread, and a folder's fixtures may live to the end of the session, under every async test.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as play:
        found = play.chromium.launch(executable_path=shutil.which("chromium"), args=QUIET)
        yield found
        found.close()
