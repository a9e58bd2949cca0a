import pytest

from rules.battery import (
    BatteryNotAsked,
    BatterySign,
    BatteryState,
    DangerPath,
    PathDoesNotFit,
    ReturnPath,
    UnsafeBattery,
    is_unsafe,
    judge_battery,
    may_have_ordinary_label,
    require_ordinary_label,
    require_path,
    return_path,
    suspends_return_clock,
)

UNSAFE = [BatteryState.SUSPECT, BatteryState.DAMAGED, BatteryState.CRITICAL]


def test_only_a_healthy_battery_may_have_an_ordinary_label() -> None:
    allowed = [state for state in BatteryState if may_have_ordinary_label(state)]
    assert allowed == [BatteryState.OK]
    require_ordinary_label(BatteryState.OK)


def test_a_battery_nobody_asked_about_is_refused_with_the_question() -> None:
    with pytest.raises(BatteryNotAsked, match="swollen"):
        require_ordinary_label(BatteryState.UNKNOWN)


@pytest.mark.parametrize("state", UNSAFE)
def test_an_unsafe_battery_is_refused(state: BatteryState) -> None:
    with pytest.raises(UnsafeBattery, match=state.value):
        require_ordinary_label(state)


def test_no_answer_is_unknown_and_no_sign_is_ok() -> None:
    assert judge_battery(None) is BatteryState.UNKNOWN
    assert judge_battery([]) is BatteryState.OK


@pytest.mark.parametrize("sign", list(BatterySign))
def test_any_sign_makes_a_battery_suspect(sign: BatterySign) -> None:
    assert judge_battery([sign]) is BatteryState.SUSPECT


def test_the_way_back_follows_the_state() -> None:
    assert return_path(BatteryState.OK) is ReturnPath.ORDINARY
    assert return_path(BatteryState.UNKNOWN) is ReturnPath.ASK_FIRST
    assert {return_path(state) for state in UNSAFE} == {ReturnPath.TRAINED_PERSON}


def test_nobody_is_chased_for_an_unsafe_unit() -> None:
    assert all(suspends_return_clock(state) for state in UNSAFE)
    assert not suspends_return_clock(BatteryState.OK)
    assert not suspends_return_clock(BatteryState.UNKNOWN)


@pytest.mark.parametrize("state", [BatteryState.DAMAGED, BatteryState.CRITICAL])
@pytest.mark.parametrize("path", [path.value for path in DangerPath])
def test_a_path_fits_exactly_one_finding(state: BatteryState, path: str) -> None:
    fits = path.startswith("critical") or path == "authority"
    if fits is (state is BatteryState.CRITICAL):
        require_path(state, path)
    else:
        with pytest.raises(PathDoesNotFit, match=path):
            require_path(state, path)


@pytest.mark.parametrize("path", ["air", "", "ordinary"])
def test_an_unsafe_battery_goes_by_no_other_path_and_never_by_air(path: str) -> None:
    for state in (BatteryState.DAMAGED, BatteryState.CRITICAL):
        with pytest.raises(PathDoesNotFit, match="Choose one of"):
            require_path(state, path)


def test_a_sound_battery_names_no_path() -> None:
    require_path(BatteryState.OK, "")
    with pytest.raises(PathDoesNotFit, match="Name no path"):
        require_path(BatteryState.OK, DangerPath.ROAD_P908)


def test_what_is_known_against_a_battery_makes_it_unsafe_and_nothing_known_does_not() -> None:
    assert [state for state in BatteryState if is_unsafe(state)] == UNSAFE
