import pytest

from documents.language import Language
from documents.letters import LetterKind, compose_letter, facts_needed

FACTS = {
    "contact_name": "Ștefan Țăranu",
    "contract_number": "K-2040-7",
    "desk_name": "Swapdesk Nord",
    "covered": "Model X (F2LX90)",
    "last_day": "2041-02-28",
    "months": "12",
}
ENDS = {"covered", "last_day"}


@pytest.mark.parametrize(
    ("kind", "facts"),
    [
        (LetterKind.COVERAGE_ENDS_SOON, ENDS),
        (LetterKind.EXTENSION_OFFER, ENDS | {"months"}),
        (LetterKind.COVERAGE_LAPSED, ENDS),
        (LetterKind.RENEWAL_DUE, ENDS),
        (LetterKind.RENEWED, ENDS),
    ],
)
@pytest.mark.parametrize("locale", list(Language))
def test_every_letter_about_a_contract_tells_its_facts_and_no_case(
    kind: LetterKind, facts: set[str], locale: Language
) -> None:
    letter = compose_letter(kind, locale, FACTS)
    assert facts_needed(kind) == facts | {"contract_number", "contact_name", "desk_name"}
    for name in facts_needed(kind):
        assert FACTS[name] in letter.subject + letter.body
    assert letter.subject.startswith("K-2040-7")
    assert "$" not in letter.subject + letter.body


def test_the_offer_of_an_extension_reads_well() -> None:
    letter = compose_letter(LetterKind.EXTENSION_OFFER, "en", FACTS)
    assert letter.subject == "K-2040-7: extend the coverage of Model X (F2LX90)"
    assert letter.body == (
        "Hello Ștefan Țăranu,\n\n"
        "The coverage of Model X (F2LX90) ends soon. Its last day: 2041-02-28\n\n"
        "You can extend it by 12 months if you buy the extension no later than on that day. Reply "
        "to this message to order it.\n\n"
        "Contract K-2040-7\nSwapdesk Nord\n"
    )
