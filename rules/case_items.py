"""Things that came with a parcel, or did not: found, missed, settled by a person."""

from collections.abc import Callable

from rules.case_bench import open_job
from rules.case_charges import propose_charge
from rules.case_custody import hold_item, item_named, release_item
from rules.case_facts import Told
from rules.case_identity import IDENTITY_RULES, leave_doubt
from rules.case_locks import LOCK_RULES
from rules.case_receiving import part_of
from rules.case_state import Turn
from rules.case_values import ChargeKind, Item, ItemKind, ItemOutcome
from rules.case_words import Enter
from rules.way_back_terms import Accessory, MissingRule

CARDS = frozenset({ItemKind.SIM, ItemKind.MEMORY_CARD})
NAMES = {
    ItemKind.SIM: "SIM card",
    ItemKind.MEMORY_CARD: "memory card",
    ItemKind.UNIT: "unit",
    ItemKind.OTHER: "something else",
}
#: Where a unit goes when custody of it ends.
PLACES = {
    ItemOutcome.RETURNED: "customer",
    ItemOutcome.DESTROYED: "scrap",
    ItemOutcome.KEPT: "bench",
}


def find_item(turn: Turn) -> None:
    """Something lay in the parcel that nobody sent for: custody, and the customer is asked."""
    kind = ItemKind(turn.say("kind"))
    text = turn.say("text").strip() or NAMES[kind]
    # Only the record itself finds a unit: one whose handing on to another case failed.
    unit = turn.say("unit_id") if kind is ItemKind.UNIT else ""
    turn.tell("item_found", what=text, because=turn.say("because"))
    hold_item(turn, kind, text=text, unit=unit)
    if kind in CARDS:
        turn.enter(Enter.WRITE, letter="card_found", part=part_of(turn))


def settle_item(turn: Turn) -> None:
    """Custody of a thing ends; whatever the outcome, a unit leaves quarantine with it."""
    item = item_named(turn.state, turn.say("item"))
    if item is None:
        return
    outcome = ItemOutcome(turn.say("outcome"))
    release_item(turn, item, outcome, case=turn.say("case").strip().upper())
    because = turn.say("because")
    turn.tell("item_settled", what=item.text, outcome=outcome, text=because, part=part_of(turn))
    leave_doubt(turn)
    if item.unit:
        let_unit_go(turn, item, outcome)
    if item.kind in CARDS:
        turn.enter(Enter.WRITE, letter="card_settled", part=part_of(turn))


def let_unit_go(turn: Turn, item: Item, outcome: ItemOutcome) -> None:
    """Back to the customer, to scrap, or kept: then the bench looks at it like at any other.

    A unit of another case stays until that case has taken it.
    """
    place = PLACES.get(outcome)
    if place is not None:
        key = f"custody/{item.key}/{outcome}"
        turn.enter(Enter.MOVE, unit_id=item.unit, to=place, key=key)
    if outcome is ItemOutcome.KEPT:
        open_job(turn, item.unit, item.text)


def miss_accessories(turn: Turn) -> None:
    """Accessories did not come: each follows the rule its contract gives it."""
    known = {one.name.casefold(): one for one in turn.state.plan.care.accessories}
    missing = [known[name] for name in names_in(turn.say("what")) if name in known]
    asked = [one for one in missing if one.missing is MissingRule.ASK]
    names = ", ".join(one.name for one in missing)
    turn.tell("accessory_missing", what=names)
    if asked:
        await_accessories(turn, asked)
    for one in missing:
        if one.missing is MissingRule.CHARGE:
            propose_charge(turn, ChargeKind.ACCESSORY, one.name, one.charge)


def await_accessories(turn: Turn, asked: list[Accessory]) -> None:
    """The customer reads what is missing; the case waits for it like for a thing to settle."""
    names = ", ".join(one.name for one in asked)
    turn.tell("accessory_asked", text=names, part=part_of(turn))
    turn.enter(Enter.WRITE, letter="accessories_missing", part=part_of(turn))
    open_ones = {item.text for item in turn.state.back.items if item.kind is ItemKind.ACCESSORY}
    for one in asked:
        if one.name not in open_ones:
            hold_item(turn, ItemKind.ACCESSORY, text=one.name)


def names_in(text: str) -> list[str]:
    """The names of a list with commas, as they are compared."""
    named = [name.strip().casefold() for name in text.split(",")]
    return list(dict.fromkeys(name for name in named if name))


ITEM_RULES: dict[Told, Callable[[Turn], None]] = {
    Told.ITEM_FOUND: find_item,
    Told.ITEM_SETTLED: settle_item,
    Told.ACCESSORY_MISSING: miss_accessories,
    **LOCK_RULES,
    **IDENTITY_RULES,
}
