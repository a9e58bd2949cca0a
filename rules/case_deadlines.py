"""What a case does when an instant it waited for has come: one rule for each kind of deadline."""

from collections.abc import Callable

from rules.case_charges import CHARGE_DEADLINES
from rules.case_clocks import DUE, WARNING, pass_clock_instant
from rules.case_danger import DANGER_DEADLINES
from rules.case_findings import BENCH_DEADLINES
from rules.case_labels import LABEL_DEADLINES
from rules.case_loan import miss_return_day
from rules.case_proposal import PROPOSAL_DEADLINES
from rules.case_remade import REMADE_DEADLINES
from rules.case_reminders import remind_as_planned
from rules.case_return_clock import CLOCK_DEADLINES, pass_instant
from rules.case_silence import SILENCE_DEADLINES
from rules.case_state import Turn
from rules.case_visit import VISIT_DEADLINES
from rules.case_words import Enter


def pass_deadline(turn: Turn) -> None:
    """A deadline came: act as its kind demands, or put the case before a person."""
    name = turn.say("name")
    turn.stop_waiting(name)
    pass_instant(turn, name)
    for kind, rule in DEADLINES.items():
        if name.startswith(kind):
            rule(turn, name)
            return
    turn.tell("still_waiting", deadline=name)


def miss_promise(turn: Turn, name: str) -> None:  # noqa: ARG001 - one shape for all deadlines
    """The promised instant passed without its proof."""
    # The proof may still arrive late with an earlier carrier time: the promise stays open.
    turn.enter(Enter.SETTLE_PROMISE, outcome="missed")
    turn.tell("promise_overdue", due_at=turn.fact.at.isoformat())


DEADLINES: dict[str, Callable[[Turn, str], None]] = {
    WARNING: pass_clock_instant,
    DUE: pass_clock_instant,
    **REMADE_DEADLINES,
    "promise": miss_promise,
    "return_reminder": remind_as_planned,
    "return_due": miss_return_day,
    **CLOCK_DEADLINES,
    **CHARGE_DEADLINES,
    **LABEL_DEADLINES,
    **BENCH_DEADLINES,
    **PROPOSAL_DEADLINES,
    **SILENCE_DEADLINES,
    **VISIT_DEADLINES,
    **DANGER_DEADLINES,
}
