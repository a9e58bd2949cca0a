from pathlib import Path

import pytest

from tests.cli.terminal import ADMIN, CLERK, Terminal
from tests.freight import SAMPLES

AS = ("--as", ADMIN)
PARCEL = ("practice", "express", "SE", "111 51", "2000", "--size", "400x300x100")


@pytest.mark.usefixtures("desk")
def test_rates_are_loaded_listed_shown_and_asked(swapdesk: Terminal, tmp_path: Path) -> None:
    assert swapdesk("rate", "list", *AS).out == "No rate card is on record.\n"
    buy = swapdesk("rate", "load", str(SAMPLES / "practice_buy.yaml"), *AS)
    assert buy.out == "practice-buy 2026-1 (new), 0 new fuel percentages.\n"
    again = swapdesk("rate", "load", str(SAMPLES / "practice_buy.yaml"), *AS)
    assert again.out == "practice-buy 2026-1 (unchanged), 0 new fuel percentages.\n"
    fuel = swapdesk("rate", "load", str(SAMPLES / "practice_fuel.yaml"), *AS)
    assert fuel.out == "No card (unchanged), 6 new fuel percentages.\n"
    assert "buy practice  from 2026-11-02  14.50 %" in swapdesk("rate", "fuel", *AS).out
    assert "buy practice  everybody  SEK  from 2026-01-01" in swapdesk("rate", "list", *AS).out
    shown = swapdesk("rate", "show", "practice-buy", "2026-1", *AS).out
    assert "  express outbound city  up to    5000 g      99.00" in shown
    told = swapdesk("rate", "quote", *PARCEL, "--on", "2026-11-10", *AS).out.splitlines()
    assert told == [
        "115.93 SEK without VAT by practice-buy 2026-1: zone city, 2500 g",
        "       99.00  freight",
        "       14.68  fuel 14.50 %",
        "        2.25  surcharge security",
    ]
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text("card:\n  code: Any Card\n", encoding="utf-8")
    refused = swapdesk("rate", "load", str(wrong), *AS, "--json")
    assert (refused.code, refused.error) == (2, "rate-file-invalid")
    missing = swapdesk("rate", "load", str(tmp_path / "none.yaml"), *AS, "--json")
    assert missing.error == "rate-file-unreadable"
    assert swapdesk("rate", "list", "--as", CLERK, "--json").error == "not-allowed"
