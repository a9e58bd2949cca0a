"""Months as lines for a terminal."""

from collections.abc import Iterator

from desk.finance.month_view import ChecklistLine, MonthList, MonthPage


def list_lines(found: MonthList) -> Iterator[str]:
    """A line for each month, then the one that is due."""
    for one in found.items:
        again = f", close {one.close}" if one.close > 1 else ""
        yield f"{one.month}  {one.state.replace('_', ' '):<12} {one.step}{again}"
    yield f"Due to be closed: {found.due}."


def month_lines(found: MonthPage) -> Iterator[str]:
    """A head, the checklist with what holds it up, then who did what."""
    again = f", close {found.close}" if found.close > 1 else ""
    yield f"{found.month} ({found.timezone}): {found.state.replace('_', ' ')}{again}"
    for line in found.checklist:
        yield from checklist_lines(line)
    for event in found.story:
        why = f": {event.because}" if event.because else ""
        yield f"{event.at:%Y-%m-%d %H:%M}  {event.word.replace('_', ' ')} by {event.by}{why}"
    for kept in found.kept:
        yield f"close {kept.close}: {kept.sha256}"


def checklist_lines(line: ChecklistLine) -> Iterator[str]:
    """The step with its mark, what holds it up, and its amounts."""
    held = ", ".join(f"{count} {hold.replace('_', ' ')}" for hold, count in line.held.items())
    yield f"  {line.step:<11}{line.mark:<6}{held}".rstrip()
    for one in line.amounts:
        yield f"    {one.count} {one.word}: {one.amount} {one.currency}".rstrip()
