"""The dates of a contract: notices before each end, lapses and fees, worked out from its terms."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from zoneinfo import ZoneInfo

from rules.coverage_days import CoveredUntil, add_months, covered_until, extension_offer
from rules.coverage_terms import Coverage
from rules.figures import Figures
from rules.programme import Tier
from rules.question import ContractRun, DeviceOnRecord
from rules.readings import Expiry, Readings
from rules.renewals import PaidTerm, is_renewable
from rules.service_words import Billing

_DAY = timedelta(days=1)
_STEP = {Billing.YEARLY: 12, Billing.MONTHLY: 1}


class NoticeKind(StrEnum):
    """What a contract's people are told about its dates."""

    ENDS_SOON = "ends_soon"
    EXTENSION_OFFER = "extension_offer"
    LAPSED = "lapsed"
    RENEWAL_DUE = "renewal_due"
    RENEWED = "renewed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Something to tell on a day about an end: of a device's coverage, or of the contract.

    `about` is the last covered day of the device, or the contract's expiry date. `unit` and
    `coverage` are empty for the contract; `months` is the length of an extension on offer.
    """

    kind: NoticeKind
    due_on: date
    about: date
    unit: str = ""
    coverage: str = ""
    months: int = 0

    @property
    def subject(self) -> tuple[str, str, date]:
        """The end it speaks of: notices of one end replace each other."""
        return self.unit, self.coverage, self.about

    @property
    def key(self) -> str:
        """One notice of an end a day, whatever it says."""
        return f"{self.unit or 'contract'}/{self.coverage or '-'}/{self.about}/{self.due_on}"


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeDate:
    """A fee that falls due: for the days from `due_on` to before `until`."""

    billing: Billing
    due_on: date
    until: date
    amount: Decimal | None

    @property
    def key(self) -> str:
        """One fee of a kind a day."""
        return f"{self.billing}/{self.due_on}"


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowedDevice:
    """A covered device; what fell before `added_on` is nobody's news."""

    unit: str
    device: DeviceOnRecord
    added_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowedContract:
    """What the dates of a contract follow from; `terms` in the order they were paid for."""

    terms: tuple[PaidTerm, ...]
    offer: Tier
    readings: Readings
    figures: Figures
    devices: tuple[FollowedDevice, ...] = ()
    billing: Billing | None = None
    followed_from: date = date.min

    @property
    def run(self) -> ContractRun:
        """From the first day of the first term to the expiry date of the last."""
        return ContractRun(starts_on=self.terms[0].starts_on, ends_on=self.terms[-1].ends_on)

    def covered(self, row: Coverage, device: DeviceOnRecord) -> CoveredUntil:
        """Until when the device is covered by that row."""
        return covered_until(row, device, self.run, self.figures, self.readings)


def rows_for(offer: Tier, device: DeviceOnRecord) -> tuple[Coverage, ...]:
    """The rows of coverage that hold for the device's class."""
    return tuple(
        row
        for row in offer.coverage
        if not row.product_classes or device.product_class in row.product_classes
    )


def notices_of(contract: FollowedContract) -> tuple[Notice, ...]:
    """Every notice of the contract and its devices, in the order of their days."""
    found = [*_of_contract(contract)]
    for device in contract.devices:
        since = max(device.added_on, contract.followed_from)
        found += [one for one in _of_device(contract, device) if one.due_on >= since]
    return tuple(sorted(found, key=lambda one: (one.due_on, one.key)))


def _of_contract(contract: FollowedContract) -> Iterator[Notice]:
    ends_on = contract.terms[-1].ends_on
    soon = NoticeKind.RENEWAL_DUE if is_renewable(contract.offer.sale) else NoticeKind.ENDS_SOON
    over = ends_on if contract.readings.expiry is Expiry.BEFORE_DATE else ends_on + _DAY
    found = [
        Notice(kind=soon, due_on=ends_on - timedelta(days=days), about=ends_on)
        for days in contract.figures.notice_days
    ]
    found.append(Notice(kind=NoticeKind.LAPSED, due_on=over, about=ends_on))
    first = max(contract.followed_from, contract.terms[0].starts_on)
    return (one for one in found if one.due_on >= first)


def _of_device(contract: FollowedContract, followed: FollowedDevice) -> Iterator[Notice]:
    for row in rows_for(contract.offer, followed.device):
        until = contract.covered(row, followed.device)
        if until.last_day is None or _ends_with_contract(contract, row, until):
            continue
        for days in contract.figures.notice_days:
            yield _soon(contract, followed, row, until.last_day, days)
        yield Notice(
            kind=NoticeKind.LAPSED,
            due_on=until.last_day + _DAY,
            about=until.last_day,
            unit=followed.unit,
            coverage=row.id,
        )


def _soon(
    contract: FollowedContract, followed: FollowedDevice, row: Coverage, last_day: date, days: int
) -> Notice:
    """What is told that many days before the end: the offer of that day, where there is one."""
    due_on = last_day - timedelta(days=days)
    offer = extension_offer(
        row, followed.device, contract.run, contract.figures, contract.readings, due_on
    )
    return Notice(
        kind=NoticeKind.EXTENSION_OFFER if offer else NoticeKind.ENDS_SOON,
        due_on=due_on,
        about=last_day,
        unit=followed.unit,
        coverage=row.id,
        months=offer.months if offer else 0,
    )


def _ends_with_contract(contract: FollowedContract, row: Coverage, until: CoveredUntil) -> bool:
    """The contract's own notice tells of that end."""
    same = until.last_day == contract.terms[-1].ends_on
    return row.with_contract and same and not until.capped_by_maximum


def due_notices(contract: FollowedContract, today: date) -> tuple[Notice, ...]:
    """The notices to be told by today: of each end only the newest, also after an outage."""
    newest = {one.subject: one for one in notices_of(contract) if one.due_on <= today}
    return tuple(newest.values())


def fees_of(contract: FollowedContract) -> tuple[FeeDate, ...]:
    """Every fee of the contract: yearly on each anniversary, monthly, or up front for each term.

    Months included with the purchase cost nothing (fact 14), nor what fell before it was followed.
    """
    if contract.billing is None:
        return ()
    sale, first = contract.offer.sale, contract.terms[0].starts_on
    included = (sale.included_first_months if sale else None) or 0
    free_until = add_months(first, included)
    fees = [fee for term in contract.terms for fee in _of_term(term, contract.billing)]
    return tuple(
        fee for fee in fees if fee.until > free_until and fee.due_on >= contract.followed_from
    )


def _of_term(term: PaidTerm, billing: Billing) -> Iterator[FeeDate]:
    if billing is Billing.UP_FRONT:
        yield FeeDate(billing=billing, due_on=term.starts_on, until=term.ends_on, amount=term.fee)
        return
    step, months = _STEP[billing], 0
    while (due_on := add_months(term.counted_from, months)) < term.ends_on:
        months += step
        if due_on >= term.starts_on:
            until = add_months(term.counted_from, months)
            yield FeeDate(billing=billing, due_on=due_on, until=until, amount=term.fee)


def due_fees(contract: FollowedContract, today: date) -> tuple[FeeDate, ...]:
    """The fees that have fallen due by today."""
    return tuple(fee for fee in fees_of(contract) if fee.due_on <= today)


def next_day(contract: FollowedContract, after: date) -> date | None:
    """The first day after that one on which something falls due; None when nothing will."""
    return min((day for day in _days(contract) if day > after), default=None)


def _days(contract: FollowedContract) -> Iterable[date]:
    yield from (one.due_on for one in notices_of(contract))
    yield from (fee.due_on for fee in fees_of(contract))


def start_of(day: date, zone: str) -> datetime:
    """The instant, in UTC, at which that day begins in the zone."""
    return datetime.combine(day, time.min, ZoneInfo(zone)).astimezone(UTC)


def day_of(instant: datetime, zone: str) -> date:
    """The day of an instant in the zone."""
    return instant.astimezone(ZoneInfo(zone)).date()
