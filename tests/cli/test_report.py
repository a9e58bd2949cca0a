from pathlib import Path

from tests.builders import TestDesk
from tests.cli.terminal import CUSTOMER, Terminal

ASKED = ("report", "quality", "fabrikam", "2026-10")


def test_a_month_is_shown_and_saved(desk: TestDesk, swapdesk: Terminal, tmp_path: Path) -> None:
    pdf, csv = tmp_path / "report.pdf", tmp_path / "report.csv"
    said = swapdesk(*ASKED, "--pdf", str(pdf), "--csv", str(csv))
    assert said.code == 0
    head, *lines = said.out.splitlines()
    assert head == "fabrikam, 2026-10 (Europe/Stockholm), as it stands now"
    assert "cases: 0 cases" in lines
    assert "time count, dispatch: 0 cases" in lines
    assert said.err.splitlines() == [f"Saved {pdf}.", f"Saved {csv}."]
    assert pdf.read_bytes().startswith(b"%PDF")
    assert csv.read_bytes().startswith(b"\xef\xbb\xbfcustomer,")
    facts = swapdesk(*ASKED, "--as", CUSTOMER, "--json").facts
    assert (facts["told_at"], facts["report"]["month"]) == (None, "2026-10-01")
    del desk


def test_what_cannot_be_shown_or_saved_is_refused(
    desk: TestDesk, swapdesk: Terminal, tmp_path: Path
) -> None:
    other = swapdesk("report", "quality", "northwind", "2026-10", "--as", CUSTOMER, "--json")
    assert (other.code, other.error) == (1, "unknown-customer")
    assert swapdesk("report", "quality", "fabrikam", "2026-13").code == 2
    future = swapdesk("report", "quality", "fabrikam", "2099-01", "--json")
    assert (future.code, future.error) == (1, "month-not-begun")
    nowhere = swapdesk(*ASKED, "--csv", str(tmp_path / "none" / "report.csv"))
    assert nowhere.code == 2
    del desk
