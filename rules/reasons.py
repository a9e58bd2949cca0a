"""Reasons: a code for programs and the facts it rests on, kept with every promise and stamp."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from rules.fields import Path, choice, read_fields, text_map


class ReasonCode(StrEnum):
    """What a reason states; the facts of each code are listed where it is made."""

    REGISTERED = "registered"
    DEFECT_IDENTIFIED = "defect_identified"
    BEFORE_CUTOFF = "before_cutoff"
    NOT_BEFORE_CUTOFF = "not_before_cutoff"
    DAY_SKIPPED = "day_skipped"
    COUNTED_FROM = "counted_from"
    DELIVERED_BY = "delivered_by"
    SHIPPED_BY = "shipped_by"
    READING = "reading"
    OPENED = "opened"
    CONTRACT_RUNS = "contract_runs"
    REMEDY_INCLUDED = "remedy_included"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One step of a decision: its code and the facts as text (days and moments in ISO 8601)."""

    code: ReasonCode
    facts: Mapping[str, str] = field(default_factory=dict)


def because(code: ReasonCode, **facts: str) -> Reason:
    """The reason with these facts; a fact that says nothing is left out."""
    return Reason(code=code, facts={name: fact for name, fact in facts.items() if fact})


def read_reason(data: object, path: Path) -> Reason:
    """The reason that `fields.to_plain` wrote."""
    return Reason(**read_fields(data, path, {"code": choice(ReasonCode), "facts": text_map}))
