import pytest

from documents.language import Language, phrases_written
from documents.letters import LetterKind, compose_letter, facts_needed

FACTS = {
    "contact_name": "Accounts Payable",
    "desk_name": "Acme Support Center",
    "customer_name": "Fabrikam AB",
    "statement_title": "Invoice",
    "statement_number": "2026-000042",
    "month": "October 2026",
    "amount": "49,618.11 SEK",
    "payment": "Pay 49,618.11 SEK by 3 December 2026.",
}


@pytest.mark.parametrize("locale", list(Language))
def test_the_letter_of_a_statement_tells_its_facts(locale: Language) -> None:
    letter = compose_letter(LetterKind.STATEMENT_SENT, locale, FACTS)
    assert facts_needed(LetterKind.STATEMENT_SENT) == set(FACTS)
    for fact in FACTS.values():
        assert fact in letter.subject + letter.body
    assert letter.language is locale
    assert "$" not in letter.subject + letter.body


def test_every_letter_of_statements_is_looked_at_here() -> None:
    assert set(phrases_written(Language.ENGLISH, "statements")) == {LetterKind.STATEMENT_SENT}


def test_the_letter_of_a_statement_reads_well() -> None:
    letter = compose_letter(LetterKind.STATEMENT_SENT, "en", FACTS)
    assert letter.subject == "Invoice 2026-000042 from Acme Support Center"
    assert letter.body == (
        "Hello Accounts Payable,\n\n"
        "Invoice 2026-000042 to Fabrikam AB for October 2026 is attached to this message: "
        "49,618.11 SEK.\n\n"
        "Pay 49,618.11 SEK by 3 December 2026.\n\n"
        "The PDF says everything and carries the e-invoice within it. The XML file is the same "
        "for your system (Peppol BIS Billing 3), and the CSV file lists what each line bills.\n\n"
        "Statement 2026-000042\nAcme Support Center\n"
    )
