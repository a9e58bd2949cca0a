"""Until when a promise can be kept, and what is promised then."""

from datetime import UTC, date, datetime

import pytest

from programmes.loader import load_programme
from rules.programme import Programme
from rules.promises import Promise, promise_delivery, promise_dispatch
from rules.promises_remade import last_chance, remake
from rules.terms import Terms, calendars_under, terms_under


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc,arg-type]


def sold(programme: str, tier: str) -> tuple[Terms, Programme]:
    loaded = load_programme(programme)
    settings = {"repair_return_to": "stock"} if tier == "prof" else {}
    return terms_under(loaded, tier, settings), loaded


def swap_at(registered: datetime) -> tuple[Promise, Terms, Programme]:
    terms, programme = sold("atea_smartservice", "prof")
    assert terms.swap is not None
    calendars = calendars_under(programme, terms.figures)
    made = promise_delivery(registered_at=registered, swap=terms.swap, calendars=calendars)
    return made, terms, programme


@pytest.mark.parametrize(
    ("registered", "chance"),
    [
        # Monday 13:53 in Stockholm: until 14:00 the same day.
        (utc(2026, 11, 23, 12, 53), utc(2026, 11, 23, 13, 0)),
        # Monday 14:00: delivered Wednesday, so until Tuesday 14:00.
        (utc(2026, 11, 23, 13, 0), utc(2026, 11, 24, 13, 0)),
        # Friday 14:30: counted as Monday, delivered Tuesday, so until Monday 14:00.
        (utc(2026, 11, 27, 13, 30), utc(2026, 11, 30, 13, 0)),
        # Wednesday 23 December 14:00: delivered Tuesday 29, so until Monday 28 at 14:00.
        (utc(2026, 12, 23, 13, 0), utc(2026, 12, 28, 13, 0)),
        # Friday before summer time begins: 14:00 on Monday is 12:00 UTC.
        (utc(2027, 3, 26, 12, 0), utc(2027, 3, 30, 12, 0)),
    ],
)
def test_a_unit_that_comes_before_the_last_cut_off_keeps_the_promise(
    registered: datetime, chance: datetime
) -> None:
    made, terms, programme = swap_at(registered)
    assert last_chance(made, terms, calendars_under(programme, terms.figures)) == chance


def test_a_promise_is_made_anew_from_the_day_a_unit_is_expected_and_says_so() -> None:
    made, terms, programme = swap_at(utc(2026, 11, 23, 12, 53))
    again = remake(made, date(2026, 12, 5), terms, calendars_under(programme, terms.figures))
    assert again.due_day == date(2026, 12, 8)
    assert again.explain("sv").startswith("En enhet väntas lör 5 december 2026")
    assert Promise.from_json(again.to_json()) == again


def test_a_promise_is_never_made_anew_for_the_same_day_or_an_earlier_one() -> None:
    made, terms, programme = swap_at(utc(2026, 11, 23, 12, 53))
    calendars = calendars_under(programme, terms.figures)
    assert remake(made, date(2026, 11, 20), terms, calendars).due_day == date(2026, 11, 25)


def test_a_dispatch_promise_can_be_kept_until_the_depot_closes_on_its_day() -> None:
    terms, programme = sold("opswat", "hardware")
    assert terms.advance_replacement is not None
    calendars = calendars_under(programme, terms.figures)
    made = promise_dispatch(
        identified_at=utc(2026, 11, 23, 10, 0),
        advance=terms.advance_replacement,
        calendars=calendars,
    )
    chance = last_chance(made, terms, calendars)
    assert utc(2026, 11, 25, 12, 0) < chance <= made.due_at
    assert remake(made, date(2026, 12, 1), terms, calendars).due_day == date(2026, 12, 3)
