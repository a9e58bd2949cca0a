"""Claims on a carrier's bill: how much of a charge, until when, and how it is paid meanwhile."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import ClassVar

from rules.errors import DeskError, Kind
from rules.fields import Path, day, maybe, read_fields, sequence, text, texts
from rules.finance.freight_words import ChargeClass, PayMode, Verdict
from rules.finance.rounding import cents
from rules.local_month import midnight
from rules.working_calendar import Calendar

_DAY = timedelta(days=1)
#: Verdicts that say that nothing, or not this bill, is owed: all of the charge is claimed.
ALL_OF_IT = frozenset(
    {
        Verdict.DUPLICATE,
        Verdict.UNKNOWN,
        Verdict.VOID_BILLED,
        Verdict.WRONG_ACCOUNT,
        Verdict.CURRENCY,
        Verdict.VAT,
        Verdict.RETURN_ON_SCAN,
        Verdict.SURCHARGE_UNEXPECTED,
    }
)
#: Verdicts that say that too much is asked: what is above the expected amount is claimed.
EXCESS = frozenset(
    {
        Verdict.OVER,
        Verdict.RERATED,
        Verdict.FUEL_RATE,
        Verdict.ADJUSTMENT,
        Verdict.DUTY,
        Verdict.ACCOUNT_FEE,
    }
)


class NothingToClaim(DeskError):
    """Nothing of this charge can be claimed."""

    def __init__(self, verdict: Verdict, billed: Decimal, expected: Decimal | None) -> None:
        against = "" if expected is None else f" against {expected:.2f} expected"
        super().__init__(
            f"The charge is judged '{verdict}', {billed:.2f} billed{against}. Agree it, or judge "
            "it anew if the verdict is wrong.",
            verdict=verdict.value,
        )


class ShortPayRefused(DeskError):
    """This carrier's bills are paid in full while a claim is open."""

    def __init__(self, carrier: str) -> None:
        super().__init__(
            f"The claim rule of '{carrier}' lets nothing be held back. Pay and claim, or set a "
            "rule that allows short payment if the contract does.",
            carrier=carrier,
        )


class ExclusionUnclear(DeskError):
    """An exclusion of a guarantee has to say of what."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self, why: str) -> None:
        super().__init__(f"'{why}' names no codes, no services and no days. Give one of them.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Exclusion:
    """For what a carrier guarantees nothing, and why; what is left empty means any.

    `first` and `last` are days of shipment, both included. Raises ExclusionUnclear.
    """

    why: str
    codes: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    first: date | None = None
    last: date | None = None

    def __post_init__(self) -> None:
        if not (self.codes or self.services or self.first or self.last):
            raise ExclusionUnclear(self.why)

    def covers(self, code: str, service: str, shipped_on: date | None) -> bool:
        """Whether a charge of this code for a shipment of that service and day is excluded."""
        named = (not self.codes or code in self.codes) and (
            not self.services or service in self.services
        )
        if not named or (self.first is None and self.last is None):
            return named
        return shipped_on is not None and self._holds_on(shipped_on)

    def _holds_on(self, shipped_on: date) -> bool:
        return (self.first or shipped_on) <= shipped_on <= (self.last or shipped_on)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimTerms:
    """How a carrier takes claims: in so many days, working days where it has a calendar.

    The days end at midnight in `timezone`; the alert comes `remind_days` local days before.
    """

    days: int
    timezone: str
    remind_days: int
    calendar: Calendar | None = None

    def last_day(self, start: date) -> date:
        """The last day of a claim; raises what the calendar does (NoWorkingTime)."""
        if self.calendar is None:
            return start + self.days * _DAY
        return self.calendar.next_working_day(start, self.days)

    def deadline(self, start: date) -> datetime:
        """The instant at which the last day ends, in UTC."""
        return midnight(self.last_day(start) + _DAY, self.timezone)

    def alert_at(self, last_day: date) -> datetime:
        """The instant at which a person is told that the claim will expire, in UTC."""
        return midnight(last_day - (self.remind_days - 1) * _DAY, self.timezone)


def claimed_of(verdict: Verdict, billed: Decimal, expected: Decimal | None) -> Decimal:
    """How much of a charge is claimed, without VAT and more than nothing (NothingToClaim)."""
    if verdict in ALL_OF_IT:
        claimed = billed
    elif verdict in EXCESS:
        claimed = billed - max(expected or Decimal(0), Decimal(0))
    else:
        claimed = Decimal(0)
    if claimed <= 0:
        raise NothingToClaim(verdict, billed, expected)
    return cents(claimed)


def may_claim(verdict: Verdict, billed: Decimal, expected: Decimal | None) -> bool:
    """Whether anything of a charge can be claimed."""
    try:
        claimed_of(verdict, billed, expected)
    except NothingToClaim:
        return False
    return True


def pay_mode_for(wanted: PayMode, allowed: Collection[PayMode], carrier: str) -> PayMode:
    """How the bill is paid: in full unless every rule concerned lets less be paid.

    A partial payment is no notice of a claim, so nothing is held back unasked (ShortPayRefused).
    """
    if wanted is PayMode.SHORT_PAY and set(allowed) != {PayMode.SHORT_PAY}:
        raise ShortPayRefused(carrier)
    return wanted


def agreed_meanwhile(mode: PayMode, billed: Decimal, claimed: Decimal) -> Decimal:
    """What is paid of a disputed charge while the claim is open."""
    return billed - claimed if mode is PayMode.SHORT_PAY else billed


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditFound:
    """A credit on a later bill; `names` are the bills and claims that it or its bill names."""

    tracking_key: str
    charge_class: ChargeClass
    code: str
    names: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Disputed:
    """A disputed charge; `names` are the number of its bill and of the claim."""

    tracking_key: str
    charge_class: ChargeClass
    code: str
    names: frozenset[str] = frozenset()


def pays_back(credit: CreditFound, disputed: Disputed) -> bool:
    """Whether a credit is for a disputed charge.

    It is when it has the tracking number, class and code of the charge; or when it names the bill
    or the claim and has the same tracking number or none.
    """
    same_parcel = bool(credit.tracking_key) and credit.tracking_key == disputed.tracking_key
    same_kind = (credit.charge_class, credit.code) == (disputed.charge_class, disputed.code)
    named = not credit.names.isdisjoint(disputed.names)
    return (same_parcel and (same_kind or named)) or (named and not credit.tracking_key)


def exclusions_from(data: object, path: Path = ("exclusions",)) -> tuple[Exclusion, ...]:
    """The exclusions in plain data; raises FieldInvalid and ExclusionUnclear.

    Each has `why` and at least one of `codes`, `services`, `first` and `last` (days).
    """
    return tuple(
        Exclusion(**read_fields(one, (*path, at), _FIELDS, optional=_OPTIONAL))
        for at, one in enumerate(sequence(data, path))
    )


_FIELDS = {
    "why": text,
    "codes": texts,
    "services": texts,
    "first": maybe(day),
    "last": maybe(day),
}
_OPTIONAL = ("codes", "services", "first", "last")
