from datetime import datetime

import pytest

from documents.danger_note import UntrueDangerNote, draw_danger_note
from documents.language import Language
from documents.moments import MomentWithoutZone
from documents.printable import TextTooLong, UnprintableText
from rules.battery import BatteryState
from tests.documents.builders import a_note
from tests.documents.reading import letters_of, scans_of, size_in_mm, words_of

MARKS = (
    "DAMAGED/DEFECTIVE LITHIUM ION BATTERIES",
    "UN3481 LITHIUM ION BATTERIES CONTAINED IN EQUIPMENT",
    "ROAD ONLY - FORBIDDEN BY AIR",
    "SP 376",
)
FACTS = ("SE-2026-000123", "Swapdesk Depå", "Phone X2 128 GB", "F2LX90ABCD12", "safety.nord")


@pytest.mark.parametrize(
    ("locale", "said"),
    [
        (
            "en",
            (
                "Never load this package into an aircraft",
                "Damaged or defective",
                "Do not charge it, do not switch it on and do not open it.",
                "Do not put it in a post box",
            ),
        ),
        (
            "sv-SE",
            (
                "Lasta aldrig det här kollit i ett flygplan",
                "Skadat eller defekt",
                "Ladda den inte, slå inte på den och öppna den inte.",
                "Lägg den inte i en brevlåda",
            ),
        ),
        (
            "fr",
            (
                "Ne chargez jamais ce colis dans un avion",
                "Endommagée ou défectueuse",
                "Ne le chargez pas, ne l’allumez pas et ne l’ouvrez pas.",
                "Ne le mettez pas dans une boîte aux lettres",
            ),
        ),
        (
            "ro",
            (
                "Nu încărcați niciodată acest colet într-un avion",
                "Deteriorată sau defectă",
                "Nu îl încărcați, nu îl porniți și nu îl deschideți.",
                "Nu îl puneți într-o cutie poștală",
            ),
        ),
    ],
)
def test_the_note_says_everything_in_the_language_and_the_marks_in_english(
    locale: str, said: tuple[str, ...]
) -> None:
    pdf = draw_danger_note(a_note(locale=locale))
    assert size_in_mm(pdf) == (210, 297)
    words = words_of(pdf)
    for phrase in (*MARKS, *FACTS, *said, "A van comes on Friday", "2026 14:05 CEST (UTC+02:00)"):
        assert phrase in words


def test_a_damaged_battery_is_packed_otherwise_than_a_critical_one() -> None:
    damaged = words_of(draw_danger_note(a_note(locale="en")))
    critical = words_of(draw_danger_note(a_note(locale="en", state=BatteryState.CRITICAL)))
    assert "P908 / LP904" in damaged
    assert "P911" not in damaged
    assert "P911 / LP906, or as the authority approves" in critical
    assert "P908" not in critical
    assert "Critical, may react dangerously" in critical


@pytest.mark.parametrize("state", [BatteryState.OK, BatteryState.UNKNOWN, BatteryState.SUSPECT])
def test_no_note_is_written_before_a_trained_person_has_decided(state: BatteryState) -> None:
    with pytest.raises(UntrueDangerNote, match=f"The battery is {state}. Let a trained person"):
        a_note(state=state)


@pytest.mark.parametrize("serial", ["F2LX90ABCD12", "W1" * 14, "7"])
def test_the_serial_scans(serial: str) -> None:
    scans = scans_of(draw_danger_note(a_note(serial=serial)), 300)
    assert [scan.text for scan in scans] == [serial]


def test_a_collection_that_is_not_arranged_yet_is_announced() -> None:
    words = words_of(draw_danger_note(a_note(collection=" ", locale="en")))
    assert "You are told in a message of its own how the device is collected." in words


@pytest.mark.parametrize("state", [BatteryState.DAMAGED, BatteryState.CRITICAL])
@pytest.mark.parametrize("locale", list(Language))
def test_the_fullest_note_fits_one_page_uncut(locale: Language, state: BatteryState) -> None:
    fullest = a_note(
        locale=locale,
        state=state,
        case_number="W" * 28,
        issuer="W" * 60,
        device="Ж" * 60,
        serial="M" * 28,
        decided_by="Å" * 60,
        collection="W" * 500,
    )
    letters = letters_of(draw_danger_note(fullest))
    assert all(text in letters for text in ("W" * 500, "Ж" * 60, "Å" * 60, "M" * 28))


@pytest.mark.parametrize("field", ["device", "decided_by", "collection", "serial"])
def test_what_cannot_be_printed_or_is_endless_is_refused(field: str) -> None:
    with pytest.raises(UnprintableText):
        draw_danger_note(a_note(**{field: "Șță東"}))
    with pytest.raises(TextTooLong):
        draw_danger_note(a_note(**{field: "a" * 5000}))


def test_a_decision_at_no_known_time_is_refused() -> None:
    with pytest.raises(MomentWithoutZone, match="moment of the decision"):
        draw_danger_note(a_note(decided_at=datetime(2026, 6, 9)))  # noqa: DTZ001


def test_equal_notes_are_equal_bytes() -> None:
    pdf = draw_danger_note(a_note())
    assert pdf == draw_danger_note(a_note())
    assert pdf != draw_danger_note(a_note(decided_by="safety.syd"))
