"""Whether a contract covers a remedy, decided once, when the ticket is opened."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from rules.business_time import NaiveMoment
from rules.case_words import Remedy
from rules.errors import DeskError, Kind
from rules.fields import (
    Parser,
    Path,
    choice,
    day,
    instant,
    maybe,
    read_fields,
    sequence,
    text,
    to_plain,
)
from rules.readings import Expiry
from rules.reasons import Reason, ReasonCode, because, read_reason
from rules.service_words import Measure
from rules.terms import Terms


class ContractNotStarted(DeskError):
    """The contract has not started."""

    kind: ClassVar[Kind] = Kind.CONFLICT

    def __init__(self, starts: date, opened_on: date) -> None:
        super().__init__(
            f"The contract starts on {starts.isoformat()}; the ticket was opened on "
            f"{opened_on.isoformat()}. Open it again from that day, or correct the contract.",
            starts=starts.isoformat(),
            opened_on=opened_on.isoformat(),
        )


class ContractExpired(DeskError):
    """The contract has expired."""

    kind: ClassVar[Kind] = Kind.CONFLICT

    def __init__(self, ends: date, opened_on: date, expiry: Expiry) -> None:
        limit = "before" if expiry is Expiry.BEFORE_DATE else "on or before"
        super().__init__(
            f"A ticket must be opened {limit} the expiry date {ends.isoformat()}; this one was "
            f"opened on {opened_on.isoformat()}. Offer a renewal.",
            ends=ends.isoformat(),
            opened_on=opened_on.isoformat(),
        )


class RemedyNotInProgramme(DeskError):
    """The programme does not include this remedy."""

    kind: ClassVar[Kind] = Kind.CONFLICT

    def __init__(self, terms: Terms, remedy: Remedy) -> None:
        included = ", ".join(remedies_of(terms)) or "none"
        super().__init__(
            f"{terms.programme} {terms.tier_label} does not include {remedy.value}. "
            f"Included: {included}. Choose another remedy or another tier.",
            programme=terms.programme,
            tier=terms.tier,
            remedy=remedy.value,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Entitlement:
    """The coverage a case carries to its end; `opened_on` is the day in the programme's zone."""

    programme: str
    version: str
    tier: str
    remedy: Remedy
    opened_at: datetime
    opened_on: date
    contract_starts: date
    contract_ends: date | None
    expiry: Expiry
    reasons: tuple[Reason, ...]

    def to_json(self) -> dict[str, Any]:
        """The stamp as plain data, as `from_json` reads it."""
        return to_plain(self)  # type: ignore[no-any-return]

    @classmethod
    def from_json(cls, data: object) -> "Entitlement":
        """The stamp that was stored; raises FieldInvalid with the place."""
        return cls(**read_fields(data, ("entitlement",), _ENTITLEMENT_FIELDS))


def remedies_of(terms: Terms) -> tuple[Remedy, ...]:
    """The remedies these terms include; somebody to turn to is always sold."""
    sold = {
        Remedy.SWAP: terms.swap is not None,
        Remedy.ADVANCE_REPLACEMENT: terms.advance_replacement is not None,
        Remedy.SUPPORT: True,
        Remedy.REPAIR: terms.offer.repair is not None or _covers_repair(terms),
        Remedy.ON_SITE: terms.offer.on_site is not None,
    }
    return tuple(remedy for remedy in Remedy if sold[remedy])


def _covers_repair(terms: Terms) -> bool:
    return any(
        row.measure in {Measure.REPAIR, Measure.LIKE_FOR_LIKE} for row in terms.offer.coverage
    )


def entitle(
    *,
    terms: Terms,
    contract_starts: date,
    contract_ends: date | None,
    remedy: Remedy,
    opened_at: datetime,
) -> Entitlement:
    """The stamp for a ticket opened then; `contract_ends` is the expiry date, None runs on.

    Raises NaiveMoment, ContractNotStarted, ContractExpired (A18) and RemedyNotInProgramme.
    """
    if opened_at.tzinfo is None:
        raise NaiveMoment(opened_at)
    opened_on = opened_at.astimezone(ZoneInfo(terms.timezone)).date()
    if opened_on < contract_starts:
        raise ContractNotStarted(contract_starts, opened_on)
    if contract_ends and _is_over(contract_ends, opened_on, terms.expiry):
        raise ContractExpired(contract_ends, opened_on, terms.expiry)
    if remedy not in remedies_of(terms):
        raise RemedyNotInProgramme(terms, remedy)
    return Entitlement(
        programme=terms.programme,
        version=terms.version,
        tier=terms.tier,
        remedy=remedy,
        opened_at=opened_at.astimezone(UTC),
        opened_on=opened_on,
        contract_starts=contract_starts,
        contract_ends=contract_ends,
        expiry=terms.expiry,
        reasons=_reasons(terms, remedy, opened_on, contract_starts, contract_ends),
    )


def _is_over(ends: date, opened_on: date, expiry: Expiry) -> bool:
    return opened_on > ends if expiry is Expiry.THROUGH_DATE else opened_on >= ends


def _reasons(
    terms: Terms, remedy: Remedy, opened_on: date, starts: date, ends: date | None
) -> tuple[Reason, ...]:
    return (
        because(ReasonCode.OPENED, day=opened_on.isoformat(), timezone=terms.timezone),
        because(
            ReasonCode.CONTRACT_RUNS,
            starts=starts.isoformat(),
            ends=ends.isoformat() if ends else "",
        ),
        because(ReasonCode.REMEDY_INCLUDED, remedy=remedy.value, tier=terms.tier_label),
        because(ReasonCode.READING, name="expiry", value=terms.expiry.value),
    )


def _read_reasons(value: object, path: Path) -> tuple[Reason, ...]:
    return tuple(read_reason(item, (*path, at)) for at, item in enumerate(sequence(value, path)))


_ENTITLEMENT_FIELDS: dict[str, Parser] = {
    "programme": text,
    "version": text,
    "tier": text,
    "remedy": choice(Remedy),
    "opened_at": instant,
    "opened_on": day,
    "contract_starts": day,
    "contract_ends": maybe(day),
    "expiry": choice(Expiry),
    "reasons": _read_reasons,
}
