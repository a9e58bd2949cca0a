"""Facts of the charter of technical support for resellers."""

from datetime import date

import pytest

from rules.decision import Verdict
from rules.prepaid import NoPrepaidTimeLeft, Pack, PackNotSold, draw_down, require_pack_size
from rules.reason_words import say_decision
from rules.reasons import ReasonCode
from rules.service_words import Asker, ChannelKind, Commitment, Measure, Metric, Need, ScopeFact
from tests.programmes.facts.asking import EXER, codes, facts_of, sold
from tests.programmes.facts.fact_list import fact

MONDAY = "2026-11-23 10:00"
LEVELS = ("maintenance", "premium")


@fact("44")
def test_service_hours_stop_for_lunch_the_weekend_and_public_holidays() -> None:
    desk = sold(EXER, "premium")
    assert desk.hours_a_week(ChannelKind.PHONE) == 5 * 7.5
    assert desk.responds("2026-11-23 11:45", "1") == "2026-11-23 15:15"
    assert desk.responds("2026-11-20 17:00", "1") == "2026-11-23 10:00"
    assert desk.responds("2026-11-10 17:00", "1") == "2026-11-12 10:00"
    hours = ("2026-11-23 12:29", "2026-11-23 12:30", "2026-11-23 13:59", "2026-11-23 14:00")
    assert [desk.opens(ChannelKind.PHONE, hour) for hour in hours] == [True, False, False, True]


@fact("45")
def test_end_customers_ask_themselves_under_premium_alone() -> None:
    refused = sold(EXER, "maintenance").ask(Need.INCIDENT, MONDAY, who=Asker.END_CUSTOMER)
    assert (refused.verdict, refused.measures) == (Verdict.NOT_COVERED, (Measure.REFERRAL,))
    assert codes(refused.reasons)[0] is ReasonCode.ASK_THROUGH_RESELLER
    allowed = sold(EXER, "premium").ask(Need.INCIDENT, MONDAY, who=Asker.END_CUSTOMER)
    assert allowed.verdict is Verdict.COVERED
    for level in LEVELS:
        assert sold(EXER, level).ask(Need.INCIDENT, MONDAY).verdict is Verdict.COVERED
        expired = sold(EXER, level).until(date(2026, 1, 1)).ask(Need.INCIDENT, MONDAY)
        assert expired.verdict is Verdict.NOT_COVERED


@fact("46")
def test_maintenance_is_asked_by_mail_without_a_promise_and_may_go_on_to_the_maker() -> None:
    desk = sold(EXER, "maintenance")
    by_mail = desk.ask(Need.INCIDENT, MONDAY, channel=ChannelKind.EMAIL)
    assert by_mail.verdict is Verdict.COVERED
    assert ReasonCode.MAY_ESCALATE in codes(by_mail.reasons)
    for kind in (ChannelKind.PORTAL, ChannelKind.PHONE):
        closed = desk.ask(Need.INCIDENT, MONDAY, channel=kind)
        assert closed.verdict is Verdict.NOT_COVERED
        assert facts_of(closed.reasons, ReasonCode.CHANNEL_CLOSED, "channels") == ["email"]
    assert [desk.responds(MONDAY, severity) for severity in "1234"] == [""] * 4


@fact("47")
@pytest.mark.parametrize("kind", [ChannelKind.PORTAL, ChannelKind.EMAIL, ChannelKind.PHONE])
def test_premium_is_asked_through_platform_mail_or_telephone(kind: ChannelKind) -> None:
    asked = sold(EXER, "premium").ask(Need.INCIDENT, MONDAY, channel=kind)
    assert asked.verdict is Verdict.COVERED
    chat = sold(EXER, "premium").ask(Need.INCIDENT, MONDAY, channel=ChannelKind.CHAT)
    assert chat.verdict is Verdict.NOT_COVERED


@fact("48")
@pytest.mark.parametrize(
    ("severity", "answered"),
    [
        ("1", "2026-11-23 11:00"),
        ("2", "2026-11-23 14:30"),
        ("3", "2026-11-24 09:30"),
        ("4", "2026-11-24 15:00"),
    ],
)
def test_premium_answers_within_working_hours_by_severity(severity: str, answered: str) -> None:
    assert sold(EXER, "premium").responds("2026-11-23 09:00", severity) == answered


@fact("49")
@pytest.mark.parametrize(
    ("severity", "commitment"),
    [
        ("1", Commitment.QUEUE_ORDER),
        ("2", Commitment.QUEUE_ORDER),
        ("3", Commitment.NONE),
        ("4", Commitment.NONE),
    ],
)
def test_standard_is_served_in_order_of_arrival_or_without_a_promise(
    severity: str, commitment: Commitment
) -> None:
    counted = sold(EXER, "maintenance").count(Metric.RESPONSE, MONDAY, severity=severity)
    assert (counted.commitment, counted.due_at, counted.warn_at) == (commitment, None, None)


@fact("50")
@pytest.mark.parametrize("level", LEVELS)
def test_nobody_configures_for_free_at_any_level(level: str) -> None:
    desk = sold(EXER, level)
    free = desk.ask(Need.CONFIGURATION, MONDAY)
    assert (free.verdict, free.measures) == (
        Verdict.NOT_COVERED,
        (Measure.ADVICE, Measure.QUOTE),
    )
    assert facts_of(free.reasons, ReasonCode.PREPAID_NEEDED, "packs") == ["1, 5, 10, 20"]
    paid = desk.ask(Need.CONFIGURATION, MONDAY, prepaid_minutes=60)
    assert paid.verdict is Verdict.COVERED


@fact("51")
def test_hours_are_bought_in_four_packs_and_refused_when_they_are_used_up() -> None:
    prepaid = sold(EXER, "maintenance").terms.ground.prepaid
    assert prepaid is not None
    for hours in (1, 5, 10, 20):
        require_pack_size(hours, prepaid.packs_hours)
    with pytest.raises(PackNotSold):
        require_pack_size(2, prepaid.packs_hours)
    pack = Pack(id="P-1", hours=1, bought_on=date(2026, 1, 1), step_minutes=prepaid.step_minutes)
    [portion] = draw_down([pack], 59)
    assert portion.minutes == 59
    with pytest.raises(NoPrepaidTimeLeft):
        draw_down([pack], 61, prepaid.packs_hours)


@fact("52")
def test_a_remote_session_looks_under_premium_and_changes_on_prepaid_hours_alone() -> None:
    premium, maintenance = sold(EXER, "premium"), sold(EXER, "maintenance")
    assert premium.ask(Need.REMOTE_VIEW, MONDAY).verdict is Verdict.COVERED
    assert maintenance.ask(Need.REMOTE_VIEW, MONDAY).verdict is Verdict.NOT_COVERED
    for desk in (premium, maintenance):
        free = desk.ask(Need.REMOTE_CHANGE, MONDAY)
        assert free.verdict is Verdict.NOT_COVERED
        assert Measure.REMOTE_SESSION not in free.measures
        paid = desk.ask(Need.REMOTE_CHANGE, MONDAY, prepaid_minutes=30)
        assert (paid.verdict, paid.measures) == (Verdict.COVERED, (Measure.REMOTE_SESSION,))


@fact("53")
@pytest.mark.parametrize("lacking", list(ScopeFact))
@pytest.mark.parametrize("level", LEVELS)
def test_a_product_out_of_scope_gets_no_help(lacking: ScopeFact, level: str) -> None:
    desk, holds = sold(EXER, level), dict.fromkeys(ScopeFact, True)
    refused = desk.ask(Need.INCIDENT, MONDAY, scope=holds | {lacking: False})
    assert refused.verdict is Verdict.NOT_COVERED
    assert facts_of(refused.reasons, ReasonCode.SCOPE_FAILS, "fact") == [lacking.value]
    known = {name: True for name in ScopeFact if name is not lacking}
    asked = desk.ask(Need.INCIDENT, MONDAY, scope=known)
    assert facts_of(asked.conditions, ReasonCode.SCOPE_UNKNOWN, "fact") == [lacking.value]


@fact("54")
def test_every_answer_says_that_the_charter_does_not_bind() -> None:
    decision = sold(EXER, "premium").ask(Need.INCIDENT, MONDAY)
    assert ReasonCode.NOT_BINDING in codes(decision.reasons)
    assert any("Charte du CST" in sentence for sentence in say_decision(decision, "fr"))
