import dataclasses
from typing import Any

import pypdfium2
import pytest
import zxingcpp

from carriers.port import Address, Booked, Direction, Parcel
from tests.carriers.builders import RECIPIENT, PracticeProcess, an_order, booked


def page_of(parcel: Booked) -> Any:
    assert parcel.label is not None
    document = pypdfium2.PdfDocument(parcel.label)
    assert len(document) == 1
    return document[0]


def text_of(parcel: Booked) -> str:
    return " ".join(page_of(parcel).get_textpage().get_text_bounded().split())


@pytest.mark.parametrize("dpi", [152, 203, 300])
def test_the_label_is_a6_and_its_lowest_barcode_is_the_sscc_as_gs1(
    shared_practice: PracticeProcess, dpi: int
) -> None:
    parcel = booked(shared_practice.carrier().book(an_order(f"l/{dpi}")))
    page = page_of(parcel)
    assert [round(side / 72 * 25.4) for side in page.get_size()] == [105, 148]
    (scan,) = zxingcpp.read_barcodes(page.render(scale=dpi / 72).to_pil())
    assert scan.symbology_identifier == "]C1"
    assert scan.bytes == b"00" + str(parcel.sscc).encode()
    assert f"(00) {parcel.sscc}" in text_of(parcel)


def test_the_label_repeats_in_plain_text_what_a_person_needs(
    shared_practice: PracticeProcess,
) -> None:
    box = Parcel(
        weight_g=1250,
        length_mm=220,
        width_mm=120,
        height_mm=60,
        contents="Two phones",
        battery_mark=True,
    )
    order = an_order("l/text", direction=Direction.RETURN, parcel=box)
    parcel = booked(shared_practice.carrier().book(order))
    said = text_of(parcel)
    for words in (
        "Åsa Țăran",
        "Kungsgatan 5",
        "SE-111 43 Stockholm",
        "Lagervägen 12",
        "RETURN",
        "1.250 kg · 220 x 120 x 60 mm · Two phones",
        "Ref: l/text",
        "UN3481",
        parcel.tracking_no,
    ):
        assert words in said
    assert "\ufffd" not in said
    assert "■" not in said


def test_the_longest_texts_are_printed_whole_and_leave_the_bars_alone(
    shared_practice: PracticeProcess,
) -> None:
    wide = Address(name="W" * 70, street="M" * 70, postcode="W" * 12, city="Å" * 70, country="SE")
    box = dataclasses.replace(an_order().parcel, contents="W" * 70, battery_mark=True)
    order = an_order("W" * 100, sender=wide, recipient=wide, parcel=box)
    parcel = booked(shared_practice.carrier().book(order))
    page = page_of(parcel)
    letters = page.get_textpage().get_text_bounded()
    counted = {letter: letters.count(letter) for letter in "WÅ"}
    # Twice name and postcode, contents, reference; twice the city.
    assert counted == {"W": 2 * 70 + 2 * 12 + 70 + 100, "Å": 2 * 70}
    (scan,) = zxingcpp.read_barcodes(page.render(scale=203 / 72).to_pil())
    assert scan.bytes == b"00" + str(parcel.sscc).encode()
    above_bars = page.get_textpage().get_text_bounded(bottom=41 / 25.4 * 72)
    assert "UN3481" in above_bars


def test_hostile_text_is_printed_literally(shared_practice: PracticeProcess) -> None:
    name = '<img src="/etc/passwd"> & <b> {{7*7}} %s'
    order = an_order("l/hostile", recipient=dataclasses.replace(RECIPIENT, name=name))
    assert name in text_of(booked(shared_practice.carrier().book(order)))
