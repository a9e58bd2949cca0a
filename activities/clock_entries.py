"""How the clocks of a case are started, recounted and judged, inside the step's transaction."""

from datetime import datetime, timedelta

from activities.clock_counts import (
    NOTHING,
    Asked,
    close,
    count_again,
    first_count,
    keep,
    used_of,
    wanted,
)
from activities.entries import Clerk, Page, when
from models.service import ServiceClock, current_clock
from rules.case_state import Entry
from rules.case_words import ClockState, Enter
from rules.readings import FirstReply, Met, SeverityChange
from rules.service_terms import Target
from rules.service_words import ChannelKind, ClockStart, Metric, Need
from rules.targets import TargetDue, is_met


def set_clocks(page: Page, entry: Entry) -> None:
    """Start the clock of each target that starts at the event, once."""
    event, asked = ClockStart(entry.details["event"]), asked_by(page, entry)
    for metric in Metric:
        target = wanted(page, metric, asked)
        if target is not None and target.starts_at is event:
            start(page, target, asked, asked.at)


def start(page: Page, target: Target, asked: Asked, started_at: datetime) -> None:
    """The clock's first count, unless it has one."""
    if current_clock(page.session, page.case.id, target.metric) is None:
        keep(page, first_count(page, target, started_at), asked)


def recount_clocks(page: Page, entry: Entry) -> None:
    """Count again what another severity or a pause changes; everything else stays as it is."""
    asked = asked_by(page, entry)
    for metric in Metric:
        row = current_clock(page.session, page.case.id, metric)
        if row is None:
            start_late(page, metric, asked)
        elif row.stopped_at is None and changes(row, asked):
            keep(page, count_again(page, row, asked), asked, row)


def start_late(page: Page, metric: Metric, asked: Asked) -> None:
    """A severity that has a target where the first one had none."""
    target = wanted(page, metric, asked)
    if target is None or target.starts_at is not ClockStart.TICKET_RECEIVED:
        return
    again = page.terms.readings.severity_change is SeverityChange.RESTART
    start(page, target, asked, asked.at if again else page.case.registered_at)


def changes(row: ServiceClock, asked: Asked) -> bool:
    """True when the clock runs under another severity, or has to stand still or go on."""
    held = row.state is ClockState.PAUSED
    timed = row.state is not ClockState.UNTIMED
    return row.severity != asked.severity or (timed and held is not asked.paused)


def mark_overdue(page: Page, entry: Entry) -> None:
    """The due instant has passed; whether the target is broken is judged when it stops."""
    row = current_clock(page.session, page.case.id, Metric(entry.details["metric"]))
    if row is not None and row.stopped_at is None:
        row.overdue = True


def stop_clock(page: Page, entry: Entry) -> None:
    """Stop the clock and judge it by the time used; what does not count leaves it running."""
    metric, at = Metric(entry.details["metric"]), when(entry)
    row = current_clock(page.session, page.case.id, metric)
    if row is None or row.stopped_at is not None:
        return
    if entry.details.get("withdrawn"):
        close(page, row, ClockState.WITHDRAWN, used_of(row), at)
    elif metric is not Metric.RESPONSE or counts_as_reply(page, entry):
        close(page, row, *judge(page, row, at), at)


def asked_by(page: Page, entry: Entry) -> Asked:
    """The entry's own words; a wait pauses a clock where the readings say so (A29)."""
    waiting = set(filter(None, entry.details.get("waiting", "").split(",")))
    return Asked(
        need=Need(entry.details["need"]),
        severity=entry.details["severity"],
        paused=not waiting.isdisjoint(page.terms.readings.pause_states),
        at=when(entry),
    )


def counts_as_reply(page: Page, entry: Entry) -> bool:
    """A person's reply counts; a machine's only where the readings take any (A28)."""
    if page.terms.readings.first_reply is FirstReply.ANY:
        return True
    silent = {row.kind for row in page.terms.offer.channels if not row.counts_as_response}
    channel = entry.details.get("channel", "")
    return entry.details.get("human") == "yes" and channel not in {*silent, ChannelKind.BOT}


def judge(page: Page, row: ServiceClock, at: datetime) -> tuple[ClockState, timedelta]:
    """Met or breached, with the time it took; without an instant, answered (A9)."""
    asked = Asked(need=Need(row.need), severity=row.severity, paused=False, at=at)
    target = wanted(page, row.metric, asked)
    if target is None or not row.counted:
        return ClockState.ANSWERED, max(at - row.started_at, NOTHING)
    due, paused = TargetDue.from_json(row.counted), row.state is ClockState.PAUSED
    met, used = is_met(
        due,
        target,
        readings=page.terms.readings,
        calendars=page.calendars,
        stopped_at=row.counted_from if paused else at,
        used_before=used_of(row),
    )
    if row.state is ClockState.UNTIMED:
        return ClockState.ANSWERED, used
    by_instant = (target.met or page.terms.readings.met) is Met.DUE_INSTANT
    late = paused and row.overdue and by_instant
    return (ClockState.MET if met and not late else ClockState.BREACHED), used


CLOCK_CLERKS: dict[Enter, Clerk] = {
    Enter.SET_CLOCKS: set_clocks,
    Enter.RECOUNT_CLOCKS: recount_clocks,
    Enter.MARK_OVERDUE: mark_overdue,
    Enter.STOP_CLOCK: stop_clock,
}
