from tests.builders import TestDesk
from tests.cli.terminal import CUSTOMER, Terminal

WHERE = ("fabrikam", "C-100")


def test_users_are_attached_and_detached_by_day(desk: TestDesk, swapdesk: Terminal) -> None:
    assert swapdesk("seats", "list", *WHERE).out == "Nobody is attached.\n"
    added = swapdesk("seats", "add", *WHERE, "user-17", "--since", "2026-03-01")
    assert added.out == "2026-03-01 to open        user-17\n"
    swapdesk("seats", "add", *WHERE, "user-18", "--since", "2026-04-01", "--until", "2026-05-31")
    ended = swapdesk("seats", "end", *WHERE, "user-17", "--until", "2026-06-30")
    assert ended.out == "2026-03-01 to 2026-06-30  user-17\n"
    listed = swapdesk("seats", "list", *WHERE, "--as", CUSTOMER, "--json").facts
    assert [(seat["user"], seat["since"], seat["until"]) for seat in listed] == [
        ("user-18", "2026-04-01", "2026-05-31"),
        ("user-17", "2026-03-01", "2026-06-30"),
    ]
    del desk


def test_what_cannot_be_a_seat_is_refused_by_name(desk: TestDesk, swapdesk: Terminal) -> None:
    add = ("seats", "add", *WHERE, "user-17", "--since", "2026-03-01", "--json")
    assert swapdesk(*add).code == 0
    twice = swapdesk("seats", "add", *WHERE, "user-17", "--since", "2026-04-01", "--json")
    assert (twice.code, twice.error) == (1, "seat-taken")
    nobody = ("seats", "add", *WHERE, "nobody@fabrikam.example", "--since", "2026-03-01", "--json")
    assert swapdesk(*nobody).error == "unknown-user"
    assert swapdesk("seats", "end", *WHERE, "user-9", "--until", "2026-03-01", "--json").error == (
        "no-open-seat"
    )
    assert swapdesk("seats", "add", *WHERE, "user-19", "--since", "March").code == 2
    assert swapdesk(*add, "--as", CUSTOMER).error == "not-allowed"
    del desk
