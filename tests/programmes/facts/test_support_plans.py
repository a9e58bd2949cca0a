"""Facts of the plans in four levels with managed services and a hardware plan."""

from datetime import date
from typing import Any

import pytest

from rules.case_start import return_plan
from rules.decision import Verdict
from rules.question import DeviceOnRecord
from rules.reasons import ReasonCode
from rules.service_words import Asker, ChannelKind, Commitment, Measure, Metric, Need
from rules.targets import target_for
from tests.programmes.facts.asking import OPSWAT, codes, costs, facts_of, sold
from tests.programmes.facts.fact_list import fact

SUNDAY_NIGHT, MONDAY = "2026-11-22 03:00", "2026-11-23 10:00"
LEVELS = ("silver", "gold", "platinum", "emerald_us")
AMERICAN: dict[str, Any] = {"handler_citizenship": "US", "handler_location": "US"}
ALERT: dict[str, Any] = {"who": Asker.MONITORING, "channel": ChannelKind.ALERT}
KIOSK = DeviceOnRecord(product_class="metadefender_kiosk", invoiced_on=date(2025, 1, 1))
DESKTOP = DeviceOnRecord(product_class="gateway", invoiced_on=date(2025, 1, 1))


@fact("29a")
def test_phone_chat_and_cases_are_open_at_any_hour_where_no_table_says_otherwise() -> None:
    plan = sold(OPSWAT, "hardware")
    for kind in (ChannelKind.PHONE, ChannelKind.CHAT, ChannelKind.PORTAL):
        assert plan.opens(kind, SUNDAY_NIGHT)
        assert plan.ask(Need.SOFTWARE, SUNDAY_NIGHT, channel=kind).verdict is Verdict.COVERED
    by_phone = sold(OPSWAT, "silver").ask(Need.INCIDENT, MONDAY, channel=ChannelKind.PHONE)
    assert by_phone.verdict is Verdict.NOT_COVERED


def channels(tier: str) -> list[float]:
    """Hours a week of cases, chatbot, live chat and telephone; a closed one is refused."""
    plan, hours = sold(OPSWAT, tier), []
    for kind in (ChannelKind.PORTAL, ChannelKind.BOT, ChannelKind.CHAT, ChannelKind.PHONE):
        hours.append(plan.hours_a_week(kind))
        asked = plan.ask(Need.INCIDENT, MONDAY, channel=kind, **AMERICAN)
        assert (asked.verdict is Verdict.COVERED) == (hours[-1] > 0)
    return hours


@fact("30")
def test_silver_has_twelve_hours_of_cases_and_no_chat_and_no_telephone() -> None:
    assert channels("silver") == [5 * 12, 7 * 24, 0, 0]


@fact("31")
def test_gold_has_cases_and_chat_on_every_working_day_and_no_telephone() -> None:
    assert channels("gold") == [5 * 24, 7 * 24, 5 * 24, 0]


@fact("32")
def test_platinum_has_cases_and_telephone_at_any_hour() -> None:
    assert channels("platinum") == [7 * 24, 7 * 24, 5 * 24, 7 * 24]


@fact("33")
def test_emerald_has_thirteen_hours_of_chat() -> None:
    assert channels("emerald_us") == [7 * 24, 7 * 24, 5 * 13, 7 * 24]


@fact("34")
@pytest.mark.parametrize("severity", ["S1", "S2"])
def test_a_blocker_is_answered_in_hours_of_the_levels_case_channel(severity: str) -> None:
    friday = [sold(OPSWAT, tier).responds("2026-11-20 19:00", severity) for tier in LEVELS]
    monday = "2026-11-23 11:00"
    assert friday == [monday, "2026-11-20 21:00", "2026-11-20 20:00", "2026-11-20 20:00"]
    saturday = [sold(OPSWAT, tier).responds("2026-11-21 12:00", severity) for tier in LEVELS]
    noon, night, at_once = "2026-11-23 12:00", "2026-11-23 02:00", "2026-11-21 13:00"
    assert saturday == [noon, night, at_once, at_once]


@fact("34", "35")
@pytest.mark.parametrize("tier", LEVELS)
@pytest.mark.parametrize("severity", ["S1", "S2", "S3", "S4"])
def test_only_the_first_response_is_promised(tier: str, severity: str) -> None:
    terms = sold(OPSWAT, tier).terms
    assert target_for(terms, Metric.RESOLUTION, severity=severity, need=Need.INCIDENT) is None


@fact("35")
@pytest.mark.parametrize("severity", ["S3", "S4"])
def test_a_lesser_fault_is_answered_in_working_time(severity: str) -> None:
    friday = [sold(OPSWAT, tier).responds("2026-11-20 19:00", severity) for tier in LEVELS]
    day, eight_hours, four_hours = "2026-11-23 19:00", "2026-11-23 03:00", "2026-11-20 23:00"
    assert friday == [day, eight_hours, four_hours, four_hours]
    saturday = [sold(OPSWAT, tier).responds("2026-11-21 12:00", severity) for tier in LEVELS]
    assert saturday == ["2026-11-24 08:00", "2026-11-23 08:00"] + ["2026-11-23 04:00"] * 2


@fact("36")
@pytest.mark.parametrize(("tier", "level"), list(zip(LEVELS, "1122", strict=True)))
def test_a_case_starts_at_its_level_of_triage(tier: str, level: str) -> None:
    decision = sold(OPSWAT, tier).ask(Need.INCIDENT, MONDAY, **AMERICAN)
    assert facts_of(decision.reasons, ReasonCode.TRIAGE_LEVEL, "level") == [level]


@fact("37")
@pytest.mark.parametrize("citizenship", ["US", "SE", ""])
@pytest.mark.parametrize("location", ["US", "SE", ""])
def test_only_americans_in_america_handle_an_emerald_case(citizenship: str, location: str) -> None:
    handler: dict[str, Any] = {"handler_citizenship": citizenship, "handler_location": location}
    decision = sold(OPSWAT, "emerald_us").ask(Need.INCIDENT, MONDAY, **handler)
    allowed = citizenship == location == "US"
    assert (decision.verdict is Verdict.COVERED) == allowed
    assert (ReasonCode.HANDLER_NOT_ALLOWED in codes(decision.reasons)) == (not allowed)
    for tier in LEVELS[:3]:
        anybody = sold(OPSWAT, tier).ask(Need.INCIDENT, MONDAY, **handler)
        assert anybody.verdict is Verdict.COVERED


@fact("38")
def test_managed_services_are_platinum_with_alerts_at_any_hour() -> None:
    managed = sold(OPSWAT, "managed")
    assert managed.ask(Need.INCIDENT, SUNDAY_NIGHT, **ALERT).verdict is Verdict.COVERED
    assert managed.opens(ChannelKind.ALERT, SUNDAY_NIGHT)
    for tier in ("platinum", "managed"):
        assert sold(OPSWAT, tier).responds(SUNDAY_NIGHT, "S1") == "2026-11-22 04:00"
    solved = managed.count(Metric.RESOLUTION, SUNDAY_NIGHT, severity="S1")
    assert (solved.commitment, solved.due_at) == (Commitment.BEST_EFFORT, None)
    refused = sold(OPSWAT, "platinum").ask(Need.INCIDENT, SUNDAY_NIGHT, **ALERT)
    assert refused.verdict is Verdict.NOT_COVERED


@fact("38a")
@pytest.mark.parametrize(
    "topic",
    [
        "hardware_health_monitoring",
        "software_monitoring",
        "remote_management",
        "continuous_reporting",
    ],
)
def test_monitoring_remote_management_and_reports_are_sold_as_managed_services(topic: str) -> None:
    [found] = [
        row for row in sold(OPSWAT, "managed").terms.ground.topics.values() if row.id == topic
    ]
    managed = sold(OPSWAT, "managed").ask(found.need, MONDAY, topic=topic)
    assert managed.verdict is Verdict.COVERED
    platinum = sold(OPSWAT, "platinum").ask(found.need, MONDAY, topic=topic)
    assert platinum.verdict is Verdict.NOT_COVERED
    assert ReasonCode.TOPIC_NOT_IN_TIER in codes(platinum.reasons)


@fact("38a")
def test_an_alert_opens_a_case_and_a_managed_system_is_changed_from_afar() -> None:
    managed = sold(OPSWAT, "managed")
    alert = managed.ask(Need.MONITORING, SUNDAY_NIGHT, **ALERT)
    assert (alert.verdict, alert.conditions) == (Verdict.COVERED, ())
    assert ReasonCode.ALERT_ACCEPTED in codes(alert.reasons)
    assert managed.ask(Need.REMOTE_CHANGE, MONDAY).measures == (Measure.REMOTE_SESSION,)
    assert sold(OPSWAT, "platinum").ask(Need.REMOTE_CHANGE, MONDAY).measures == (Measure.ADVICE,)


@fact("39")
@pytest.mark.parametrize("device", [KIOSK, DESKTOP])
def test_any_hardware_is_covered_for_its_first_year_and_longer_when_bought(
    device: DeviceOnRecord,
) -> None:
    first_year = sold(OPSWAT, "hardware").until(date(2025, 7, 1))
    last = first_year.ask(Need.HARDWARE, "2026-01-01 12:00", device, defect_confirmed=True)
    assert (last.verdict, last.covered_until) == (Verdict.COVERED, date(2026, 1, 1))
    over = first_year.ask(Need.HARDWARE, "2026-01-02 12:00", device, defect_confirmed=True)
    assert over.verdict is Verdict.NOT_COVERED
    extended = sold(OPSWAT, "hardware")
    longer = extended.ask(Need.HARDWARE, "2029-06-01 12:00", device, defect_confirmed=True)
    assert longer.verdict is Verdict.COVERED


@fact("40")
def test_a_replacement_is_shipped_two_working_days_after_the_defect_was_identified() -> None:
    plan = sold(OPSWAT, "hardware")
    assert plan.dispatch("2025-12-31 10:00").due_day == date(2026, 1, 8)
    assert plan.dispatch("2026-11-21 10:00").due_day == date(2026, 11, 24)
    reported = plan.ask(Need.HARDWARE, MONDAY, KIOSK)
    assert codes(reported.conditions) == [ReasonCode.DEFECT_TO_CONFIRM]
    confirmed = plan.ask(Need.HARDWARE, MONDAY, KIOSK, defect_confirmed=True)
    assert confirmed.measures == (Measure.ADVANCE_REPLACEMENT,)
    assert facts_of(confirmed.reasons, ReasonCode.TRANSPORT_PAID_BY, "payer") == ["vendor"]
    assert costs(confirmed) == {"advance_replacement": "0 USD"}


@fact("41")
def test_the_label_for_the_way_back_lies_in_the_box() -> None:
    plan = return_plan(sold(OPSWAT, "hardware").terms)
    assert (plan.owed, plan.label_in_box) == (True, True)


@fact("42")
def test_a_technician_comes_to_a_kiosk_once_the_part_is_there_and_the_place_was_asked() -> None:
    plan = sold(OPSWAT, "hardware")
    asked = plan.ask(Need.ON_SITE, MONDAY, KIOSK, defect_confirmed=True)
    assert Measure.ON_SITE in asked.measures
    waiting = {ReasonCode.SITE_TO_BE_ASKED, ReasonCode.PART_TO_ARRIVE}
    assert set(codes(asked.conditions)) == waiting
    ready: dict[str, Any] = {"defect_confirmed": True, "site_eligible": True, "part_arrived": True}
    assert plan.ask(Need.ON_SITE, MONDAY, KIOSK, **ready).verdict is Verdict.COVERED
    elsewhere = plan.ask(Need.ON_SITE, MONDAY, KIOSK, **{**ready, "site_eligible": False})
    assert ReasonCode.SITE_NOT_ELIGIBLE in codes(elsewhere.reasons)
    other = plan.ask(Need.ON_SITE, MONDAY, DESKTOP, **ready)
    assert (other.verdict, Measure.ON_SITE in other.measures) == (Verdict.NOT_COVERED, False)
    assert ReasonCode.ON_SITE_CLASSES in codes(other.reasons)


@fact("43")
def test_firmware_is_sent_electronically_with_instructions_and_help() -> None:
    firmware = sold(OPSWAT, "hardware").ask(Need.SOFTWARE, MONDAY, KIOSK)
    assert (firmware.verdict, firmware.measures) == (Verdict.COVERED, (Measure.SOFTWARE_DELIVERY,))
    beside = {ReasonCode.WITH_INSTRUCTIONS, ReasonCode.HELP_AS_APPROPRIATE}
    assert beside <= set(codes(firmware.reasons))
    assert sold(OPSWAT, "silver").ask(Need.SOFTWARE, MONDAY).verdict is Verdict.NOT_COVERED
