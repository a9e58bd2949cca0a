from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.coverage_dates import (
    FollowedContract,
    FollowedDevice,
    Notice,
    NoticeKind,
    day_of,
    due_fees,
    due_notices,
    fees_of,
    next_day,
    notices_of,
    start_of,
)
from rules.coverage_days import add_months
from rules.coverage_terms import Coverage, Extension, Sale
from rules.figures import Figures
from rules.fulfilment import LabelPlace, Payer, ReturnTerms
from rules.programme import Tier
from rules.question import BoughtExtension, DeviceOnRecord
from rules.readings import Expiry, Readings
from rules.renewals import PaidTerm, first_term, renewed
from rules.service_words import Billing, Measure

DAYS = st.dates(date(1990, 1, 1), date(2080, 12, 31))
START, END = date(2026, 3, 1), date(2029, 3, 1)
RETURNS = ReturnTerms(label=LabelPlace.ON_REQUEST, slip_required=False, paid_by=Payer.CUSTOMER)
WARRANTY = Coverage(
    id="warranty",
    measure=Measure.LIKE_FOR_LIKE,
    source="1-year hardware warranty",
    base_months=12,
    max_total_months=36,
    extensions=(Extension(months=12, source="a year", excluded_classes=("telephone",)),),
)
REPAIR = Coverage(
    id="repair",
    measure=Measure.REPAIR,
    source="up to a maximum period of 7 years from purchase",
    with_contract=True,
    max_total_months=84,
)
SOLD = Sale(source="renewable for a 1 year term", renewal_months=12)


def a_contract(*rows: Coverage, sale: Sale | None = SOLD, **changes: Any) -> FollowedContract:
    offer = Tier(id="care", label="Care", returns=RETURNS, coverage=rows, sale=sale)
    given: dict[str, Any] = {
        "terms": (first_term(START, END, Decimal(1200)),),
        "offer": offer,
        "readings": Readings(),
        "figures": Figures(notice_days=(90, 30)),
    }
    return FollowedContract(**(given | changes))


def a_device(product_class: str = "system", bought: date = START, **more: Any) -> FollowedDevice:
    device = DeviceOnRecord(product_class=product_class, invoiced_on=bought, **more)
    return FollowedDevice(unit="u-1", device=device, added_on=bought)


def told(notices: tuple[Notice, ...]) -> list[tuple[str, str]]:
    return [(one.due_on.isoformat(), one.kind.value) for one in notices]


def test_a_contract_is_due_for_renewal_on_each_notice_day_and_lapses_on_its_expiry_date() -> None:
    assert told(notices_of(a_contract())) == [
        ("2028-12-01", "renewal_due"),
        ("2029-01-30", "renewal_due"),
        ("2029-03-01", "lapsed"),
    ]


def test_by_the_other_reading_it_lapses_on_the_day_after() -> None:
    contract = a_contract(readings=Readings(expiry=Expiry.THROUGH_DATE))
    assert told(notices_of(contract))[-1] == ("2029-03-02", "lapsed")


def test_a_contract_that_cannot_be_renewed_only_ends_soon() -> None:
    assert told(notices_of(a_contract(sale=None)))[0] == ("2028-12-01", "ends_soon")


def test_without_notice_days_only_the_lapse_is_told() -> None:
    contract = a_contract(WARRANTY, figures=Figures(), devices=(a_device(),))
    assert told(notices_of(contract)) == [("2027-03-02", "lapsed"), ("2029-03-01", "lapsed")]


def test_an_extension_is_offered_before_the_warranty_ends() -> None:
    offers = [
        one
        for one in notices_of(a_contract(WARRANTY, devices=(a_device(),)))
        if one.kind is NoticeKind.EXTENSION_OFFER
    ]
    assert [(one.due_on, one.about, one.months) for one in offers] == [
        (date(2026, 12, 1), date(2027, 3, 1), 12),
        (date(2027, 1, 30), date(2027, 3, 1), 12),
    ]


def test_a_class_without_extensions_is_told_of_the_end_and_offered_nothing() -> None:
    contract = a_contract(WARRANTY, devices=(a_device("telephone"),))
    assert told(notices_of(contract))[:3] == [
        ("2026-12-01", "ends_soon"),
        ("2027-01-30", "ends_soon"),
        ("2027-03-02", "lapsed"),
    ]


def test_a_bought_extension_moves_the_end_and_its_notices() -> None:
    bought = BoughtExtension(months=12, bought_on=date(2027, 2, 1))
    contract = a_contract(WARRANTY, devices=(a_device(extensions=(bought,)),))
    of_device = tuple(one for one in notices_of(contract) if one.unit)
    assert told(of_device) == [
        ("2027-12-02", "ends_soon"),
        ("2028-01-31", "ends_soon"),
        ("2028-03-02", "lapsed"),
    ]


def test_what_ends_with_the_contract_is_told_once_and_not_again_for_each_device() -> None:
    contract = a_contract(REPAIR, devices=(a_device(),))
    assert {one.unit for one in notices_of(contract)} == {""}


def test_seven_years_from_purchase_end_before_a_contract_that_was_signed_late() -> None:
    late = a_device(bought=date(2020, 2, 29))
    contract = a_contract(REPAIR, devices=(replace(late, added_on=START),))
    of_device = tuple(one for one in notices_of(contract) if one.unit)
    assert {one.about for one in of_device} == {date(2027, 2, 28)}
    assert told(of_device)[-1] == ("2027-03-01", "lapsed")


def test_a_device_without_a_purchase_day_has_no_dates() -> None:
    unknown = FollowedDevice(unit="u-1", device=DeviceOnRecord(), added_on=START)
    assert {one.unit for one in notices_of(a_contract(WARRANTY, devices=(unknown,)))} == {""}


def test_what_fell_before_a_device_was_added_is_nobody_s_news() -> None:
    added = replace(a_device(), added_on=date(2027, 1, 15))
    of_device = [one for one in notices_of(a_contract(WARRANTY, devices=(added,))) if one.unit]
    assert [one.due_on for one in of_device] == [date(2027, 1, 30), date(2027, 3, 2)]


def test_after_an_outage_only_the_newest_notice_of_an_end_is_told() -> None:
    contract = a_contract(WARRANTY, devices=(a_device(),))
    assert told(due_notices(contract, date(2026, 12, 15))) == [("2026-12-01", "extension_offer")]
    assert told(due_notices(contract, date(2027, 2, 15))) == [("2027-01-30", "extension_offer")]
    assert told(due_notices(contract, date(2027, 3, 2))) == [("2027-03-02", "lapsed")]


def test_a_yearly_fee_falls_due_on_each_anniversary_and_not_at_the_end() -> None:
    contract = a_contract(billing=Billing.YEARLY)
    assert [(fee.due_on.isoformat(), fee.amount) for fee in fees_of(contract)] == [
        ("2026-03-01", Decimal(1200)),
        ("2027-03-01", Decimal(1200)),
        ("2028-03-01", Decimal(1200)),
    ]


def test_an_up_front_fee_falls_due_once_for_each_term() -> None:
    first = first_term(START, END, Decimal(3000))
    second = renewed(first, 12, date(2029, 2, 1), Decimal(1100))
    fees = fees_of(a_contract(terms=(first, second), billing=Billing.UP_FRONT))
    assert [(fee.due_on, fee.amount) for fee in fees] == [
        (START, Decimal(3000)),
        (END, Decimal(1100)),
    ]


def test_the_included_months_cost_nothing() -> None:
    sale = Sale(source="first year is included", renewal_months=12, included_first_months=12)
    yearly = fees_of(a_contract(sale=sale, billing=Billing.YEARLY))
    monthly = fees_of(a_contract(sale=sale, billing=Billing.MONTHLY))
    assert yearly[0].due_on == monthly[0].due_on == date(2027, 3, 1)
    assert (len(yearly), len(monthly)) == (2, 24)


def test_what_was_billed_elsewhere_is_not_billed_here() -> None:
    contract = a_contract(billing=Billing.YEARLY, followed_from=date(2027, 3, 1))
    assert [fee.due_on for fee in fees_of(contract)] == [date(2027, 3, 1), date(2028, 3, 1)]


def test_a_contract_that_is_not_billed_here_has_no_fees() -> None:
    assert fees_of(a_contract()) == ()


def test_no_fee_falls_into_a_gap_between_two_terms() -> None:
    first = first_term(START, date(2027, 3, 1), Decimal(10))
    late = renewed(first, 12, date(2027, 9, 15), Decimal(10))
    fees = fees_of(a_contract(terms=(first, late), billing=Billing.MONTHLY))
    assert [fee.due_on for fee in fees[11:13]] == [date(2027, 2, 1), date(2027, 9, 15)]
    assert len(fees) == 24


@given(start=DAYS, months=st.lists(st.integers(1, 40), min_size=1, max_size=5))
def test_every_month_of_unbroken_terms_is_billed_once(start: date, months: list[int]) -> None:
    terms = [first_term(start, add_months(start, months[0]))]
    for more in months[1:]:
        terms.append(renewed(terms[-1], more, terms[-1].ends_on))
    fees = fees_of(a_contract(terms=tuple(terms), billing=Billing.MONTHLY))
    assert [fee.due_on for fee in fees] == [add_months(start, n) for n in range(sum(months))]


def test_a_contract_of_the_leap_day_is_billed_on_the_last_of_each_february() -> None:
    leap_day = date(2024, 2, 29)
    term = first_term(leap_day, add_months(leap_day, 60))
    fees = fees_of(a_contract(terms=(term,), billing=Billing.YEARLY))
    assert [fee.due_on.isoformat() for fee in fees] == [
        "2024-02-29",
        "2025-02-28",
        "2026-02-28",
        "2027-02-28",
        "2028-02-29",
    ]


@given(start=DAYS, bought=DAYS, step=st.integers(1, 400))
def test_waking_on_every_named_day_misses_nothing(start: date, bought: date, step: int) -> None:
    term = PaidTerm(starts_on=start, ends_on=add_months(start, 36), counted_from=start)
    device = replace(a_device(bought=bought), added_on=start)
    contract = a_contract(
        WARRANTY, REPAIR, terms=(term,), devices=(device,), billing=Billing.YEARLY
    )
    today, seen_fees, woken = start - timedelta(days=step), set(due_fees(contract, start)), 0
    while (day := next_day(contract, today)) is not None:
        assert day > today
        today, woken = day, woken + 1
        seen_fees |= set(due_fees(contract, today))
        notice_days = {one.due_on for one in notices_of(contract)}
        assert day in notice_days | {fee.due_on for fee in fees_of(contract)}
    assert seen_fees == set(fees_of(contract))
    assert woken <= len(notices_of(contract)) + len(fees_of(contract))


@pytest.mark.parametrize(
    ("day", "zone", "begins"),
    [
        (date(2026, 7, 1), "Europe/Stockholm", "2026-06-30T22:00:00+00:00"),
        (date(2026, 12, 1), "Europe/Stockholm", "2026-11-30T23:00:00+00:00"),
        (date(2026, 12, 1), "America/New_York", "2026-12-01T05:00:00+00:00"),
    ],
)
def test_a_day_begins_at_midnight_where_the_programme_is(day: date, zone: str, begins: str) -> None:
    assert start_of(day, zone) == datetime.fromisoformat(begins)
    assert day_of(start_of(day, zone), zone) == day
    assert day_of(start_of(day, zone) - timedelta(microseconds=1), zone) == day - timedelta(days=1)
    assert start_of(day, zone).tzinfo is UTC
