from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.finance.closing import (
    HELD_BY,
    STEPS,
    STILL_OPEN,
    Hands,
    Hold,
    holds,
    next_step,
    require_closable,
    require_other_hands,
    unready,
)
from rules.finance.closing_refusals import MonthBeforeOpen, MonthNotOver, OnePersonTwoDuties
from rules.finance.money_words import CloseStep, FinanceDuty
from rules.local_month import LocalMonth

COUNTS = st.dictionaries(st.sampled_from(Hold), st.integers(min_value=0, max_value=3))
WORKING = st.sampled_from(STEPS[:-1])
OCTOBER = LocalMonth(first=date(2026, 10, 1), timezone="Europe/Stockholm")
NAMES = st.sampled_from(["ada", "bo", "cleo", "dan"])
HANDS = st.builds(
    Hands,
    brought_in=st.frozensets(NAMES),
    approved=st.frozensets(NAMES),
    closed=st.frozensets(NAMES),
)


def test_every_hold_belongs_to_exactly_one_step() -> None:
    named = [hold for step in STEPS for hold in HELD_BY[step]]
    assert sorted(named) == sorted(Hold)


def test_nothing_held_up_a_month_goes_through_all_steps_in_their_order() -> None:
    step, went = CloseStep.FREEZE, [CloseStep.FREEZE]
    while (step := next_step(step, {})) is not went[-1]:
        went.append(step)
    assert went == list(CloseStep)


@given(step=WORKING, counts=COUNTS)
def test_no_step_is_passed_while_something_holds_it_up(
    step: CloseStep, counts: dict[Hold, int]
) -> None:
    due = next_step(step, counts)
    assert STEPS.index(due) <= STEPS.index(step) + 1
    if due is STEPS[STEPS.index(step) + 1]:
        assert not holds(step, counts)
    else:
        assert holds(due, counts)


@given(step=WORKING, counts=COUNTS)
def test_a_step_is_taken_back_only_before_the_approval(
    step: CloseStep, counts: dict[Hold, int]
) -> None:
    due = next_step(step, counts)
    if STEPS.index(due) < STEPS.index(step):
        assert step in STILL_OPEN
        assert due in STILL_OPEN


def test_item_8_a_quarantined_file_takes_a_month_that_waits_for_approval_back() -> None:
    due = next_step(CloseStep.APPROVE, {Hold.FILES_QUARANTINED: 1})
    assert due is CloseStep.MATCH
    assert next_step(due, {Hold.FILES_QUARANTINED: 1}) is CloseStep.MATCH


def test_item_8_unposted_matches_keep_the_month_from_being_locked() -> None:
    assert next_step(CloseStep.POST, {Hold.BILLS_TO_POST: 1}) is CloseStep.POST


@given(counts=COUNTS)
def test_an_approver_waits_for_all_but_the_signatures(counts: dict[Hold, int]) -> None:
    upto = STEPS[: STEPS.index(CloseStep.APPROVE) + 1]
    others = {hold for step in upto for hold in HELD_BY[step]} - {
        Hold.APPROVAL_MISSING,
        Hold.CLOSE_NOT_ASKED,
    }
    assert set(unready(counts)) == {hold for hold in others if counts.get(hold)}


@pytest.mark.parametrize(
    ("at", "over"),
    [
        (datetime(2026, 10, 31, 22, 59, 59, tzinfo=UTC), False),
        # Midnight in Stockholm, winter time since the 25th.
        (datetime(2026, 10, 31, 23, 0, tzinfo=UTC), True),
    ],
)
def test_a_month_is_over_at_midnight_in_its_zone(at: datetime, over: bool) -> None:  # noqa: FBT001
    if over:
        require_closable(OCTOBER, at, None)
    else:
        with pytest.raises(MonthNotOver, match="Europe/Stockholm"):
            require_closable(OCTOBER, at, None)


@given(before=st.dates(min_value=date(2025, 1, 1), max_value=date(2027, 1, 1)))
def test_a_month_is_closed_after_all_before_it(before: date) -> None:
    first, later = before.replace(day=1), OCTOBER.end + timedelta(days=1)
    if first < OCTOBER.first:
        with pytest.raises(MonthBeforeOpen, match=f"{first:%Y-%m} is not closed"):
            require_closable(OCTOBER, later, first)
    else:
        require_closable(OCTOBER, later, first)


@given(name=NAMES, duty=st.sampled_from(FinanceDuty), hands=HANDS)
def test_item_12_nobody_has_two_duties_in_a_month(
    name: str, duty: FinanceDuty, hands: Hands
) -> None:
    others = frozenset[str]().union(*(hands.of(other) for other in FinanceDuty if other != duty))
    if name in others:
        with pytest.raises(OnePersonTwoDuties):
            require_other_hands(name, duty, hands)
    else:
        require_other_hands(name, duty, hands)
