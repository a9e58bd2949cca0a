"""The published programmes, each asked what its own document decides."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from programmes.loader import load_programme
from rules.decision import Decision, Verdict
from rules.entitling import decide
from rules.question import ContractRun, DeviceOnRecord, Question
from rules.reason_words import say_decision
from rules.reasons import ReasonCode
from rules.service_words import Asker, Cause, ChannelKind, Measure, Need, ScopeFact
from rules.terms import terms_under
from tests.rules.calendars import local
from tests.rules.entitling import asks, says, the

RUN = ContractRun(starts_on=date(2025, 1, 1), ends_on=date(2028, 1, 1))
TICKET = {
    "end_customer_name": "Fabrikam",
    "system_type_and_host_id": "UCX250 / 42",
    "software_release": "7.1",
    "call_scenario": "No dial tone",
}
IN_SCOPE = dict.fromkeys(ScopeFact, True)


def asked(
    programme: str,
    tier: str,
    *,
    run: ContractRun = RUN,
    device: DeviceOnRecord | None = None,
    settings: dict[str, object] | None = None,
    **question: Any,
) -> Decision:
    given: dict[str, Any] = {
        "need": Need.INCIDENT,
        "asked_at": local("2026-03-02 10:00"),
        "who": Asker.RESELLER,
        "ticket": TICKET,
        "registered": True,
        "scope": IN_SCOPE,
    }
    return decide(
        terms=terms_under(load_programme(programme), tier, settings),
        run=run,
        device=device or DeviceOnRecord(),
        question=Question(**(given | question)),
    )


def test_under_maintenance_only_resellers_ask_and_only_by_mail() -> None:
    mail: dict[str, Any] = {"channel": ChannelKind.EMAIL}
    assert asked("exer_cst", "maintenance", **mail).verdict is Verdict.COVERED
    denied = asked("exer_cst", "maintenance", who=Asker.END_CUSTOMER, **mail)
    assert says(denied, ReasonCode.ASK_THROUGH_RESELLER)
    assert asked("exer_cst", "premium", who=Asker.END_CUSTOMER, **mail).verdict is Verdict.COVERED
    phone = asked("exer_cst", "maintenance", channel=ChannelKind.PHONE)
    assert the(phone, ReasonCode.CHANNEL_CLOSED).facts["channels"] == "email"
    assert asked("exer_cst", "premium", channel=ChannelKind.PHONE).verdict is Verdict.COVERED


def test_help_with_the_configuration_takes_an_hour_pack_at_every_level() -> None:
    for tier in ("maintenance", "premium"):
        given: dict[str, Any] = {"need": Need.CONFIGURATION, "channel": ChannelKind.EMAIL}
        assert says(asked("exer_cst", tier, **given), ReasonCode.PREPAID_NEEDED)
        drawn = asked("exer_cst", tier, **given, prepaid_minutes=60)
        assert drawn.verdict is Verdict.COVERED


def test_a_charter_without_legal_value_asks_for_normal_use_of_a_current_version() -> None:
    outdated = IN_SCOPE | {ScopeFact.CURRENT_VERSION: False}
    refused = asked("exer_cst", "premium", scope=outdated)
    assert refused.verdict is Verdict.NOT_COVERED
    assert says(refused, ReasonCode.NOT_BINDING)


def test_an_end_user_goes_through_the_reseller() -> None:
    denied = asked("emetrotel_assurance", "standard", who=Asker.END_CUSTOMER)
    assert denied.verdict is Verdict.NOT_COVERED
    direct = asked("emetrotel_assurance", "standard", who=Asker.END_CUSTOMER, reseller_asked=True)
    assert direct.verdict is Verdict.COVERED


@pytest.mark.parametrize("field", list(TICKET))
def test_each_of_the_four_fields_is_asked_for(field: str) -> None:
    ticket = {name: text for name, text in TICKET.items() if name != field}
    found = asked("emetrotel_assurance", "premium", ticket=ticket)
    assert the(found, ReasonCode.FIELD_MISSING).facts["field"] == field


@pytest.mark.parametrize(
    ("cause", "clause"),
    [
        (Cause.CONSUMED, "a"),
        (Cause.OTHER_PRODUCT, "b"),
        (Cause.ACCIDENT, "c"),
        (Cause.OUTSIDE_GUIDELINES, "d"),
        (Cause.UNAUTHORISED_SERVICE, "e"),
        (Cause.MODIFIED, "f"),
        (Cause.WEAR, "g"),
        (Cause.SERIAL_REMOVED, "h"),
    ],
)
def test_the_eight_exclusions_refuse_the_warranty(cause: Cause, clause: str) -> None:
    given: dict[str, Any] = {
        "need": Need.HARDWARE,
        "device": DeviceOnRecord(product_class="ucx250", invoiced_on=date(2025, 5, 1)),
        "defect_confirmed": True,
        "settings": {"products": {"ucx250": {"max_total_months": 60}}},
    }
    refused = asked("emetrotel_assurance", "standard", cause=cause, **given)
    assert the(refused, ReasonCode.EXCLUDED).facts["clause"] == clause
    held = asked("emetrotel_assurance", "standard", **given)
    assert held.measures == (Measure.LIKE_FOR_LIKE,)
    assert held.covered_until == date(2026, 5, 1)


def test_a_telephone_has_no_extension_and_a_system_has_one() -> None:
    for product, code in (
        ("infinity_telephone", ReasonCode.CLASS_NOT_EXTENDABLE),
        ("ucx450", ReasonCode.EXTENSION_ON_SALE),
    ):
        device = DeviceOnRecord(product_class=product, invoiced_on=date(2025, 5, 1))
        assert says(
            asked("emetrotel_assurance", "standard", need=Need.HARDWARE, device=device), code
        )


def test_an_expired_assurance_costs_its_package_with_the_contracts_figures() -> None:
    over = replace(RUN, ends_on=date(2026, 3, 1))
    figures: dict[str, object] = {"surcharge": "250", "hourly_rate": "120"}
    found = asked("emetrotel_assurance", "standard", run=over, settings=figures)
    assert found.measures == (Measure.ADVICE, Measure.QUOTE)
    assert {cost.what: cost.amount for cost in found.costs}["surcharge"] == 250
    approved = asked(
        "emetrotel_assurance", "standard", run=over, settings=figures, order_approved=True
    )
    assert approved.verdict is Verdict.COVERED
    assert Measure.REMOTE_SESSION not in approved.measures


def test_the_emerald_tier_is_handled_by_citizens_on_their_soil_only() -> None:
    assert asked("opswat", "emerald_us").verdict is Verdict.NOT_COVERED
    held = asked("opswat", "emerald_us", handler_citizenship="US", handler_location="US")
    assert held.verdict is Verdict.COVERED
    assert the(held, ReasonCode.TRIAGE_LEVEL).facts["level"] == "2"
    assert asked("opswat", "platinum").verdict is Verdict.COVERED


def test_only_the_managed_service_takes_alerts() -> None:
    alert: dict[str, Any] = {
        "need": Need.MONITORING,
        "who": Asker.MONITORING,
        "channel": ChannelKind.ALERT,
    }
    assert asked("opswat", "managed", **alert).verdict is Verdict.COVERED
    assert asked("opswat", "platinum", **alert).verdict is Verdict.NOT_COVERED


@pytest.mark.parametrize(
    ("tier", "kind", "verdict"),
    [
        ("silver", ChannelKind.PORTAL, Verdict.COVERED),
        ("silver", ChannelKind.BOT, Verdict.COVERED),
        ("silver", ChannelKind.CHAT, Verdict.NOT_COVERED),
        ("silver", ChannelKind.PHONE, Verdict.NOT_COVERED),
        ("gold", ChannelKind.CHAT, Verdict.COVERED),
        ("gold", ChannelKind.PHONE, Verdict.NOT_COVERED),
        ("platinum", ChannelKind.PHONE, Verdict.COVERED),
    ],
)
def test_the_table_of_channels_decides(tier: str, kind: ChannelKind, verdict: Verdict) -> None:
    assert asked("opswat", tier, channel=kind).verdict is verdict


def test_a_kiosk_is_visited_and_no_other_product() -> None:
    given: dict[str, Any] = {"need": Need.ON_SITE, "defect_confirmed": True}
    kiosk = DeviceOnRecord(product_class="metadefender_kiosk", invoiced_on=date(2025, 5, 1))
    found = asked("opswat", "hardware", device=kiosk, **given)
    assert asks(found, ReasonCode.SITE_TO_BE_ASKED)
    assert asks(found, ReasonCode.PART_TO_ARRIVE)
    other = asked("opswat", "hardware", device=replace(kiosk, product_class="core"), **given)
    assert says(other, ReasonCode.ON_SITE_CLASSES)


def test_the_extended_warranty_ends_seven_years_after_the_purchase() -> None:
    late = ContractRun(starts_on=date(2025, 1, 1), ends_on=date(2032, 1, 1))
    device = DeviceOnRecord(product_class="module", invoiced_on=date(2020, 2, 29))
    given: dict[str, Any] = {"need": Need.HARDWARE, "device": device, "run": late}
    last = asked(
        "smartoptics_smart_care", "smart_care", asked_at=local("2027-02-28 23:00"), **given
    )
    assert (last.verdict, last.measures) == (Verdict.COVERED, (Measure.REPAIR,))
    over = asked(
        "smartoptics_smart_care", "smart_care", asked_at=local("2027-03-01 00:00"), **given
    )
    assert over.verdict is Verdict.NOT_COVERED
    support = asked(
        "smartoptics_smart_care", "smart_care", asked_at=local("2027-03-01 00:00"), run=late
    )
    assert support.verdict is Verdict.COVERED, "support runs to the end of the contract"


def test_the_lower_tier_has_no_swap_and_the_upper_lends_or_swaps() -> None:
    user: dict[str, Any] = {
        "need": Need.HARDWARE,
        "who": Asker.ATTACHED_USER,
        "definite_fault": True,
    }
    lower = asked("atea_smartservice", "bas", **user)
    assert lower.measures == (Measure.REFERRAL,)
    activation = asked("atea_smartservice", "bas", **user, topic="swap_activation")
    assert says(activation, ReasonCode.TOPIC_NOT_IN_TIER)
    assert Measure.SWAP in asked("atea_smartservice", "prof", **user).measures
    lent = asked("atea_smartservice", "prof", settings={"mode": "lend"}, **user)
    assert Measure.LOAN in lent.measures
    assert say_decision(lent, "sv")[0].startswith("Omfattas: låneenhet")


def test_only_attached_users_call_the_support_center() -> None:
    assert asked("atea_smartservice", "bas", who=Asker.END_CUSTOMER).verdict is Verdict.NOT_COVERED
