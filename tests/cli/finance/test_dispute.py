import pytest

from desk.people import add_account
from models.parties import Role
from programmes.sample_contracts import FILE
from rules.finance.money_words import FinanceDuty
from runtime.database import Database
from tests.builders import TestDesk
from tests.cli.terminal import ADMIN, CLERK, Terminal
from tests.disputes import DisputeDesk, TestBill, dispute_desk, over

APPROVER = ("--as", "approver@acme.example")
NOON = ("--at", "2026-11-23T12:00:00+01:00")


@pytest.fixture
def finance(books: Database, desk: TestDesk) -> DisputeDesk:
    with books.as_tenant(desk.tenant_id) as session:
        added = add_account(
            session,
            desk.tenant_id,
            "approver@acme.example",
            "Robin Approver",
            Role.FINANCE,
            "",
            "four-unrelated-words-here",
        )
        added.duty = FinanceDuty.APPROVER
    return dispute_desk(books, desk)


@pytest.fixture
def bill(finance: DisputeDesk) -> TestBill:
    return finance.bill(over(finance.shipment()), over(finance.shipment()), number="F-881")


def opened(swapdesk: Terminal, *more: str) -> list[str]:
    because = ("--because", "It was too much.")
    return swapdesk("dispute", "open", "F-881", *because, *NOON, *APPROVER, *more).out.splitlines()


def test_a_dispute_is_opened_answered_shown_and_withdrawn(
    bill: TestBill, swapdesk: Terminal
) -> None:
    assert opened(swapdesk, "--line", "2") == [
        "DS-2026-00001: draft, 40.00 SEK claimed, 0.00 credited."
    ]
    handed = swapdesk("dispute", "hand-in", "DS-2026-00001", "--reference", "P-1", *NOON, *APPROVER)
    assert handed.out.startswith("DS-2026-00001: sent")
    partial = ("dispute", "answer", "DS-2026-00001", "partial", "--amount", "15.00", *NOON)
    assert swapdesk(*partial, *APPROVER).out.startswith("DS-2026-00001: partial")
    shown = swapdesk("dispute", "show", "DS-2026-00001", *APPROVER).out.splitlines()
    assert shown[1] == "Bill F-881 of practice, 2026-11-20"
    assert "Total: 40.00 SEK claimed, 15.00 accepted, 0.00 credited, VAT excluded" in shown
    assert any("2  PC" in line and "139.00 billed, 99.00 expected" in line for line in shown)
    [row] = swapdesk("dispute", "list", "--open", "--as", ADMIN).out.splitlines()
    assert row.startswith("DS-2026-00001  partial  practice F-881  over  40.00 SEK claimed")
    back = ("dispute", "withdraw", "DS-2026-00001", "--because", "We were wrong.", *NOON, *APPROVER)
    assert "withdrawn" in swapdesk(*back).out
    assert swapdesk("dispute", "list", "--open", *APPROVER).out == ""
    assert bill.number == "F-881"


def test_what_may_not_be_disputed_is_refused_by_name(bill: TestBill, swapdesk: Terminal) -> None:
    opened(swapdesk)
    words = ("dispute", "open", "F-881", "--because", "Again.", *NOON, "--json")
    assert swapdesk(*words, *APPROVER).error == "nothing-disputed"
    assert swapdesk(*words, *APPROVER, "--line", "1").error == "charge-disputed"
    assert swapdesk(*words, *APPROVER, "--line", "9").error == "unknown-line"
    assert swapdesk(*words, "--as", ADMIN).error == "not-allowed"
    assert swapdesk("dispute", "list", "--as", CLERK, "--json").error == "not-allowed"
    assert swapdesk("dispute", "show", "DS-1", *APPROVER, "--json").error == "unknown-dispute"
    assert bill.charges


def test_claim_rules_are_put_on_record_from_a_file_and_listed(
    desk: TestDesk, swapdesk: Terminal
) -> None:
    sample = str(FILE.with_name("claims.yaml"))
    for _ in range(2):
        done = swapdesk("dispute", "rule", sample, "--key", "once", "--as", ADMIN)
        assert done.out.splitlines() == ["3 claim rules are on record."]
    listed = swapdesk("dispute", "rule", "--as", ADMIN).out.splitlines()
    assert listed[0] == (
        "practice  any  from 2026-01-01  30 working days from the bill's date  pay_and_claim  "
        "claims@practice.example"
    )
    assert "15 days from the scheduled delivery" in listed[1]
    again = swapdesk("dispute", "rule", sample, "--as", ADMIN, "--json")
    assert (again.code, again.error) == (1, "claim-rule-known")
    assert desk.tenant
