"""Words of orders and suppliers on pages, and what their forms say."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import ClassVar

from rules.errors import DeskError, Kind

STATES = {
    "placed": "placed",
    "confirmed": "confirmed",
    "partial": "partly received",
    "complete": "complete",
    "cancelled": "cancelled",
}
OWNERS = {"customer": "the customer", "provider": "the provider", "lessor": "a lessor"}
LANGUAGES = (("en", "English"), ("sv", "Swedish"), ("fr", "French"), ("ro", "Romanian"))
Typed = Mapping[str, str]


class FieldUnreadable(DeskError):
    """A field of the form cannot be read."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self, name: str, value: str, wanted: str) -> None:
        super().__init__(f"{name}: '{value}' is not {wanted}.", field=name)


def a_day(typed: Typed, name: str, label: str) -> date:
    """A day as a date field sends it (FieldUnreadable)."""
    value = typed.get(name, "")
    try:
        return date.fromisoformat(value)
    except ValueError as wrong:
        raise FieldUnreadable(label, value, "a day such as 2026-11-30") from wrong


def a_price(typed: Typed, name: str, label: str) -> Decimal:
    """An amount with a point or a comma (FieldUnreadable)."""
    value = typed.get(name, "")
    try:
        return Decimal(value.replace("\u00a0", "").replace(" ", "").replace(",", "."))
    except InvalidOperation as wrong:
        raise FieldUnreadable(label, value, "an amount such as 4990.00") from wrong


def a_number(typed: Typed, name: str, label: str) -> int:
    """A whole number (FieldUnreadable)."""
    value = typed.get(name, "")
    if not value.lstrip("-").isdecimal():
        raise FieldUnreadable(label, value, "a whole number")
    return int(value)


def if_given(typed: Typed, name: str) -> bool:
    """Whether somebody filled the field in."""
    return bool(typed.get(name))


def form_fields(sent: Iterable[tuple[str, object]], longest: int) -> dict[str, str]:
    """What a form sends, cut to what any field may hold.

    A page with several forms puts each form's name and a full stop in front of its fields.
    """
    return {name.rpartition(".")[2]: str(value).strip()[:longest] for name, value in sent}
