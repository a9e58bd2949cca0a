from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.local_month import LocalMonth, month_before, next_month

FIRSTS = st.dates(date(2000, 2, 1), date(2090, 1, 1)).map(lambda day: day.replace(day=1))
ZONES = st.sampled_from(["Europe/Stockholm", "America/New_York", "Asia/Kolkata", "UTC"])


@pytest.mark.parametrize(
    ("first", "zone", "begin", "hours"),
    [
        (date(2026, 10, 1), "Europe/Stockholm", datetime(2026, 9, 30, 22, tzinfo=UTC), 31 * 24 + 1),
        (date(2026, 3, 1), "Europe/Stockholm", datetime(2026, 2, 28, 23, tzinfo=UTC), 31 * 24 - 1),
        (date(2024, 2, 1), "UTC", datetime(2024, 2, 1, tzinfo=UTC), 29 * 24),
        (date(2026, 12, 1), "America/New_York", datetime(2026, 12, 1, 5, tzinfo=UTC), 31 * 24),
    ],
)
def test_a_month_is_as_long_as_its_local_days(
    first: date, zone: str, begin: datetime, hours: int
) -> None:
    month = LocalMonth(first=first, timezone=zone)
    assert (month.begin, month.end - month.begin) == (begin, timedelta(hours=hours))


@given(FIRSTS, ZONES)
def test_months_follow_one_another_without_a_gap(first: date, zone: str) -> None:
    month = LocalMonth(first=first, timezone=zone)
    after = LocalMonth(first=next_month(first), timezone=zone)
    assert month.end == after.begin
    assert month_before(after.first) == first
