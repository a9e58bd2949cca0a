from typing import Any

import pytest

from rules.decision import Verdict
from rules.programme import GroundRules
from rules.reasons import ReasonCode
from rules.service_terms import Access, Channel, Handling, Intake
from rules.service_words import Asker, ChannelKind, Measure, Need
from tests.rules.entitling import a_tier, decided, says, some_terms, the

RESELLERS = Access(who=Asker.RESELLER, source="resellers only")
END_CUSTOMERS = Access(who=Asker.END_CUSTOMER, source="premium end customers")
ON_REQUEST = Access(
    who=Asker.END_CUSTOMER, needs_reseller_request=True, source="at the reseller's request"
)
ATTACHED = Access(who=Asker.ATTACHED_USER, source="all attached users")
MAIL = Channel(kind=ChannelKind.EMAIL, source="by mail")
PHONE = Channel(kind=ChannelKind.PHONE, who=(Asker.RESELLER,), source="by phone", address="123")


def test_a_reseller_may_ask_and_an_end_customer_is_sent_to_the_reseller() -> None:
    tier = a_tier(access=(RESELLERS,))
    assert decided(tier).verdict is Verdict.COVERED
    denied = decided(tier, who=Asker.END_CUSTOMER)
    assert (denied.verdict, denied.measures) == (Verdict.NOT_COVERED, (Measure.REFERRAL,))
    assert the(denied, ReasonCode.ASK_THROUGH_RESELLER).facts == {
        "source": "resellers only",
        "who": "end_customer",
    }


def test_an_end_customer_with_the_premium_tier_may_ask() -> None:
    allowed = decided(a_tier(access=(RESELLERS, END_CUSTOMERS)), who=Asker.END_CUSTOMER)
    assert allowed.verdict is Verdict.COVERED
    assert the(allowed, ReasonCode.ACCESS_ALLOWED).facts["source"] == "premium end customers"


def test_an_end_customer_is_helped_directly_only_when_the_reseller_asked() -> None:
    tier = a_tier(access=(RESELLERS, ON_REQUEST))
    denied = decided(tier, who=Asker.END_CUSTOMER)
    assert the(denied, ReasonCode.RESELLER_REQUEST_NEEDED).facts["source"] == ON_REQUEST.source
    assert denied.verdict is Verdict.NOT_COVERED
    asked = decided(tier, who=Asker.END_CUSTOMER, reseller_asked=True)
    assert asked.verdict is Verdict.COVERED
    assert says(asked, ReasonCode.ACCESS_AT_RESELLERS_REQUEST)


def test_only_attached_users_may_ask_where_the_programme_says_so() -> None:
    tier = a_tier(access=(ATTACHED,))
    assert decided(tier, who=Asker.ATTACHED_USER).verdict is Verdict.COVERED
    denied = decided(tier, who=Asker.RESELLER)
    assert the(denied, ReasonCode.ACCESS_DENIED).facts["allowed"] == "attached_user"


def test_anybody_may_ask_by_any_channel_where_the_programme_is_silent() -> None:
    for who in (Asker.RESELLER, Asker.END_CUSTOMER, Asker.ATTACHED_USER):
        assert decided(a_tier(), who=who, channel=ChannelKind.CHAT).verdict is Verdict.COVERED


def test_a_channel_the_tier_has_not_is_refused_with_those_it_has() -> None:
    tier = a_tier(channels=(MAIL, PHONE))
    assert the(decided(tier, channel=ChannelKind.PHONE), ReasonCode.CHANNEL_OPEN).facts == {
        "source": "by phone",
        "channel": "phone",
        "address": "123",
    }
    closed = decided(tier, channel=ChannelKind.CHAT)
    assert closed.verdict is Verdict.NOT_COVERED
    assert the(closed, ReasonCode.CHANNEL_CLOSED).facts["channels"] == "email, phone"


def test_a_channel_may_be_open_to_some_askers_only() -> None:
    tier = a_tier(channels=(MAIL, PHONE))
    closed = decided(tier, who=Asker.END_CUSTOMER, channel=ChannelKind.PHONE)
    assert the(closed, ReasonCode.CHANNEL_CLOSED).facts["channels"] == "email"


@pytest.mark.parametrize(
    ("handler", "verdict"),
    [
        (("US", "US"), Verdict.COVERED),
        (("US", "RO"), Verdict.NOT_COVERED),
        (("RO", "US"), Verdict.NOT_COVERED),
        (("US", ""), Verdict.NOT_COVERED),
        (("", ""), Verdict.NOT_COVERED),
    ],
)
def test_handling_by_citizens_on_their_soil_fails_closed(
    handler: tuple[str, str], verdict: Verdict
) -> None:
    only = Handling(tiers=("gold",), citizenship="US", location="US", source="citizens only")
    citizenship, location = handler
    found = decided(
        a_tier(handling=only), handler_citizenship=citizenship, handler_location=location
    )
    assert found.verdict is verdict
    code = ReasonCode.HANDLER_ALLOWED if verdict is Verdict.COVERED else None
    assert the(found, code or ReasonCode.HANDLER_NOT_ALLOWED).facts["source"] == "citizens only"
    assert bool(found.measures) is (verdict is Verdict.COVERED)


def test_an_alert_of_the_monitoring_is_taken_only_where_alerts_are_sold() -> None:
    alert: dict[str, Any] = {
        "need": Need.MONITORING,
        "who": Asker.MONITORING,
        "channel": ChannelKind.ALERT,
    }
    ground = GroundRules(intake=Intake(required_fields=("name",), source="alerts around the clock"))
    sold = decided(some_terms(a_tier(alerts=True), ground=ground), **alert)
    assert (sold.verdict, sold.measures) == (Verdict.COVERED, (Measure.ADVICE,))
    assert the(sold, ReasonCode.ALERT_ACCEPTED).facts["source"] == "alerts around the clock"
    assert decided(a_tier(), **alert).verdict is Verdict.NOT_COVERED


def test_monitoring_asks_by_alert_and_nobody_else_does() -> None:
    tier = a_tier(alerts=True)
    by_mail = decided(tier, who=Asker.MONITORING)
    by_person = decided(tier, channel=ChannelKind.ALERT)
    for found in (by_mail, by_person):
        assert found.verdict is Verdict.NOT_COVERED
        assert says(found, ReasonCode.ALERTS_NOT_IN_TIER)
