from tests.builders import TestDesk
from tests.cli.terminal import Terminal

FOUND = (
    *("tenant", "found", "zeta", "--name", "Zeta Support", "--depot-name", "Zeta Depot"),
    *("--street", "Storgatan 1", "--postcode", "111 11", "--city", "Stockholm"),
)


def test_a_tenant_is_founded_once(desk: TestDesk, swapdesk: Terminal) -> None:
    first = swapdesk(*FOUND, "--country", "se", "--json")
    again = swapdesk(*FOUND, "--country", "SE", "--json")
    assert first.code == 0
    assert first.facts == again.facts
    assert swapdesk(*FOUND, "--country", "SE").out == "Tenant zeta is founded.\n"
    assert swapdesk("case", "list", "--tenant", "zeta", "--json").error == "nobody-to-ask-as"
    del desk


def test_a_country_has_two_letters(desk: TestDesk, swapdesk: Terminal) -> None:
    assert swapdesk(*FOUND, "--country", "SWE").code == 2
    del desk
