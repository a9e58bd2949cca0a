from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.coverage_days import (
    ClassNotExtendable,
    CoverageOutlastsMaximum,
    CoveredUntil,
    ExtensionTooLate,
    MaximumReached,
    add_months,
    allow_late_coverage,
    buy_extension,
    counted_extensions,
    covered_until,
    extension_offer,
    last_day,
)
from rules.coverage_terms import BuyWithin, Coverage, Extension
from rules.figures import Figures, ProductFigures
from rules.question import BoughtExtension, ContractRun, DeviceOnRecord
from rules.readings import DayRule, LateCoverage, PurchaseDay, Readings
from rules.service_words import Measure

DAYS = st.dates(date(1990, 1, 1), date(2100, 12, 31))
MONTHS = st.integers(0, 240)
BOUGHT = date(2025, 3, 1)
RUN = ContractRun(starts_on=date(2025, 1, 1), ends_on=date(2026, 12, 31))
A_YEAR_MORE = Extension(months=12, source="an additional year", excluded_classes=("telephone",))


def a_row(**changes: Any) -> Coverage:
    given: dict[str, Any] = {
        "id": "warranty",
        "measure": Measure.REPAIR,
        "source": "one year",
        "base_months": 12,
    }
    return Coverage(**(given | changes))


def until(
    coverage: Coverage | None = None,
    *,
    device: DeviceOnRecord | None = None,
    run: ContractRun = RUN,
    figures: Figures | None = None,
    **readings: Any,
) -> CoveredUntil:
    return covered_until(
        coverage or a_row(),
        device or DeviceOnRecord(product_class="system", invoiced_on=BOUGHT),
        run,
        figures or Figures(),
        Readings(**readings),
    )


def a_device(*extensions: tuple[int, date], **changes: Any) -> DeviceOnRecord:
    bought = tuple(BoughtExtension(months=months, bought_on=day) for months, day in extensions)
    given: dict[str, Any] = {"product_class": "system", "invoiced_on": BOUGHT, "extensions": bought}
    return DeviceOnRecord(**(given | changes))


@pytest.mark.parametrize(
    ("start", "months", "expected"),
    [
        ("2024-02-29", 84, "2031-02-28"),
        ("2020-02-29", 48, "2024-02-29"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2023-02-28", 12, "2024-02-28"),
        ("2025-01-31", 1, "2025-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2025-08-31", 6, "2026-02-28"),
        ("2025-12-15", 1, "2026-01-15"),
        ("2025-11-30", 0, "2025-11-30"),
    ],
)
def test_months_are_added_to_the_first_day(start: str, months: int, expected: str) -> None:
    assert add_months(date.fromisoformat(start), months) == date.fromisoformat(expected)


def test_a_total_added_at_once_is_not_the_same_as_a_chain() -> None:
    leap_day = date(2020, 2, 29)
    assert add_months(leap_day, 12 + 36) == date(2024, 2, 29)
    assert add_months(add_months(leap_day, 12), 36) == date(2024, 2, 28)


@given(day=DAYS, months=MONTHS)
def test_the_day_of_the_month_stays_or_is_the_months_last(day: date, months: int) -> None:
    later = add_months(day, months)
    assert (later.year - day.year) * 12 + later.month - day.month == months
    assert later.day == day.day or (
        later.day < day.day and (later + timedelta(days=1)).month != later.month
    )


@given(day=DAYS, more=st.integers(0, 40), months=MONTHS)
def test_a_later_purchase_is_never_covered_shorter(day: date, more: int, months: int) -> None:
    later = day + timedelta(days=more)
    for rule in DayRule:
        assert last_day(day, months, rule) <= last_day(later, months, rule)


@given(day=DAYS, months=st.integers(1, 240))
def test_the_two_readings_of_a_year_differ_by_a_day_at_most(day: date, months: int) -> None:
    anniversary = last_day(day, months, DayRule.ANNIVERSARY)
    clamped = anniversary.day != day.day
    assert anniversary - last_day(day, months, DayRule.DAY_BEFORE) == timedelta(days=not clamped)


def test_a_leap_day_and_seven_years_ends_on_the_same_day_under_both_readings() -> None:
    for rule in DayRule:
        assert last_day(date(2024, 2, 29), 84, rule) == date(2031, 2, 28)


def test_the_anniversary_is_the_last_covered_day_or_the_day_before_it_is() -> None:
    assert until().last_day == date(2026, 3, 1)
    assert until(day_rule=DayRule.DAY_BEFORE).last_day == date(2026, 2, 28)
    assert until().covers(date(2026, 3, 1)) is True
    assert until().covers(date(2026, 3, 2)) is False
    assert until().covers(date(2025, 2, 28)) is False, "not bought yet"


def test_the_warranty_counts_from_invoice_else_shipment_or_from_activation() -> None:
    device = DeviceOnRecord(shipped_on=date(2025, 2, 20), activated_on=date(2025, 5, 5))
    assert until(device=device).last_day == date(2026, 2, 20)
    assert until(device=replace(device, invoiced_on=BOUGHT)).starts_on == BOUGHT
    activation = until(device=device, purchase_day=PurchaseDay.ACTIVATION)
    assert activation.last_day == date(2026, 5, 5)


def test_a_device_without_dates_is_neither_covered_nor_uncovered() -> None:
    unknown = until(device=DeviceOnRecord(product_class="system"))
    assert unknown.last_day is None
    assert unknown.covers(date(2026, 1, 1)) is None
    capped = until(
        a_row(with_contract=True, max_total_months=84), device=DeviceOnRecord(product_class="x")
    )
    assert capped.covers(date(2026, 1, 1)) is None


def test_the_standard_term_is_the_contracts_figure_for_the_class() -> None:
    figures = Figures(products={"system": ProductFigures(standard_term_months=24)})
    assert until(a_row(base_months=None), figures=figures).last_day == date(2027, 3, 1)
    other = until(a_row(base_months=None), device=a_device(product_class="x"), figures=figures)
    assert other.last_day is None


def test_a_contract_carries_the_coverage_to_its_end() -> None:
    found = until(a_row(with_contract=True))
    assert (found.last_day, found.base_ends) == (date(2026, 12, 31), date(2026, 3, 1))
    short = ContractRun(starts_on=BOUGHT, ends_on=date(2025, 6, 1))
    assert until(a_row(with_contract=True), run=short).last_day == date(2026, 3, 1)


def test_a_contract_without_an_end_carries_it_on_up_to_the_maximum() -> None:
    forever = ContractRun(starts_on=BOUGHT, ends_on=None)
    assert until(a_row(with_contract=True), run=forever).endless is True
    assert until(a_row(with_contract=True), run=forever).covers(date(2090, 1, 1)) is True
    capped = until(a_row(with_contract=True, max_total_months=84), run=forever)
    assert (capped.last_day, capped.capped_by_maximum) == (date(2032, 3, 1), True)


def test_the_maximum_counts_from_purchase_also_under_a_late_contract() -> None:
    late = ContractRun(starts_on=date(2029, 1, 1), ends_on=date(2036, 1, 1))
    found = until(a_row(with_contract=True, max_total_months=84), run=late)
    assert (found.last_day, found.capped_by_maximum) == (date(2032, 3, 1), True)
    in_time = ContractRun(starts_on=date(2025, 4, 1), ends_on=date(2032, 3, 1))
    exact = until(a_row(with_contract=True, max_total_months=84), run=in_time)
    assert (exact.last_day, exact.capped_by_maximum) == (date(2032, 3, 1), False)


def test_a_contract_that_outlasts_the_maximum_may_not_be_sold() -> None:
    row = a_row(with_contract=True, max_total_months=84)
    late = ContractRun(starts_on=date(2029, 1, 1), ends_on=date(2032, 3, 2))
    refuse = Readings(late_coverage=LateCoverage.REFUSE_SALE)
    allow_late_coverage(row, a_device(), late, Figures(), Readings())
    with pytest.raises(CoverageOutlastsMaximum, match="2032-03-01 at the latest"):
        allow_late_coverage(row, a_device(), late, Figures(), refuse)
    with pytest.raises(CoverageOutlastsMaximum, match="has no end"):
        allow_late_coverage(row, a_device(), replace(late, ends_on=None), Figures(), refuse)
    fits = replace(late, ends_on=date(2032, 3, 1))
    allow_late_coverage(row, a_device(), fits, Figures(), refuse)


def test_a_maximum_per_product_is_the_contracts_figure() -> None:
    row = a_row(base_months=36, max_per_product=True)
    figures = Figures(products={"system": ProductFigures(max_total_months=24)})
    found = until(row, figures=figures)
    assert (found.last_day, found.base_ends) == (date(2027, 3, 1), date(2027, 3, 1))
    assert found.capped_by_maximum


def test_an_extension_bought_on_the_last_covered_day_counts_and_a_day_later_not() -> None:
    row = a_row(extensions=(A_YEAR_MORE,))
    in_time = a_device((12, date(2026, 3, 1)))
    assert until(row, device=in_time).last_day == date(2027, 3, 1)
    assert until(row, device=a_device((12, date(2026, 3, 2)))).last_day == date(2026, 3, 1)
    assert counted_extensions(row, in_time, Figures(), Readings()) == in_time.extensions


def test_an_extension_of_an_excluded_class_or_another_length_is_ignored() -> None:
    row = a_row(extensions=(A_YEAR_MORE,))
    telephone = a_device((12, BOUGHT), product_class="telephone")
    assert until(row, device=telephone).last_day == date(2026, 3, 1)
    assert until(row, device=a_device((24, BOUGHT))).last_day == date(2026, 3, 1)


def test_an_extension_of_the_base_counts_once_and_one_of_any_coverage_again_and_again() -> None:
    bought = a_device((12, BOUGHT), (12, date(2026, 12, 1)))
    once = a_row(extensions=(A_YEAR_MORE,))
    again = a_row(extensions=(replace(A_YEAR_MORE, buy_within=BuyWithin.ANY),))
    assert until(once, device=bought).last_day == date(2027, 3, 1)
    assert until(again, device=bought).last_day == date(2028, 3, 1)


def test_extensions_are_added_to_the_leap_day_at_once() -> None:
    row = a_row(extensions=(Extension(months=36, source="three more"),))
    device = a_device((36, date(2020, 6, 1)), invoiced_on=date(2020, 2, 29))
    assert until(row, device=device).last_day == date(2024, 2, 29)


def offer(today: date, row: Coverage | None = None, device: DeviceOnRecord | None = None) -> Any:
    row = row or a_row(extensions=(A_YEAR_MORE,))
    return extension_offer(row, device or a_device(), RUN, Figures(), Readings(), today)


def test_an_extension_is_offered_until_the_last_day_of_the_base() -> None:
    assert offer(date(2026, 3, 1)) == A_YEAR_MORE
    assert offer(date(2026, 3, 2)) is None
    with pytest.raises(ExtensionTooLate, match="by 2026-03-01; today is 2026-03-02"):
        buy_extension(
            a_row(extensions=(A_YEAR_MORE,)),
            a_device(),
            RUN,
            Figures(),
            Readings(),
            date(2026, 3, 2),
        )


def test_no_extension_is_offered_twice_or_to_an_excluded_class_or_past_the_maximum() -> None:
    row = a_row(extensions=(A_YEAR_MORE,))
    assert offer(BOUGHT, device=a_device((12, BOUGHT))) is None
    telephone = a_device(product_class="telephone")
    assert offer(BOUGHT, device=telephone) is None
    with pytest.raises(ClassNotExtendable, match="telephone"):
        buy_extension(row, telephone, RUN, Figures(), Readings(), BOUGHT)
    full = replace(row, max_total_months=12)
    assert offer(BOUGHT, full) is None
    with pytest.raises(MaximumReached, match="2026-03-01"):
        buy_extension(full, a_device(), RUN, Figures(), Readings(), BOUGHT)


@given(
    purchase=DAYS,
    starts=st.integers(-2000, 4000),
    length=st.integers(0, 4000),
    most=st.integers(1, 120),
    bought=st.lists(st.integers(-30, 4000), max_size=4),
)
def test_no_coverage_lasts_longer_than_its_maximum_from_purchase(
    purchase: date, starts: int, length: int, most: int, bought: list[int]
) -> None:
    starts_on = purchase + timedelta(days=starts)
    run = ContractRun(starts_on=starts_on, ends_on=starts_on + timedelta(days=length))
    row = a_row(
        with_contract=True,
        max_total_months=most,
        extensions=(replace(A_YEAR_MORE, buy_within=BuyWithin.ANY),),
    )
    extensions = [(12, purchase + timedelta(days=after)) for after in bought]
    found = until(row, device=a_device(*extensions, invoiced_on=purchase), run=run)
    assert found.last_day is not None
    assert found.base_ends is not None
    assert found.base_ends <= found.last_day <= add_months(purchase, most)
    assert found.capped_by_maximum or found.last_day >= min(
        add_months(purchase, 12), add_months(purchase, most)
    )
