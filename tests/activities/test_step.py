from datetime import UTC, datetime

from activities.step import CaseRecord
from rules.case_facts import Told
from rules.case_machine import take
from rules.case_orders import StepOrder
from rules.case_state import Fact
from runtime.database import Database
from tests.builders import a_swap, found_desk
from tests.desk.case_walk import CaseWalk

AT = datetime(2026, 11, 23, 12, 52, tzinfo=UTC)


def said(key: str, told: Told, **details: str) -> Fact:
    return Fact(told=told, key=key, at=AT, by="clerk", details=details)


def test_a_step_written_twice_brings_the_same_to_light(
    record: Database, empty_database: str
) -> None:
    walk = CaseWalk(database=record, desk=found_desk(empty_database, record))
    ref, hands = walk.ref(walk.open(a_swap(at=AT))), CaseRecord(record)
    state = hands.load_case(ref).state
    fact = said("a", Told.BATTERY_ANSWERED, battery="ok")
    order = StepOrder(case=ref, step=take(state, [fact]), facts=("a",))
    assert hands.write_step(order) == hands.write_step(order)
    assert hands.load_case(ref).state.version == state.version + 1


def test_a_repeated_step_that_heard_one_fact_more_adopts_the_record_and_loses_nothing(
    record: Database, empty_database: str
) -> None:
    walk = CaseWalk(database=record, desk=found_desk(empty_database, record))
    ref, hands = walk.ref(walk.open(a_swap(at=AT))), CaseRecord(record)
    before = hands.load_case(ref).state
    first = said("a", Told.BATTERY_ANSWERED, battery="ok")
    packed = said("b", Told.PACK_SCANNED, serial="POOL-0001", unit_id="")
    hands.write_step(StepOrder(case=ref, step=take(before, [first]), facts=("a",)))
    again = take(before, [first, packed])
    written = hands.write_step(StepOrder(case=ref, step=again, facts=("a", "b")))
    assert written.instead == hands.load_case(ref).state
    assert written.instead is not None
    assert "b" not in written.instead.seen
    later = take(written.instead, [first, packed])
    result = hands.write_step(StepOrder(case=ref, step=later, facts=("a", "b")))
    assert [fact.told for fact in result.facts] == [Told.UNIT_PACKED]
