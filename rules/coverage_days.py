"""The days of a coverage: months added once from purchase, extensions, the end and the maximum."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar

from rules.coverage_terms import BuyWithin, Coverage, Extension
from rules.errors import DeskError, Kind
from rules.figures import Figures
from rules.question import BoughtExtension, ContractRun, DeviceOnRecord
from rules.readings import DayRule, LateCoverage, PurchaseDay, Readings

_MONTHS_A_YEAR = 12


class ExtensionTooLate(DeskError):
    """The extension can no longer be bought."""

    kind: ClassVar[Kind] = Kind.CONFLICT

    def __init__(self, coverage: Coverage, until: date | None, today: date) -> None:
        limit = until.isoformat() if until else "an unknown day"
        super().__init__(
            f"An extension of {coverage.id} had to be bought by {limit}; today is "
            f"{today.isoformat()}. Offer a new contract, or correct the purchase date.",
            coverage=coverage.id,
            until=limit,
        )


class ClassNotExtendable(DeskError):
    """No extension is sold for this class of product."""

    kind: ClassVar[Kind] = Kind.CONFLICT

    def __init__(self, coverage: Coverage, product_class: str) -> None:
        super().__init__(
            f"{coverage.id} has no extension for {product_class or 'an unknown class'}. "
            "Let the coverage end, or correct the device's class.",
            coverage=coverage.id,
            product_class=product_class,
        )


class MaximumReached(DeskError):
    """The coverage is as long as it can be."""

    kind: ClassVar[Kind] = Kind.CONFLICT

    def __init__(self, coverage: Coverage, most: date) -> None:
        super().__init__(
            f"{coverage.id} ends on {most.isoformat()}, its maximum from purchase. "
            "Sell no extension for this device.",
            coverage=coverage.id,
        )


class CoverageOutlastsMaximum(DeskError):
    """The contract would outlast the longest coverage there is."""

    kind: ClassVar[Kind] = Kind.CONFLICT

    def __init__(self, coverage: Coverage, most: date, ends: date | None) -> None:
        end = f"ends on {ends.isoformat()}" if ends else "has no end"
        super().__init__(
            f"{coverage.id} ends on {most.isoformat()} at the latest; the contract {end}. "
            "Shorten the contract, or read late_coverage as cut_short.",
            coverage=coverage.id,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class CoveredUntil:
    """The last covered day and what it follows from, each None where it is not known.

    `starts_on` is the purchase day; `base_ends` the last day before extensions and contract;
    `endless` says that a contract without an end carries the coverage on.
    """

    last_day: date | None
    base_ends: date | None
    capped_by_maximum: bool
    starts_on: date | None
    endless: bool = False

    def covers(self, day: date) -> bool | None:
        """Whether that day is covered; None when a date or a term it rests on is not known."""
        if self.starts_on and day < self.starts_on:
            return False
        if self.endless:
            return True
        return None if self.last_day is None else day <= self.last_day


def add_months(day: date, months: int) -> date:
    """The same day of the month that many months on, or the month's last (A19).

    Never chain: 29 February 2020 and 12 and 36 months is 29 February 2024 only as 48 at once.
    """
    years, month = divmod(day.month - 1 + months, _MONTHS_A_YEAR)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def last_day(start: date, months: int, rule: DayRule) -> date:
    """The last covered day of a term: its anniversary, or the day before it (A19).

    Where the month has no such day its last one ends the term, as 28 February 2031, both ways.
    """
    anniversary = add_months(start, months)
    if rule is DayRule.ANNIVERSARY or anniversary.day != start.day:
        return anniversary
    return anniversary - timedelta(days=1)


def purchase_day(device: DeviceOnRecord, readings: Readings) -> date | None:
    """The day a warranty counts from: invoice, else shipment; or the activation (A20)."""
    if readings.purchase_day is PurchaseDay.ACTIVATION:
        return device.activated_on
    return device.invoiced_on or device.shipped_on


def covered_until(
    coverage: Coverage,
    device: DeviceOnRecord,
    run: ContractRun,
    figures: Figures,
    readings: Readings,
) -> CoveredUntil:
    """Until when the device is covered: base and extensions, or the contract, up to the maximum.

    The contract's end is its expiry date; whether a ticket of that very day is covered is the
    reading `expiry`. The maximum counts once from purchase, also under a late contract (A21).
    """
    span = _Span(coverage=coverage, device=device, figures=figures, readings=readings)
    endless = coverage.with_contract and run.ends_on is None
    contract_ends = run.ends_on if coverage.with_contract else None
    wanted = max(filter(None, [span.ends(), contract_ends]), default=None)
    most = span.most()
    if most is None and span.most_months:
        return CoveredUntil(last_day=None, base_ends=None, capped_by_maximum=False, starts_on=None)
    capped = most is not None and (endless or (wanted is not None and wanted > most))
    uncapped, base = None if endless else wanted, span.base_ends
    return CoveredUntil(
        last_day=most if capped else uncapped,
        base_ends=min(base, most) if base and most else base,
        capped_by_maximum=capped,
        starts_on=span.start,
        endless=endless and not capped,
    )


def counted_extensions(
    coverage: Coverage, device: DeviceOnRecord, figures: Figures, readings: Readings
) -> tuple[BoughtExtension, ...]:
    """The bought extensions that count, in the order they were bought (A23)."""
    span = _Span(coverage=coverage, device=device, figures=figures, readings=readings)
    return tuple(bought for bought, _ in span.counted())


def extension_offer(
    coverage: Coverage,
    device: DeviceOnRecord,
    run: ContractRun,
    figures: Figures,
    readings: Readings,
    today: date,
) -> Extension | None:
    """The extension that can be bought today; None when there is none (fact 21, A23)."""
    try:
        return buy_extension(coverage, device, run, figures, readings, today)
    except (ClassNotExtendable, ExtensionTooLate, MaximumReached):
        return None


def buy_extension(
    coverage: Coverage,
    device: DeviceOnRecord,
    run: ContractRun,
    figures: Figures,
    readings: Readings,
    today: date,
) -> Extension:
    """The extension bought today (ClassNotExtendable, MaximumReached, ExtensionTooLate)."""
    rows = [row for row in coverage.extensions if _fits(row, device)]
    if not rows:
        raise ClassNotExtendable(coverage, device.product_class)
    until = covered_until(coverage, device, run, figures, readings)
    span = _Span(coverage=coverage, device=device, figures=figures, readings=readings)
    most = span.most()
    if most and until.last_day and until.last_day >= most:
        raise MaximumReached(coverage, most)
    for row in span.on_sale(rows, today):
        return row
    raise ExtensionTooLate(coverage, span.limit(rows), today)


def allow_late_coverage(
    coverage: Coverage,
    device: DeviceOnRecord,
    run: ContractRun,
    figures: Figures,
    readings: Readings,
) -> None:
    """Raise CoverageOutlastsMaximum where such a contract is not sold, rather than cut (A21)."""
    span = _Span(coverage=coverage, device=device, figures=figures, readings=readings)
    most = span.most()
    if readings.late_coverage is LateCoverage.CUT_SHORT or most is None:
        return
    if coverage.with_contract and (run.ends_on is None or run.ends_on > most):
        raise CoverageOutlastsMaximum(coverage, most, run.ends_on)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Span:
    """The base of one device under one row, and the extensions of it."""

    coverage: Coverage
    device: DeviceOnRecord
    figures: Figures
    readings: Readings

    @property
    def start(self) -> date | None:
        return purchase_day(self.device, self.readings)

    @property
    def base_months(self) -> int | None:
        named = self.figures.of_product(self.device.product_class).standard_term_months
        return self.coverage.base_months or named

    @property
    def base_ends(self) -> date | None:
        return self._after(self.base_months)

    @property
    def most_months(self) -> int | None:
        if self.coverage.max_per_product:
            return self.figures.of_product(self.device.product_class).max_total_months
        return self.coverage.max_total_months

    def most(self) -> date | None:
        return self._after(self.most_months)

    def ends(self) -> date | None:
        if self.base_months is None:
            return None
        return self._after(self.base_months + sum(bought.months for bought, _ in self.counted()))

    def counted(self) -> Iterator[tuple[BoughtExtension, Extension]]:
        base = until = self.base_ends
        months, taken = self.base_months or 0, list[Extension]()
        for bought in sorted(self.device.extensions, key=lambda bought: bought.bought_on):
            for row in self.coverage.extensions:
                if base and until and self._counts(bought, row, taken, _limit(row, base, until)):
                    taken.append(row)
                    months += bought.months
                    until = self._after(months)
                    yield bought, row
                    break

    def on_sale(self, rows: list[Extension], today: date) -> list[Extension]:
        base, until = self.base_ends, self.ends()
        taken = [row for _, row in self.counted()]
        return [
            row
            for row in rows
            if base and until and _may_repeat(row, taken) and today <= _limit(row, base, until)
        ]

    def limit(self, rows: list[Extension]) -> date | None:
        base, until = self.base_ends, self.ends()
        return max(_limit(row, base, until) for row in rows) if base and until else None

    def _counts(
        self, bought: BoughtExtension, row: Extension, taken: list[Extension], limit: date
    ) -> bool:
        sold = row.months == bought.months and _fits(row, self.device)
        return sold and _may_repeat(row, taken) and bought.bought_on <= limit

    def _after(self, months: int | None) -> date | None:
        if self.start is None or months is None:
            return None
        return last_day(self.start, months, self.readings.day_rule)


def _fits(row: Extension, device: DeviceOnRecord) -> bool:
    return device.product_class not in row.excluded_classes


def _may_repeat(row: Extension, taken: list[Extension]) -> bool:
    """An extension of the base is bought once; one of any coverage again and again."""
    return row.buy_within is BuyWithin.ANY or row not in taken


def _limit(row: Extension, base: date, until: date) -> date:
    return base if row.buy_within is BuyWithin.BASE else until
