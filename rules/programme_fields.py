"""How each field of programme terms is read, from files, contracts and stored terms alike."""

from collections.abc import Collection, Mapping
from typing import Any

from rules.fields import (
    FieldInvalid,
    Parser,
    Path,
    choice,
    count,
    flag,
    maybe,
    read_fields,
    rising_counts,
    text,
    wall_time,
)
from rules.programme import (
    AdvanceReplacementTerms,
    LabelPlace,
    Payer,
    ReturnStart,
    ReturnTerms,
    SwapMode,
    SwapTerms,
)
from rules.working_calendar import Calendar, NonBusinessDay

SWAP_FIELDS: dict[str, Parser] = {
    "cutoff": wall_time,
    "cutoff_inclusive": flag,
    "non_business_day": choice(NonBusinessDay),
    "deliver_after_days": count,
    "calendar": text,
    "recipient_calendar": maybe(text),
    "mode": choice(SwapMode),
    "needs_definite_fault": flag,
}
ADVANCE_FIELDS: dict[str, Parser] = {
    "ship_within_days": count,
    "non_business_day": choice(NonBusinessDay),
    "calendar": text,
    "needs_diagnosis": flag,
    "paid_by": choice(Payer),
}
RETURN_FIELDS: dict[str, Parser] = {
    "label": choice(LabelPlace),
    "slip_required": flag,
    "paid_by": choice(Payer),
    "remind_after_days": rising_counts,
    "review_after_days": maybe(count),
    "starts_at": choice(ReturnStart),
}
# A file may leave out the readings of ambiguous sentences; then the recommended one holds.
SWAP_DEFAULTS: dict[str, Any] = {
    "cutoff_inclusive": False,  # A10: "before" is strict
    "non_business_day": NonBusinessDay.ROLL_FORWARD,  # A11
    "recipient_calendar": None,  # A17: named per contract
    "mode": SwapMode.SWAP,
    "needs_definite_fault": True,
}
ADVANCE_DEFAULTS: dict[str, Any] = {
    "non_business_day": NonBusinessDay.COUNT_AFTER,  # A15
    "needs_diagnosis": True,
}
RETURN_DEFAULTS: dict[str, Any] = {
    "remind_after_days": (),  # A25: no figure is published
    "review_after_days": None,
    "starts_at": ReturnStart.DELIVERED,
}


def read_swap(data: object, path: Path) -> SwapTerms:
    """Swap terms with the recommended readings where none is written; raises FieldInvalid."""
    values = read_fields(data, path, SWAP_FIELDS, optional=SWAP_DEFAULTS)
    return SwapTerms(**(SWAP_DEFAULTS | values))


def read_advance(data: object, path: Path) -> AdvanceReplacementTerms:
    """Advance terms with the recommended readings where none is written; raises FieldInvalid."""
    values = read_fields(data, path, ADVANCE_FIELDS, optional=ADVANCE_DEFAULTS)
    return AdvanceReplacementTerms(**(ADVANCE_DEFAULTS | values))


def read_return(data: object, path: Path) -> ReturnTerms:
    """Return terms, without reminders where none are written; raises FieldInvalid."""
    values = read_fields(data, path, RETURN_FIELDS, optional=RETURN_DEFAULTS)
    return ReturnTerms(**(RETURN_DEFAULTS | values))


def some_of(parsers: Mapping[str, Parser], *, without: Collection[str] = ()) -> Parser:
    """A parser for any of these fields, as a contract overrides them."""
    allowed = {key: parser for key, parser in parsers.items() if key not in without}
    return lambda data, path: read_fields(data, path, allowed, optional=allowed)


def calendar_of(calendars: Mapping[str, Calendar]) -> Parser:
    """A parser for the name of one of these calendars."""

    def parse(value: object, path: Path) -> str:
        name = text(value, path)
        if name in calendars:
            return name
        names = ", ".join(calendars) or "none"
        raise FieldInvalid(path, f"there is no calendar {name!r}.", f"The calendars are: {names}.")

    return parse
