"""What a programme file may not say: names that lead nowhere, targets that cannot be counted."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from programmes.file_tiers import Fulfilment
from rules.fields import FieldInvalid, MissingKey, Path
from rules.programme_fields import known_name
from rules.service_terms import Target
from rules.service_words import Commitment, Unit

if TYPE_CHECKING:
    from programmes.programme_file import Sections

#: The sections that are lists of rows, and those that are rows under names.
_LISTS = (
    "channels", "targets", "access", "handling", "remote", "expired", "sales", "open",
)  # fmt: skip
_NAMED = ("topics", "coverage")


def check_names(sections: "Sections") -> None:
    """Every tier, severity and calendar that is named must be described; raises FieldInvalid."""
    known = {
        "tiers": known_name(sections.tiers, "tier"),
        "severities": known_name(sections.severities, "severity"),
        "calendar": known_name(sections.calendars, "calendar"),
        "recipient_calendar": known_name(sections.calendars, "calendar"),
        "includes": known_name(sections.tiers, "tier"),
    }
    for row, path in _rows(sections):
        for key, parse in known.items():
            for name, place in _named(row, key, path):
                parse(name, place)
    for at, name in enumerate(sections.intake.alert_tiers):
        known["tiers"](name, ("intake", "alert_tiers", at))


def _rows(sections: "Sections") -> Iterator[tuple[Any, Path]]:
    for section in _LISTS:
        for at, row in enumerate(getattr(sections, section)):
            yield row, (section, at)
    for section in (*_NAMED, "tiers"):
        for name, row in getattr(sections, section).items():
            yield row, (section, name)
    for part in fields(Fulfilment):
        offer = getattr(sections.fulfilment, part.name)
        if offer is None:
            continue
        path: Path = ("fulfilment", part.name)
        if not offer.tiers:
            raise MissingKey((*path, "tiers"))
        yield offer, path
        yield offer.terms, path
    if sections.returns is not None:
        yield sections.returns, ("return",)


def _named(row: object, key: str, path: Path) -> Iterable[tuple[str, Path]]:
    value = getattr(row, key, None)
    if isinstance(value, str):
        return [(value, (*path, key))]
    if isinstance(value, Collection):
        return [(name, (*path, key, at)) for at, name in enumerate(value)]
    return []


def check_targets(targets: tuple[Target, ...]) -> None:
    """A guaranteed target can be counted; no other kind has a figure that looks like one."""
    for at, target in enumerate(targets):
        counted = {"amount": target.amount, "unit": target.unit, "calendar": target.calendar}
        for key, value in counted.items():
            if target.commitment is Commitment.GUARANTEED and value is None:
                raise MissingKey(("targets", at, key))
            if target.commitment is not Commitment.GUARANTEED and value is not None:
                problem = f"a target of commitment {target.commitment} has no {key}."
                remedy = "Leave it out, or write commitment: guaranteed."
                raise FieldInvalid(("targets", at, key), problem, remedy)
        if target.hours is not None and target.unit is Unit.WORKING_DAY:
            raise FieldInvalid(
                ("targets", at, "hours"), "a target in days has no hours.", "Use day_reading."
            )
