from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.bars import Bar, scale_of
from rules.fields import FieldInvalid
from rules.quality import QualityReport, percent
from tests.documents.quality import a_quality_report

COUNTS = st.integers(min_value=0, max_value=10**6)


def test_a_report_is_read_as_it_was_stored() -> None:
    report = a_quality_report()
    assert QualityReport.from_json(report.to_json()) == report


def test_a_stored_report_that_was_tampered_with_is_refused_by_its_place() -> None:
    stored = a_quality_report().to_json()
    with pytest.raises(FieldInvalid, match="cases"):
        QualityReport.from_json({**stored, "cases": -1})


@pytest.mark.parametrize(
    ("part", "whole", "told"),
    [(1, 3, "33.3"), (2, 3, "66.7"), (1, 8, "12.5"), (1, 2000, "0.1"), (0, 5, "0.0")],
)
def test_a_share_is_rounded_half_up_to_one_place(part: int, whole: int, told: str) -> None:
    assert percent(part, whole) == Decimal(told)


@given(COUNTS, COUNTS)
def test_shares_of_kept_and_missed_are_those_of_what_was_decided(kept: int, missed: int) -> None:
    report = a_quality_report(promises={"kept": kept, "missed": missed, "open": 7, "remade": 3})
    if kept + missed == 0:
        assert report.kept_percent is None
    else:
        assert report.kept_percent == percent(kept, kept + missed)


@given(st.lists(st.tuples(COUNTS, st.none() | COUNTS)))
def test_no_bar_and_no_mark_is_longer_than_the_scale(given_bars: list[tuple[int, int]]) -> None:
    bars = [Bar(name="", value=value, figure="", mark=mark) for value, mark in given_bars]
    assert all(bar.value <= scale_of(bars) for bar in bars)
    assert all((bar.mark or 0) <= scale_of(bars) for bar in bars)
    assert scale_of(bars) >= 1
