"""Facts of the assurance services about support: who asks, the three levels, and their end."""

from datetime import date
from decimal import Decimal

import pytest

from rules.coverage_dates import FollowedContract, fees_of
from rules.decision import Verdict
from rules.question import DeviceOnRecord
from rules.reasons import ReasonCode
from rules.renewals import (
    PaidTerm,
    SurchargeNotSet,
    first_term,
    renewal_months,
    renewed,
    surcharge_for,
)
from rules.service_words import Asker, Billing, ChannelKind, Measure, Need
from tests.programmes.facts.asking import METRO, TICKET, codes, costs, facts_of, sold
from tests.programmes.facts.fact_list import fact

LEVELS = ("standard", "premium", "premium_plus")
NOON, LATER = "2026-11-23 12:00", "2030-06-03 12:00"
YEAR = first_term(date(2025, 1, 1), date(2026, 1, 1))
#: Bought long ago, out of any warranty.
OLD = DeviceOnRecord(product_class="ucx450", invoiced_on=date(2020, 1, 1))


@fact("11")
def test_an_end_customer_is_helped_when_the_reseller_asks_for_it() -> None:
    metro = sold(METRO, "standard")
    alone = metro.ask(Need.INCIDENT, NOON, who=Asker.END_CUSTOMER)
    assert (alone.verdict, alone.measures) == (Verdict.NOT_COVERED, (Measure.REFERRAL,))
    assert codes(alone.reasons)[0] is ReasonCode.RESELLER_REQUEST_NEEDED
    asked = metro.ask(Need.INCIDENT, NOON, who=Asker.END_CUSTOMER, reseller_asked=True)
    assert asked.verdict is Verdict.COVERED
    assert metro.ask(Need.INCIDENT, NOON, who=Asker.RESELLER).verdict is Verdict.COVERED


@fact("12")
def test_a_ticket_is_taken_up_once_its_four_fields_are_filled() -> None:
    metro = sold(METRO, "standard")
    empty = metro.ask(Need.INCIDENT, NOON, ticket={})
    assert empty.verdict is Verdict.CONDITIONAL
    assert facts_of(empty.conditions, ReasonCode.FIELD_MISSING, "field") == list(TICKET)
    three = {name: text for name, text in TICKET.items() if name != "call_scenario"}
    lacking = metro.ask(Need.INCIDENT, NOON, ticket={**three, "call_scenario": " "})
    assert facts_of(lacking.conditions, ReasonCode.FIELD_MISSING, "field") == ["call_scenario"]
    assert metro.ask(Need.INCIDENT, NOON, ticket=TICKET).verdict is Verdict.COVERED


@fact("13")
def test_when_the_system_is_down_the_ticket_says_so_and_the_reseller_calls() -> None:
    metro = sold(METRO, "premium_plus")
    down = metro.ask(Need.INCIDENT, NOON, system_down=True)
    assert facts_of(down.conditions, ReasonCode.EMERGENCY_NOTE, "phrase") == [
        "Emergency – System Down"
    ]
    assert facts_of(down.conditions, ReasonCode.EMERGENCY_CALL, "number") == [
        "214-556-5917 (option #1)"
    ]
    noted = {**TICKET, "call_scenario": "EMERGENCY – SYSTEM DOWN. No calls."}
    both = metro.ask(Need.INCIDENT, NOON, system_down=True, ticket=noted, emergency_called=True)
    assert both.verdict is Verdict.COVERED


def paid_days(level: str) -> list[date]:
    """The days on which two years of that level cost something."""
    terms = sold(METRO, level).terms
    contract = FollowedContract(
        terms=(YEAR, renewed(YEAR, 12, date(2025, 12, 1))),
        offer=terms.offer,
        readings=terms.readings,
        figures=terms.figures,
        billing=Billing.YEARLY,
    )
    return [fee.due_on for fee in fees_of(contract)]


@fact("14")
def test_standard_answers_by_the_same_time_next_weekday_and_its_first_year_is_free() -> None:
    metro = sold(METRO, "standard")
    assert metro.responds("2026-11-20 16:00") == "2026-11-23 16:00"
    hours = ("2026-11-23 08:59", "2026-11-23 09:00", "2026-11-23 16:59", "2026-11-23 17:00")
    assert [metro.opens(ChannelKind.PHONE, hour) for hour in hours] == [False, True, True, False]
    assert not metro.opens(ChannelKind.PHONE, "2026-11-21 12:00")
    assert paid_days("standard") == [date(2026, 1, 1)]


@fact("15")
def test_premium_answers_within_four_hours_of_seven_to_seven() -> None:
    metro = sold(METRO, "premium")
    assert metro.responds("2026-11-20 17:00") == "2026-11-23 09:00"
    hours = ("2026-11-23 06:59", "2026-11-23 07:00", "2026-11-23 18:59", "2026-11-23 19:00")
    assert [metro.opens(ChannelKind.PHONE, hour) for hour in hours] == [False, True, True, False]
    assert paid_days("premium") == [date(2025, 1, 1), date(2026, 1, 1)]


@fact("16")
def test_premium_plus_answers_within_two_hours_of_any_day() -> None:
    metro = sold(METRO, "premium_plus")
    assert metro.responds("2026-11-26 23:00") == "2026-11-27 01:00"
    assert metro.opens(ChannelKind.PHONE, "2026-11-29 03:00")


@fact("17")
@pytest.mark.parametrize("level", LEVELS)
def test_every_level_has_upgrades_and_secure_remote_access_while_it_runs(level: str) -> None:
    metro = sold(METRO, level)
    software = metro.ask(Need.SOFTWARE, NOON)
    assert (software.verdict, software.measures) == (Verdict.COVERED, (Measure.SOFTWARE_DELIVERY,))
    for need in (Need.REMOTE_VIEW, Need.REMOTE_CHANGE):
        remote = metro.ask(need, NOON)
        assert (remote.verdict, remote.measures) == (Verdict.COVERED, (Measure.REMOTE_SESSION,))
    expired = metro.ask(Need.SOFTWARE, LATER)
    assert expired.verdict is Verdict.NOT_COVERED
    assert Measure.SOFTWARE_DELIVERY not in expired.measures


@fact("18")
@pytest.mark.parametrize("level", LEVELS)
def test_a_renewal_runs_for_one_year_from_the_end_of_the_last(level: str) -> None:
    months = renewal_months(sold(METRO, level).terms.offer, None, None)
    second = renewed(YEAR, months, date(2025, 12, 1))
    assert (second.starts_on, second.ends_on) == (date(2026, 1, 1), date(2027, 1, 1))


@fact("24")
def test_the_registry_is_asked_about_every_request_and_the_requester_told_at_once() -> None:
    metro = sold(METRO, "standard")
    for need in (Need.ADVICE, Need.INCIDENT, Need.SOFTWARE, Need.REMOTE_VIEW, Need.HARDWARE):
        unasked = metro.ask(need, NOON, registered=None)
        assert ReasonCode.REGISTRY_CHECK in codes(unasked.conditions)
        refused = metro.ask(need, NOON, registered=False)
        assert refused.verdict is Verdict.NOT_COVERED
        assert refused.measures == (Measure.ADVICE,)
        assert ReasonCode.ADVISED_AT_ONCE in codes(refused.reasons)
        assert costs(refused) == {}


@fact("25")
@pytest.mark.parametrize("level", LEVELS)
def test_a_ticket_counts_when_it_is_opened_before_the_expiry_date(level: str) -> None:
    metro = sold(METRO, level)
    assert metro.ask(Need.INCIDENT, "2029-12-31 23:59").verdict is Verdict.COVERED
    on_the_day = metro.ask(Need.INCIDENT, "2030-01-01 00:00")
    assert on_the_day.verdict is Verdict.NOT_COVERED
    assert ReasonCode.CONTRACT_OVER in codes(on_the_day.reasons)


@fact("26")
def test_an_expired_contract_buys_all_of_the_package_before_work_starts() -> None:
    metro = sold(METRO, "standard")
    asked = metro.ask(Need.INCIDENT, LATER)
    assert asked.verdict is Verdict.NOT_COVERED
    assert asked.measures == (Measure.ADVICE, Measure.QUOTE)
    bought = facts_of(asked.conditions, ReasonCode.PURCHASE_NEEDED, "requirement")
    assert bought == ["upgrade", "renewal", "audit_hours", "upgrade_hours"]
    assert codes(asked.conditions)[-1] is ReasonCode.PURCHASE_ORDER_NEEDED
    rates = {cost.what: (cost.amount, cost.per) for cost in asked.costs}
    for what in ("audit_hours", "upgrade_hours"):
        assert rates[what] == (Decimal(180), "hour")
    ordered = metro.ask(Need.INCIDENT, LATER, order_approved=True)
    assert ordered.verdict is Verdict.COVERED
    assert ReasonCode.PURCHASE_ORDER_APPROVED in codes(ordered.reasons)


@fact("27")
def test_renewing_what_expired_costs_the_surcharge_that_the_contract_names() -> None:
    metro = sold(METRO, "premium")
    late = metro.ask(Need.INCIDENT, LATER)
    assert costs(late)["surcharge"] == "500 USD"
    assert ReasonCode.SURCHARGE_DUE in codes(late.conditions)
    terms = metro.terms
    assert surcharge_for(terms.offer, terms.figures, YEAR, expired=True) == Decimal(500)
    assert surcharge_for(terms.offer, terms.figures, YEAR, expired=False) is None


@fact("27")
def test_a_surcharge_nobody_named_is_asked_for_and_not_taken_as_nothing() -> None:
    last = PaidTerm(starts_on=YEAR.starts_on, ends_on=YEAR.ends_on, counted_from=YEAR.counted_from)
    unnamed = sold(METRO, "hardware").terms.figures
    offer = sold(METRO, "premium").terms.offer
    with pytest.raises(SurchargeNotSet):
        surcharge_for(offer, type(unnamed)(), last, expired=True)


@fact("28")
@pytest.mark.parametrize("approved", [False, True])
@pytest.mark.parametrize("need", [Need.REMOTE_VIEW, Need.REMOTE_CHANGE])
def test_nobody_looks_into_an_expired_system(need: Need, approved: bool) -> None:  # noqa: FBT001
    decision = sold(METRO, "premium").ask(need, LATER, order_approved=approved)
    assert decision.verdict is Verdict.NOT_COVERED
    assert ReasonCode.REMOTE_BLOCKED in codes(decision.reasons)
    assert Measure.REMOTE_SESSION not in decision.measures


@fact("29")
@pytest.mark.parametrize("approved", [False, True])
def test_hardware_out_of_warranty_gets_options(approved: bool) -> None:  # noqa: FBT001
    decision = sold(METRO, "standard").ask(Need.HARDWARE, LATER, OLD, order_approved=approved)
    assert decision.verdict is Verdict.NOT_COVERED
    assert ReasonCode.OPTIONS_OFFERED in codes(decision.reasons)
    assert Measure.QUOTE in decision.measures
    assert costs(decision)["repair"] == "quoted"
