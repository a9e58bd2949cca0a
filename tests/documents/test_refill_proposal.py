from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from documents.cost_lines import UntrueProposal
from documents.language import Language, phrases_written
from documents.printable import NAME_LIMIT, TextTooLong
from documents.refill_proposal import (
    WHY_LIMIT,
    RefillProposal,
    StockLevels,
    draw_refill_proposal,
)
from tests.documents.reading import letters_of, size_in_mm, words_of

WHY = "At 9 swaps a month and 12 days' lead time you will run out on 14 May."
PROPOSAL = RefillProposal(
    number="contoso-phones/PHONE-X2/7",
    issuer="Swapdesk Depå",
    dated=date(2026, 11, 23),
    contract="K-2040-7",
    customer="Ștefan Țăranu & Åsa AB",
    pool="Contoso phones",
    model="Phone X2 128 GB",
    quantity=8,
    unit_price=Decimal("4990.00"),
    currency="SEK",
    why=WHY,
    levels=StockLevels(target=1032, counted=24, free=-5, coming=17, ordered=12, fleet=12900),
    ask_again_days=20,
    locale="en",
)


@pytest.mark.parametrize(
    ("locale", "said"),
    [
        (
            "en",
            (
                "Refill proposal",
                "23 November 2026",
                "Phone X2 128 GB 8 4,990.00 39,920.00",
                "Total, VAT excluded 39,920.00 SEK",
                "Should have",
                "1,032",
                "12,900",
                "Nothing is ordered, and a case may have to wait for a unit.",
                "We do not ask again for 20 working days.",
            ),
        ),
        ("sv", ("Påfyllningsförslag", "23 november 2026", "39 920,00 SEK", "20 arbetsdagar")),
        ("fr", ("Proposition de réapprovisionnement", "39 920,00 SEK", "20 jours ouvrés")),
        ("ro", ("Propunere de completare", "39.920,00 SEK", "20 zile lucrătoare")),
    ],
)
def test_the_proposal_says_everything_in_the_customers_language(
    locale: str, said: tuple[str, ...]
) -> None:
    pdf = draw_refill_proposal(replace(PROPOSAL, locale=locale))
    assert size_in_mm(pdf) == (210, 297)
    words = words_of(pdf)
    facts = (PROPOSAL.number, PROPOSAL.customer, PROPOSAL.pool, PROPOSAL.contract, "-5", "17", WHY)
    for phrase in (*said, *facts):
        assert phrase in words


def test_equal_proposals_are_equal_bytes() -> None:
    assert draw_refill_proposal(PROPOSAL) == draw_refill_proposal(PROPOSAL)


def test_it_has_no_link_for_each_reader_has_its_own() -> None:
    assert "http" not in letters_of(draw_refill_proposal(PROPOSAL))


@pytest.mark.parametrize("locale", list(Language))
def test_the_longest_proposal_still_fits(locale: Language) -> None:
    longest = replace(
        PROPOSAL,
        number="N" * 80,
        issuer="I" * NAME_LIMIT,
        customer="C" * NAME_LIMIT,
        pool="P" * NAME_LIMIT,
        model="M" * NAME_LIMIT,
        why="word " * (WHY_LIMIT // 5),
        quantity=10_000,
        unit_price=Decimal("999999.99"),
        locale=locale,
    )
    assert draw_refill_proposal(longest).startswith(b"%PDF")


def test_a_name_that_is_too_long_is_refused() -> None:
    with pytest.raises(TextTooLong):
        draw_refill_proposal(replace(PROPOSAL, pool="P" * (NAME_LIMIT + 1)))


def test_a_proposal_that_contradicts_itself_cannot_exist() -> None:
    with pytest.raises(UntrueProposal, match="quantity is 0"):
        replace(PROPOSAL, quantity=0)
    with pytest.raises(UntrueProposal, match="three letters of ISO 4217"):
        replace(PROPOSAL, currency="kr")


def test_every_language_has_the_same_words() -> None:
    first, *others = [phrases_written(one, "refill_paper") for one in Language]
    for other in others:
        assert set(other) == set(first)
