"""The return clock by decision: extended, disputed, reminded now."""

from collections.abc import Callable

from rules.case_debts import open_debts
from rules.case_facts import Told
from rules.case_reminders import remind
from rules.case_return import waive_return
from rules.case_return_clock import extend_clock, pause_clock, resume_clock
from rules.case_state import CaseState, Turn
from rules.case_values import DebtState, Pause
from rules.case_words import Enter

#: How a dispute about what is owed ends.
OUTCOMES = ("owed", "waived")


def extend_return(turn: Turn) -> None:
    """The customer has more days, and reads by when the unit is to be handed in."""
    days = turn.say("days").strip()
    extend_clock(turn, int(days))
    turn.enter(Enter.WRITE, letter="return_extended", part=turn.fact.key[-12:])
    turn.tell("return_extended", days=days, because=turn.say("because"))


def dispute_return(turn: Turn) -> None:
    """The customer says that it owes nothing: nobody is chased until that is settled."""
    turn.tell("return_disputed", because=turn.say("because"))
    pause_clock(turn, Pause.DISPUTE)


def settle_dispute(turn: Turn) -> None:
    """A named person says whether the unit is owed after all."""
    outcome = turn.say("outcome").strip()
    turn.tell("dispute_settled", outcome=outcome, because=turn.say("because"))
    if outcome == "waived":
        waive_return(turn)
    else:
        resume_clock(turn, Pause.DISPUTE)


def is_with_customer(state: CaseState) -> bool:
    """True while a unit is owed that nobody has handed in."""
    return any(debt.state is DebtState.OPEN for debt in open_debts(state))


RETURN_RULES: dict[Told, Callable[[Turn], None]] = {
    Told.EXTENDED: extend_return,
    Told.DISPUTED: dispute_return,
    Told.DISPUTE_SETTLED: settle_dispute,
    Told.REMIND_NOW: remind,
}
