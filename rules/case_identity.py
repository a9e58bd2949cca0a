"""A unit whose serial cannot be read: in custody until a person says whether it is the owed one."""

from collections.abc import Callable
from dataclasses import replace

from rules.case_custody import hold_item, item_named, release_item
from rules.case_facts import Told
from rules.case_receiving import ask_for_the_right_one, awaited_debts, receive_owed
from rules.case_return_clock import pause_clock, resume_clock
from rules.case_state import CaseState, Turn
from rules.case_values import Debt, Item, ItemKind, ItemOutcome, Pause

ACCEPTED = "accepted"
REFUSED = "refused"


def take_unreadable(turn: Turn) -> None:
    """Something came that may be the owed unit; until that is known nobody is late."""
    why, text = turn.say("why"), turn.say("text")
    turn.tell("unreadable_received", why=why, text=text)
    hold_item(turn, ItemKind.UNIT, text=text, doubt=why)
    pause_clock(turn, Pause.UNREADABLE)


def identify(turn: Turn) -> None:
    """It is the owed unit and ends its debt, or it is not and stays in custody."""
    item = unknown_named(turn.state, turn.say("item"))
    debt = debt_meant(turn.state, turn.say("why"))
    if item is None or debt is None:
        return
    serial = "".join((turn.say("serial") or item.text).split()).upper()
    turn.tell(
        "identified", what=item.text, outcome=turn.say("outcome"), because=turn.say("because")
    )
    if turn.say("outcome") == ACCEPTED:
        release_item(turn, item, ItemOutcome.ACCEPTED)
        leave_doubt(turn)
        receive_owed(turn, debt, serial)
        return
    items = turn.state.back.items
    turn.keep(items=tuple(replace(one, doubt="") if one is item else one for one in items))
    leave_doubt(turn)
    ask_for_the_right_one(turn)


def unknown_named(state: CaseState, key: str) -> Item | None:
    """The unit in custody that is on nobody's record, by its key or as the only one."""
    unknown = unknown_units(state)
    if not key:
        return unknown[0] if len(unknown) == 1 else None
    item = item_named(state, key)
    return item if item in unknown else None


def unknown_units(state: CaseState) -> list[Item]:
    """Units in custody whose serial is on nobody's record, or cannot be read."""
    items = state.back.items
    return [item for item in items if item.kind is ItemKind.UNIT and not item.unit]


def debt_meant(state: CaseState, why: str) -> Debt | None:
    """The awaited unit, named by why it is owed where several are."""
    fitting = [debt for debt in awaited_debts(state) if why in {"", debt.why}]
    return fitting[0] if len(fitting) == 1 else None


def leave_doubt(turn: Turn) -> None:
    """The clock goes on once nothing unreadable is in custody any more."""
    if not any(item.doubt for item in turn.state.back.items):
        resume_clock(turn, Pause.UNREADABLE)


IDENTITY_RULES: dict[Told, Callable[[Turn], None]] = {
    Told.UNREADABLE_RECEIVED: take_unreadable,
    Told.IDENTIFIED: identify,
}
