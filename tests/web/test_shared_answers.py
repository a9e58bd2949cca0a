"""Answers are shared by those who wait, and nobody gets one that was begun before the question."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event
from time import monotonic, sleep

import pytest

from web.shared_answers import SharedAnswers


def fresh() -> str:
    """A version that never stays."""
    return str(monotonic())


def test_what_still_holds_is_made_once_and_what_has_changed_is_made_anew() -> None:
    answers: SharedAnswers[int] = SharedAnswers()
    made = iter(range(9))
    told = [answers.answer("board", lambda v=v: v, lambda: next(made)) for v in "aabba"]  # type: ignore[misc]
    assert told == [0, 0, 1, 1, 2]
    assert answers.answer("another", lambda: "a", lambda: next(made)) == 3


def test_all_who_ask_meanwhile_share_the_next_answer_and_not_the_one_under_way() -> None:
    answers: SharedAnswers[int] = SharedAnswers()
    begun, go_on = Event(), Event()
    made: list[int] = []

    def make() -> int:
        begun.set()
        assert go_on.wait(10)
        made.append(len(made))
        return made[-1]

    with ThreadPoolExecutor(8) as people:
        first = people.submit(answers.answer, "board", fresh, make)
        assert begun.wait(10)
        late = [people.submit(answers.answer, "board", fresh, make) for _ in range(6)]
        sleep(0.2)
        go_on.set()
        assert first.result(10) == 0
        assert {one.result(10) for one in late} == {1}
    assert made == [0, 1]


def test_trouble_is_told_to_all_who_wait_and_not_kept() -> None:
    answers: SharedAnswers[int] = SharedAnswers()

    def fail() -> int:
        raise LookupError

    with pytest.raises(LookupError):
        answers.answer("board", lambda: "a", fail)
    assert answers.answer("board", lambda: "a", lambda: 7) == 7


def test_only_the_answers_asked_for_last_are_kept() -> None:
    answers: SharedAnswers[int] = SharedAnswers(most=2)
    made = iter(range(9))
    told = [answers.answer(key, lambda: "a", lambda: next(made)) for key in "xyzzx"]
    assert told == [0, 1, 2, 2, 3]
