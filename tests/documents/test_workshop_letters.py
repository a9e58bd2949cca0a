import pytest

from documents.language import Language, phrases_written
from documents.letters import LetterKind, compose_letter
from documents.printable import TextTooLong, UnprintableText
from tests.documents.told import FACTS, letter_that_tells

UNIT = {"device", "serial"}
PROPOSED = UNIT | {"amount", "link", "valid_until"}
NEEDED = [
    (LetterKind.LOCK_ACTIVE, UNIT),
    (LetterKind.CARD_FOUND, UNIT),
    (LetterKind.CARD_SETTLED, UNIT | {"text"}),
    (LetterKind.ACCESSORIES_MISSING, UNIT | {"text"}),
    (LetterKind.NO_FAULT_FOUND, UNIT | {"text"}),
    (LetterKind.NOT_COVERED_FOUND, UNIT | {"text", "valid_until", "amount"}),
    (LetterKind.COST_PROPOSAL, PROPOSED),
    (LetterKind.COST_PROPOSAL_REMINDER, PROPOSED),
    (LetterKind.COST_PROPOSAL_EXPIRED, UNIT | {"valid_until"}),
    (LetterKind.COST_PROPOSAL_ACCEPTED, UNIT | {"amount"}),
    (LetterKind.COST_PROPOSAL_DECLINED, UNIT),
    (LetterKind.PART_ON_SITE, UNIT),
    (LetterKind.VISIT_BOOKED, UNIT | {"visit"}),
    (LetterKind.VISIT_DONE, UNIT | {"text"}),
]


@pytest.mark.parametrize(("kind", "facts"), NEEDED)
@pytest.mark.parametrize("locale", list(Language))
def test_every_letter_of_the_workshop_tells_its_facts(
    kind: LetterKind, facts: set[str], locale: Language
) -> None:
    letter_that_tells(kind, facts, locale)


def test_every_letter_of_the_workshop_is_looked_at_here() -> None:
    assert {kind for kind, _ in NEEDED} == set(phrases_written(Language.ENGLISH, "workshop"))


def test_a_cost_proposal_reads_well() -> None:
    letter = compose_letter(LetterKind.COST_PROPOSAL, "en", FACTS)
    assert letter.subject == "SE-2026-000123: what the repair of Phone X2 would cost"
    assert letter.body == (
        "Hello Ștefan Țăranu,\n\n"
        "The repair of Phone X2, serial number F2LX90ABCD12, is not covered. It would cost "
        "2 509,50 SEK, VAT excluded. The proposal is attached to this message.\n\n"
        "Accept or decline it here: "
        "https://desk.example.org/answer/eyJxIjo0Mn0.aB3$_~x?lang=sv&n=${serial}\n\n"
        "Last day to answer: 23 June 2026\n\n"
        "Case SE-2026-000123\nSwapdesk Nord\n"
    )


@pytest.mark.parametrize("locale", list(Language))
def test_a_link_ends_its_paragraph_so_that_no_full_stop_clings_to_it(locale: Language) -> None:
    for kind in (LetterKind.COST_PROPOSAL, LetterKind.COST_PROPOSAL_REMINDER):
        assert f"{FACTS['link']}\n\n" in compose_letter(kind, locale, FACTS).body


@pytest.mark.parametrize("link", ["https://a.example/b c", "https://a.example/\nb", "https://å.se"])
def test_a_link_that_would_not_survive_is_refused(link: str) -> None:
    with pytest.raises(UnprintableText, match="The link has"):
        compose_letter(LetterKind.COST_PROPOSAL, "en", {**FACTS, "link": link})


def test_a_signed_link_of_a_thousand_characters_is_kept_whole() -> None:
    link = "https://desk.example.org/" + "a" * 975
    assert link in compose_letter(LetterKind.COST_PROPOSAL, "ro", {**FACTS, "link": link}).body
    with pytest.raises(TextTooLong):
        compose_letter(LetterKind.COST_PROPOSAL, "ro", {**FACTS, "link": f"{link}a"})


def test_a_locked_device_is_not_received_and_the_letter_says_how_to_unlock_it() -> None:
    body = compose_letter(LetterKind.LOCK_ACTIVE, "en", FACTS).body
    assert "We cannot take it in as received until the lock is off." in body
    assert "remove it from the account" in body
