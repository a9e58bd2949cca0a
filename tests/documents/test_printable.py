import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.printable import (
    TextTooLong,
    UnprintableText,
    printable,
    printable_address,
    printable_lines,
    scannable,
)
from documents.typeface import covered, faces
from rules.errors import Kind


@pytest.mark.parametrize(
    "text",
    [
        '<img src="/x">',
        "Anna <b>",
        "A & B &amp; C",
        "${case} %s {0} \\n",
        "Șțăîâ ŁŹż Øåäö ßéèêç œÆ ğİı ñ¿¡",
        "Αθήνα Київ София",
        "“50 €” – №7, ½ × 3 ≤ 4…",
        "Nguyễn Thị Ánh",
    ],
)
def test_european_text_and_markup_pass_unchanged(text: str) -> None:
    assert printable(text, 60) == text


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("ȘțăŁ東", "東 U+6771 CJK UNIFIED IDEOGRAPH-6771"),
        ("Anna 🙂", "🙂 U+1F642 SLIGHTLY SMILING FACE"),
        ("bell\x07", "U+0007 without a name"),
        ("two\nlines", "U+000A without a name"),
        ("\u202egnp.exe", "U+202E RIGHT-TO-LEFT OVERRIDE"),
        ("zero\u200bwidth", "U+200B ZERO WIDTH SPACE"),
        ("soft\u00adhyphen", "U+00AD SOFT HYPHEN"),
        ("שלום", "ש U+05E9 HEBREW LETTER SHIN"),
        ("سلام", "س U+0633 ARABIC LETTER SEEN"),
        ("■", "■ U+25A0 BLACK SQUARE"),
        ("\ufffd", "\ufffd U+FFFD REPLACEMENT CHARACTER"),
        ("\ud800", "U+D800 without a name"),
        ("x\u0332", "\u0332 U+0332 COMBINING LOW LINE"),
    ],
)
def test_a_character_outside_the_fonts_is_refused_by_name(text: str, named: str) -> None:
    with pytest.raises(UnprintableText) as refusal:
        printable(text, 60, what="recipient")
    assert refusal.value.kind is Kind.MALFORMED
    assert refusal.value.facts["what"] == "recipient"
    assert named in refusal.value.facts["characters"]
    assert named in refusal.value.detail


def test_five_strange_characters_are_named_and_the_rest_counted() -> None:
    with pytest.raises(UnprintableText) as refusal:
        printable("一二三四五六七七七", 60)
    assert "五 U+4E94 CJK UNIFIED IDEOGRAPH-4E94 and 2 more" in refusal.value.detail


def test_five_thousand_letters_are_too_long() -> None:
    with pytest.raises(TextTooLong) as refusal:
        printable("a" * 5000, 60, what="recipient")
    assert refusal.value.detail == "The recipient is longer than 60 characters; shorten it."


def test_an_endless_run_of_accents_is_refused_without_being_composed() -> None:
    with pytest.raises(TextTooLong):
        printable("a" + "\u0301\u0316" * 1_000_000, 60)


def test_decomposed_letters_are_composed_before_they_are_counted() -> None:
    assert printable("S\u0326t\u0326a\u0306", 3) == "Șță"


def test_blanks_around_the_text_are_dropped() -> None:
    assert printable("  Anna  ", 4) == "Anna"


def test_several_lines_keep_their_order_and_lose_blank_ones() -> None:
    assert printable_lines("one\r\n\r\n two\tthree\rfour", 40, 3) == ("one", "two three", "four")


def test_too_many_lines_are_refused() -> None:
    with pytest.raises(TextTooLong) as refusal:
        printable_lines("a\nb\nc", 40, 2, what="fault description")
    assert refusal.value.detail == "The fault description is longer than 2 lines; shorten it."


def test_the_length_of_several_lines_is_counted_together() -> None:
    with pytest.raises(TextTooLong):
        printable_lines("abcdef\nghijkl", 11, 2)


def test_an_address_loses_its_empty_lines_before_they_are_counted() -> None:
    lines = ("Name", "", "Street 1", " ", "1", "2", "3", "4", "5")
    assert printable_address(lines) == ("Name", "Street 1", "1", "2", "3", "4", "5")
    with pytest.raises(TextTooLong):
        printable_address((*lines, "6"))


def test_a_barcode_takes_visible_ascii_only() -> None:
    assert scannable("SE-2026/0001~") == "SE-2026/0001~"
    for strange in ("with space", "ÅÄÖ", "x\x1d", ""):
        if strange:
            with pytest.raises(UnprintableText):
                scannable(strange)
    with pytest.raises(TextTooLong):
        scannable("1" * 29)


@given(st.text(max_size=40))
def test_any_text_is_printed_as_written_or_refused(text: str) -> None:
    try:
        printed = printable(text, 40)
    except (UnprintableText, TextTooLong):
        return
    assert printed == unicodedata.normalize("NFC", text).strip(" ")


def test_every_covered_character_has_a_shape_in_both_faces() -> None:
    for face in faces().values():
        blank = face.face.charToGlyph.get(0xFFFF, 0)
        shapes = {face.face.charToGlyph[ord(character)] for character in covered()}
        assert blank not in shapes
