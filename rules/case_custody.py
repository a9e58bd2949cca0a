"""What a case has in custody: a thing is taken in under a key of its own, and let go once."""

from rules.case_state import CaseState, Turn
from rules.case_values import Item, ItemKind, ItemOutcome
from rules.case_words import Enter


def hold_item(turn: Turn, kind: ItemKind, *, text: str, unit: str = "", doubt: str = "") -> Item:
    """Take a thing into custody; its key is short, for a person may have to type it."""
    item = Item(key=free_key(turn), kind=kind, text=text, unit=unit, doubt=doubt)
    turn.keep(items=(*turn.state.back.items, item))
    enter_custody(turn, item, "")
    return item


def free_key(turn: Turn) -> str:
    """The number of the fact that brought it, with a second number where it brought several."""
    number = str(len(turn.state.seen))
    taken = sum(item.key.partition(".")[0] == number for item in turn.state.back.items)
    return f"{number}.{taken + 1}" if taken else number


def release_item(turn: Turn, item: Item, outcome: ItemOutcome, *, case: str = "") -> None:
    """Custody of the thing ends; who said so and why is written with it."""
    rest = tuple(one for one in turn.state.back.items if one.key != item.key)
    turn.keep(items=rest)
    enter_custody(turn, item, outcome, because=turn.say("because"), case=case)


def enter_custody(turn: Turn, item: Item, outcome: str, **more: str) -> None:
    """The record keeps the thing under its key."""
    turn.enter(
        Enter.CUSTODY,
        key=item.key,
        kind=item.kind,
        text=item.text,
        unit_id=item.unit,
        outcome=outcome,
        by=turn.fact.by,
        **more,
    )


def item_named(state: CaseState, key: str) -> Item | None:
    """The thing with this key; without one the only thing there is."""
    items = state.back.items
    if not key:
        return items[0] if len(items) == 1 else None
    return next((item for item in items if item.key == key), None)


def holds_unit(state: CaseState, unit: str, serial: str) -> bool:
    """True while this very unit, or one with this serial as it was read, is in custody."""
    return any(
        item.kind is ItemKind.UNIT
        and ((unit and item.unit == unit) or (not item.unit and item.text == serial))
        for item in state.back.items
    )
