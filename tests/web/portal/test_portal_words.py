import string

import pytest

from rules.case_words import ClockState
from rules.service_words import Cause, Commitment, Metric
from web.portal.my_tickets import ENDINGS, STATUS
from web.portal.story import PLAIN
from web.portal.ticket_form import NEEDS
from web.portal.words import LANGUAGES, phrases_in

ENGLISH = phrases_in("en").said


def facts_in(phrase: str) -> list[str]:
    return sorted(name for _, name, _, _ in string.Formatter().parse(phrase) if name)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_the_same_with_the_same_facts(language: str) -> None:
    said = phrases_in(language).said
    assert set(said) == set(ENGLISH)
    for name, phrase in ENGLISH.items():
        assert said[name].strip()
        assert (name, facts_in(said[name])) == (name, facts_in(phrase))


def test_there_is_a_phrase_for_every_word_a_page_may_meet() -> None:
    wanted = {
        *(f"need.{one}" for one in NEEDS),
        *(f"status.{one}" for one in [*STATUS.values(), *ENDINGS, "taken_up", "working"]),
        *(f"story.{one}" for one in PLAIN),
        *(f"cause.{one}" for one in Cause),
        *(f"metric.{one}" for one in Metric),
        *(f"clock.{one}" for one in Commitment if one is not Commitment.NONE),
        *(f"clock.{one}" for one in ClockState if one is not ClockState.UNTIMED),
        "clock.none_promised",
    }
    assert wanted - set(ENGLISH) == set()
