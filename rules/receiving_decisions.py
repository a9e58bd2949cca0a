"""What a person may decide of what came in a parcel, when, and what has to be said."""

from collections.abc import Callable

from rules.case_custody import item_named
from rules.case_facts import Told
from rules.case_identity import ACCEPTED, REFUSED, debt_meant, unknown_named, unknown_units
from rules.case_items import CARDS, names_in
from rules.case_locks import lockable, locked_unit, unit_in_hand
from rules.case_receiving import IN_HAND, awaited_debts
from rules.case_refusals import DecisionIncomplete
from rules.case_state import CaseState, Fact
from rules.case_values import Item, ItemKind, ItemOutcome
from rules.case_words import Inbound
from rules.decision_words import REASON, TEXT, needs

#: How custody of each kind of thing can end by a person's word.
OUTCOMES: dict[ItemKind, tuple[ItemOutcome, ...]] = {
    ItemKind.UNIT: (
        ItemOutcome.RETURNED,
        ItemOutcome.OTHER_CASE,
        ItemOutcome.KEPT,
        ItemOutcome.DESTROYED,
    ),
    ItemKind.SIM: (ItemOutcome.RETURNED, ItemOutcome.DESTROYED, ItemOutcome.KEPT),
    ItemKind.MEMORY_CARD: (ItemOutcome.RETURNED, ItemOutcome.DESTROYED, ItemOutcome.KEPT),
    ItemKind.OTHER: (ItemOutcome.RETURNED, ItemOutcome.DESTROYED, ItemOutcome.KEPT),
    ItemKind.ACCESSORY: (ItemOutcome.ACCEPTED, ItemOutcome.KEPT),
}
#: Outcomes that somebody has to answer for.
WITH_REASON = frozenset({ItemOutcome.DESTROYED, ItemOutcome.KEPT})


def has_come(state: CaseState) -> bool:
    """True once something of the case is in our hands."""
    back = state.back
    in_hand = any(debt.state in IN_HAND for debt in back.debts)
    return in_hand or bool(back.items or back.jobs) or state.inbound is Inbound.ARRIVED


def check_item(state: CaseState, fact: Fact) -> None:
    """Refuse an outcome that the thing cannot have, and one without its reason."""
    item = item_named(state, fact.details.get("item", "").strip())
    if item is None:
        raise DecisionIncomplete(fact.told, "'item'", f"Give one of: {listed(state.back.items)}.")
    outcome = ItemOutcome(fact.details["outcome"])
    if outcome not in OUTCOMES[item.kind]:
        words = ", ".join(OUTCOMES[item.kind])
        raise DecisionIncomplete(fact.told, f"'outcome' of {item.text}", f"Give one of: {words}.")
    if outcome is ItemOutcome.OTHER_CASE:
        check_other_case(state, fact, item)
    elif (outcome in WITH_REASON or item.kind in CARDS) and not said(fact, "because"):
        raise DecisionIncomplete(fact.told, "'because'", "Say why, or what was done with it.")


def check_other_case(state: CaseState, fact: Fact, item: Item) -> None:
    """Refuse another case that is none, and a thing no case can know."""
    number = said(fact, "case").upper()
    if not number or number == state.number:
        raise DecisionIncomplete(fact.told, "'case'", "Give the number of the other case.")
    if item.doubt:
        raise DecisionIncomplete(
            fact.told, "a readable serial", "Another case cannot know the unit without one."
        )


def check_lock(state: CaseState, fact: Fact) -> None:
    """Refuse a lock on a unit that is not here, or not named among several."""
    if unit_in_hand(state, said(fact, "serial")) is None:
        serials = [debt.serial for debt in lockable(state) if debt.serial]
        raise DecisionIncomplete(fact.told, "'serial'", f"Give one of: {', '.join(serials)}.")


def check_lock_off(state: CaseState, fact: Fact) -> None:
    """Refuse a unit that is not locked, or not named among several."""
    if locked_unit(state, said(fact, "serial")) is None:
        locked = [debt.serial for debt in state.back.debts if debt.unit in state.back.locked]
        raise DecisionIncomplete(fact.told, "'serial'", f"Give one of: {', '.join(locked)}.")


def check_accessories(state: CaseState, fact: Fact) -> None:
    """Refuse a thing the contract does not ask back."""
    known = {one.name.casefold(): one.name for one in state.plan.care.accessories}
    named = names_in(fact.details["what"])
    if not named or not set(named) <= set(known):
        names = ", ".join(known.values())
        raise DecisionIncomplete(fact.told, "'what'", f"Give some of: {names}.")


def check_identity(state: CaseState, fact: Fact) -> None:
    """Refuse to identify what is not named, or as a unit that is not named among several."""
    if unknown_named(state, said(fact, "item")) is None:
        keys = listed(unknown_units(state))
        raise DecisionIncomplete(fact.told, "'item'", f"Give one of: {keys}.")
    if debt_meant(state, said(fact, "why")) is None:
        whys = ", ".join(debt.why for debt in awaited_debts(state))
        raise DecisionIncomplete(
            fact.told, "'why'", f"Several units are owed; give why this one is: {whys}."
        )


def said(fact: Fact, name: str) -> str:
    """An optional answer without the blanks around it."""
    return fact.details.get(name, "").strip()


def listed(items: tuple[Item, ...] | list[Item]) -> str:
    """The keys of things with what they are."""
    return ", ".join(f"{item.key} ({item.text})" for item in items)


RECEIVING_ANSWERS: dict[Told, dict[str, tuple[str, ...]]] = {
    Told.ITEM_FOUND: {"kind": (ItemKind.SIM, ItemKind.MEMORY_CARD, ItemKind.OTHER)},
    Told.ITEM_SETTLED: {"outcome": tuple(outcome.value for outcome in ItemOutcome)},
    Told.ACCESSORY_MISSING: {"what": TEXT},
    Told.UNREADABLE_RECEIVED: {"why": ("unreadable", "defaced"), "text": TEXT},
    Told.IDENTIFIED: {"outcome": (ACCEPTED, REFUSED), "because": REASON},
}
RECEIVING_ALLOWED: dict[Told, Callable[[CaseState], str]] = {
    Told.ITEM_FOUND: lambda s: needs(has_come(s), "a parcel or a unit that has come"),
    Told.ITEM_SETTLED: lambda s: needs(bool(s.back.items), "a thing in custody"),
    Told.LOCK_FOUND: lambda s: needs(bool(lockable(s)), "a unit in hand that is not locked"),
    Told.LOCK_OFF: lambda s: needs(bool(s.back.locked), "a locked unit"),
    Told.ACCESSORY_MISSING: lambda s: needs(
        bool(s.plan.care.accessories) and has_come(s),
        "a unit that has come, under a contract that names its accessories",
    ),
    Told.UNREADABLE_RECEIVED: lambda s: needs(bool(awaited_debts(s)), "a unit that is awaited"),
    Told.IDENTIFIED: lambda s: needs(
        bool(unknown_units(s)) and bool(awaited_debts(s)),
        "a unit in custody that nobody knows, and one that is awaited",
    ),
}
RECEIVING_DETAILED: dict[Told, Callable[[CaseState, Fact], None]] = {
    Told.ITEM_SETTLED: check_item,
    Told.LOCK_FOUND: check_lock,
    Told.LOCK_OFF: check_lock_off,
    Told.ACCESSORY_MISSING: check_accessories,
    Told.IDENTIFIED: check_identity,
}
