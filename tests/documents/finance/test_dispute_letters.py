import pytest

from documents.language import Language, phrases_written
from documents.letters import LetterKind, compose_letter, facts_needed

FACTS = {
    "contact_name": "practice",
    "desk_name": "Acme Support Center",
    "dispute_number": "DS-2026-00001",
    "bill": "F-2026-881",
    "claimed": "298.00 SEK",
    "last_day": "10 December 2026",
    "because": "We were wrong.",
}
ALWAYS = {"contact_name", "desk_name", "dispute_number", "bill"}
NEEDED = [
    (LetterKind.DISPUTE_SENT, {"claimed", "last_day"}),
    (LetterKind.DISPUTE_WITHDRAWN, {"because"}),
]


@pytest.mark.parametrize(("kind", "facts"), NEEDED)
@pytest.mark.parametrize("locale", list(Language))
def test_every_letter_of_a_dispute_tells_its_facts(
    kind: LetterKind, facts: set[str], locale: Language
) -> None:
    letter = compose_letter(kind, locale, FACTS)
    assert facts_needed(kind) == facts | ALWAYS
    for name in facts | ALWAYS:
        assert FACTS[name] in letter.subject + letter.body
    assert letter.language is locale
    assert "$" not in letter.subject + letter.body


def test_every_letter_of_disputes_is_looked_at_here() -> None:
    assert {kind for kind, _ in NEEDED} == set(phrases_written(Language.ENGLISH, "disputes"))


def test_a_withdrawn_claim_reads_well() -> None:
    letter = compose_letter(LetterKind.DISPUTE_WITHDRAWN, "en", FACTS)
    assert letter.subject == "DS-2026-00001: we withdraw our claim on your bill F-2026-881"
    assert letter.body == (
        "Hello practice,\n\n"
        "We withdraw our claim DS-2026-00001 on your bill F-2026-881. You need not do anything "
        "more about it.\n\n"
        "Our reason: We were wrong.\n\n"
        "Claim DS-2026-00001\nAcme Support Center\n"
    )
