from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from documents.language import Language
from documents.moments import MomentWithoutZone, moment_in

STOCKHOLM = ZoneInfo("Europe/Stockholm")


@pytest.mark.parametrize(
    ("moment", "written"),
    [
        (datetime(2026, 6, 9, 14, 5, tzinfo=STOCKHOLM), "9 June 2026 14:05 CEST (UTC+02:00)"),
        (datetime(2026, 10, 25, 2, 30, tzinfo=STOCKHOLM), "25 October 2026 02:30 CEST (UTC+02:00)"),
        (
            datetime(2026, 10, 25, 2, 30, fold=1, tzinfo=STOCKHOLM),
            "25 October 2026 02:30 CET (UTC+01:00)",
        ),
        (datetime(2026, 6, 9, 14, 5, tzinfo=UTC), "9 June 2026 14:05 UTC+00:00"),
        (
            datetime(2026, 6, 9, 14, 5, tzinfo=timezone(-timedelta(hours=3, minutes=30))),
            "9 June 2026 14:05 UTC-03:30",
        ),
    ],
)
def test_a_moment_says_its_day_its_time_and_its_zone(moment: datetime, written: str) -> None:
    assert moment_in(Language.ENGLISH, moment) == written


def test_the_day_is_in_words_of_the_language() -> None:
    first = datetime(2026, 6, 1, 9, 0, tzinfo=ZoneInfo("Europe/Bucharest"))
    assert moment_in(Language.FRENCH, first).startswith("1er juin 2026 09:00")
    assert moment_in(Language.ROMANIAN, first) == "1 iunie 2026 09:00 EEST (UTC+03:00)"


def test_a_moment_without_a_zone_is_refused_by_name() -> None:
    with pytest.raises(MomentWithoutZone, match="moment of the wipe has no zone"):
        moment_in(Language.ENGLISH, datetime(2026, 6, 9), what="moment of the wipe")  # noqa: DTZ001
