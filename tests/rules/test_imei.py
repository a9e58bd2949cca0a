import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.imei import BadImei, DeviceIdKind, imei_check_digit, read_device_id, read_imei


@pytest.mark.parametrize(
    "written",
    [
        "490154203237518",
        "49-015420-323751-8",
        "49 015420 323751 8",
        "  490154203237518\n",
        "IMEI: 490154203237518",
        "imei1:490154203237518",
        "IMEI 2 = 490154203237518",
    ],
)
def test_an_imei_is_read_however_it_is_written(written: str) -> None:
    assert read_imei(written) == "490154203237518"


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ("490154203237519", "the last digit is 9, the check digit would be 8"),
        ("49015420323751", "14 digits, the check digit is missing"),
        ("4901542032375101", "software version"),
        ("12345", "5 digits, not 15"),
        ("", "something other than digits"),
        ("49015420323751X", "something other than digits"),
        ("٤٩٠١٥٤٢٠٣٢٣٧٥١٨", "something other than digits"),
        ("000000000000000", "all zeros"),
    ],
)
def test_a_bad_imei_says_what_is_wrong(written: str, problem: str) -> None:
    with pytest.raises(BadImei, match=problem) as refused:
        read_imei(written)
    assert refused.value.kind == "malformed"


def test_a_very_long_text_is_not_repeated_in_the_refusal() -> None:
    with pytest.raises(BadImei) as refused:
        read_imei("9" * 5000)
    assert len(refused.value.detail) < 200


def test_a_meid_is_another_kind() -> None:
    device = read_device_id("a0-0000-2d2b1f-0e")
    assert (device.kind, device.value) == (DeviceIdKind.MEID, "A000002D2B1F0E")


def test_an_imei_is_a_device_id_too() -> None:
    device = read_device_id("35 693803 564380 9")
    assert (device.kind, device.value) == (DeviceIdKind.IMEI, "356938035643809")


@given(st.text("0123456789", min_size=14, max_size=14).filter(lambda digits: digits.strip("0")))
def test_exactly_one_check_digit_completes_fourteen_digits(fourteen: str) -> None:
    accepted = []
    for digit in "0123456789":
        try:
            accepted.append(read_imei(fourteen + digit))
        except BadImei:
            continue
    assert accepted == [fourteen + imei_check_digit(fourteen)]


@given(st.text(max_size=60))
def test_any_text_is_either_read_or_refused_by_name(text: str) -> None:
    try:
        value = read_device_id(text).value
    except BadImei:
        return
    assert value.isascii()
    assert len(value) in {14, 15}
