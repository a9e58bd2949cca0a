"""Forms about pools read: text into the desk's own values, or a refusal that names the field."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import ClassVar

from desk.pool_forms import EndOfModelForm, FleetForm, PoolForm, PoolModelForm, PoolSize
from rules.errors import DeskError, Kind

LONGEST = 200


class FieldUnreadable(DeskError):
    """This field cannot be read."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self, label: str, value: str, remedy: str) -> None:
        super().__init__(f"{label}: '{value}'. {remedy}", field=label)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What was typed, by the names of the fields, read with FieldUnreadable."""

    typed: Mapping[str, str]

    def text(self, name: str) -> str:
        """The field's text, cut to its length."""
        return self.typed.get(name, "").strip()[:LONGEST]

    def whole(self, name: str, label: str) -> int:
        """A whole number."""
        found = self.whole_or_none(name, label)
        if found is None:
            raise FieldUnreadable(label, "", "Give a whole number.")
        return found

    def whole_or_none(self, name: str, label: str) -> int | None:
        """A whole number, None for an empty field."""
        text = self.text(name)
        try:
            return int(text) if text else None
        except ValueError as wrong:
            raise FieldUnreadable(label, text, "Give a whole number.") from wrong

    def amount_or_none(self, name: str, label: str) -> Decimal | None:
        """An exact number, None for an empty field; a decimal comma is one, too."""
        text = self.text(name)
        try:
            return Decimal(text.replace(",", ".")) if text else None
        except InvalidOperation as wrong:
            raise FieldUnreadable(label, text, "Give a number, such as 7.5.") from wrong

    def day(self, name: str, label: str) -> date:
        """A day."""
        text = self.text(name)
        try:
            return date.fromisoformat(text)
        except ValueError as wrong:
            raise FieldUnreadable(label, text, "Give a day, such as 2026-12-01.") from wrong


def pool_form(sent: Sent) -> PoolForm:
    """A pool to open."""
    return PoolForm(
        code=sent.text("code"),
        name=sent.text("name"),
        customer=sent.text("customer"),
        contract=sent.text("contract"),
        site=sent.text("site"),
        family=sent.text("family"),
        rented=bool(sent.text("rented")),
    )


def fleet_form(sent: Sent) -> FleetForm:
    """A count of the fleet."""
    return FleetForm(
        model=sent.text("fleet.model"),
        devices=sent.whole("fleet.devices", "Installed devices"),
        counts_from=sent.day("fleet.counts_from", "Counts from"),
        source=sent.text("fleet.source"),
    )


def model_form(sent: Sent) -> PoolModelForm:
    """A model for the pool."""
    return PoolModelForm(
        model=sent.text("models.model"),
        weight=sent.amount_or_none("models.weight", "Weight") or Decimal(1),
        substitute=sent.text("models.substitute"),
    )


def size_form(sent: Sent) -> PoolSize:
    """The limits of the pool (PoolSizeWrong)."""
    postcodes = sent.text("size.postcodes").replace(";", ",").split(",")
    return PoolSize(
        percent=sent.amount_or_none("size.percent", "Percentage of the fleet"),
        floor=sent.whole_or_none("size.floor", "Never fewer than") or 0,
        ceiling=sent.whole_or_none("size.ceiling", "Never more than"),
        lead_days=sent.whole_or_none("size.lead_days", "Lead time in calendar days"),
        postcodes=tuple(one.strip() for one in postcodes if one.strip()),
    )


def end_form(sent: Sent) -> EndOfModelForm:
    """A model that is no longer made."""
    return EndOfModelForm(
        model=sent.text("discontinued.model"),
        successor=sent.text("discontinued.successor"),
        from_day=sent.day("discontinued.from_day", "From"),
    )
