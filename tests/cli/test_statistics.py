from tests.builders import TestDesk
from tests.cli.terminal import A_SWAP, CUSTOMER, Terminal

ASKED = ("statistics", "fabrikam", "--month", "2026-11")


def test_a_month_is_told_in_figures(desk: TestDesk, swapdesk: Terminal) -> None:
    for serial in ("BROKEN-1", "BROKEN-2"):
        assert swapdesk("case", "open", "--serial", serial, *A_SWAP).code == 0
    told = swapdesk(*ASKED)
    assert (told.code, told.err) == (0, "")
    assert told.out.splitlines() == [
        "fabrikam, 2026-11 (Europe/Stockholm), for: orderer",
        "cases: 2; turned away: 0",
        "remedy: swap 2",
        "stage: assessing 2",
        "promises: open 2",
    ]
    facts = swapdesk(*ASKED, "--as", CUSTOMER, "--json").facts
    assert (facts["month"], facts["by_remedy"]) == ("2026-11-01", {"swap": 2})
    assert facts["median_days_to_close"] is None
    del desk


def test_what_cannot_be_told_is_refused_by_name(desk: TestDesk, swapdesk: Terminal) -> None:
    northwind = ("statistics", "northwind", "--month", "2026-11", "--json")
    unsold = swapdesk(*northwind)
    assert (unsold.code, unsold.error) == (1, "no-statistics-sold")
    assert swapdesk(*northwind, "--as", CUSTOMER).error == "unknown-customer"
    assert swapdesk("statistics", "fabrikam", "--month", "2026-13").code == 2
    assert swapdesk("statistics", "fabrikam").code == 2
    del desk
