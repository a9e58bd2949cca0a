import pytest

from documents.language import Language, phrases_written
from documents.letters import LetterKind, compose_letter, facts_needed

FACTS = {
    "contact_name": "Trey Wholesale AB",
    "desk_name": "Acme Support Center",
    "order_number": "PO-2026-00001",
    "ordered": "8 x Phone X2",
    "expected_on": "5 December 2026",
    "because": "The fleet shrank.",
    "supplier": "Trey Wholesale AB",
    "pool": "Contoso phones",
}
ALWAYS = {"contact_name", "desk_name", "order_number"}
NEEDED = [
    (LetterKind.PURCHASE_ORDER, {"ordered", "expected_on"}),
    (LetterKind.ORDER_CHANGED, {"ordered"}),
    (LetterKind.ORDER_CANCELLED, {"because"}),
    (LetterKind.ORDER_CHASED, {"ordered", "expected_on"}),
    (LetterKind.ORDER_LATE, {"ordered", "expected_on", "supplier", "pool"}),
]


@pytest.mark.parametrize(("kind", "facts"), NEEDED)
@pytest.mark.parametrize("locale", list(Language))
def test_every_letter_of_an_order_tells_its_facts(
    kind: LetterKind, facts: set[str], locale: Language
) -> None:
    letter = compose_letter(kind, locale, FACTS)
    assert facts_needed(kind) == facts | ALWAYS
    for name in facts | ALWAYS:
        assert FACTS[name] in letter.subject + letter.body
    assert letter.language is locale
    assert "$" not in letter.subject + letter.body


def test_every_letter_of_orders_is_looked_at_here() -> None:
    assert {kind for kind, _ in NEEDED} == set(phrases_written(Language.ENGLISH, "orders"))


def test_a_late_order_reads_well() -> None:
    letter = compose_letter(LetterKind.ORDER_CHASED, "en", FACTS)
    assert letter.subject == "Purchase order PO-2026-00001 is late"
    assert letter.body == (
        "Hello Trey Wholesale AB,\n\n"
        "We expected this from you by 5 December 2026: 8 x Phone X2. It has not come.\n\n"
        "When will it come? Please give us the new day of delivery, with our number "
        "PO-2026-00001, by reply to this message.\n\n"
        "Order PO-2026-00001\nAcme Support Center\n"
    )
