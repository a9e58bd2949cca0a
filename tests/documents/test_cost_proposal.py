from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from documents.cost_lines import ProposalLine, UntrueProposal
from documents.cost_proposal import IfDeclined, draw_cost_proposal
from documents.language import Language
from documents.printable import TextTooLong, UnprintableText
from tests.documents.builders import a_cost_line, a_proposal
from tests.documents.reading import (
    all_words_of,
    letters_of,
    pages_in,
    scans_of,
    size_in_mm,
    words_of,
)

LINK = "https://desk.example.org/answer/eyJxIjo0Mn0.aB3$_~x?lang=sv"
FACTS = (
    "SE-2026-000123-Q1",
    "Swapdesk Depå",
    "Ștefan Țăranu & Åsa AB",
    "Phone X2 128 GB",
    "F2LX90ABCD12",
    "The display is broken. The frame is bent.",
    "Damage by force from outside is excluded.",
    "Display, fitted",
    LINK,
)


@pytest.mark.parametrize(
    ("locale", "said"),
    [
        (
            "en",
            (
                "Cost proposal",
                "23 June 2026",
                "Work, hours 1.5 850.00 1,275.00",
                "Total, VAT excluded 2,509.50 SEK",
                "bill you the total directly",
                "sent back to you as it came. For the estimate we then charge 450.00 SEK",
            ),
        ),
        (
            "sv",
            (
                "Kostnadsförslag",
                "23 juni 2026",
                "Work, hours 1,5 850,00 1 275,00",
                "Summa exklusive moms 2 509,50 SEK",
                "fakturerar dig summan direkt",
                "För felsökningen debiterar vi då 450,00 SEK exklusive moms.",
            ),
        ),
        (
            "fr",
            (
                "Devis",
                "23 juin 2026",
                "Total hors TVA 2 509,50 SEK",
                "vous facturons directement le total",
                "Nous facturons alors le diagnostic 450,00 SEK hors TVA.",
            ),
        ),
        (
            "ro",
            (
                "Ofertă de cost",
                "23 iunie 2026",
                "Total fără TVA 2.509,50 SEK",
                "vă facturăm direct totalul",
                "Pentru evaluare facturăm atunci 450,00 SEK fără TVA.",
            ),
        ),
    ],
)
def test_the_proposal_says_everything_in_the_customers_language(
    locale: str, said: tuple[str, ...]
) -> None:
    pdf = draw_cost_proposal(a_proposal(locale=locale))
    assert size_in_mm(pdf) == (210, 297)
    words = words_of(pdf)
    for phrase in (*said, *FACTS):
        assert phrase in words


def test_the_link_scans() -> None:
    assert [scan.text for scan in scans_of(draw_cost_proposal(a_proposal()), 203)] == [LINK]


def test_the_longest_link_still_scans_and_is_printed_whole() -> None:
    link = "https://desk.example.org/" + "aZ9_" * 93 + "xyz"
    pdf = draw_cost_proposal(a_proposal(link=link))
    assert [scan.text for scan in scans_of(pdf, 300)] == [link]
    assert link in letters_of(pdf)


@pytest.mark.parametrize(
    ("if_declined", "said"),
    [
        (IfDeclined.RETURN_UNREPAIRED, "The device is sent back to you as it came."),
        (IfDeclined.SCRAP, "The device is scrapped and its data carrier wiped or destroyed."),
        (IfDeclined.CHOOSE, "You choose whether the device is sent back to you as it came, or"),
    ],
)
def test_declining_says_what_happens_to_the_device(if_declined: IfDeclined, said: str) -> None:
    words = words_of(draw_cost_proposal(a_proposal(locale="en", if_declined=if_declined)))
    assert said in words


@pytest.mark.parametrize("fee", [None, Decimal(0)])
def test_an_estimate_without_a_fee_is_said_to_cost_nothing(fee: Decimal | None) -> None:
    words = words_of(draw_cost_proposal(a_proposal(locale="en", estimate_fee=fee)))
    assert "The estimate costs you nothing." in words
    assert "we then charge" not in words


@given(
    lines=st.lists(
        st.tuples(
            st.decimals(min_value=0, max_value=99, places=2),
            st.decimals(min_value=-9999, max_value=99999, places=3),
        ),
        min_size=1,
        max_size=5,
    )
)
def test_a_total_is_the_sum_of_the_amounts_that_are_printed(
    lines: list[tuple[Decimal, Decimal]],
) -> None:
    written = tuple(a_cost_line("Part", str(quantity), str(price)) for quantity, price in lines)
    proposal = a_proposal(lines=written)
    assert proposal.total == sum(line.amount for line in written)
    assert all(line.amount == line.amount.quantize(Decimal("0.01")) for line in written)
    with pytest.raises(UntrueProposal, match="add up to"):
        a_proposal(lines=written, total=proposal.total + Decimal("0.01"))


def test_half_a_cent_is_rounded_up() -> None:
    assert a_cost_line("Screw", "3", "0.115").amount == Decimal("0.35")


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"lines": ()}, "lines are missing"),
        ({"valid_until": date(2026, 6, 8)}, "is before its date"),
        ({"currency": "kr"}, "three letters of ISO 4217"),
        ({"estimate_fee": Decimal(-1)}, "estimate fee is -1"),
        ({"estimate_fee": Decimal("NaN")}, "estimate fee is NaN"),
    ],
)
def test_a_proposal_that_contradicts_itself_cannot_exist(said: dict[str, Any], told: str) -> None:
    with pytest.raises(UntrueProposal, match=told):
        a_proposal(**said)


@pytest.mark.parametrize("figure", ["NaN", "Infinity", "1e12", "-1e60"])
def test_a_line_counts_with_numbers_that_can_be_a_price(figure: str) -> None:
    with pytest.raises(UntrueProposal, match="line 'Display, fitted' counts with"):
        a_cost_line(price=figure)
    with pytest.raises(UntrueProposal, match="Give a number below 1,000,000,000,000"):
        a_cost_line(quantity=figure)


def some_lines(count: int, text: str = "Part") -> tuple[ProposalLine, ...]:
    return tuple(a_cost_line(f"{text} {number:02}", "2", "10") for number in range(count))


@pytest.mark.parametrize("locale", list(Language))
def test_a_long_proposal_takes_two_pages_and_loses_no_line(locale: Language) -> None:
    pdf = draw_cost_proposal(a_proposal(lines=some_lines(40), locale=locale))
    assert pages_in(pdf) == 2
    words = all_words_of(pdf)
    assert [words.count(f"Part {number:02} 2 10") for number in range(40)] == [1] * 40
    assert words.count("SE-2026-000123-Q1") == 2
    assert words.count(LINK) == 1


@settings(max_examples=25, deadline=None)
@given(count=st.integers(min_value=1, max_value=70))
def test_every_number_of_lines_fits_or_is_refused(count: int) -> None:
    proposal = a_proposal(lines=some_lines(count), link="https://d.example", locale="en")
    try:
        pdf = draw_cost_proposal(proposal)
    except TextTooLong:
        assert count > 50
        return
    assert pages_in(pdf) == (1 if count <= 13 else 2)
    assert all(f"Part {number:02} 2" in all_words_of(pdf) for number in range(count))


def test_the_total_never_stands_alone_on_the_last_page() -> None:
    pdf = draw_cost_proposal(a_proposal(lines=some_lines(14), locale="en"))
    assert pages_in(pdf) == 2
    last_page = all_words_of(pdf).split("Page 1 of 2")[1]
    assert "Part 13" in last_page
    assert "Total, VAT excluded" in last_page


@pytest.mark.parametrize("if_declined", list(IfDeclined))
@pytest.mark.parametrize("locale", list(Language))
def test_the_fullest_proposal_still_fits_in_every_language(
    locale: Language, if_declined: IfDeclined
) -> None:
    fullest = a_proposal(
        locale=locale,
        if_declined=if_declined,
        proposal_number="W" * 28,
        issuer="W" * 60,
        case_number="W" * 28,
        customer="Ș" * 60,
        device_model="Ж" * 60,
        serial="M" * 28,
        found="W" * 500,
        why_not_covered="M" * 500,
        lines=(a_cost_line("W" * 300, "99999.75", "123456789.99"),),
        estimate_fee=Decimal("9999999.99"),
    )
    letters = letters_of(draw_cost_proposal(fullest))
    for text in ("W" * 500, "M" * 500, "W" * 300, "Ș" * 60, "Ж" * 60):
        assert text in letters


@pytest.mark.parametrize("field", ["customer", "device_model", "found", "why_not_covered", "link"])
def test_what_cannot_be_printed_or_is_endless_is_refused(field: str) -> None:
    with pytest.raises(UnprintableText):
        draw_cost_proposal(a_proposal(**{field: "Șță東"}))
    with pytest.raises(TextTooLong):
        draw_cost_proposal(a_proposal(**{field: "a" * 5000}))


def test_an_amount_too_wide_for_its_column_is_refused_not_overprinted() -> None:
    with pytest.raises(TextTooLong, match="quantity"):
        draw_cost_proposal(a_proposal(lines=(a_cost_line(quantity="999999999999.123456"),)))


def test_equal_proposals_are_equal_bytes() -> None:
    pdf = draw_cost_proposal(a_proposal())
    assert pdf == draw_cost_proposal(a_proposal())
    assert pdf != draw_cost_proposal(a_proposal(valid_until=date(2026, 6, 24)))
