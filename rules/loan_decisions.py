"""What a person may decide of a loan and of a spare on site, when, and what has to be said."""

from collections.abc import Callable

from rules.case_facts import Told
from rules.case_state import CaseState, Fact
from rules.case_words import Outbound, Remedy
from rules.decision_words import TEXT, needs


def may_take_spare(state: CaseState) -> str:
    """A swap whose unit is not packed yet: what is packed is on its way."""
    waits = state.outbound in {Outbound.WAITING, Outbound.RESERVED}
    whole = state.remedy is Remedy.SWAP and not state.part and not state.homeward
    wants = "a swap that waits for its unit or has one reserved, with nothing packed yet"
    return needs(waits and whole and not state.cancel_wanted, wants)


LOAN_ANSWERS: dict[Told, dict[str, tuple[str, ...]]] = {Told.BACKUP_TAKEN: {"serial": TEXT}}
LOAN_ALLOWED: dict[Told, Callable[[CaseState], str]] = {Told.BACKUP_TAKEN: may_take_spare}
LOAN_DETAILED: dict[Told, Callable[[CaseState, Fact], None]] = {}
