import pytest

from runtime.database import Database
from tests.builders import TestDesk
from tests.cli.terminal import Terminal
from tests.contracts import found_care
from tests.desk.service_cases import sell_service

ADD = (
    *("contract", "add", "K-1", "--customer", "fabrikam", "--programme", "care"),
    *("--tier", "gold", "--starts-on", "2040-02-29", "--years", "3", "--billing", "yearly"),
    *("--price", "1200", "--settings", '{"notice_days": [30], "surcharge": "150"}'),
    *("--contact", "Contract Owner", "--mail", "owner@fabrikam.example"),
    *("--at", "2040-02-29T12:00:00+01:00"),
)
DEVICE = (
    *("coverage", "add-device", "K-1", "SYS-1", "--model", "M-system"),
    *("--invoiced-on", "2040-02-29", "--at", "2040-02-29T12:00:00+01:00"),
)
IN_2041 = ("--at", "2041-02-01T12:00:00+01:00")


@pytest.fixture
def house(desk: TestDesk, books: Database) -> TestDesk:
    found_care(books, desk)
    return desk


def test_a_contract_is_signed_listed_and_shown(house: TestDesk, swapdesk: Terminal) -> None:
    assert swapdesk(*ADD).out == ("Contract K-1 runs from 2040-02-29; it expires on 2043-02-28.\n")
    assert swapdesk(*DEVICE).out == "Device SYS-1 is under contract K-1.\n"
    [line] = [one for one in swapdesk("contract", "list").out.splitlines() if "K-1" in one]
    assert line.split() == ["K-1", "fabrikam", "care", "gold", "2043-02-28"]
    assert swapdesk("contract", "show", "K-1", *IN_2041).out.splitlines() == [
        "K-1: Gold Care, care 1, for Fabrikam AB",
        "From 2040-02-29; expires on 2043-02-28.",
        "Fee yearly: 1200.00 USD",
        "Device SYS-1 (M-system)",
        "  warranty: until 2041-02-28; 12 months more on offer",
        "To come 2041-02-28 fee_yearly contract (2041-02-28)",
        "To come 2041-03-01 lapsed SYS-1 (2041-02-28)",
        "To come 2042-02-28 fee_yearly contract (2042-02-28)",
        "To come 2043-01-29 renewal_due contract (2043-02-28)",
        "To come 2043-02-28 lapsed contract (2043-02-28)",
    ]
    del house


def test_an_extension_moves_the_next_date(house: TestDesk, swapdesk: Terminal) -> None:
    swapdesk(*ADD)
    swapdesk(*DEVICE)
    after = ("--at", "2041-02-28T12:00:00+01:00")
    assert swapdesk("coverage", "next", "K-1", *after).out.startswith("2041-03-01 lapsed SYS-1")
    said = swapdesk("coverage", "extend", "K-1", "SYS-1", "--price", "80", *IN_2041)
    assert said.out == "Device SYS-1 is covered 12 months longer.\n"
    [due] = swapdesk("coverage", "next", "K-1", *after, "--json").facts
    assert (due["on"], due["kind"]) == ("2042-01-29", "ends_soon")
    late = swapdesk("coverage", "extend", "K-1", "SYS-1", *IN_2041, "--json")
    assert (late.code, late.error) == (1, "maximum-reached")
    del house


def test_an_expired_contract_is_renewed_with_its_surcharge(
    house: TestDesk, swapdesk: Terminal
) -> None:
    swapdesk(*ADD)
    renew = ("contract", "renew", "K-1", "--key", "once", "--at", "2043-04-15T12:00:00+02:00")
    text = "Contract K-1 runs on; it expires on 2044-04-15. Surcharge: 150.\n"
    assert [swapdesk(*renew).out, swapdesk(*renew).out] == [text, text]
    del house


def test_what_is_mistyped_is_a_matter_of_usage(house: TestDesk, swapdesk: Terminal) -> None:
    for wrong in (
        ("contract", "show", "K-9", "--json"),
        ("contract", "renew", "K-9", "--bought-on", "tomorrow"),
        ("contract", "renew", "K-9", "--price", "much"),
        (*ADD, "--settings", "[1]"),
        (*ADD, "--settings", "{"),
        (*ADD, "--settings", '{"notice_day": [30]}', "--json"),
    ):
        said = swapdesk(*wrong)
        assert said.code in {1, 2}
        assert said.out == ""
    assert swapdesk("contract", "show", "K-9", "--json").error == "contract-not-found"
    del house


def test_a_day_an_amount_and_a_run_that_cannot_be_are_told_plainly(
    house: TestDesk, swapdesk: Terminal
) -> None:
    renew = ("contract", "renew", "K-1")
    assert "'20x' is no day, such as 2026-12-01." in swapdesk(*renew, "--bought-on", "20x").err
    assert "'NaN' is not an amount" in swapdesk(*renew, "--price", "NaN").err
    assert swapdesk("prepaid", "buy", "x", "5", "--order", "P", "--price", "Infinity").code == 2
    backwards = swapdesk(*ADD, "--ends-on", "2040-02-29", "--json")
    assert (backwards.code, backwards.error) == (2, "contract-ends-too-early")
    negative = swapdesk(*ADD, "--price", "-5", "--json")
    assert (negative.code, negative.error) == (2, "fee-not-positive")
    del house


def test_a_list_has_room_for_the_names_of_programmes_and_tiers(
    house: TestDesk, books: Database, swapdesk: Terminal
) -> None:
    sell_service(books, house)
    listed = swapdesk("contract", "list").out
    assert "smartoptics_smart_care  smart_care" in listed
    assert max(map(len, listed.splitlines())) <= 80


def test_a_customer_and_a_model_are_added_and_a_contract_stands_on_them(
    house: TestDesk, swapdesk: Terminal
) -> None:
    assert swapdesk("customer", "add", "contoso", "--name", "Contoso AB").code == 0
    twin = swapdesk("customer", "add", "contoso", "--name", "Contoso AB", "--json")
    assert (twin.code, twin.error) == (1, "number-taken")
    box = ("--weight", "900", "--size", "200", "150", "80", "--class", "telephone")
    assert swapdesk("model", "add", "TEL-9", "--name", "Telephone 9", *box).code == 0
    swapdesk(*ADD, "--customer", "contoso")
    swapdesk(*DEVICE, "--model", "TEL-9")
    [device] = swapdesk("contract", "show", "K-1", *IN_2041, "--json").facts["devices"]
    assert (device["model"], device["product_class"]) == ("TEL-9", "telephone")
    del house
