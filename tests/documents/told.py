"""What every test of a case's letters tells, and what a letter composed from it must show."""

from typing import Final

from documents.language import Language
from documents.letters import Letter, LetterKind, compose_letter, facts_needed

ALWAYS: Final = {"case_number", "contact_name", "desk_name"}
FACTS: Final = {
    "case_number": "SE-2026-000123",
    "contact_name": "Ștefan Țăranu",
    "desk_name": "Swapdesk Nord",
    "device": "Phone X2",
    "serial": "F2LX90ABCD12",
    "next_news": "Tue 10 June 2025",
    "promise": "Mon 9 June 2025",
    "reason": "A unit is expected Fri 6 June 2025.",
    "carrier": "Practice Carrier",
    "tracking_no": "PRAC0000012345SE",
    "return_due": "20 June 2025",
    "text": "A tablet, serial 77.\nNo charger.",
    "amount": "2 509,50 SEK",
    "link": "https://desk.example.org/answer/eyJxIjo0Mn0.aB3$_~x?lang=sv&n=${serial}",
    "valid_until": "23 June 2026",
    "units_owed": "R58N30A1B2C, R58N30A1B2D",
    "visit": "Thu 11 June 2026 between 9 and 12",
}


def letter_that_tells(kind: LetterKind, facts: set[str], locale: Language) -> Letter:
    """The letter, after it was seen to need exactly these facts and to show each of them."""
    letter = compose_letter(kind, locale, FACTS)
    assert facts_needed(kind) == facts | ALWAYS
    for name in facts_needed(kind):
        assert FACTS[name] in letter.subject + letter.body
    assert letter.subject.startswith("SE-2026-000123")
    assert letter.language is locale
    assert "$" not in (letter.subject + letter.body).replace(FACTS["link"], "")
    return letter
