from concurrent.futures import ThreadPoolExecutor

import pytest

from documents.parcel_label import UntrueLabel, draw_parcel_label
from documents.printable import TextTooLong, UnprintableText
from rules.case_words import Direction
from tests.documents.builders import a_label
from tests.documents.reading import letters_of, page_of, scans_of, size_in_mm, text_of, words_of

DPI = [203, 300]


@pytest.mark.parametrize("dpi", DPI)
@pytest.mark.parametrize("direction", list(Direction))
def test_the_sscc_scans_as_gs1_and_is_the_lowest_barcode(dpi: int, direction: Direction) -> None:
    pdf = draw_parcel_label(a_label(direction=direction, battery_mark=True))
    tracking, sscc = scans_of(pdf, dpi)
    assert (tracking.text, tracking.prefix) == ("PRAC0000012345SE", "]C0")
    assert (sscc.text, sscc.prefix) == ("(00)373123450000000015", "]C1")


@pytest.mark.parametrize("dpi", DPI)
@pytest.mark.parametrize("number", ["7", "CX123456785SE", "1Z999AA10123456784", "AB" * 9 + "A"])
def test_tracking_numbers_as_carriers_give_them_scan(dpi: int, number: str) -> None:
    tracking, _ = scans_of(draw_parcel_label(a_label(tracking_no=number)), dpi)
    assert tracking.text == number


def test_a_tracking_number_too_long_to_scan_is_printed_as_text_alone() -> None:
    pdf = draw_parcel_label(a_label(tracking_no="A1" * 14))
    assert [scan.prefix for scan in scans_of(pdf, 300)] == ["]C1"]
    assert "A1" * 14 in words_of(pdf)


def test_the_sscc_has_its_size_and_quiet_zones_free_of_ink() -> None:
    image = page_of(draw_parcel_label(a_label())).render(scale=20 * 25.4 / 72, grayscale=True)
    picture = image.to_pil().point(lambda shade: 255 if shade < 128 else 0)
    # Twenty dots a millimetre; the band of the SSCC lies between 105.5 and 137.5 mm.
    left, top, right, bottom = picture.crop((0, 2080, 2100, 2760)).getbbox()
    assert (right - left) / 20 == pytest.approx(78, abs=0.15)
    assert (bottom - top) / 20 == pytest.approx(32, abs=0.15)
    assert left / 20 >= 5
    assert (2100 - right) / 20 >= 5


def test_the_page_is_a6() -> None:
    assert size_in_mm(draw_parcel_label(a_label())) == (105, 148)


def test_the_label_says_in_plain_text_what_it_is() -> None:
    words = words_of(draw_parcel_label(a_label(parcel_no=2, parcels=12, leg=3, weight_g=1050)))
    for said in (
        "Next working day",
        "KOLLI",
        "2/12",
        "FRÅN",
        "Swapdesk Depå",
        "TILL",
        "Fabrikam AB",
        "111 51 Stockholm",
        "SE-2026-000123",
        "1,050 kg",
        "PRAC0000012345SE",
        "(00) 373123450000000015",
    ):
        assert said in words
    assert words.count("373123450000000015") == 2


@pytest.mark.parametrize(
    ("locale", "word"),
    [("sv", "RETUR"), ("en-GB", "RETURN"), ("fr_FR", "RETOUR"), ("ro", "RETUR"), ("xx", "RETURN")],
)
def test_a_return_label_says_so_in_the_recipients_language(locale: str, word: str) -> None:
    returning = draw_parcel_label(a_label(direction=Direction.RETURN, locale=locale))
    outbound = draw_parcel_label(a_label(locale=locale))
    assert word in words_of(returning).split()
    assert word not in words_of(outbound).split()


def test_the_battery_notice_is_there_only_when_asked_for() -> None:
    assert "UN3481" in text_of(draw_parcel_label(a_label(battery_mark=True)))
    assert "UN3481" not in text_of(draw_parcel_label(a_label()))


@pytest.mark.parametrize(
    "hostile",
    ['<img src="/x">', "Anna <b>", "</para><font size=99>", "&lt;b&gt; %(x)s $y {z} \\", "ȘțăŁ"],
)
def test_hostile_text_is_printed_literally(hostile: str) -> None:
    pdf = draw_parcel_label(a_label(recipient=(hostile, "Storgatan 12"), service=hostile))
    assert words_of(pdf).count(hostile) == 2
    assert "■" not in text_of(pdf)
    assert "\ufffd" not in text_of(pdf)


@pytest.mark.parametrize("hostile", ["ȘțăŁ東", "Anna 🙂", "a\x00b", "line\nline", "\u202eabc"])
@pytest.mark.parametrize("field", ["sender", "recipient"])
def test_an_address_that_cannot_be_printed_is_refused(hostile: str, field: str) -> None:
    with pytest.raises(UnprintableText) as refusal:
        draw_parcel_label(a_label(**{field: (hostile,)}))
    assert refusal.value.facts["what"] == field


@pytest.mark.parametrize(
    "said",
    [
        {"recipient": ("a" * 5000,)},
        {"sender": ("a" * 5000,)},
        {"service": "a" * 5000},
        {"tracking_no": "1" * 5000},
        {"case_number": "1" * 5000},
        {"recipient": ("line",) * 8},
    ],
)
def test_text_beyond_its_limit_is_refused(said: dict[str, object]) -> None:
    with pytest.raises(TextTooLong):
        draw_parcel_label(a_label(**said))


def test_the_longest_legal_address_is_printed_whole() -> None:
    recipient = tuple(f"{number}{'W' * 59}" for number in range(1, 8))
    pdf = draw_parcel_label(a_label(recipient=recipient))
    assert all(line in letters_of(pdf) for line in recipient)
    assert [scan.prefix for scan in scans_of(pdf, 203)] == ["]C0", "]C1"]


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"sscc": "373123450000000016"}, "SSCC"),
        ({"sscc": "37312345000000001"}, "SSCC"),
        ({"sscc": "٣73123450000000015"}, "SSCC"),
        ({"sscc": "373123450000000015\n"}, "SSCC"),
        ({"parcel_no": 0}, "parcel number"),
        ({"parcel_no": 3, "parcels": 2}, "parcel number"),
        ({"weight_g": 0}, "weight"),
        ({"weight_g": 1_000_000}, "weight"),
        ({"recipient": ()}, "addresses"),
        ({"sender": ("", " ")}, "addresses"),
    ],
)
def test_a_label_that_cannot_be_true_is_not_made(said: dict[str, object], field: str) -> None:
    with pytest.raises(UntrueLabel) as refusal:
        a_label(**said)
    assert refusal.value.facts["field"] == field


def test_equal_labels_are_equal_bytes_also_when_drawn_in_threads() -> None:
    labels = [a_label(recipient=(f"Ștefan {number % 5}", "Łódź")) for number in range(40)]
    with ThreadPoolExecutor(max_workers=8) as pool:
        drawings = list(pool.map(draw_parcel_label, labels))
    assert drawings == [draw_parcel_label(label) for label in labels]
    assert len(set(drawings)) == 5


def test_a_refused_label_does_not_spoil_the_next() -> None:
    before = draw_parcel_label(a_label())
    with pytest.raises(UnprintableText):
        draw_parcel_label(a_label(recipient=("東",)))
    assert draw_parcel_label(a_label()) == before


def test_the_fonts_are_embedded() -> None:
    pdf = draw_parcel_label(a_label())
    assert pdf.count(b"/FontFile2") == 2
