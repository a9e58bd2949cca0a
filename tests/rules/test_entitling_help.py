from decimal import Decimal
from typing import Any

import pytest

from rules.decision import Cost, Verdict
from rules.figures import Figures
from rules.fulfilment import SoftwareTerms
from rules.programme import GroundRules
from rules.question import ContractRun
from rules.readings import Expiry, Readings
from rules.reasons import ReasonCode
from rules.service_terms import Intake, Prepaid, RemoteHelp
from rules.service_words import Measure, Need
from tests.rules.calendars import local
from tests.rules.entitling import (
    OVER,
    PACKAGE,
    RUN,
    a_tier,
    asks,
    codes,
    decided,
    says,
    some_terms,
    the,
)

PACKS = Prepaid(
    packs_hours=(1, 5, 10, 20), covers=(Need.CONFIGURATION,), step_minutes=15, source="packs"
)
WITH_PACKS = GroundRules(document="Charter", prepaid=PACKS)


def remote(**changes: Any) -> RemoteHelp:
    return RemoteHelp(**({"source": "remote help"} | changes))


def test_advice_is_given_while_the_contract_runs() -> None:
    found = decided(a_tier())
    assert (found.verdict, found.measures) == (Verdict.COVERED, (Measure.ADVICE,))
    assert the(found, ReasonCode.CONTRACT_RUNS).facts["ends"] == "2026-12-31"


def test_a_contract_that_has_not_started_covers_nothing() -> None:
    found = decided(a_tier(), asked_at=local("2024-12-31 23:59"))
    assert found.verdict is Verdict.NOT_COVERED
    assert the(found, ReasonCode.CONTRACT_NOT_STARTED).facts["starts"] == "2025-01-01"


@pytest.mark.parametrize(
    ("asked", "expiry", "verdict"),
    [
        ("2026-12-30 23:59:59", Expiry.BEFORE_DATE, Verdict.COVERED),
        ("2026-12-31 00:00:00", Expiry.BEFORE_DATE, Verdict.NOT_COVERED),
        ("2026-12-31 23:59:59", Expiry.THROUGH_DATE, Verdict.COVERED),
        ("2027-01-01 00:00:00", Expiry.THROUGH_DATE, Verdict.NOT_COVERED),
    ],
)
def test_a_ticket_on_the_expiry_date_is_covered_by_the_reading(
    asked: str, expiry: Expiry, verdict: Verdict
) -> None:
    terms = some_terms(readings=Readings(expiry=expiry))
    found = decided(terms, asked_at=local(asked))
    assert found.verdict is verdict
    assert the(found, ReasonCode.READING).facts == {"name": "expiry", "value": expiry.value}


def test_the_day_of_a_ticket_is_that_of_the_programmes_zone() -> None:
    late = local("2026-12-30 18:00", "America/New_York")
    assert decided(a_tier(), asked_at=late).verdict is Verdict.NOT_COVERED


def test_a_contract_without_an_end_runs_on() -> None:
    run = ContractRun(starts_on=RUN.starts_on, ends_on=None)
    found = decided(a_tier(), run=run, asked_at=local("2050-01-01 12:00"))
    assert found.verdict is Verdict.COVERED
    assert says(found, ReasonCode.CONTRACT_RUNS_ON)


def test_an_expired_contract_without_a_package_gets_advice_only() -> None:
    found = decided(a_tier(), run=OVER)
    assert (found.verdict, found.measures) == (Verdict.NOT_COVERED, (Measure.ADVICE,))
    assert found.costs == ()


def test_an_expired_contract_names_its_package_and_what_it_costs() -> None:
    figures = Figures(surcharge=Decimal(250), hourly_rate=Decimal("120.50"))
    found = decided(some_terms(a_tier(expired=PACKAGE), figures=figures), run=OVER)
    assert found.verdict is Verdict.NOT_COVERED
    assert found.measures == (Measure.ADVICE, Measure.QUOTE)
    assert codes(found.conditions) == [
        *(ReasonCode.PURCHASE_NEEDED,) * 3,
        ReasonCode.SURCHARGE_DUE,
        ReasonCode.PURCHASE_ORDER_NEEDED,
    ]
    assert found.costs == (
        Cost(what="upgrade", amount=None, currency="SEK"),
        Cost(what="renewal", amount=None, currency="SEK"),
        Cost(what="audit_hours", amount=Decimal("120.50"), currency="SEK", per="hour"),
        Cost(what="surcharge", amount=Decimal(250), currency="SEK"),
    )
    assert the(found, ReasonCode.CONTRACT_OVER).facts["source"] == "expired services"


def test_work_on_an_expired_contract_starts_with_the_approved_purchase_order() -> None:
    found = decided(a_tier(expired=PACKAGE), run=OVER, order_approved=True)
    assert (found.verdict, found.measures) == (Verdict.COVERED, (Measure.ADVICE,))
    assert says(found, ReasonCode.PURCHASE_ORDER_APPROVED)
    assert [cost.what for cost in found.costs][-1] == "surcharge"


def test_an_incident_is_looked_at_from_afar_where_the_tier_has_it() -> None:
    found = decided(a_tier(remote=remote()), need=Need.INCIDENT)
    assert found.measures == (Measure.ADVICE, Measure.REMOTE_SESSION)
    assert says(found, ReasonCode.REMOTE_VIEW_ONLY)
    assert decided(a_tier(), need=Need.INCIDENT).measures == (Measure.ADVICE,)
    assert decided(a_tier(remote=remote(view=False)), need=Need.INCIDENT).measures == (
        Measure.ADVICE,
    )


def test_an_incident_may_go_on_to_the_manufacturer() -> None:
    intake = Intake(escalates_to_manufacturer=True, source="escalation")
    found = decided(some_terms(ground=GroundRules(intake=intake)), need=Need.INCIDENT)
    assert the(found, ReasonCode.MAY_ESCALATE).facts["source"] == "escalation"
    assert not says(decided(a_tier(), need=Need.INCIDENT), ReasonCode.MAY_ESCALATE)


def test_a_remote_look_needs_a_tier_that_has_it() -> None:
    looked = decided(a_tier(remote=remote()), need=Need.REMOTE_VIEW)
    assert (looked.verdict, looked.measures) == (Verdict.COVERED, (Measure.REMOTE_SESSION,))
    for tier in (a_tier(), a_tier(remote=remote(view=False))):
        assert decided(tier, need=Need.REMOTE_VIEW).verdict is Verdict.NOT_COVERED


def test_a_remote_look_does_not_include_a_remote_change() -> None:
    refused = decided(a_tier(remote=remote()), need=Need.REMOTE_CHANGE)
    assert (refused.verdict, refused.measures) == (Verdict.NOT_COVERED, (Measure.ADVICE,))
    assert says(refused, ReasonCode.REMOTE_CHANGE_EXCLUDED)
    free = decided(a_tier(remote=remote(change=True)), need=Need.REMOTE_CHANGE)
    assert (free.verdict, free.measures) == (Verdict.COVERED, (Measure.REMOTE_SESSION,))
    assert decided(a_tier(), need=Need.REMOTE_CHANGE).verdict is Verdict.NOT_COVERED


def test_a_remote_change_may_take_prepaid_hours() -> None:
    tier = a_tier(remote=remote(change_with_prepaid=True))
    terms = some_terms(tier, ground=WITH_PACKS)
    refused = decided(terms, need=Need.REMOTE_CHANGE)
    assert refused.measures == (Measure.ADVICE, Measure.QUOTE)
    drawn = decided(terms, need=Need.REMOTE_CHANGE, prepaid_minutes=60)
    assert (drawn.verdict, drawn.measures) == (Verdict.COVERED, (Measure.REMOTE_SESSION,))
    without_packs = decided(tier, need=Need.REMOTE_CHANGE, prepaid_minutes=60)
    assert says(without_packs, ReasonCode.REMOTE_CHANGE_EXCLUDED)


def test_remote_access_is_blocked_while_the_contract_is_expired() -> None:
    tier = a_tier(remote=remote(change=True, blocked_when_expired=True), expired=PACKAGE)
    for need in (Need.REMOTE_VIEW, Need.REMOTE_CHANGE):
        assert decided(tier, need=need).verdict is Verdict.COVERED
        blocked = decided(tier, need=need, run=OVER, order_approved=True)
        assert blocked.verdict is Verdict.NOT_COVERED
        assert the(blocked, ReasonCode.REMOTE_BLOCKED).facts["source"] == "remote help"
        assert says(decided(tier, need=need, run=OVER), ReasonCode.REMOTE_BLOCKED)
    incident = decided(tier, need=Need.INCIDENT, run=OVER, order_approved=True)
    assert (incident.verdict, incident.measures) == (Verdict.COVERED, (Measure.ADVICE,))
    open_again = a_tier(remote=remote(change=True), expired=PACKAGE)
    session = decided(open_again, need=Need.REMOTE_VIEW, run=OVER, order_approved=True)
    assert session.verdict is Verdict.COVERED
    unpaid = decided(open_again, need=Need.REMOTE_VIEW, run=OVER)
    assert unpaid.verdict is Verdict.NOT_COVERED
    assert not says(unpaid, ReasonCode.REMOTE_BLOCKED)


def test_configuration_is_refused_without_hour_packs() -> None:
    refused = decided(some_terms(ground=WITH_PACKS), need=Need.CONFIGURATION)
    assert refused.verdict is Verdict.NOT_COVERED
    assert refused.measures == (Measure.ADVICE, Measure.QUOTE)
    assert the(refused, ReasonCode.PREPAID_NEEDED).facts["packs"] == "1, 5, 10, 20"


@pytest.mark.parametrize(("minutes", "verdict"), [(14, Verdict.NOT_COVERED), (15, Verdict.COVERED)])
def test_configuration_draws_on_prepaid_minutes_down_to_one_step(
    minutes: int, verdict: Verdict
) -> None:
    found = decided(some_terms(ground=WITH_PACKS), need=Need.CONFIGURATION, prepaid_minutes=minutes)
    assert found.verdict is verdict
    assert says(found, ReasonCode.PREPAID_DRAWN) is (verdict is Verdict.COVERED)


def test_configuration_on_prepaid_hours_may_be_done_from_afar() -> None:
    terms = some_terms(a_tier(remote=remote(change_with_prepaid=True)), ground=WITH_PACKS)
    found = decided(terms, need=Need.CONFIGURATION, prepaid_minutes=60)
    assert found.measures == (Measure.ADVICE, Measure.REMOTE_SESSION)


def test_configuration_is_advice_where_no_packs_are_sold() -> None:
    assert decided(a_tier(), need=Need.CONFIGURATION).measures == (Measure.ADVICE,)


def test_software_comes_with_what_the_programme_says() -> None:
    sent = SoftwareTerms(source="updates", with_instructions=True, help_as_appropriate=True)
    found = decided(a_tier(software=sent), need=Need.SOFTWARE)
    assert (found.verdict, found.measures) == (Verdict.COVERED, (Measure.SOFTWARE_DELIVERY,))
    assert says(found, ReasonCode.WITH_INSTRUCTIONS)
    assert says(found, ReasonCode.HELP_AS_APPROPRIATE)
    plain = decided(a_tier(software=SoftwareTerms(source="updates")), need=Need.SOFTWARE)
    assert not says(plain, ReasonCode.WITH_INSTRUCTIONS)
    assert decided(a_tier(), need=Need.SOFTWARE).verdict is Verdict.NOT_COVERED


def test_monitoring_is_worked_on_where_it_is_sold() -> None:
    assert decided(a_tier(), need=Need.MONITORING).verdict is Verdict.NOT_COVERED
    found = decided(a_tier(alerts=True, remote=remote()), need=Need.MONITORING)
    assert found.measures == (Measure.ADVICE, Measure.REMOTE_SESSION)


def test_an_expired_contract_asks_for_nothing_it_does_not_need() -> None:
    found = decided(a_tier(expired=PACKAGE), run=RUN)
    assert not asks(found, ReasonCode.PURCHASE_NEEDED)
    assert found.costs == ()
