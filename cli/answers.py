"""What a person types about a request, read into values: name=value pairs, days and moments."""

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime

from rules.fields import FieldInvalid, UnknownKey, choice, day, flag, instant
from rules.question import BoughtExtension
from rules.service_words import ScopeFact
from rules.shapes import read_shape


def pairs(option: str, given: Iterable[str]) -> dict[str, str]:
    """The name=value pairs of a repeatable option; raises FieldInvalid."""
    found = {}
    for written in given:
        name, equals, value = written.partition("=")
        if not equals or not name:
            raise FieldInvalid((option,), f"{written!r} has no value.", "Write name=value.")
        found[name.strip()] = value
    return found


def settings(given: Iterable[str]) -> dict[str, object]:
    """Contract settings as name=value, each value JSON or, where it is none, plain text."""
    return {name: _json(value) for name, value in pairs("set", given).items()}


def scope_facts(given: Iterable[str]) -> dict[ScopeFact, bool]:
    """What is known of the device as fact=true or fact=false; raises FieldInvalid."""
    found = {}
    for name, value in pairs("scope", given).items():
        if name not in {fact.value for fact in ScopeFact}:
            raise UnknownKey(("scope", name), [fact.value for fact in ScopeFact])
        found[choice(ScopeFact)(name, ("scope",))] = flag(_json(value), ("scope", name))
    return found


def extensions(given: Iterable[str]) -> tuple[BoughtExtension, ...]:
    """Bought extensions as MONTHS=DAY, such as 12=2026-01-31; raises FieldInvalid."""
    bought = []
    for written in given:
        for months, on in pairs("extension", [written]).items():
            data: Mapping[str, object] = {"months": _json(months), "bought_on": on}
            bought.append(read_shape(BoughtExtension, data, ("extension",)))
    return tuple(bought)


def handler(given: str) -> tuple[str, str]:
    """Citizenship and location of who would handle it, as US/US; both empty when not given."""
    citizenship, slash, location = given.partition("/")
    if given and not (slash and citizenship and location):
        remedy = "Write citizenship/location, such as US/US."
        raise FieldInvalid(("handler",), f"{given!r} is not a handler.", remedy)
    return citizenship.upper(), location.upper()


def day_of(option: str, given: str) -> date | None:
    """The day, or None when the option was not given; raises FieldInvalid."""
    return day(given, (option,)) if given else None


def moment_or_now(option: str, given: str) -> datetime:
    """The moment, now when the option was not given; raises FieldInvalid."""
    moment: datetime = instant(given, (option,)) if given else datetime.now(UTC)
    return moment


def _json(value: str) -> object:
    try:
        return json.loads(value)
    except ValueError:
        return value
