"""What an approver may answer, and which answers are not taken."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.pool_words import PromptState
from rules.prompt_answers import (
    Answer,
    AnswerUnclear,
    Approval,
    AskedNow,
    NotTaken,
    Offered,
    Pause,
    Refusal,
    check_answer,
    judge_answer,
    seen_as,
)

PRICE = Decimal("4990.0000")
ASKED = AskedNow(
    state=PromptState.OPEN,
    quantity=8,
    model="PHONE-X2",
    unit_price=PRICE,
    currency="SEK",
    fleet=400,
    today=date(2026, 11, 23),
    last_pause_day=date(2026, 12, 23),
    offers={"PHONE-X3": Offered(model="PHONE-X3", unit_price=Decimal(6000), currency="SEK")},
    limit_currency="SEK",
)
AS_ASKED = Approval(quantity=8, model="PHONE-X2", unit_price=PRICE, currency="SEK")


def judged(answer: Answer, asked: AskedNow = ASKED, **details: str) -> Any:
    return judge_answer(answer, details, asked)


def test_an_approval_is_of_what_is_asked_at_its_price() -> None:
    assert judged(Answer.APPROVE) == AS_ASKED
    assert AS_ASKED.amount == Decimal(39920)


def test_an_approval_of_what_was_seen_is_taken_and_of_anything_else_is_not() -> None:
    assert seen_as(8, PRICE) == "8x4990.00"
    assert judged(Answer.APPROVE, seen="8x4990.00", reference=" Ref  4711 ") == replace(
        AS_ASKED, reference="Ref 4711"
    )
    for seen in ("7x4990.00", "8x4990.01", "8x", "nonsense"):
        assert judged(Answer.APPROVE, seen=seen) is NotTaken.CHANGED_MEANWHILE
        assert judged(Answer.CHANGE, seen=seen, quantity="5") is NotTaken.CHANGED_MEANWHILE


def test_a_change_is_of_the_quantity_the_model_or_both() -> None:
    assert judged(Answer.CHANGE, quantity="5") == replace(AS_ASKED, quantity=5)
    other = replace(AS_ASKED, model="PHONE-X3", unit_price=Decimal(6000))
    assert judged(Answer.CHANGE, model="PHONE-X3") == other
    assert judged(Answer.CHANGE, model="PHONE-X3", quantity="2") == replace(other, quantity=2)


@pytest.mark.parametrize("quantity", ["0", "-1", "2.5", "1e3", "eight", "٨", "+8", "8 8", "00"])
def test_what_is_no_quantity_is_refused(quantity: str) -> None:
    assert judged(Answer.CHANGE, quantity=quantity) is NotTaken.NO_QUANTITY


def test_more_than_the_fleet_and_ten_times_the_asked_is_a_slip_of_the_finger() -> None:
    assert judged(Answer.CHANGE, quantity="400").quantity == 400
    assert judged(Answer.CHANGE, quantity="401") is NotTaken.TOO_MANY
    small = replace(ASKED, fleet=30)
    assert judged(Answer.CHANGE, small, quantity="80").quantity == 80
    assert judged(Answer.CHANGE, small, quantity="81") is NotTaken.TOO_MANY
    huge = replace(ASKED, fleet=50_000)
    assert judged(Answer.CHANGE, huge, quantity="10000").quantity == 10_000
    assert judged(Answer.CHANGE, huge, quantity="10001") is NotTaken.TOO_MANY
    assert judged(Answer.CHANGE, quantity="9" * 40) is NotTaken.TOO_MANY


@given(quantity=st.text(max_size=12))
def test_whatever_is_typed_is_a_whole_number_in_bounds_or_refused(quantity: str) -> None:
    found = judged(Answer.CHANGE, quantity=quantity)
    if isinstance(found, Approval):
        assert 1 <= found.quantity <= 400
    else:
        assert found in {NotTaken.NO_QUANTITY, NotTaken.TOO_MANY}


def test_a_model_that_nobody_offers_is_refused() -> None:
    assert judged(Answer.CHANGE, model="KIOSK-K1") is NotTaken.NO_SUCH_MODEL


def test_nothing_is_approved_without_a_price() -> None:
    unpriced = replace(ASKED, unit_price=None, currency="")
    assert judged(Answer.APPROVE, unpriced) is NotTaken.NO_PRICE
    assert judged(Answer.APPROVE, unpriced, seen="8x") is NotTaken.NO_PRICE


@pytest.mark.parametrize(
    ("limit", "currency", "expected"),
    [
        (Decimal(39920), "SEK", AS_ASKED),
        (Decimal("39919.99"), "SEK", NotTaken.ABOVE_LIMIT),
        (Decimal(39920), "EUR", NotTaken.ABOVE_LIMIT),
        (None, "EUR", AS_ASKED),
    ],
)
def test_nobody_approves_more_than_its_limit(
    limit: Decimal | None, currency: str, expected: object
) -> None:
    assert judged(Answer.APPROVE, replace(ASKED, limit=limit, limit_currency=currency)) == expected


def test_a_smaller_quantity_may_be_within_the_limit() -> None:
    limited = replace(ASKED, limit=Decimal(10000))
    assert judged(Answer.CHANGE, limited, quantity="2").quantity == 2
    assert judged(Answer.CHANGE, limited, quantity="3") is NotTaken.ABOVE_LIMIT


def test_declining_needs_a_reason() -> None:
    assert judged(Answer.DECLINE, reason=" No\n budget. ") == Refusal(reason="No budget.")
    assert judged(Answer.DECLINE, reason=" \n ") is NotTaken.NO_REASON
    assert judged(Answer.DECLINE) is NotTaken.NO_REASON


@pytest.mark.parametrize(
    ("until", "expected"),
    [
        ("2026-11-24", Pause(until=date(2026, 11, 24))),
        ("2026-12-23", Pause(until=date(2026, 12, 23))),
        ("2026-12-24", NotTaken.TOO_LATE_A_DAY),
        ("2026-11-23", NotTaken.NO_SUCH_DAY),
        ("2026-11-01", NotTaken.NO_SUCH_DAY),
        ("2026-02-30", NotTaken.NO_SUCH_DAY),
        ("tomorrow", NotTaken.NO_SUCH_DAY),
        ("", NotTaken.NO_SUCH_DAY),
    ],
)
def test_more_time_is_given_to_a_day_that_comes_and_is_not_too_far(
    until: str, expected: object
) -> None:
    assert judged(Answer.LATER, until=until) == expected


@pytest.mark.parametrize("answer", list(Answer))
def test_a_prompt_that_has_ended_takes_no_answer_and_says_how_it_ended(answer: Answer) -> None:
    said = {"reason": "No.", "until": "2026-11-24"}
    for state, because in (
        (PromptState.APPROVED, NotTaken.ALREADY_APPROVED),
        (PromptState.DECLINED, NotTaken.ALREADY_DECLINED),
        (PromptState.EXPIRED, NotTaken.EXPIRED),
        (PromptState.WITHDRAWN, NotTaken.WITHDRAWN),
    ):
        assert judge_answer(answer, said, replace(ASKED, state=state)) is because


@pytest.mark.parametrize(
    ("answer", "details", "told"),
    [
        ("maybe", {}, "Say one of: approve, change, decline, later"),
        ("approve", {"quantity": "9"}, "'quantity' is not part of it"),
        ("decline", {"reason": "x" * 501}, "Say it in 500 characters"),
        ("approve", {"reference": "x" * 81}, "Say it in 80 characters"),
    ],
)
def test_what_is_no_answer_is_refused_before_anybody_looks(
    answer: str, details: dict[str, str], told: str
) -> None:
    with pytest.raises(AnswerUnclear, match=told):
        check_answer(answer, details)


def test_the_words_of_each_answer_are_known() -> None:
    assert check_answer("change", {"quantity": "5", "model": "X", "seen": "", "reference": ""}) is (
        Answer.CHANGE
    )
