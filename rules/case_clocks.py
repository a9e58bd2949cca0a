"""A case's service clocks: asked for, watched, warned of, and settled by what they measure.

The record counts them, because calendars live there; this module decides when it has to.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from rules.case_state import CaseState, Clock, Turn
from rules.case_words import Awaited, ClockState, Enter, Inbound, Remedy, Stage
from rules.readings import Pause
from rules.service_words import ClockStart, Commitment, Metric

WARNING, DUE = "clock_warning:", "clock_due:"
#: What waits for whom, as the policies on pauses see it.
PAUSES = {
    Awaited.CUSTOMER: Pause.WAITING_FOR_CUSTOMER,
    Awaited.SOFTWARE: Pause.WAITING_FOR_CUSTOMER,
    Awaited.MANUFACTURER: Pause.WAITING_FOR_MANUFACTURER,
}


def begin_clocks(turn: Turn, event: ClockStart) -> None:
    """Ask for the clocks that start at the event; a case that says no need has none."""
    if turn.state.need:
        turn.enter(Enter.SET_CLOCKS, event=event, **asked_for(turn.state))


def recount_clocks(turn: Turn) -> None:
    """Ask for a new count under today's severity and wait; the record changes what has to."""
    if turn.state.need:
        waiting = ",".join(sorted(waits_of(turn.state)))
        turn.enter(Enter.RECOUNT_CLOCKS, waiting=waiting, **asked_for(turn.state))


def waits_of(state: CaseState) -> set[Pause]:
    """Whom the case waits for; a repair waits for the customer while its label is with them."""
    waits = {PAUSES[one] for one in state.awaiting if one in PAUSES}
    if state.has(remedy=Remedy.REPAIR, inbound=Inbound.LABELLED):
        waits.add(Pause.WAITING_FOR_CUSTOMER)
    return waits


def asked_for(state: CaseState) -> dict[str, str]:
    """What the targets are looked up by."""
    return {"severity": state.severity, "need": state.need}


def answer_response(turn: Turn, *, human: str = "yes", channel: str = "") -> None:
    """Somebody answered the customer; the record judges whether it counts (A28)."""
    stop(turn, Metric.RESPONSE, human=human, channel=channel)


def reach_resolution(turn: Turn) -> None:
    """The customer has what was wanted."""
    stop(turn, Metric.RESOLUTION)


def stop(turn: Turn, metric: Metric, **details: str) -> None:
    """Ask for the clock to be stopped, unless it is known to have been."""
    known = turn.state.clocks.get(metric)
    if turn.state.need and (known is None or known.open):
        turn.enter(Enter.STOP_CLOCK, metric=metric, **details)


def settle_clocks(turn: Turn) -> None:
    """A case has just ended: what it gave stops its clocks, a cancellation withdraws them."""
    withdrawn = {"withdrawn": "yes"} if turn.state.stage is Stage.CANCELLED else {"human": "yes"}
    for metric in Metric:
        stop(turn, metric, **withdrawn)


def take_clock(turn: Turn) -> None:
    """The record counted a clock: show it, and watch its instants."""
    clock = read_clock(turn)
    turn.become(clocks={**turn.state.clocks, clock.metric: clock})
    tell_clock(turn, clock, turn.say("why"))
    turn.stop_waiting(WARNING + clock.metric, DUE + clock.metric)
    if turn.state.ended or clock.state is not ClockState.RUNNING or clock.overdue:
        return
    if clock.warn_at is not None and clock.warn_at > turn.fact.at:
        turn.wait_until(WARNING + clock.metric, clock.warn_at)
    if clock.due_at is not None:
        turn.wait_until(DUE + clock.metric, clock.due_at)


def read_clock(turn: Turn) -> Clock:
    """The clock as the record's fact describes it."""
    return Clock(
        metric=Metric(turn.say("metric")),
        state=ClockState(turn.say("state")),
        commitment=Commitment(turn.say("commitment")),
        started_at=datetime.fromisoformat(turn.say("started_at")),
        counted_from=datetime.fromisoformat(turn.say("counted_from")),
        due_at=instant(turn.say("due_at")),
        warn_at=instant(turn.say("warn_at")),
        used=timedelta(seconds=float(turn.say("used", "0"))),
        overdue=turn.say("overdue") == "yes",
        stopped_at=instant(turn.say("stopped_at")),
    )


def instant(said: str) -> datetime | None:
    """The moment, or None where none was said."""
    return datetime.fromisoformat(said) if said else None


def tell_clock(turn: Turn, clock: Clock, why: str) -> None:
    """One line: when it is due, that it stands still, or that no time is promised."""
    if clock.state is ClockState.PAUSED:
        turn.tell("clock_paused", metric=clock.metric, used=in_hours(clock.used))
    elif clock.due_at is None:
        turn.tell("clock_untimed", metric=clock.metric, commitment=clock.commitment)
    elif why == "opening":
        turn.tell("clock_set", metric=clock.metric, due_at=clock.due_at.isoformat())
    else:
        due_at = clock.due_at.isoformat()
        turn.tell("clock_recounted", metric=clock.metric, due_at=due_at, why=why)


def take_stop(turn: Turn) -> None:
    """The record stopped a clock: in time, too late, without an instant, or for nothing."""
    clock = read_clock(turn)
    turn.become(clocks={**turn.state.clocks, clock.metric: clock})
    turn.stop_waiting(WARNING + clock.metric, DUE + clock.metric)
    used = in_hours(clock.used)
    if clock.state is ClockState.MET:
        turn.tell("clock_met", metric=clock.metric, used=used)
    elif clock.state is ClockState.BREACHED:
        turn.tell("clock_breached", metric=clock.metric, used=used)
    elif clock.state is ClockState.ANSWERED:
        turn.tell("clock_answered", metric=clock.metric)


def pass_clock_instant(turn: Turn, name: str) -> None:
    """An early warning, or the due instant: overdue from now on, judged when it stops."""
    metric = Metric(name.rpartition(":")[2])
    clock = turn.state.clocks.get(metric)
    if clock is None or clock.due_at is None or not clock.open:
        return
    due_at = clock.due_at.isoformat()
    if name.startswith(WARNING):
        turn.tell("clock_warning", metric=metric, due_at=due_at)
        return
    turn.become(clocks={**turn.state.clocks, metric: overdue(clock)})
    turn.enter(Enter.MARK_OVERDUE, metric=metric)
    turn.tell("clock_overdue", metric=metric, due_at=due_at)


def overdue(clock: Clock) -> Clock:
    """The clock with its instant behind it; it keeps running."""
    return replace(clock, overdue=True)


def in_hours(used: timedelta) -> str:
    """Such as 12 h 30 min; seconds only where there are no minutes."""
    minutes, seconds = divmod(int(used.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    parts = [f"{hours} h"] * bool(hours) + [f"{minutes} min"] * bool(minutes)
    return " ".join(parts) or f"{seconds} s"
