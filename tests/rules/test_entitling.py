import json
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programmes.loader import load_all
from rules.business_time import NaiveMoment
from rules.decision import Decision, Verdict
from rules.entitling import SeverityUnknown, TopicUnknown, decide
from rules.programme import GroundRules
from rules.question import ContractRun, DeviceOnRecord, Question
from rules.reason_words import VOCABULARIES, say_decision
from rules.reasons import ReasonCode
from rules.service_terms import Access, Scope, Severity
from rules.service_words import Asker, Cause, ChannelKind, Measure, Need
from rules.terms import Terms, terms_under
from tests.rules.calendars import local
from tests.rules.entitling import OVER, PACKAGE, a_tier, codes, decided, says, some_terms, the

TIERS = [(name, tier) for name, programme in load_all().items() for tier in programme.tiers]


def test_a_moment_without_a_zone_is_refused() -> None:
    naive = datetime(2026, 3, 2, 10)  # noqa: DTZ001 - the fault under test
    with pytest.raises(NaiveMoment):
        decided(a_tier(), asked_at=naive)


def test_an_unknown_severity_or_topic_is_refused_with_those_that_exist() -> None:
    minor = Severity(id="minor", rank=3, label={"en": "Minor"})
    terms = some_terms(ground=GroundRules(severities={"minor": minor}))
    assert decided(terms, severity="minor").verdict is Verdict.COVERED
    with pytest.raises(SeverityUnknown, match=r"'huge'.*Use one of: minor"):
        decided(terms, severity="huge")
    with pytest.raises(TopicUnknown, match=r"'dreams'.*the programme names none"):
        decided(terms, topic="dreams")


def test_a_refusal_at_the_door_is_not_answered_with_advice() -> None:
    only_resellers = a_tier(access=(Access(who=Asker.RESELLER, source="resellers"),))
    denied = decided(only_resellers, who=Asker.END_CUSTOMER, run=OVER)
    assert denied.measures == (Measure.REFERRAL,)
    assert not says(denied, ReasonCode.ADVISED_AT_ONCE)
    assert not says(denied, ReasonCode.CONTRACT_OVER), "nobody looked that far"


def test_what_is_not_covered_is_said_at_once_and_the_refusal_comes_first() -> None:
    terms = some_terms(
        a_tier(expired=PACKAGE),
        ground=GroundRules(scope=Scope(registry_check=True, source="registry")),
    )
    found = decided(terms, run=OVER)
    assert codes(found.reasons)[0] is ReasonCode.CONTRACT_OVER
    assert the(found, ReasonCode.ADVISED_AT_ONCE).facts["source"] == "expired services"
    assert says(decided(terms, registered=False), ReasonCode.ADVISED_AT_ONCE)


def test_the_readings_come_last() -> None:
    assert codes(decided(a_tier()).reasons)[-1] is ReasonCode.READING


def test_a_document_that_does_not_bind_is_named() -> None:
    unbound = some_terms(ground=GroundRules(document="Charter", binding=False))
    assert the(decided(unbound), ReasonCode.NOT_BINDING).facts["document"] == "Charter"
    assert not says(decided(a_tier()), ReasonCode.NOT_BINDING)


def test_the_level_of_the_first_triage_is_named_where_it_is_covered() -> None:
    tier = a_tier(triage_level=2)
    assert the(decided(tier), ReasonCode.TRIAGE_LEVEL).facts["level"] == "2"
    assert not says(decided(tier, run=OVER), ReasonCode.TRIAGE_LEVEL)


@st.composite
def questions(draw: st.DrawFn) -> Question:
    def some(kind: Any) -> Any:
        return draw(st.sampled_from(list(kind)))

    def flag() -> bool:
        return draw(st.booleans())

    def perhaps() -> bool | None:
        return draw(st.sampled_from([True, False, None]))

    return Question(
        need=some(Need),
        asked_at=local("2026-03-02 10:00") + timedelta(days=draw(st.integers(-500, 3000))),
        who=some(Asker),
        channel=some(ChannelKind),
        reseller_asked=flag(),
        ticket=draw(st.sampled_from([{}, {"software_release": "7"}])),
        system_down=flag(),
        registered=perhaps(),
        cause=some(Cause),
        caused_by_material=flag(),
        defect_confirmed=flag(),
        definite_fault=perhaps(),
        under_warranty=perhaps(),
        site_eligible=perhaps(),
        part_arrived=flag(),
        handler_citizenship=draw(st.sampled_from(["", "US", "RO"])),
        handler_location=draw(st.sampled_from(["", "US", "RO"])),
        prepaid_minutes=draw(st.sampled_from([0, 30])),
        order_approved=flag(),
    )


@st.composite
def devices(draw: st.DrawFn) -> DeviceOnRecord:
    classes = ["", "ucx250", "infinity_telephone", "metadefender_kiosk", "toaster"]
    return DeviceOnRecord(
        product_class=draw(st.sampled_from(classes)),
        invoiced_on=draw(st.none() | st.dates(date(2020, 1, 1), date(2027, 1, 1))),
    )


def any_terms(named: tuple[str, str]) -> Terms:
    programme = load_all()[named[0]]
    return terms_under(programme, named[1])


def decided_anyhow(named: tuple[str, str], question: Question, device: DeviceOnRecord) -> Decision:
    run = ContractRun(starts_on=date(2025, 1, 1), ends_on=date(2028, 1, 1))
    return decide(terms=any_terms(named), run=run, device=device, question=question)


@given(named=st.sampled_from(TIERS), question=questions(), device=devices())
def test_every_question_has_an_answer_with_sources_in_every_language(
    named: tuple[str, str], question: Question, device: DeviceOnRecord
) -> None:
    found = decided_anyhow(named, question, device)
    assert Decision.from_json(json.loads(json.dumps(found.to_json()))) == found
    explained = [one for one in found.reasons if one.code is not ReasonCode.READING]
    assert all(one.facts["source"] for one in (*explained, *found.conditions))
    assert found.measures or found.verdict is Verdict.NOT_COVERED
    for language in VOCABULARIES:
        sentences = say_decision(found, language)
        assert all(sentence.endswith(".") and "{" not in sentence for sentence in sentences)
        assert len(sentences) >= 1 + len(explained) + len(found.conditions)


@given(named=st.sampled_from(TIERS), question=questions(), device=devices())
def test_saying_more_that_is_good_never_makes_it_worse(
    named: tuple[str, str], question: Question, device: DeviceOnRecord
) -> None:
    better = replace(
        question,
        registered=True,
        defect_confirmed=True,
        definite_fault=True,
        site_eligible=True,
        part_arrived=True,
        cause=Cause.UNKNOWN,
        prepaid_minutes=600,
        emergency_noted=True,
        emergency_called=True,
        reseller_asked=True,
        order_approved=True,
        handler_citizenship="US",
        handler_location="US",
    )
    order = [Verdict.NOT_COVERED, Verdict.CONDITIONAL, Verdict.COVERED]
    plain, good = (decided_anyhow(named, one, device) for one in (question, better))
    assert order.index(plain.verdict) <= order.index(good.verdict)
