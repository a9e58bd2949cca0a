import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.sscc import BadSscc, SsccNumbersUsedUp, build_sscc, read_sscc


@pytest.mark.parametrize(
    ("extension", "prefix", "serial", "expected"),
    [
        # check digits computed on paper: weights 3, 1 from the left
        (1, "0614141", 234567890, "106141412345678908"),
        (0, "7350000", 1, "073500000000000016"),
        (3, "735000012", 42, "373500001200000425"),
    ],
)
def test_an_sscc_is_built_with_its_check_digit(
    extension: int, prefix: str, serial: int, expected: str
) -> None:
    assert build_sscc(extension=extension, company_prefix=prefix, serial=serial) == expected


@pytest.mark.parametrize(
    "scanned",
    [
        "106141412345678908",
        "00106141412345678908",
        "]C100106141412345678908",
        "]C100106141412345678908\x1d",
        "\x1d00106141412345678908\r\n",
        "(00)106141412345678908",
        "(00) 1 0614141 234567890 8",
        "]C100106141412345678908\x1d400ORDER1",
    ],
)
def test_an_sscc_is_read_however_it_is_scanned(scanned: str) -> None:
    assert read_sscc(scanned) == "106141412345678908"


@pytest.mark.parametrize(
    ("scanned", "problem"),
    [
        ("106141412345678907", "the last digit is 7, the check digit would be 8"),
        ("10614141234567890", "17 characters"),
        ("", "0 characters"),
        ("00000000000e5ed1f5", "18 characters"),
        ("1061414123456789081061", "22 characters"),
    ],
)
def test_a_bad_sscc_says_what_is_wrong(scanned: str, problem: str) -> None:
    with pytest.raises(BadSscc, match=problem) as refused:
        read_sscc(scanned)
    assert refused.value.kind == "malformed"


@pytest.mark.parametrize(
    ("extension", "prefix"), [(10, "7350000"), (-1, "7350000"), (0, "735"), (0, "73500OO")]
)
def test_a_bad_part_is_refused(extension: int, prefix: str) -> None:
    with pytest.raises(BadSscc):
        build_sscc(extension=extension, company_prefix=prefix, serial=1)


def test_a_serial_reference_past_the_end_is_refused() -> None:
    with pytest.raises(SsccNumbersUsedUp, match="1000000000"):
        build_sscc(extension=0, company_prefix="7350000", serial=1_000_000_000)


@given(
    extension=st.integers(0, 9),
    prefix=st.text("0123456789", min_size=7, max_size=10),
    serial=st.integers(0, 999_999),
)
def test_what_is_built_is_read_back_and_a_changed_digit_is_noticed(
    extension: int, prefix: str, serial: int
) -> None:
    code = build_sscc(extension=extension, company_prefix=prefix, serial=serial)
    assert read_sscc("]C100" + code) == code
    wrong = str((int(code[5]) + 1) % 10)
    with pytest.raises(BadSscc):
        read_sscc(code[:5] + wrong + code[6:])
