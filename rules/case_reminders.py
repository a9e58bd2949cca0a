"""Reminders of what is owed: planned or sent by hand, each under a number of its own."""

from rules.case_loan import loan_owed, remind_of_loan
from rules.case_state import Turn
from rules.case_words import Enter


def remind(turn: Turn) -> None:
    """The customer is reminded of what is owed, each time under the case's next number."""
    number = turn.state.back.reminded + 1
    turn.keep(reminded=number)
    if loan_owed(turn.state):
        remind_of_loan(turn, str(number))
        return
    turn.enter(Enter.WRITE, letter="return_reminder", part=str(number))
    turn.tell("reminded", number=str(number))


def remind_as_planned(turn: Turn, name: str) -> None:  # noqa: ARG001 - one shape for all deadlines
    """A planned reminder has come."""
    remind(turn)
