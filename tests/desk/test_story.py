import ast
from pathlib import Path

import pytest

from desk.story import SENTENCES, tell

STOCKHOLM = "Europe/Stockholm"
RULES = Path(__file__).parents[2] / "rules"


def words_told_by_the_rules() -> set[str]:
    calls = [
        node
        for path in RULES.glob("case_*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "tell"
    ]
    firsts = [call.args[0] for call in calls]
    return {str(first.value) for first in firsts if isinstance(first, ast.Constant)}


def test_every_word_the_rules_tell_has_a_sentence() -> None:
    assert words_told_by_the_rules() - set(SENTENCES) == set()


@pytest.mark.parametrize(
    ("word", "details", "sentence"),
    [
        ("unit_reserved", {"serial": "POOL-0001"}, "Unit POOL-0001 was reserved."),
        (
            "packed",
            {"serial": "POOL-0002", "instead_of": "POOL-0001"},
            "Unit POOL-0002 was packed. It went instead of POOL-0001.",
        ),
        ("packed", {"serial": "POOL-0002", "instead_of": ""}, "Unit POOL-0002 was packed."),
        (
            "promised",
            {"due_at": "2026-11-24T23:00:00+00:00"},
            "A promise was made, due the end of Tue 24 November 2026.",
        ),
        (
            "carrier:out_for_delivery",
            {"leg": "outbound", "place": "Solna"},
            "The carrier says of the outbound parcel: out for delivery in Solna.",
        ),
        (
            "opened",
            {"remedy": "advance_replacement"},
            "The case was opened for advance replacement.",
        ),
        (
            "cancel_asked",
            {"because": "a_b {serial} <b>"},
            "Cancellation was asked for: a_b {serial} <b>.",
        ),
    ],
)
def test_a_word_and_its_details_make_a_sentence(
    word: str, details: dict[str, object], sentence: str
) -> None:
    assert tell(word, details, STOCKHOLM) == sentence


def test_a_word_without_a_sentence_is_still_printed_with_its_details() -> None:
    assert tell("quote_sent", {"amount": "12 EUR", "to": "it"}, STOCKHOLM) == (
        "Quote sent (amount 12 EUR, to it)."
    )


def test_a_missing_detail_reads_as_a_dash() -> None:
    assert tell("unit_reserved", {}, STOCKHOLM) == "Unit - was reserved."
