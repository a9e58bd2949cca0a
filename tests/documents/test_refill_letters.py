import pytest

from documents.language import Language, phrases_written
from documents.letters import LetterKind, compose_letter, facts_needed

FACTS = {
    "contact_name": "Ștefan Țăranu",
    "contract_number": "K-2040-7",
    "desk_name": "Swapdesk Nord",
    "customer": "Contoso AB",
    "pool": "Contoso phones",
    "model": "Phone X3",
    "quantity": "8",
    "standing": "It is running low: it has or will have 24 × Phone X2, and should have 32.",
    "cost": "Price: 4,990.00 SEK each, 39,920.00 SEK in all, VAT excluded.",
    "cost_agreed": "Price: 4,990.00 SEK each.",
    "why": "At 9 swaps a month and 12 days' lead time you will run out on 14 May.",
    "reckoned": "You will run out on 14 May. Reckoned from 4 swaps in 30 days.",
    "link": "https://desk.example.org/refill/eyJxIjo0Mn0.aB3$_~x?lang=sv&n=${pool}",
    "valid_until": "Wed 9 December 2026, 08:00",
    "ask_again_days": "20",
    "approver": "Anna Andersson",
    "order": "PO-2026-00001",
    "reason": "No budget.",
    "asked_again": "Mon 21 December 2026",
}
WHAT = {"pool", "model", "quantity"}
STOCK = WHAT | {"standing", "cost", "link", "valid_until"}
NEEDED = [
    (LetterKind.REFILL_PROPOSAL, STOCK | {"reckoned", "ask_again_days"}),
    (LetterKind.REFILL_REMINDER, STOCK | {"why"}),
    (LetterKind.REFILL_ESCALATED, STOCK | {"reckoned", "customer"}),
    (LetterKind.REFILL_AMENDED, STOCK | {"why"}),
    (LetterKind.REFILL_ABOVE_LIMIT, WHAT | {"cost", "reckoned", "link", "valid_until"}),
    (LetterKind.REFILL_APPROVED, WHAT | {"approver", "order", "cost_agreed"}),
    (LetterKind.REFILL_DECLINED, WHAT | {"approver", "reason", "asked_again"}),
    (LetterKind.REFILL_EXPIRED, WHAT | {"asked_again"}),
    (LetterKind.REFILL_WITHDRAWN, WHAT),
]
ASKING = [kind for kind, facts in NEEDED if "link" in facts]


@pytest.mark.parametrize(("kind", "facts"), NEEDED)
@pytest.mark.parametrize("locale", list(Language))
def test_every_letter_about_a_refill_tells_its_facts(
    kind: LetterKind, facts: set[str], locale: Language
) -> None:
    letter = compose_letter(kind, locale, FACTS)
    assert facts_needed(kind) == facts | {"contract_number", "contact_name", "desk_name"}
    for name in facts_needed(kind):
        assert FACTS[name] in letter.subject + letter.body
    assert letter.subject.startswith("K-2040-7")
    assert letter.language is locale
    assert "$" not in (letter.subject + letter.body).replace(FACTS["link"], "")


def test_every_letter_about_a_refill_is_looked_at_here() -> None:
    assert {kind for kind, _ in NEEDED} == set(phrases_written(Language.ENGLISH, "refill"))


@pytest.mark.parametrize("kind", ASKING)
@pytest.mark.parametrize("locale", list(Language))
def test_a_link_ends_its_paragraph_so_that_no_full_stop_clings_to_it(
    kind: LetterKind, locale: Language
) -> None:
    assert f"{FACTS['link']}\n\n" in compose_letter(kind, locale, FACTS).body


def test_a_proposal_reads_well() -> None:
    letter = compose_letter(LetterKind.REFILL_PROPOSAL, "en", FACTS)
    assert letter.subject == "K-2040-7: shall we order 8 × Phone X3 for Contoso phones?"
    assert letter.body == (
        "Hello Ștefan Țăranu,\n\n"
        "We propose to order 8 × Phone X3 for your stock Contoso phones. It is running low: it "
        "has or will have 24 × Phone X2, and should have 32.\n\n"
        "Price: 4,990.00 SEK each, 39,920.00 SEK in all, VAT excluded.\n\n"
        "You will run out on 14 May. Reckoned from 4 swaps in 30 days.\n\n"
        "Approve, change the order, decline or ask for more time here: "
        "https://desk.example.org/refill/eyJxIjo0Mn0.aB3$_~x?lang=sv&n=${pool}\n\n"
        "Answer by: Wed 9 December 2026, 08:00\n\n"
        "If you decline, nothing is ordered and a case may have to wait for a unit. We then do "
        "not ask again for 20 working days. The link is yours alone; do not pass it on.\n\n"
        "Contract K-2040-7\nSwapdesk Nord\n"
    )
