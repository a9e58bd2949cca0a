import uuid
from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy import select, update

from desk.actors import Actor
from desk.alarms import alarms_at
from desk.bench import bench_units
from desk.bench_facts import exclusions_of
from desk.decisions import DecisionForm, Prepared, prepare
from desk.refusals import NotAllowed
from desk.unit_history import UnknownUnit, unit_history
from documents.printable import UnprintableText
from models.cases import Case
from models.devices import DeviceModel, Unit
from models.parties import Role
from rules.bench_refusals import NotWiped
from rules.case_facts import Told
from rules.case_refusals import DecisionIncomplete
from rules.case_values import Destination, Finding
from runtime.database import Database
from tests.builders import found_desk
from tests.desk.bench_walk import (
    DAY,
    HOUR,
    MONDAY,
    Bench,
)
from tests.desk.case_walk import CaseWalk
from tests.way_back import ADATUM, WIPE, PhoneCustomer, serve_phones

AT = MONDAY + 8 * DAY
STRICT = PhoneCustomer(
    code="adatum",
    phones=3,
    returns={
        "care": {"bench": {"no_fault_alarm": 1, "failures_alarm": 2, "failures_within_days": 30}}
    },
)


@pytest.fixture
def bench(record: Database, empty_database: str) -> Bench:
    desk = found_desk(empty_database, record, phones=0)
    serve_phones(record, desk.tenant_id, STRICT)
    return Bench(walk=CaseWalk(database=record, desk=desk))


def clerk(bench: Bench) -> Actor:
    return bench.walk.desk.clerk


def prepared(bench: Bench, number: str, told: Told, at: datetime, **answers: str) -> Prepared:
    form = DecisionForm(decision=told, answers=answers, at=at)
    ready = prepare(bench.walk.database, clerk(bench), number, form, uuid.uuid4().hex)
    assert isinstance(ready, Prepared)
    return ready


def test_the_bench_lists_its_units_oldest_first_with_what_comes_next(bench: Bench) -> None:
    second = bench.take_in(ADATUM, "AD-2", MONDAY + HOUR)
    first = bench.take_in(ADATUM, "AD-1", MONDAY)
    units = bench_units(bench.walk.database, clerk(bench))
    assert [(one.case, one.serial, one.next_step) for one in units] == [
        (first, "AD-1", "inspection"),
        (second, "AD-2", "inspection"),
    ]
    assert units[0].since == MONDAY + 7 * DAY
    bench.inspect(first, "no_fault_found", AT)
    unwiped = bench_units(bench.walk.database, clerk(bench))[0]
    assert (unwiped.next_step, unwiped.wiped, unwiped.faultless) == ("wipe", False, 1)
    bench.wipe(first, AT)
    wiped = bench_units(bench.walk.database, clerk(bench))[0]
    assert (wiped.next_step, wiped.decisions[-1]) == ("destination", Told.DISPOSED)
    assert Destination.RESTOCK in wiped.destinations
    bench.send(first, "restock", AT)
    assert [one.serial for one in bench_units(bench.walk.database, clerk(bench))] == ["AD-2"]


def test_a_customer_s_person_does_not_see_the_bench(bench: Bench) -> None:
    outsider = replace(clerk(bench), role=Role.CUSTOMER)
    with pytest.raises(NotAllowed):
        bench_units(bench.walk.database, outsider)
    with pytest.raises(NotAllowed):
        unit_history(bench.walk.database, outsider, "AD-1")


def test_the_record_says_whether_a_model_holds_data_whatever_the_caller_says(
    bench: Bench,
) -> None:
    number = bench.take_in(ADATUM, "AD-1")
    lie = {"finding": "no_fault_found", "holds_data": "no", "found_before": "9"}
    told = prepared(bench, number, Told.INSPECTED, AT, **lie).fact.details
    assert (told["holds_data"], told["found_before"]) == ("yes", "0")
    bench.walk.take(number, [prepared(bench, number, Told.INSPECTED, AT, **lie).fact])
    with pytest.raises(NotWiped):
        prepared(bench, number, Told.DISPOSED, AT, destination="restock", holds_data="no")
    with bench.walk.database.as_tenant(bench.walk.desk.tenant_id) as session:
        session.execute(update(DeviceModel).values(holds_data=False))
    shelved = prepared(bench, number, Told.DISPOSED, AT, destination="restock", serial="ad-1")
    assert shelved.fact.details["holds_data"] == "no"


def test_a_wipe_that_could_not_be_printed_is_refused_before_it_counts(bench: Bench) -> None:
    number = bench.take_in(ADATUM, "AD-1")
    bench.inspect(number, "no_fault_found", AT)
    with pytest.raises(UnprintableText, match="tool"):
        prepared(bench, number, Told.WIPED, AT, **{**WIPE, "tool": "eraser \N{PILE OF POO}"})
    wipe = prepared(bench, number, Told.WIPED, AT, **WIPE).fact.details
    assert {name: wipe[name] for name in WIPE} == WIPE


def test_an_exclusion_is_one_of_the_programme_s_own_where_it_has_a_list(bench: Bench) -> None:
    number = bench.take_in(ADATUM, "AD-1")
    own_words = {"finding": "exclusion", "exclusion": "Lightning."}
    free = prepared(bench, number, Told.INSPECTED, AT, **own_words).fact.details
    assert free["exclusion"] == "Lightning."
    with bench.walk.database.as_tenant(bench.walk.desk.tenant_id) as session:
        case = session.scalars(select(Case).where(Case.number == number)).one()
        listed = [
            {"code": code, "causes": ["accident"], "text": {"en": "Text."}, "source": "Clause"}
            for code in "abc"
        ]
        row = {"id": "hardware", "measure": "repair", "source": "Clause", "exclusions": listed}
        offer = {**case.terms["offer"], "coverage": [row]}
        case.terms = {**case.terms, "offer": offer}
        session.flush()
        assert exclusions_of(case) == ("a", "b", "c")
    with pytest.raises(DecisionIncomplete, match="a, b, c"):
        prepared(bench, number, Told.INSPECTED, AT, **own_words)
    named = {"finding": "exclusion", "exclusion": "c"}
    assert prepared(bench, number, Told.INSPECTED, AT, **named).fact.details["exclusion"] == "c"


def test_too_many_failures_of_a_model_and_batch_raise_an_alarm(bench: Bench) -> None:
    one = bench.take_in(ADATUM, "AD-1", MONDAY)
    two = bench.take_in(ADATUM, "AD-2", MONDAY + HOUR)
    with bench.walk.database.as_tenant(bench.walk.desk.tenant_id) as session:
        session.execute(update(Unit).where(Unit.serial.like("AD-%")).values(batch="2611"))
    bench.inspect(one, "defect_confirmed", AT)
    assert alarms_at(bench.walk.database, clerk(bench), AT + DAY).batches == ()
    bench.inspect(two, "defect_confirmed", AT + HOUR)
    [alarm] = alarms_at(bench.walk.database, clerk(bench), AT + DAY).batches
    assert (alarm.model, alarm.batch, alarm.failures, alarm.alarm) == ("PHONE-X2", "2611", 2, 2)
    # Thirty days later the first of them is no longer counted.
    assert alarms_at(bench.walk.database, clerk(bench), AT + 30 * DAY).batches == ()


def test_a_unit_in_which_nothing_is_ever_found_raises_an_alarm(bench: Bench) -> None:
    number = bench.take_in(ADATUM, "AD-1")
    assert alarms_at(bench.walk.database, clerk(bench), AT).units == ()
    ready = prepared(bench, number, Told.INSPECTED, AT, finding="no_fault_found")
    bench.walk.take(number, [ready.fact])
    [alarm] = alarms_at(bench.walk.database, clerk(bench), AT).units
    assert (alarm.serial, alarm.times) == ("AD-1", 1)


def test_a_unit_s_history_holds_its_cases_moves_findings_and_certificates(bench: Bench) -> None:
    number = bench.take_in(ADATUM, "AD-1")
    bench.inspect(number, "no_fault_found", AT, note="Ran for a day.", grade="A")
    bench.wipe(number, AT + HOUR)
    bench.send(number, "restock", AT + 2 * HOUR)
    life = unit_history(bench.walk.database, clerk(bench), "ad-1")
    assert (life.serial, life.place) == ("AD-1", "POOL-ADATUM")
    assert [(one.number, one.broken, one.debt) for one in life.cases] == [
        (number, True, "received")
    ]
    assert [one.target for one in life.moves] == [
        "AT-ADATUM",
        "TRANSIT",
        "BENCH",
        "POOL-ADATUM",
    ]
    [finding] = life.findings
    assert (finding.finding, finding.grade) == (Finding.NO_FAULT_FOUND, "A")
    assert [one.number for one in life.wipes] == ["W-000001"]
    with pytest.raises(UnknownUnit):
        unit_history(bench.walk.database, clerk(bench), "NOBODY-1")
