from tests.builders import TestDesk
from tests.cli.terminal import CUSTOMER, Terminal

MORNING = ("--at", "2026-11-23T09:00:00+01:00")
NOON = ("--at", "2026-11-23T12:00:00+01:00")
LEFT = ("prepaid", "balance", "fabrikam", *NOON)
SOLD_BY = ("--programme", "exer_cst")


def buy(swapdesk: Terminal, hours: str = "5", *more: str) -> None:
    words = ("prepaid", "buy", "fabrikam", hours, "--order", "PO-7", *SOLD_BY, *MORNING)
    assert swapdesk(*words, *more).code == 0


def test_hours_are_bought_drawn_and_accounted_for(desk: TestDesk, swapdesk: Terminal) -> None:
    words = ("prepaid", "buy", "fabrikam", "5", "--order", "PO-7", "--price", "495.00")
    bought = swapdesk(*words, *SOLD_BY, *MORNING)
    assert bought.out.splitlines() == ["Bought: 5 h. Left: 5 h."]
    drawn = swapdesk("prepaid", "draw", "fabrikam", "90", "Firewall rule", *NOON)
    assert drawn.out.splitlines() == ["Drawn: 1 h 30 min. Left: 3 h 30 min."]
    assert swapdesk("prepaid", "statement", "fabrikam", "2026-11").out.splitlines() == [
        "2026-11  opening balance: 0 min",
        "2026-11-23  + 5 h  order PO-7 (3 h 30 min left)",
        "2026-11-23  - 1 h 30 min  Firewall rule",
        "2026-11  closing balance: 3 h 30 min",
    ]
    del desk


def test_the_balance_is_shown_pack_by_pack(desk: TestDesk, swapdesk: Terminal) -> None:
    buy(swapdesk, "1")
    buy(swapdesk, "10")
    swapdesk("prepaid", "draw", "fabrikam", "75", "Update", *NOON)
    balance = swapdesk(*LEFT, "--as", CUSTOMER, "--json").facts
    assert [pack["left_minutes"] for pack in balance["packs"]] == [0, 585]
    assert (balance["left_minutes"], balance["packs_hours"]) == (585, [1, 5, 10, 20])
    assert swapdesk(*LEFT).out.splitlines()[-1] == "Left: 9 h 45 min."
    del desk


def test_the_same_key_buys_and_draws_once(desk: TestDesk, swapdesk: Terminal) -> None:
    for _ in range(2):
        buy(swapdesk, "5", "--key", "order 7")
        swapdesk("prepaid", "draw", "fabrikam", "10", "Update", *NOON, "--key", "work 1")
    assert swapdesk(*LEFT, "--json").facts["left_minutes"] == 290
    del desk


def test_what_cannot_be_bought_or_drawn_is_refused_by_name(
    desk: TestDesk, swapdesk: Terminal
) -> None:
    order = ("--order", "PO-7", "--json")
    size = swapdesk("prepaid", "buy", "fabrikam", "3", *order, *SOLD_BY)
    assert (size.code, size.error) == (2, "pack-not-sold")
    assert swapdesk("prepaid", "buy", "fabrikam", "5", *order).error == "no-packs-sold"
    work = ("prepaid", "draw", "fabrikam", "10", "Update", *NOON, "--json")
    refused = swapdesk(*work)
    assert (refused.code, refused.error) == (1, "no-prepaid-time-left")
    as_customer = swapdesk(*work, "--as", CUSTOMER)
    assert as_customer.error == "not-allowed"
    for month in ("2026-13", "november"):
        assert swapdesk("prepaid", "statement", "fabrikam", month).code == 2
    assert swapdesk("prepaid", "buy", "fabrikam", "5", *order, "--price", "much").code == 2
    del desk
