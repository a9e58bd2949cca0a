import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.scan_text import ScanKind, UnreadableScan, normal_serial, read_scan


@pytest.mark.parametrize(
    ("scanned", "kind", "value"),
    [
        ("SE-2026-000123", ScanKind.CASE, "SE-2026-000123"),
        (" se-2026-000123\r\n", ScanKind.CASE, "SE-2026-000123"),
        ("]Q1SE-2026-000123", ScanKind.CASE, "SE-2026-000123"),
        ("]C100106141412345678908", ScanKind.SSCC, "106141412345678908"),
        ("106141412345678908", ScanKind.SSCC, "106141412345678908"),
        ("490154203237518", ScanKind.IMEI, "490154203237518"),
        ("IMEI: 49-015420-323751-8", ScanKind.IMEI, "490154203237518"),
        ("A000002D2B1F0E", ScanKind.MEID, "A000002D2B1F0E"),
        ("c02xk0abjg5j", ScanKind.SERIAL, "C02XK0ABJG5J"),
        ("]C0R58N 12ABC", ScanKind.SERIAL, "R58N12ABC"),
        ("SE-26-123", ScanKind.SERIAL, "SE-26-123"),
    ],
)
def test_the_kind_of_a_scan_is_recognised(scanned: str, kind: ScanKind, value: str) -> None:
    found = read_scan(scanned)
    assert (found.kind, found.value, found.doubt) == (kind, value, None)


@pytest.mark.parametrize(
    ("scanned", "doubt"),
    [
        ("490154203237519", "the check digit would be 8"),
        ("106141412345678907", "the check digit would be 8"),
        ("00106141412345678907", "the check digit would be 8"),
    ],
)
def test_a_number_with_a_wrong_check_digit_is_a_doubtful_serial(scanned: str, doubt: str) -> None:
    found = read_scan(scanned)
    assert (found.kind, found.value) == (ScanKind.SERIAL, scanned)
    assert found.doubt is not None
    assert doubt in found.doubt


@pytest.mark.parametrize("scanned", ["", "  \r\n", "]C1", "A\x00B", "9" * 129])
def test_a_scan_of_nothing_useful_is_refused(scanned: str) -> None:
    with pytest.raises(UnreadableScan):
        read_scan(scanned)


def test_serials_are_compared_in_capitals_without_blanks() -> None:
    assert normal_serial(" fvf xk0\tab ") == "FVFXK0AB"


@given(st.text(max_size=140))
def test_any_text_is_recognised_or_refused_and_reading_again_changes_nothing(text: str) -> None:
    try:
        found = read_scan(text)
    except UnreadableScan:
        return
    assert found.value
    assert found.value.isprintable()
