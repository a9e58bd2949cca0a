"""What a terminal says of a ticket: what is asked for, what is awaited, and its clocks."""

from collections.abc import Iterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from desk.case_view import CaseView
from desk.clock_view import ClockView, Standing
from rules.case_clocks import in_hours
from rules.case_words import ClockState


def asked_words(view: CaseView) -> Iterator[str]:
    """What is asked for and how bad it is; nothing of a plain swap."""
    if view.need:
        severity = f", severity {view.severity}" if view.severity else ""
        yield f"Asked for: {spaced(view.need)}{severity}."


def awaited_words(view: CaseView) -> Iterator[str]:
    """Whatever help waits for outside the desk."""
    if view.awaiting:
        yield f"Still to come: {', '.join(spaced(one) for one in view.awaiting)}."


def running_clocks(view: CaseView) -> Iterator[ClockView]:
    """The counts that hold now, the response's first."""
    return (clock for clock in view.clocks if clock.superseded_at is None)


def clock_words(clock: ClockView, zone: str, now: datetime) -> str:
    """Where the clock stands, by when it was to stop, and how long it took."""
    standing = clock.standing(now)
    said = [*([] if standing is Standing.DUE else [spaced(standing)]), *instants(clock, zone)]
    if clock.because != "opening":
        said.append(f"counted again: {clock.because}")
    return f"{clock.metric.capitalize()}: {', '.join(said)}."


def instants(clock: ClockView, zone: str) -> Iterator[str]:
    """When it stopped, how much time it took, and when it is or was due."""
    if clock.stopped_at is not None:
        yield f"stopped {both(clock.stopped_at, zone)}"
    if clock.stopped_at is not None or clock.state is ClockState.PAUSED:
        yield f"{in_hours(clock.used)} used"
    if clock.due_at is not None:
        yield f"due {both(clock.due_at, zone)}"


def both(at: datetime, zone: str) -> str:
    """Such as 2026-11-24 15:00 Europe/Paris (14:00Z)."""
    local, utc = at.astimezone(ZoneInfo(zone)), at.astimezone(UTC)
    shown = f"{utc:%H:%MZ}" if utc.date() == local.date() else f"{utc:%Y-%m-%d %H:%MZ}"
    return f"{local:%Y-%m-%d %H:%M} {zone} ({shown})"


def spaced(word: str) -> str:
    """A code as words."""
    return word.replace("_", " ")
