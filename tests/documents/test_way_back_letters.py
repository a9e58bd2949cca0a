import pytest

from documents.language import Language, phrases_written
from documents.letters import LetterKind, LetterLacksFacts, Mention, compose_letter
from tests.documents.told import FACTS, letter_that_tells

UNIT = {"device", "serial"}
NEEDED = [
    (LetterKind.RETURN_ESCALATED, UNIT | {"return_due"}),
    (LetterKind.RETURN_EXTENDED, UNIT | {"return_due"}),
    (LetterKind.NEW_RETURN_LABEL, UNIT),
    (LetterKind.UNRETURNED_CHARGED, UNIT | {"amount"}),
    (LetterKind.CHARGE_REVERSED, UNIT | {"amount"}),
    (LetterKind.CHARGE_DROPPED, UNIT),
    (LetterKind.WRONG_UNIT_CAME, {"device", "text", "units_owed"}),
    (LetterKind.MORE_IS_OWED, UNIT | {"units_owed"}),
    (LetterKind.LOAN_DUE_BACK, {"device", "units_owed", "return_due"}),
    (LetterKind.LOAN_OVERDUE, {"device", "units_owed", "return_due"}),
    (LetterKind.LOAN_IS_YOURS, UNIT),
    (LetterKind.PARCEL_SEARCHED, {"device", "carrier", "tracking_no", "next_news"}),
    (LetterKind.ANOTHER_UNIT_GOES, {"device"}),
    (LetterKind.EXTRA_UNIT_OWED, {"device", "units_owed"}),
    (LetterKind.DEAD_ON_ARRIVAL, {"device", "units_owed"}),
    (LetterKind.DANGER_COLLECTION, UNIT | {"text"}),
    (LetterKind.CLOSED_BY_HAND, {"device", "text"}),
    (LetterKind.PROMISE_REMADE, {"device", "promise", "reason"}),
]


@pytest.mark.parametrize(("kind", "facts"), NEEDED)
@pytest.mark.parametrize("locale", list(Language))
def test_every_letter_about_the_way_back_tells_its_facts(
    kind: LetterKind, facts: set[str], locale: Language
) -> None:
    letter_that_tells(kind, facts, locale)


def test_every_letter_about_the_way_back_is_looked_at_here() -> None:
    assert {kind for kind, _ in NEEDED} == set(phrases_written(Language.ENGLISH, "way_back"))


@pytest.mark.parametrize(
    ("kind", "mentions"),
    [
        (LetterKind.LOAN_DUE_BACK, set(Mention) - {Mention.LABEL_ENCLOSED, Mention.SLIP_ATTACHED}),
        (LetterKind.MORE_IS_OWED, set(Mention) - {Mention.LABEL_ENCLOSED, Mention.SLIP_ATTACHED}),
        (LetterKind.DEAD_ON_ARRIVAL, set(Mention) - {Mention.LABEL_ENCLOSED}),
        (
            LetterKind.NEW_RETURN_LABEL,
            set(Mention) - {Mention.LABEL_ENCLOSED, Mention.LABEL_ATTACHED},
        ),
        (LetterKind.EXTRA_UNIT_OWED, {Mention.LABEL_ATTACHED, Mention.BATTERY}),
        (LetterKind.DANGER_COLLECTION, set()),
        (LetterKind.UNRETURNED_CHARGED, set()),
    ],
)
def test_a_letter_reminds_of_what_belongs_to_its_return(
    kind: LetterKind, mentions: set[Mention]
) -> None:
    bare = compose_letter(kind, "en", FACTS, mentions=())
    said = {one for one in Mention if compose_letter(kind, "en", FACTS, mentions={one}) != bare}
    assert said == mentions


@pytest.mark.parametrize("locale", list(Language))
def test_a_letter_speaks_of_an_attached_label_only_when_one_is_attached(locale: Language) -> None:
    kind = LetterKind.LOAN_DUE_BACK
    without = compose_letter(kind, locale, FACTS, set(Mention) - {Mention.LABEL_ATTACHED})
    attached = phrases_written(locale, "")["mail"]["mentions"]["label_attached"]
    assert attached not in without.body
    assert attached in compose_letter(kind, locale, FACTS).body


def test_a_charge_reads_well() -> None:
    letter = compose_letter(LetterKind.UNRETURNED_CHARGED, "sv", FACTS)
    assert letter.subject == "SE-2026-000123: Phone X2 har debiterats"
    assert letter.body == (
        "Hej Ștefan Țăranu,\n\n"
        "Phone X2, serienummer F2LX90ABCD12, har inte kommit tillbaka i tid. Vi har debiterat "
        "2 509,50 SEK för den.\n\n"
        "Om den kommer in senare krediterar vi beloppet.\n\n"
        "Har du redan lämnat in den? Svara på det här meddelandet och bifoga kvittot.\n\n"
        "Ärende SE-2026-000123\nSwapdesk Nord\n"
    )


@pytest.mark.parametrize(
    ("locale", "said"),
    [
        ("en", "Never post the device"),
        ("sv", "Skicka aldrig enheten med posten"),
        ("fr", "N’envoyez jamais l’appareil par la poste"),
        ("ro", "Nu trimiteți niciodată dispozitivul prin poștă"),
    ],
)
def test_an_unsafe_device_is_never_to_be_posted(locale: str, said: str) -> None:
    assert said in compose_letter(LetterKind.DANGER_COLLECTION, locale, FACTS).body


def test_a_wrong_unit_is_described_line_by_line() -> None:
    body = compose_letter(LetterKind.WRONG_UNIT_CAME, "en", FACTS).body
    assert "This came:\n\nA tablet, serial 77.\nNo charger.\n\nWe still wait" in body


def test_a_letter_about_owed_units_names_them_or_is_not_written() -> None:
    with pytest.raises(LetterLacksFacts, match="units_owed"):
        compose_letter(LetterKind.MORE_IS_OWED, "en", {**FACTS, "units_owed": ""})
