"""Facts of the phone service with a replacement the working day after."""

from datetime import date
from decimal import Decimal

import pytest

from rules.case_start import repaired_to
from rules.decision import Verdict
from rules.fees import Fee, monthly_fee
from rules.fields import MissingKey
from rules.figures import Figures, require_figures
from rules.fulfilment import RepairedGoesTo, SwapStockTerms
from rules.reasons import ReasonCode
from rules.service_words import Asker, Measure, Need
from rules.swap_stock import (
    NotTheirsToOrder,
    asks_customer,
    order_backups,
    order_refill,
    pool_size,
    require_kept_here,
)
from tests.programmes.facts.asking import ATEA, codes, costs, facts_of, sold
from tests.programmes.facts.fact_list import fact

MONDAY = "2026-11-23 10:00"
BOTH = ("diagnosis", "registration", "phone", "operating_system")
PROF_ONLY = ("sync_and_email", "swap_administration", "swap_activation")


def fee(tier: str, seats: int, own: Decimal | None = None) -> Fee:
    sale = sold(ATEA, tier).terms.offer.sale
    assert sale is not None
    assert sale.price is not None
    return monthly_fee(sale.price, seats, own)


def stock() -> SwapStockTerms:
    found = sold(ATEA, "prof").terms.ground.swap_stock
    assert found is not None
    return found


def asked(tier: str, topic: str) -> Verdict:
    desk = sold(ATEA, tier)
    need = desk.terms.ground.topics[topic].need
    return desk.ask(need, MONDAY, topic=topic, definite_fault=True).verdict


@fact("55")
@pytest.mark.parametrize(("tier", "month"), [("bas", "1900"), ("prof", "3900")])
def test_a_month_of_a_hundred_users_costs_about_so_much_unless_agreed(
    tier: str, month: str
) -> None:
    guide = fee(tier, 100)
    assert (guide.amount, guide.approximate) == (Decimal(month), True)
    own = fee(tier, 100, Decimal("17.50"))
    assert (own.amount, own.approximate) == (Decimal(1750), False)
    assert sold(ATEA, tier).terms.currency == "SEK"


@fact("56")
@pytest.mark.parametrize("topic", BOTH)
def test_either_level_helps_with_diagnosis_registration_telephone_and_system(topic: str) -> None:
    assert [asked(tier, topic) for tier in ("bas", "prof")] == [Verdict.COVERED] * 2


@fact("56")
def test_the_lower_level_sends_a_broken_phone_to_a_workshop_in_a_service_bag() -> None:
    decision = sold(ATEA, "bas").ask(Need.HARDWARE, MONDAY, definite_fault=True)
    assert decision.measures == (Measure.REFERRAL,)
    assert {ReasonCode.SERVICE_BAG, ReasonCode.REMINDER} <= set(codes(decision.reasons))


@fact("57")
@pytest.mark.parametrize("topic", PROF_ONLY)
def test_the_upper_level_alone_helps_with_sync_and_swaps(topic: str) -> None:
    assert [asked(tier, topic) for tier in ("bas", "prof")] == [
        Verdict.NOT_COVERED,
        Verdict.COVERED,
    ]


@fact("58")
@pytest.mark.parametrize(
    ("registered", "delivered"),
    [
        ("2025-06-05 13:52:00", date(2025, 6, 9)),
        ("2026-11-23 13:59:59", date(2026, 11, 24)),
        ("2026-11-23 14:00:00", date(2026, 11, 25)),
        ("2026-12-23 13:59:59", date(2026, 12, 28)),
        ("2026-12-23 14:00:00", date(2026, 12, 29)),
    ],
)
def test_registered_before_two_delivered_the_working_day_after(
    registered: str, delivered: date
) -> None:
    assert sold(ATEA, "prof").delivery(registered).due_day == delivered


@fact("58")
def test_a_swap_waits_for_control_questions_that_establish_a_definite_fault() -> None:
    desk = sold(ATEA, "prof")
    unasked = desk.ask(Need.HARDWARE, MONDAY)
    assert codes(unasked.conditions) == [ReasonCode.DEFINITE_FAULT_NEEDED]
    definite = desk.ask(Need.HARDWARE, MONDAY, definite_fault=True)
    assert (definite.verdict, Measure.SWAP in definite.measures) == (Verdict.COVERED, True)
    other = desk.ask(Need.HARDWARE, MONDAY, definite_fault=False)
    assert Measure.SWAP not in other.measures


@fact("59")
@pytest.mark.parametrize(("mode", "measure"), [("lend", Measure.LOAN), ("swap", Measure.SWAP)])
def test_the_customer_chose_to_borrow_or_to_swap(mode: str, measure: Measure) -> None:
    decision = sold(ATEA, "prof", mode=mode).ask(Need.HARDWARE, MONDAY, definite_fault=True)
    assert set(decision.measures) & {Measure.LOAN, Measure.SWAP} == {measure}


@fact("60")
@pytest.mark.parametrize("place", list(RepairedGoesTo))
def test_the_repaired_phone_goes_where_the_customer_decided(place: RepairedGoesTo) -> None:
    desk = sold(ATEA, "prof", repair_return_to=place.value)
    decision = desk.ask(Need.HARDWARE, MONDAY, definite_fault=True)
    assert facts_of(decision.reasons, ReasonCode.REPAIRED_GOES_TO, "place") == [place.value]
    assert repaired_to(desk.terms) is place


@fact("60")
def test_a_contract_that_does_not_say_where_is_refused() -> None:
    with pytest.raises(MissingKey):
        require_figures(sold(ATEA, "prof").terms.offer, Figures(), ("settings",))


@fact("61")
def test_four_hundred_phones_have_thirty_two_more_that_the_customer_owns() -> None:
    assert pool_size(400, stock()) == 32
    order = order_refill(stock(), decided_by="customer")
    assert (order.owner, order.held_by) == ("customer", "support_center")
    require_kept_here(stock())


@fact("62")
def test_the_customer_decides_about_a_refill_which_is_billed_by_itself() -> None:
    assert asks_customer(stock())
    assert order_refill(stock(), decided_by="customer").billed_separately
    with pytest.raises(NotTheirsToOrder):
        order_refill(stock(), decided_by=stock().refill_asked_by)


@fact("64")
def test_a_swap_costs_freight_packaging_and_the_phone_besides_the_fee() -> None:
    decision = sold(ATEA, "prof").ask(Need.HARDWARE, MONDAY, definite_fault=True)
    assert costs(decision) == {"device": "quoted", "freight": "quoted", "packaging": "quoted"}


@fact("64a")
def test_phones_in_reserve_at_the_customers_are_an_order_of_their_own() -> None:
    order = order_backups(stock())
    assert (order.held_by, order.billed_separately) == ("customer", True)


@fact("64b")
def test_a_rented_phone_belongs_to_the_lessor() -> None:
    assert order_refill(stock(), decided_by="customer", rented=True).owner == "lessor"
    assert order_backups(stock(), rented=True).owner == "lessor"


@fact("65")
def test_outside_the_makers_warranty_the_customer_gets_a_proposal_and_the_bill() -> None:
    desk = sold(ATEA, "prof")
    outside = desk.ask(Need.HARDWARE, MONDAY, definite_fault=True, under_warranty=False)
    assert facts_of(outside.reasons, ReasonCode.BILLED_DIRECTLY, "payer") == ["customer"]
    assert Measure.QUOTE in outside.measures
    assert costs(outside)["repair"] == "quoted"
    inside = desk.ask(Need.HARDWARE, MONDAY, definite_fault=True, under_warranty=True)
    assert Measure.QUOTE not in inside.measures


@fact("67")
@pytest.mark.parametrize("tier", ["bas", "prof"])
def test_users_attached_to_a_level_may_call_and_nobody_else(tier: str) -> None:
    desk = sold(ATEA, tier)
    assert desk.ask(Need.ADVICE, MONDAY, who=Asker.ATTACHED_USER).verdict is Verdict.COVERED
    for who in (Asker.END_CUSTOMER, Asker.RESELLER):
        refused = desk.ask(Need.ADVICE, MONDAY, who=who)
        assert refused.verdict is Verdict.NOT_COVERED
        assert codes(refused.reasons)[0] is ReasonCode.ACCESS_DENIED
