"""Make the pictures of the README from a real desk that has just played its demo."""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pypdfium2
from playwright.sync_api import Page, sync_playwright

from runtime.places import Places
from runtime.running import running_stack

PICTURES = Path(__file__).resolve().parents[2] / "docs" / "pictures"
FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
)
#: A month with holidays, and twelve working hours counted over them.
CALENDAR = "/calendars/exer_cst/cst?month=2026-12&start=2026-12-24T15:00&amount=12"
PATIENCE = 300  # seconds until the demo has been played


def main() -> None:
    """Start a throw-away desk, look at it, and end it."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="swapdesk-pictures-"))
    if os.geteuid() == 0:
        folder.chmod(0o711)
    said = folder / "said.txt"
    with said.open("wb") as out:
        desk = subprocess.Popen(
            [sys.executable, "-m", "cli.main", "up", "--demo", "--data-dir", str(folder / "desk")],
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    try:
        url, password = wait_for_demo(desk, said, folder / "desk")
        look(url, password)
        draw_label(folder / "desk")
    finally:
        desk.send_signal(signal.SIGTERM)
        desk.wait(30)
        shutil.rmtree(folder, ignore_errors=True)


def wait_for_demo(desk: subprocess.Popen[bytes], said: Path, data: Path) -> tuple[str, str]:
    """The address of the pages and the clerk's password, once the demo has been played."""
    ends = time.monotonic() + PATIENCE
    while time.monotonic() < ends and desk.poll() is None:
        found = re.search(r"desk@acme\.example\s+(\S+)", said.read_text(errors="replace"))
        stack = running_stack(Places(root=data))
        if found and stack:
            return stack.environment["SWAPDESK_PUBLIC_URL"], found[1]
        time.sleep(1)
    raise SystemExit(f"The demo did not end well:\n{said.read_text(errors='replace')[-2000:]}")


def look(url: str, password: str) -> None:
    """Sign in as the clerk and take the pages' pictures."""
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=shutil.which("chromium"), args=list(FLAGS))
        page = browser.new_page(viewport={"width": 1280, "height": 800}, device_scale_factor=1)
        page.goto(f"{url}/sign-in")
        page.fill("input[name=email]", "desk@acme.example")
        page.fill("input[name=password]", password)
        page.keyboard.press("Enter")
        page.wait_for_url(f"{url}/")
        open_cases = f"{url}/?only=all"
        page.goto(open_cases)
        take(page, "board")
        page.goto(f"{url}/cases/SE-2026-000001")
        take(page, "case")
        page.goto(f"{url}/scan")
        take(page, "scan")
        look_at_service(page, url)
        browser.close()


def look_at_service(page: Page, url: str) -> None:
    """The board by its clocks, a support case, the check and a calendar."""
    page.goto(f"{url}/?text=")
    take(page, "clocks")
    helped = page.locator("#rows tr", has_text="Support").get_by_role("link").first
    if helped.count():
        helped.click()
        take(page, "support")
    page.goto(f"{url}/check")
    take(page, "check")
    page.goto(f"{url}{CALENDAR}")
    take(page, "calendar")


def take(page: Page, name: str) -> None:
    """One picture of the window as a visitor sees it."""
    page.wait_for_timeout(500)
    page.screenshot(path=PICTURES / f"{name}.png")


def draw_label(data: Path) -> None:
    """The first parcel label of the demo, as a scanner would see it."""
    file = min((data / "demo").glob("*parcel-label.pdf"))
    document = pypdfium2.PdfDocument(file)
    document[0].render(scale=2.0).to_pil().save(PICTURES / "label.png")
    document.close()


if __name__ == "__main__":
    main()
