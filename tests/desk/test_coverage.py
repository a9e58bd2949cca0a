from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from desk.contract_refusals import (
    BillingNotSold,
    BoughtInFuture,
    ContractEndsTooEarly,
    ContractNumberTaken,
    ContractWithoutEnd,
    DeviceAlreadyCovered,
    DeviceNotCovered,
    NoExtensionSold,
)
from desk.coverage import ExtensionForm, buy_extension
from rules.coverage_days import (
    ClassNotExtendable,
    CoverageOutlastsMaximum,
    ExtensionTooLate,
    MaximumReached,
    add_months,
)
from rules.fees import FeeNotPositive
from rules.readings import LateCoverage
from rules.renewals import NotRenewable, SurchargeNotSet, TermNotSold
from rules.service_words import Billing
from runtime.database import Database
from tests.builders import TestDesk
from tests.contracts import CARE, NOON, SIGNED, care, cover, found_care, sign
from tests.desk.contract_walk import extend, noon, owed, page, renew


@pytest.fixture
def house(shared_record: Database, desk: TestDesk) -> TestDesk:
    """A desk that sells the invented programme."""
    found_care(shared_record, desk)
    return desk


def test_a_term_in_years_names_the_expiry_date(shared_record: Database, house: TestDesk) -> None:
    sign(shared_record, house, "K-1")
    view = page(shared_record, house, "K-1")
    assert (view.starts_on, view.ends_on) == (SIGNED, date(2043, 2, 28))
    assert (view.contact, view.tier_label, view.version) == ("Contract Owner", "Gold Care", "1")
    assert owed(shared_record, house) == 1


def test_a_contract_signed_twice_under_one_key_is_signed_once(
    shared_record: Database, house: TestDesk
) -> None:
    sign(shared_record, house, "K-1")
    sign(shared_record, house, "K-1")
    assert owed(shared_record, house) == 1


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"term_years": 2}, TermNotSold),
        ({"term_years": None}, ContractWithoutEnd),
        ({"number": "C-100"}, ContractNumberTaken),
        ({"ends_on": SIGNED}, ContractEndsTooEarly),
        ({"price": Decimal(-1)}, FeeNotPositive),
    ],
)
def test_what_cannot_be_signed_is_refused_by_name(
    shared_record: Database, house: TestDesk, changes: dict[str, Any], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        sign(shared_record, house, **({"number": "K-1"} | changes))
    assert owed(shared_record, house) == 0


def test_a_way_of_paying_that_is_not_sold_is_refused(
    shared_record: Database, desk: TestDesk
) -> None:
    found_care(shared_record, desk, care(sales=[CARE["sales"][0] | {"billing": ["yearly"]}]))
    with pytest.raises(BillingNotSold):
        sign(shared_record, desk, "K-1", billing=Billing.MONTHLY)
    sign(shared_record, desk, "K-1", billing=Billing.YEARLY)


def test_the_published_price_is_approximate_and_an_agreed_one_is_not(
    shared_record: Database, house: TestDesk
) -> None:
    sign(shared_record, house, "K-1")
    sign(shared_record, house, "K-2", price=Decimal("17.50"))
    sign(shared_record, house, "K-3", settings={"price": "18"})
    fees = [page(shared_record, house, f"K-{n}") for n in (1, 2, 3)]
    assert [(one.fee_amount, one.fee_approximate) for one in fees] == [
        (Decimal(19), True),
        (Decimal("17.5"), False),
        (Decimal(18), False),
    ]


def test_nothing_is_bought_for_less_than_nought(shared_record: Database, house: TestDesk) -> None:
    sign(shared_record, house, "K-1")
    cover(shared_record, house, "K-1", "SYS-1")
    with pytest.raises(FeeNotPositive):
        extend(shared_record, house, "SYS-1", SIGNED, price=Decimal("-0.01"))
    with pytest.raises(FeeNotPositive):
        renew(shared_record, house, SIGNED, price=Decimal("-0.01"))
    assert page(shared_record, house, "K-1").purchases == ()


def test_a_device_takes_its_class_from_its_model_and_is_covered_once(
    shared_record: Database, house: TestDesk
) -> None:
    sign(shared_record, house, "K-1")
    cover(shared_record, house, "K-1", "SYS-1")
    [device] = page(shared_record, house, "K-1").devices
    [row] = device.coverage
    assert (device.product_class, row.coverage, row.last_day, row.extension_months) == (
        "system",
        "warranty",
        date(2041, 2, 28),
        12,
    )
    with pytest.raises(DeviceAlreadyCovered):
        cover(shared_record, house, "K-1", "sys-1")


def test_where_the_reading_says_so_a_contract_past_the_maximum_is_not_sold(
    shared_record: Database, desk: TestDesk
) -> None:
    strict = care()
    readings = replace(strict.readings, late_coverage=LateCoverage.REFUSE_SALE)
    found_care(shared_record, desk, replace(strict, readings=readings))
    sign(shared_record, desk, "K-1")
    old = add_months(SIGNED, -60)
    with pytest.raises(CoverageOutlastsMaximum):
        cover(shared_record, desk, "K-1", "SW-1", product_class="switch", bought=old)
    cover(shared_record, desk, "K-1", "SW-2", product_class="switch")
    for years in (3, 1):
        renew(shared_record, desk, SIGNED + timedelta(days=years), term_years=years)
    with pytest.raises(CoverageOutlastsMaximum):
        renew(shared_record, desk, SIGNED + timedelta(days=4), term_years=1)


def test_cut_short_is_how_a_late_contract_is_read_by_default(
    shared_record: Database, house: TestDesk
) -> None:
    sign(shared_record, house, "K-1")
    old = add_months(SIGNED, -60)
    cover(shared_record, house, "K-1", "SW-1", product_class="switch", bought=old)
    [row] = page(shared_record, house, "K-1").devices[0].coverage
    assert (row.last_day, row.capped_by_maximum) == (add_months(old, 84), True)


def test_an_extension_is_bought_once_and_billed(shared_record: Database, house: TestDesk) -> None:
    sign(shared_record, house, "K-1")
    cover(shared_record, house, "K-1", "SYS-1")
    on = date(2041, 2, 28)
    for _ in range(2):
        extend(shared_record, house, "SYS-1", on, price=Decimal(80), order_reference="PO-7")
    view = page(shared_record, house, "K-1", noon(on))
    assert view.devices[0].coverage[0].last_day == date(2042, 2, 28)
    assert [(one.serial, one.months, one.price) for one in view.purchases] == [
        ("SYS-1", 12, Decimal(80))
    ]
    assert [(fee.kind, fee.on, fee.amount) for fee in view.fees] == [
        ("coverage_extension", on, Decimal(80))
    ]


def test_extensions_that_cannot_be_bought_are_refused_by_name(
    shared_record: Database, house: TestDesk
) -> None:
    sign(shared_record, house, "K-1")
    for serial, product_class in (("SYS-1", "system"), ("TEL-1", "telephone"), ("SW-1", "switch")):
        cover(shared_record, house, "K-1", serial, product_class=product_class)
    cover(shared_record, house, "K-1", "SYS-2", bought=add_months(SIGNED, -11))
    day_after = date(2041, 3, 1)
    with pytest.raises(ExtensionTooLate):
        extend(shared_record, house, "SYS-1", day_after)
    with pytest.raises(ClassNotExtendable):
        extend(shared_record, house, "TEL-1", SIGNED)
    with pytest.raises(NoExtensionSold):
        extend(shared_record, house, "SW-1", SIGNED)
    with pytest.raises(DeviceNotCovered):
        extend(shared_record, house, "NOBODY-1", SIGNED)
    extend(shared_record, house, "SYS-1", SIGNED)
    with pytest.raises(MaximumReached):
        extend(shared_record, house, "SYS-1", SIGNED + timedelta(days=1))
    tomorrow = ExtensionForm(serial="SYS-2", bought_on=day_after, at=NOON)
    with pytest.raises(BoughtInFuture):
        buy_extension(shared_record, house.clerk, "K-1", tomorrow, "early")


def test_renewals_before_the_end_add_to_the_first_day_and_keep_the_leap_day(
    shared_record: Database, house: TestDesk
) -> None:
    sign(shared_record, house, "K-1", term_years=1)
    renew(shared_record, house, date(2041, 1, 10), term_years=3)
    view = page(shared_record, house, "K-1", noon(date(2041, 1, 10)))
    assert (view.ends_on, view.renewed_from) == (date(2044, 2, 29), date(2041, 2, 28))
    assert view.fees == ()
    assert [one.kind for one in view.notices] == ["renewed"]


def test_an_expired_contract_pays_the_surcharge_and_runs_from_its_renewal(
    shared_record: Database, house: TestDesk
) -> None:
    settings = {"surcharge": "150", "notice_days": [30]}
    sign(shared_record, house, "K-1", term_years=1, settings=settings)
    answer = renew(shared_record, house, date(2041, 5, 31))
    assert answer["surcharge"] == "150"
    assert (answer["starts_on"], answer["ends_on"]) == ("2041-05-31", "2042-05-31")
    view = page(shared_record, house, "K-1", noon(date(2041, 5, 31)))
    assert [(fee.kind, fee.amount, fee.currency) for fee in view.fees] == [
        ("renewal_surcharge", Decimal(150), "USD")
    ]


def test_on_the_expiry_date_itself_the_contract_counts_as_expired(
    shared_record: Database, house: TestDesk
) -> None:
    sign(shared_record, house, "K-1", term_years=1, settings={"surcharge": "150"})
    answer = renew(shared_record, house, date(2041, 2, 28))
    assert (answer["expired"], answer["ends_on"]) == (True, "2042-02-28")


def test_a_renewal_without_its_surcharge_or_term_is_refused_and_changes_nothing(
    shared_record: Database, desk: TestDesk
) -> None:
    found_care(shared_record, desk)
    sign(shared_record, desk, "K-1", term_years=1)
    with pytest.raises(SurchargeNotSet):
        renew(shared_record, desk, date(2041, 6, 1))
    with pytest.raises(TermNotSold):
        renew(shared_record, desk, date(2041, 1, 1), term_years=5)
    view = page(shared_record, desk, "K-1")
    assert (view.ends_on, view.purchases, view.fees) == (date(2041, 2, 28), (), ())


def test_a_tier_of_which_no_renewal_is_told_is_not_renewed(
    shared_record: Database, desk: TestDesk
) -> None:
    found_care(shared_record, desk, care(sales=[]))
    sign(shared_record, desk, "K-1", term_years=1)
    with pytest.raises(NotRenewable):
        renew(shared_record, desk, date(2041, 1, 1))
