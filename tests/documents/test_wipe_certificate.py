from datetime import datetime

import pytest

from documents.language import Language
from documents.moments import MomentWithoutZone
from documents.printable import TextTooLong, UnprintableText
from documents.wipe_certificate import draw_wipe_certificate
from rules.sanitization import WIPE_FACT_LIMIT, BackedUp, SanitizationMethod, WipeRecord
from tests.documents.builders import a_certificate
from tests.documents.reading import letters_of, size_in_mm, text_of, words_of

FACTS = (
    "SE-2026-000123-W1",
    "Swapdesk Depå",
    "Contoso",
    "Phone X2 128 GB",
    "F2LX90ABCD12",
    "490154203237518",
    "flash memory",
    "factory reset with cryptographic erase",
    "recovery mode, system 18.2",
    "set-up screen, no user data",
    "swap stock",
    "bench.sthlm",
    "technician",
    "bench.lead",
    "The screen was replaced first.",
    "NIST SP 800-88 Rev. 2",
)


def a_wipe(method: SanitizationMethod, fact: str = "stated") -> WipeRecord:
    return WipeRecord(method=method, technique=fact, tool=fact, verification=fact)


@pytest.mark.parametrize(
    ("locale", "said"),
    [
        (
            "en-GB",
            (
                "Certificate of sanitization",
                "Purge The data cannot be brought back, even in a laboratory.",
                "Data backed up",
                "Not known",
                "9 June 2026 14:05 CEST (UTC+02:00)",
            ),
        ),
        (
            "sv",
            (
                "Raderingsintyg",
                "Grundlig rensning (purge) Data kan inte återskapas ens i ett laboratorium.",
                "Data säkerhetskopierade",
                "Inte känt",
                "9 juni 2026 14:05 CEST",
            ),
        ),
        (
            "fr_FR",
            (
                "Certificat d’effacement",
                "Les données ne peuvent pas être récupérées, même en laboratoire.",
                "Données sauvegardées",
                "Inconnu",
                "9 juin 2026 14:05 CEST",
            ),
        ),
        (
            "ro",
            (
                "Certificat de ștergere a datelor",
                "Datele nu pot fi recuperate nici în laborator.",
                "Date salvate anterior",
                "Nu se știe",
                "9 iunie 2026 14:05 CEST",
            ),
        ),
    ],
)
def test_the_certificate_says_everything_in_the_language(
    locale: str, said: tuple[str, ...]
) -> None:
    pdf = draw_wipe_certificate(a_certificate(locale=locale))
    assert size_in_mm(pdf) == (210, 297)
    words = words_of(pdf)
    for phrase in (*said, *FACTS):
        assert phrase in words
    assert "$" not in words


@pytest.mark.parametrize("method", list(SanitizationMethod))
@pytest.mark.parametrize("locale", list(Language))
def test_each_method_is_named_as_the_standard_names_it(
    method: SanitizationMethod, locale: Language
) -> None:
    words = words_of(draw_wipe_certificate(a_certificate(wipe=a_wipe(method), locale=locale)))
    told = {other for other in SanitizationMethod if f"({other})" in words}
    english = {"clear": "Clear", "purge": "Purge", "destroy": "Destroy"}[method]
    assert told == {method} if locale is not Language.ENGLISH else f"{english} The data" in words


@pytest.mark.parametrize(
    ("backed_up", "said"),
    [(BackedUp.YES, "Yes"), (BackedUp.NO, "No"), (BackedUp.UNKNOWN, "Not known")],
)
def test_it_says_whether_the_data_was_backed_up(backed_up: BackedUp, said: str) -> None:
    text = text_of(draw_wipe_certificate(a_certificate(backed_up=backed_up, locale="en")))
    assert said in [line.strip() for line in text.splitlines()]


def test_what_is_not_known_is_said_to_be_missing() -> None:
    bare = a_certificate(imei=None, verified_by=None, notes=" \n", locale="en")
    words = words_of(draw_wipe_certificate(bare))
    assert words.count("None") == 3
    assert words_of(draw_wipe_certificate(a_certificate(locale="en"))).count("None") == 0


@pytest.mark.parametrize("method", list(SanitizationMethod))
@pytest.mark.parametrize("locale", list(Language))
def test_the_fullest_certificate_fits_one_page_uncut(
    method: SanitizationMethod, locale: Language
) -> None:
    fullest = a_certificate(
        locale=locale,
        certificate_number="W" * 28,
        issuer="W" * 60,
        case_number="W" * 28,
        manufacturer="M" * 60,
        model="Ж" * 60,
        serial="M" * 28,
        imei="W" * 28,
        media_type="W" * 60,
        destination="Ș" * 60,
        performed_by="Å" * 60,
        role="W" * 60,
        verified_by="M" * 60,
        wipe=a_wipe(method, "W" * WIPE_FACT_LIMIT),
        notes="W" * 600,
    )
    letters = letters_of(draw_wipe_certificate(fullest))
    for text in ("W" * WIPE_FACT_LIMIT, "W" * 600, "Ж" * 60, "Ș" * 60, "Å" * 60):
        assert text in letters


@pytest.mark.parametrize("field", ["manufacturer", "model", "notes", "performed_by", "serial"])
def test_text_that_cannot_be_printed_is_refused(field: str) -> None:
    with pytest.raises(UnprintableText):
        draw_wipe_certificate(a_certificate(**{field: "Șță東"}))


@pytest.mark.parametrize("field", ["manufacturer", "model", "notes", "performed_by", "serial"])
def test_five_thousand_letters_are_refused(field: str) -> None:
    with pytest.raises(TextTooLong):
        draw_wipe_certificate(a_certificate(**{field: "a" * 5000}))


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(MomentWithoutZone):
        draw_wipe_certificate(a_certificate(performed_at=datetime(2026, 6, 9)))  # noqa: DTZ001


def test_equal_certificates_are_equal_bytes() -> None:
    pdf = draw_wipe_certificate(a_certificate())
    assert pdf == draw_wipe_certificate(a_certificate())
    assert pdf != draw_wipe_certificate(a_certificate(role="trainee"))
