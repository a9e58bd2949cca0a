"""A bar of a chart, whatever draws it: its name, its length, and its figure in words."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One bar: `figure` says what it shows, `mark` is what it is held against, if anything."""

    name: str
    value: int
    figure: str
    mark: int | None = None


def scale_of(bars: Iterable[Bar]) -> int:
    """What the whole scale stands for: the longest bar or the farthest mark, at least 1."""
    return max([1, *(max(bar.value, bar.mark or 0) for bar in bars)])
