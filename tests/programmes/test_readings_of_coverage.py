"""The readings about coverage, money and what is promised without a figure."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from desk.contract_signing import SigningForm, fee_of
from rules.case_start import return_plan
from rules.coverage_days import (
    CoverageOutlastsMaximum,
    ExtensionTooLate,
    allow_late_coverage,
    buy_extension,
)
from rules.decision import Verdict
from rules.fields import MissingKey
from rules.figures import Figures, require_figures
from rules.question import BoughtExtension, DeviceOnRecord
from rules.reasons import ReasonCode
from rules.service_words import Commitment, Measure, Metric, Need
from rules.swap_stock import pool_size
from tests.programmes.facts.asking import ATEA, METRO, OPSWAT, SMART, Sold, codes, costs, sold
from tests.programmes.one_value import changed, month_of
from tests.programmes.reading_list import reading

BOUGHT, LAST_DAY = date(2026, 2, 28), date(2027, 2, 28)
SYSTEM = DeviceOnRecord(
    product_class="ucx450",
    invoiced_on=BOUGHT,
    shipped_on=date(2026, 2, 20),
    activated_on=date(2026, 4, 1),
)
SWITCH = DeviceOnRecord(product_class="switch", invoiced_on=date(2024, 2, 29))


def covered_until(warranty: Sold, device: DeviceOnRecord = SYSTEM) -> date | None:
    return warranty.ask(Need.HARDWARE, "2026-11-23 10:00", device).covered_until


@reading("A18")
def test_the_expiry_date_is_not_covered_or_it_is() -> None:
    on_the_day, after = "2030-01-01 12:00", "2030-01-02 00:00"
    strict = sold(SMART, "smart_care")
    included = sold(SMART, "smart_care", policies={"expiry": "through_date"})
    assert strict.ask(Need.INCIDENT, on_the_day).verdict is Verdict.NOT_COVERED
    assert included.ask(Need.INCIDENT, on_the_day).verdict is Verdict.COVERED
    assert included.ask(Need.INCIDENT, after).verdict is Verdict.NOT_COVERED


@reading("A19")
def test_a_year_ends_on_its_anniversary_or_the_day_before() -> None:
    day_before = sold(METRO, "hardware", policies={"day_rule": "day_before"})
    found = [covered_until(one) for one in (sold(METRO, "hardware"), day_before)]
    assert found == [date(2027, 2, 28), date(2027, 2, 27)]


@reading("A19")
@pytest.mark.parametrize("rule", ["anniversary", "day_before"])
def test_seven_years_from_a_leap_day_end_on_the_last_of_february_either_way(rule: str) -> None:
    care = sold(SMART, "smart_care", policies={"day_rule": rule}).until(date(2040, 1, 1))
    assert covered_until(care, SWITCH) == date(2031, 2, 28)


@reading("A20")
def test_a_warranty_counts_from_the_invoice_or_from_activation() -> None:
    active = sold(METRO, "hardware", policies={"purchase_day": "activation"})
    found = [covered_until(one) for one in (sold(METRO, "hardware"), active)]
    assert found == [date(2027, 2, 28), date(2027, 4, 1)]
    shipped = DeviceOnRecord(product_class="ucx450", shipped_on=date(2026, 2, 20))
    assert covered_until(sold(METRO, "hardware"), shipped) == date(2027, 2, 20)


@reading("A21")
def test_a_contract_past_the_maximum_is_cut_short_or_not_sold() -> None:
    late = date(2035, 1, 1)
    cut = sold(SMART, "smart_care").until(late)
    assert covered_until(cut, SWITCH) == date(2031, 2, 28)
    # Support runs on to the contract's end.
    assert cut.ask(Need.INCIDENT, "2034-12-31 12:00").covered_until == date(2034, 12, 31)
    refusing = sold(SMART, "smart_care", policies={"late_coverage": "refuse_sale"}).until(late)
    for one, refused in ((cut, False), (refusing, True)):
        terms = one.terms
        [row] = terms.offer.coverage
        asked = (row, SWITCH, one.run, terms.figures, terms.readings)
        if refused:
            with pytest.raises(CoverageOutlastsMaximum):
                allow_late_coverage(*asked)
        else:
            allow_late_coverage(*asked)


@reading("A22")
@pytest.mark.parametrize(
    ("programme", "tier", "products", "place"),
    [
        (SMART, "smart_care", {}, "products"),
        (SMART, "smart_care", {"switch": {}}, "standard_term_months"),
        (METRO, "hardware", {"ucx450": {"max_total_months": 36}}, "max_total_months"),
    ],
)
def test_a_term_nobody_published_is_the_contracts_to_name(
    programme: str, tier: str, products: dict[str, object], place: str
) -> None:
    with pytest.raises(MissingKey) as missing:
        sold(programme, tier, products=products)
    assert place in missing.value.path


@reading("A23")
def test_an_extension_can_be_bought_up_to_the_last_covered_day() -> None:
    for policies, last in (({}, LAST_DAY), ({"day_rule": "day_before"}, date(2027, 2, 27))):
        warranty = sold(METRO, "hardware", policies=policies)
        terms = warranty.terms
        [row] = terms.offer.coverage
        asked = (row, SYSTEM, warranty.run, terms.figures, terms.readings)
        assert buy_extension(*asked, last).months == 12
        with pytest.raises(ExtensionTooLate):
            buy_extension(*asked, date.fromordinal(last.toordinal() + 1))


@reading("A23")
def test_a_file_may_sell_extensions_of_an_extension(tmp_path: Path) -> None:
    again = changed("        buy_within: base", "        buy_within: any").of(METRO, tmp_path)
    extended = replace(SYSTEM, extensions=(BoughtExtension(months=12, bought_on=LAST_DAY),))
    for programme, sells in ((METRO, False), (again, True)):
        warranty = sold(programme, "hardware")
        decision = warranty.ask(Need.HARDWARE, "2028-02-28 12:00", extended)
        assert (ReasonCode.EXTENSION_ON_SALE in codes(decision.reasons)) is sells


@reading("A24")
@pytest.mark.parametrize(
    ("fleet", "up", "half_up"), [(400, 32, 32), (401, 33, 32), (406, 33, 32), (407, 33, 33)]
)
def test_about_eight_percent_is_rounded_up_or_to_the_nearest(
    fleet: int, up: int, half_up: int
) -> None:
    nearest = sold(ATEA, "prof", policies={"stock_rounding": "half_up"})
    sizes = []
    for one in (sold(ATEA, "prof"), nearest):
        stock = one.terms.ground.swap_stock
        assert stock is not None
        sizes.append(pool_size(fleet, stock, one.terms.readings.stock_rounding))
    assert sizes == [up, half_up]


@reading("A25")
@pytest.mark.parametrize(("programme", "tier"), [(OPSWAT, "hardware"), (ATEA, "prof")])
def test_nobody_is_reminded_of_a_return_unless_the_contract_names_days(
    programme: str, tier: str
) -> None:
    assert return_plan(sold(programme, tier).terms).remind_after_days == ()
    agreed = {"remind_after_days": [5, 10], "review_after_days": 14}
    plan = return_plan(sold(programme, tier, **{"return": agreed}).terms)
    assert (plan.remind_after_days, plan.review_after_days) == ((5, 10), 14)


@reading("A26")
def test_best_effort_has_no_instant() -> None:
    hardware = sold(METRO, "standard").count(
        Metric.RESPONSE, "2026-11-23 10:00", need=Need.HARDWARE
    )
    solved = sold(OPSWAT, "managed").count(Metric.RESOLUTION, "2026-11-23 10:00", severity="S1")
    for counted in (hardware, solved):
        assert counted.commitment is Commitment.BEST_EFFORT
        assert (counted.due_at, counted.warn_at) == (None, None)


@reading("A30")
def test_advice_is_immediate_and_free_and_no_work_starts_before_the_order(tmp_path: Path) -> None:
    later = "2030-06-03 12:00"
    agreed = sold(METRO, "standard", surcharge="750", hourly_rate="200")
    asked = agreed.ask(Need.INCIDENT, later)
    assert asked.measures == (Measure.ADVICE, Measure.QUOTE)
    assert ReasonCode.ADVISED_AT_ONCE in codes(asked.reasons)
    assert costs(asked) == {
        "upgrade": "quoted",
        "renewal": "quoted",
        "audit_hours": "200 USD",
        "upgrade_hours": "200 USD",
        "surcharge": "750 USD",
    }
    ordered = agreed.ask(Need.INCIDENT, later, order_approved=True)
    assert ordered.verdict is Verdict.COVERED
    without = changed("    purchase_order: true", "    purchase_order: false").of(METRO, tmp_path)
    assert sold(without, "standard").ask(Need.INCIDENT, later).verdict is Verdict.COVERED


@reading("A31")
def test_a_published_price_is_about_and_in_the_files_currency_an_agreed_one_is_exact(
    tmp_path: Path,
) -> None:
    assert month_of("prof", 10)(sold(ATEA, "prof").programme) == "about 390 SEK"
    euros = changed("  currency: SEK", "  currency: EUR").of(ATEA, tmp_path)
    assert month_of("prof", 10)(euros) == "about 390 EUR"
    form = SigningForm(
        number="K-1", customer="fabrikam", programme=ATEA, tier="prof", starts_on=BOUGHT
    )
    assert fee_of(form, sold(ATEA, "prof").terms) == (Decimal(39), True)
    assert fee_of(form, sold(ATEA, "prof", price="36.50").terms) == (Decimal("36.50"), False)


@reading("A22")
def test_a_figure_named_for_every_class_is_enough() -> None:
    offer = sold(METRO, "hardware").terms.offer
    require_figures(offer, sold(METRO, "hardware").terms.figures, ("settings",))
    with pytest.raises(MissingKey):
        require_figures(offer, Figures(), ("settings",))
