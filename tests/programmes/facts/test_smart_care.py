from datetime import date

import pytest

from desk.contract_refusals import BillingNotSold
from desk.contract_signing import SigningForm, billing_of
from rules.coverage_dates import FollowedContract, fees_of
from rules.coverage_days import add_months
from rules.decision import Verdict
from rules.question import DeviceOnRecord
from rules.reasons import ReasonCode
from rules.renewals import TermNotSold, first_term, term_months
from rules.service_words import Billing, ChannelKind, Measure, Metric, Need
from tests.programmes.facts.asking import SIGNED, SMART, codes, costs, facts_of, sold
from tests.programmes.facts.fact_list import fact

SWITCH = DeviceOnRecord(product_class="switch", invoiced_on=date(2025, 1, 1))
NIGHT = "2026-12-25 03:00"


@fact("1")
def test_support_day_and_night_repair_and_the_latest_software_are_in_one_package() -> None:
    care = sold(SMART, "smart_care")
    assert care.opens(ChannelKind.PORTAL, NIGHT)
    assert Measure.ADVICE in care.ask(Need.INCIDENT, NIGHT).measures
    assert care.ask(Need.SOFTWARE, NIGHT).measures == (Measure.SOFTWARE_DELIVERY,)
    assert care.ask(Need.HARDWARE, NIGHT, SWITCH).measures == (Measure.REPAIR,)


@fact("2")
def test_no_replacement_is_sent_ahead_and_whoever_asks_for_one_is_told_so() -> None:
    asked = {"topic": "advance_product_replacement"}
    refused = sold(SMART, "smart_care").ask(Need.HARDWARE, NIGHT, SWITCH, **asked)
    assert refused.verdict is Verdict.NOT_COVERED
    assert Measure.ADVANCE_REPLACEMENT not in refused.measures
    assert ReasonCode.TOPIC_NOT_IN_TIER in codes(refused.reasons)
    complete = sold(SMART, "complete_care").ask(Need.HARDWARE, NIGHT, SWITCH, **asked)
    assert ReasonCode.TOPIC_IN_TIER in codes(complete.reasons)
    assert complete.verdict is Verdict.COVERED


@fact("3")
@pytest.mark.parametrize("years", [1, 3, 5, 7])
def test_a_contract_of_those_years_is_paid_every_year_or_at_once(years: int) -> None:
    terms = sold(SMART, "smart_care").terms
    ends_on = add_months(SIGNED, term_months(terms.offer, years))
    assert ends_on == date(2025 + years, 1, 1)
    for billing, payments in ((Billing.YEARLY, years), (Billing.UP_FRONT, 1)):
        contract = FollowedContract(
            terms=(first_term(SIGNED, ends_on),),
            offer=terms.offer,
            readings=terms.readings,
            figures=terms.figures,
            billing=billing,
        )
        assert len(fees_of(contract)) == payments


@fact("3")
def test_no_other_term_and_no_monthly_payment_are_sold() -> None:
    terms = sold(SMART, "smart_care").terms
    with pytest.raises(TermNotSold):
        term_months(terms.offer, 2)
    form = SigningForm(
        number="K-1",
        customer="fabrikam",
        programme=SMART,
        tier="smart_care",
        starts_on=SIGNED,
        billing=Billing.MONTHLY,
    )
    with pytest.raises(BillingNotSold):
        billing_of(form, terms)


def clocks(severity: str, opened: str) -> tuple[str, str]:
    """When it is answered and solved at the latest."""
    care = sold(SMART, "smart_care")
    return care.responds(opened, severity), care.due(Metric.RESOLUTION, opened, severity=severity)


@fact("4")
def test_a_critical_fault_is_answered_in_an_hour_and_solved_in_eight_also_at_christmas() -> None:
    assert clocks("critical", "2026-12-24 23:30") == ("2026-12-25 00:30", "2026-12-25 07:30")


@fact("5")
def test_a_major_fault_is_answered_in_four_hours_and_solved_in_a_day() -> None:
    assert clocks("major", "2026-12-24 23:30") == ("2026-12-25 03:30", "2026-12-25 23:30")


@fact("6")
def test_a_minor_fault_has_three_and_nine_days_of_business_hours() -> None:
    assert clocks("minor", "2026-11-23 10:00") == ("2026-11-26 10:00", "2026-12-04 10:00")


@fact("7")
def test_a_trivial_fault_has_the_same_here_past_eves_christmas_new_year_and_epiphany() -> None:
    assert clocks("trivial", "2026-12-18 10:00") == ("2026-12-23 10:00", "2027-01-07 10:00")


@fact("8")
def test_tickets_come_through_the_portal_and_engineers_look_but_change_nothing() -> None:
    care = sold(SMART, "smart_care")
    assert care.ask(Need.INCIDENT, NIGHT).verdict is Verdict.COVERED
    by_phone = care.ask(Need.INCIDENT, NIGHT, channel=ChannelKind.PHONE)
    assert by_phone.verdict is Verdict.NOT_COVERED
    assert facts_of(by_phone.reasons, ReasonCode.CHANNEL_CLOSED, "channels") == ["portal"]
    look = care.ask(Need.REMOTE_VIEW, NIGHT)
    assert (look.verdict, look.measures) == (Verdict.COVERED, (Measure.REMOTE_SESSION,))
    change = care.ask(Need.REMOTE_CHANGE, NIGHT)
    assert change.verdict is Verdict.NOT_COVERED
    assert ReasonCode.REMOTE_CHANGE_EXCLUDED in codes(change.reasons)


@fact("9")
def test_a_product_that_is_sent_in_is_repaired_free_while_the_contract_runs() -> None:
    care = sold(SMART, "smart_care")
    running = care.ask(Need.HARDWARE, "2029-06-01 10:00", SWITCH)
    assert (running.verdict, running.measures) == (Verdict.COVERED, (Measure.REPAIR,))
    assert costs(running) == {"repair": "0 EUR"}
    assert ReasonCode.DEVICE_COMES_IN_FIRST in codes(running.reasons)
    over = care.until(date(2028, 1, 1)).ask(Need.HARDWARE, "2029-06-01 10:00", SWITCH)
    assert over.verdict is Verdict.NOT_COVERED
    assert Measure.REPAIR not in over.measures


@fact("10")
def test_no_contract_carries_the_warranty_past_seven_years_from_purchase() -> None:
    care = sold(SMART, "smart_care").until(date(2035, 1, 1))
    old = DeviceOnRecord(product_class="switch", invoiced_on=date(2024, 2, 29))
    last = care.ask(Need.HARDWARE, "2031-02-28 23:00", old)
    assert (last.verdict, last.covered_until) == (Verdict.COVERED, date(2031, 2, 28))
    assert facts_of(last.reasons, ReasonCode.CUT_SHORT, "day") == ["2031-02-28"]
    assert care.ask(Need.HARDWARE, "2031-03-01 01:00", old).verdict is Verdict.NOT_COVERED
    assert care.ask(Need.INCIDENT, "2034-12-31 01:00", old).verdict is Verdict.COVERED
