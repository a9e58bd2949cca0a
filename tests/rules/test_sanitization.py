import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.errors import Kind
from rules.sanitization import (
    WIPE_FACT_LIMIT,
    SanitizationMethod,
    WipeFactTooLong,
    WipeIncomplete,
    WipeRecord,
    require_complete,
)

STATED = {
    "method": "purge",
    "technique": "factory reset with cryptographic erase",
    "tool": "recovery mode, system 18.2",
    "verification": "set-up screen, no user data found",
}


def test_a_wipe_with_all_its_facts_is_a_record() -> None:
    assert require_complete(**{**STATED, "tool": " recovery\n mode, system  18.2 "}) == WipeRecord(
        method=SanitizationMethod.PURGE,
        technique="factory reset with cryptographic erase",
        tool="recovery mode, system 18.2",
        verification="set-up screen, no user data found",
    )


@pytest.mark.parametrize("field", list(STATED))
def test_a_missing_fact_is_named_with_what_to_write(field: str) -> None:
    with pytest.raises(WipeIncomplete) as refusal:
        require_complete(**{**STATED, field: " \n "})
    assert refusal.value.facts == {"missing": field}
    assert f"does not say its {field}." in refusal.value.detail
    assert "such as" in refusal.value.detail or "clear, purge, destroy" in refusal.value.detail
    assert refusal.value.kind is Kind.MALFORMED


@pytest.mark.parametrize("method", [None, "", "smash", "Purge"])
def test_a_method_that_is_none_of_the_three_is_no_method(method: str | None) -> None:
    with pytest.raises(WipeIncomplete, match="Choose one of clear, purge, destroy"):
        require_complete(
            method=method,
            technique=STATED["technique"],
            tool=STATED["tool"],
            verification=STATED["verification"],
        )


@given(length=st.integers(min_value=1, max_value=2 * WIPE_FACT_LIMIT))
def test_a_fact_is_taken_exactly_as_long_as_the_certificate_holds_it(length: int) -> None:
    stated = {**STATED, "technique": "a" * length}
    if length <= WIPE_FACT_LIMIT:
        assert require_complete(**stated).technique == "a" * length
    else:
        with pytest.raises(WipeFactTooLong, match="technique"):
            require_complete(**stated)


def test_nothing_is_left_of_a_destroyed_device() -> None:
    assert [method for method in SanitizationMethod if not method.leaves_a_device] == ["destroy"]
