"""A promise that cannot be kept is made anew, and told, before it breaks: the case waits on.

While no unit is free the record names the last instant at which one would still be in time; when
it comes and the case waits still, the record counts the promise from the day a unit is expected.
"""

from collections.abc import Callable
from datetime import datetime

from rules.case_state import CaseState, Turn
from rules.case_words import Enter, Outbound


def waits_in_time(state: CaseState, at: datetime) -> bool:
    """True while a unit is wanted for a promise whose instant is still to come."""
    due = state.promise_due
    wanted = state.outbound is Outbound.WAITING and not state.homeward
    return wanted and state.promise_open and due is not None and at < due


def watch_waiting(turn: Turn) -> None:
    """Have the record name the last instant at which a unit would still be in time."""
    if waits_in_time(turn.state, turn.fact.at):
        turn.enter(Enter.WATCH_PROMISE)


def take_chance(turn: Turn) -> None:
    """Wake at that instant; one that has passed comes at once."""
    if waits_in_time(turn.state, turn.fact.at):
        turn.wait_until("promise_chance", datetime.fromisoformat(turn.say("chance")))


def lose_chance(turn: Turn, name: str) -> None:  # noqa: ARG001 - one shape for all deadlines
    """The case waits still: its promise is counted from the day a unit is expected."""
    if waits_in_time(turn.state, turn.fact.at):
        turn.enter(Enter.REMAKE_PROMISE)


def take_remade(turn: Turn) -> None:
    """The later promise holds now; the customer is told why."""
    due = datetime.fromisoformat(turn.say("due_at"))
    before = turn.state.promise_due
    turn.become(promise_due=due)
    turn.wait_until("promise", due)
    turn.enter(Enter.WRITE, letter="promise_remade", part=due.date().isoformat())
    turn.tell(
        "promise_remade",
        due_at=turn.say("due_at"),
        before=before.isoformat() if before else "",
        because=turn.say("because"),
    )
    take_chance(turn)


REMADE_DEADLINES: dict[str, Callable[[Turn, str], None]] = {"promise_chance": lose_chance}
