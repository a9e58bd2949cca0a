"""Each sentence about days that can be read two ways, with both readings and their days.

The numbers are those of docs/readings.md.
"""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from rules.half_days import HalfDay
from rules.promises import Promise, promise_delivery, promise_dispatch
from rules.working_calendar import Calendar, NonBusinessDay
from tests.rules.calendars import (
    BUCHAREST,
    SWEDEN,
    advance_terms,
    calendar,
    holidays,
    local,
    romanian_calendar,
    swap_terms,
    swedish_calendar,
)


def delivery(registered: datetime, calendars: dict[str, Calendar], **changes: Any) -> Promise:
    return promise_delivery(
        registered_at=registered, swap=swap_terms(**changes), calendars=calendars
    )


DEPOTS = {"se": swedish_calendar(), "ro": romanian_calendar()}


@pytest.mark.parametrize(
    ("registered", "how", "expected"),
    [
        ("2026-11-28 10:00", NonBusinessDay.ROLL_FORWARD, "2026-12-01"),  # a Saturday
        ("2026-11-28 10:00", NonBusinessDay.COUNT_AFTER, "2026-11-30"),
        ("2026-05-14 10:00", NonBusinessDay.ROLL_FORWARD, "2026-05-18"),  # Ascension Day
        ("2026-05-14 10:00", NonBusinessDay.COUNT_AFTER, "2026-05-15"),
    ],
)
def test_a11_registered_on_a_day_off_before_the_cutoff(
    registered: str, how: NonBusinessDay, expected: str
) -> None:
    found = delivery(local(registered), DEPOTS, non_business_day=how)
    assert found.due_day == date.fromisoformat(expected)


@pytest.mark.parametrize(
    ("how", "expected"),
    [(NonBusinessDay.COUNT_AFTER, "2026-11-24"), (NonBusinessDay.ROLL_FORWARD, "2026-11-25")],
)
def test_a15_two_working_days_from_a_defect_identified_on_saturday(
    how: NonBusinessDay, expected: str
) -> None:
    found = promise_dispatch(
        identified_at=local("2026-11-21 11:00", BUCHAREST),
        advance=advance_terms(non_business_day=how),
        calendars=DEPOTS,
    )
    due_day = date.fromisoformat(expected)
    assert found.due_day == due_day
    midnight = f"{due_day + timedelta(days=1)} 00:00"
    assert found.due_at == local(midnight, BUCHAREST)


def test_a16_eves_are_closed_or_legal_holidays_alone_are() -> None:
    eves = {"2026-12-24", "2026-12-31"}
    legal = holidays({day: name for day, name in SWEDEN.items() if day not in eves})
    registered = local("2026-12-23 13:00")
    assert delivery(registered, DEPOTS).due_day == date(2026, 12, 28)
    open_on_eves = {"se": calendar(id="se", holidays=legal)}
    assert delivery(registered, open_on_eves).due_day == date(2026, 12, 24)


def test_a16_a_half_day_and_a_squeeze_day_are_working_days_unless_closed() -> None:
    half = {"se": swedish_calendar(half_days=(HalfDay(day="04-30", close=13 * 60),))}
    wednesday = local("2026-04-29 13:00")
    assert delivery(wednesday, half).due_day == date(2026, 4, 30)
    squeeze = local("2026-05-13 13:00")
    assert delivery(squeeze, DEPOTS).due_day == date(2026, 5, 15)
    closed = {"se": swedish_calendar(overrides={date(2026, 5, 15): ()})}
    assert delivery(squeeze, closed).due_day == date(2026, 5, 18)


@pytest.mark.parametrize(("recipient", "expected"), [(None, "2026-12-01"), ("ro", "2026-12-02")])
def test_a17_delivery_on_a_day_that_is_a_holiday_of_the_recipient(
    recipient: str | None, expected: str
) -> None:
    found = delivery(local("2026-11-30 13:00"), DEPOTS, recipient_calendar=recipient)
    assert found.due_day == date.fromisoformat(expected)


def test_a17_dispatch_asks_only_the_depot() -> None:
    found = promise_dispatch(
        identified_at=local("2026-12-23 11:00"),
        advance=advance_terms(calendar="se", ship_within_days=1),
        calendars=DEPOTS,
    )
    assert found.due_day == date(2026, 12, 28)
