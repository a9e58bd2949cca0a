from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.prepaid import (
    NoPrepaidTimeLeft,
    NothingToDraw,
    Pack,
    PackNotSold,
    Portion,
    balance,
    draw_down,
    require_pack_size,
    rounded_up,
    spoken,
)

DAY = date(2026, 1, 2)


def a_pack(name: str = "a", **changes: int | date) -> Pack:
    values: dict[str, object] = {"id": name, "hours": 1, "bought_on": DAY, **changes}
    return Pack(**values)  # type: ignore[arg-type]


@st.composite
def packs(draw: st.DrawFn) -> list[Pack]:
    found = []
    for n in range(draw(st.integers(0, 5))):
        hours = draw(st.sampled_from([1, 5, 10, 20]))
        found.append(
            Pack(
                id=str(n),
                hours=hours,
                bought_on=DAY + timedelta(days=draw(st.integers(0, 400))),
                drawn_minutes=draw(st.integers(0, hours * 60)),
                step_minutes=draw(st.sampled_from([1, 5, 15, 30, 60])),
            )
        )
    return found


def after(known: list[Pack], portions: tuple[Portion, ...]) -> list[Pack]:
    """The packs once the portions are drawn."""
    taken = {portion.pack: portion.minutes for portion in portions}
    return [
        Pack(
            id=pack.id,
            hours=pack.hours,
            bought_on=pack.bought_on,
            drawn_minutes=pack.drawn_minutes + taken.get(pack.id, 0),
            step_minutes=pack.step_minutes,
        )
        for pack in known
    ]


@given(packs(), st.integers(1, 4000))
def test_no_pack_is_ever_below_zero_and_no_minute_is_lost(known: list[Pack], minutes: int) -> None:
    left = balance(known)
    try:
        portions = draw_down(known, minutes)
    except NoPrepaidTimeLeft:
        assert minutes > left
        return
    drawn = sum(portion.minutes for portion in portions)
    assert minutes <= drawn <= left
    assert all(portion.minutes > 0 for portion in portions)
    rest = after(known, portions)
    assert balance(rest) == left - drawn
    assert all(pack.left_minutes >= 0 for pack in rest)


@given(packs(), st.integers(1, 4000))
def test_a_younger_pack_is_touched_only_when_every_older_one_is_empty(
    known: list[Pack], minutes: int
) -> None:
    try:
        portions = draw_down(known, minutes)
    except NoPrepaidTimeLeft:
        return
    rest = {pack.id: pack for pack in after(known, portions)}
    touched = [rest[portion.pack] for portion in portions]
    assert [pack.bought_on for pack in touched] == sorted(pack.bought_on for pack in touched)
    youngest = touched[-1].bought_on
    assert all(pack.left_minutes == 0 for pack in rest.values() if pack.bought_on < youngest)


@given(st.integers(1, 10_000), st.sampled_from([1, 5, 15, 30, 60]))
def test_minutes_are_rounded_up_by_less_than_a_step(minutes: int, step: int) -> None:
    rounded = rounded_up(minutes, step)
    assert rounded % step == 0
    assert minutes <= rounded < minutes + step


def test_work_is_drawn_from_the_oldest_pack_and_goes_on_in_the_next() -> None:
    younger = a_pack("younger", hours=5, bought_on=DAY + timedelta(days=1))
    older = a_pack("older", drawn_minutes=45)
    assert draw_down([younger, older], 20) == (
        Portion(pack="older", drawn_before=45, minutes=15),
        Portion(pack="younger", drawn_before=0, minutes=5),
    )


def test_a_step_of_a_quarter_hour_is_taken_whole() -> None:
    [portion] = draw_down([a_pack(step_minutes=15)], 16)
    assert portion.minutes == 30


def test_the_last_step_is_cut_to_what_is_left() -> None:
    [portion] = draw_down([a_pack(drawn_minutes=50, step_minutes=15)], 6)
    assert portion.minutes == 10


def test_nothing_is_drawn_at_zero_and_the_refusal_says_what_can_be_bought() -> None:
    with pytest.raises(NoPrepaidTimeLeft) as refused:
        draw_down([a_pack(drawn_minutes=60)], 1, (1, 5, 10, 20))
    assert refused.value.detail == (
        "1 min were asked for and 0 min are left. Packs of 1 h, 5 h, 10 h and 20 h can be bought."
    )
    assert refused.value.facts == {
        "asked_minutes": 1,
        "left_minutes": 0,
        "packs_hours": [1, 5, 10, 20],
    }


def test_work_that_does_not_fit_is_refused_as_a_whole() -> None:
    with pytest.raises(NoPrepaidTimeLeft, match="1 h 30 min were asked for and 1 h are left"):
        draw_down([a_pack()], 90)


@pytest.mark.parametrize("minutes", [0, -5])
def test_less_than_a_minute_cannot_be_drawn(minutes: int) -> None:
    with pytest.raises(NothingToDraw):
        draw_down([a_pack()], minutes)


def test_only_the_sizes_of_the_programme_are_sold() -> None:
    require_pack_size(5, (1, 5, 10, 20))
    with pytest.raises(PackNotSold, match="The packs have 1, 5, 10 and 20 hours"):
        require_pack_size(3, (1, 5, 10, 20))


@pytest.mark.parametrize(
    ("minutes", "words"), [(0, "0 min"), (59, "59 min"), (60, "1 h"), (150, "2 h 30 min")]
)
def test_minutes_are_told_in_hours(minutes: int, words: str) -> None:
    assert spoken(minutes) == words
