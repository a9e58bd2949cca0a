from dataclasses import replace

import pytest

from rules.decision import Verdict
from rules.programme import GroundRules
from rules.reasons import ReasonCode
from rules.service_terms import Emergency, Intake, Scope, Topic
from rules.service_words import Measure, Need, ScopeFact
from tests.rules.entitling import a_tier, asks, decided, says, some_terms, the

FIELDS = ("end_customer_name", "host_id")
DOWN = Emergency(phrase="Emergency – System Down", call="555 (option 1)", source="system down")
INTAKE = Intake(required_fields=FIELDS, wanted=("diagram",), emergency=DOWN, source="ticket")
TERMS = some_terms(ground=GroundRules(intake=INTAKE))
FILLED = {"end_customer_name": "Fabrikam", "host_id": "A1"}


def test_each_missing_field_of_the_ticket_is_a_condition_that_names_it() -> None:
    found = decided(TERMS, ticket={"host_id": "A1", "end_customer_name": " "})
    assert found.verdict is Verdict.CONDITIONAL
    missing = the(found, ReasonCode.FIELD_MISSING)
    assert missing.facts == {"source": "ticket", "field": "end_customer_name"}
    assert decided(TERMS, ticket=FILLED).verdict is Verdict.COVERED


def test_what_is_wanted_with_a_ticket_is_no_condition() -> None:
    found = decided(TERMS, ticket=FILLED)
    assert the(found, ReasonCode.ENCLOSURES_WANTED).facts["items"] == "diagram"
    assert not says(
        decided(TERMS, ticket=FILLED | {"diagram": "plan.pdf"}), ReasonCode.ENCLOSURES_WANTED
    )


def test_a_system_that_is_down_needs_the_note_and_the_call() -> None:
    found = decided(TERMS, ticket=FILLED, system_down=True)
    assert the(found, ReasonCode.EMERGENCY_NOTE).facts["phrase"] == DOWN.phrase
    assert the(found, ReasonCode.EMERGENCY_CALL).facts["number"] == DOWN.call
    noted = decided(TERMS, ticket=FILLED | {"note": f"{DOWN.phrase}!"}, system_down=True)
    assert not asks(noted, ReasonCode.EMERGENCY_NOTE)
    assert asks(noted, ReasonCode.EMERGENCY_CALL)
    done = decided(
        TERMS, ticket=FILLED, system_down=True, emergency_noted=True, emergency_called=True
    )
    assert done.verdict is Verdict.COVERED


def test_the_registry_is_asked_on_every_request() -> None:
    terms = some_terms(ground=GroundRules(scope=Scope(registry_check=True, source="registry")))
    unknown = decided(terms)
    assert unknown.verdict is Verdict.CONDITIONAL
    assert the(unknown, ReasonCode.REGISTRY_CHECK).facts["source"] == "registry"
    assert decided(terms, registered=True).verdict is Verdict.COVERED
    refused = decided(terms, registered=False)
    assert (refused.verdict, refused.measures) == (Verdict.NOT_COVERED, (Measure.ADVICE,))
    assert says(refused, ReasonCode.NOT_IN_REGISTRY)
    assert says(refused, ReasonCode.ADVISED_AT_ONCE)


@pytest.mark.parametrize("fact", list(ScopeFact))
def test_a_fact_a_programme_asks_for_refuses_when_false_and_is_asked_when_unknown(
    fact: ScopeFact,
) -> None:
    terms = some_terms(ground=GroundRules(scope=Scope(required=(fact,), source="scope")))
    assert the(decided(terms), ReasonCode.SCOPE_UNKNOWN).facts["fact"] == fact.value
    assert decided(terms).verdict is Verdict.CONDITIONAL
    assert decided(terms, scope={fact: True}).verdict is Verdict.COVERED
    refused = decided(terms, scope={fact: False})
    assert refused.verdict is Verdict.NOT_COVERED
    assert the(refused, ReasonCode.SCOPE_FAILS).facts == {"source": "scope", "fact": fact.value}


SYNC = Topic(id="sync", need=Need.SOFTWARE, label={"en": "Sync"}, tiers=("gold",), source="sync ✓")


def test_a_topic_belongs_to_a_tier_or_not_and_says_what_is_needed() -> None:
    ground = GroundRules(topics={"sync": SYNC})
    without = decided(some_terms(ground=ground), topic="sync")
    assert without.verdict is Verdict.NOT_COVERED
    assert the(without, ReasonCode.TOPIC_NOT_IN_TIER).facts["source"] == "sync ✓"
    tier = a_tier(topics={"sync": SYNC})
    found = decided(some_terms(tier, ground=ground), topic="sync")
    assert says(found, ReasonCode.MEASURE_NOT_IN_TIER), "the topic needs software"
    advice = replace(SYNC, need=Need.ADVICE)
    held = some_terms(a_tier(topics={"sync": advice}), ground=GroundRules(topics={"sync": advice}))
    assert decided(held, topic="sync").verdict is Verdict.COVERED
