from runtime.database import Database
from tests.builders import TestDesk
from tests.cli.terminal import Terminal

A_BOARD = (
    *("part", "add", "BOARD-7", "--model", "KIOSK-K1", "--name", "Power board"),
    *("--weight", "310", "--size", "200", "120", "60"),
)


def test_a_part_is_put_on_record_received_and_counted(
    desk: TestDesk, books: Database, swapdesk: Terminal
) -> None:
    assert swapdesk(*A_BOARD).out == "Part BOARD-7 is on record.\n"
    assert swapdesk("part", "receive", "board-7", "4").out == "Part BOARD-7: 4 on SHELF.\n"
    assert swapdesk("part", "receive", "BOARD-7", "2", "--json").facts["held"] == 6
    del desk, books


def test_a_part_of_no_known_model_and_an_unknown_part_are_refused_by_name(
    desk: TestDesk, books: Database, swapdesk: Terminal
) -> None:
    strange = swapdesk(*(word.replace("KIOSK-K1", "NONE") for word in A_BOARD), "--json")
    assert (strange.code, strange.error) == (1, "unknown-model")
    assert swapdesk("part", "receive", "NOTHING", "1", "--json").error == "unknown-part"
    del desk, books


def test_a_case_asks_for_a_part_only_where_the_programme_sends_parts(
    desk: TestDesk, books: Database, swapdesk: Terminal
) -> None:
    swapdesk(*A_BOARD)
    asked = (
        *("case", "open", "--customer", "fabrikam", "--remedy", "swap", "--model", "PHONE-X2"),
        *("--serial", "BROKEN-9", "--part", "BOARD-7", "--fault", "The screen stays black."),
        *("--contact", "Service Contact", "--mail", "service@fabrikam.example"),
        *("--name", "Fabrikam AB", "--street", "Storgatan 12", "--postcode", "111 51"),
        *("--city", "Stockholm", "--country", "SE", "--json"),
    )
    assert swapdesk(*asked).error == "parts-not-sent"
    del desk, books
