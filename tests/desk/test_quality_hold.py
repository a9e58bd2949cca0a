"""Delivered units are looked at first: what passes serves who waits, what fails is a claim."""

from collections.abc import Sequence

import pytest
from sqlalchemy import select

from activities.pool_counts import count_pools
from desk.deliveries import receive_delivery
from desk.delivery_station import UnitScan, last_units, scan_unit
from desk.hold_refusals import FindingMissing, JudgedBefore, NotHeld, NothingToJudge
from desk.order_refusals import UnknownOrder
from desk.pool_finding import UnknownPool
from desk.pool_units import pool_units_table
from desk.quality_hold import HoldForm, held_units, judge_held, last_judged
from desk.request_keys import Answer
from models.orders import DeliveredUnit
from models.pools import Pool, PoolEvent
from rules.case_words import Outbound
from rules.pool_words import PoolWord
from rules.pools import PoolLevel
from rules.scan_text import UnreadableScan
from runtime.database import Database
from tests.builders import TestDesk
from tests.deliveries import CAME, a_waiting_swap, came, places
from tests.desk.case_walk import CaseWalk
from tests.orders import ORDERED, placed
from tests.pools import PoolCustomer, TestPool, open_a_pool

IMEI = "490154203237518"


@pytest.fixture
def pool(shared_record: Database, desk: TestDesk) -> TestPool:
    """An empty pool whose deliveries are judged first."""
    return open_a_pool(shared_record, desk.tenant_id, PoolCustomer(phones=0))


@pytest.fixture
def order(shared_record: Database, desk: TestDesk, pool: TestPool) -> str:
    """Eight phones for it, of which A-1 and A-2 have come; the order's number."""
    number = placed(shared_record, desk.tenant_id, pool).number
    receive_delivery(shared_record, desk.clerk, came(number, "A-1", "A-2"), "came")
    return number


def judged(
    record: Database, desk: TestDesk, units: Sequence[str], key: str, finding: str = ""
) -> Answer:
    """Pass the units, or fail them where something was found."""
    form = HoldForm(units=tuple(units), passed=not finding, finding=finding, at=CAME)
    return judge_held(record, desk.clerk, form, key)


def level(record: Database, desk: TestDesk, pool: TestPool) -> PoolLevel:
    with record.as_tenant(desk.tenant_id) as session:
        [counted] = count_pools(
            session, [session.get_one(Pool, (desk.tenant_id, pool.pool_id))], CAME
        )
        return counted.models[0].level


def test_a_held_unit_is_listed_and_counts_as_coming(
    shared_record: Database, desk: TestDesk, pool: TestPool, order: str
) -> None:
    found = held_units(shared_record, desk.clerk)
    assert [(one.serial, one.order, one.note) for one in found] == [
        ("A-1", order, "N-1"),
        ("A-2", order, "N-1"),
    ]
    assert (found[0].pool, found[0].supplier) == (pool.code, "Trey Wholesale AB")
    counted = level(shared_record, desk, pool)
    assert (counted.on_hold, counted.ordered, counted.available) == (2, 6, 0)


def test_a_unit_that_passes_goes_to_the_case_that_waits(
    walk: CaseWalk, desk: TestDesk, pool: TestPool, order: str
) -> None:
    del order
    number = walk.open(a_waiting_swap("contoso", "BROKEN-H1", ORDERED))
    assert walk.state(number).outbound is Outbound.WAITING
    answer = judged(walk.database, desk, ["a-1"], "pass")
    assert (answer["judged"], answer["granted"]) == (1, 1)
    assert places(walk.database, desk.tenant_id) == {"A-1": "POOL-CONTOSO", "A-2": "RECEIVING"}
    assert level(walk.database, desk, pool).reserved == 1


def test_a_unit_that_fails_is_a_claim_and_counts_for_no_pool(
    shared_record: Database, desk: TestDesk, pool: TestPool, order: str
) -> None:
    answer = judged(shared_record, desk, ["A-1"], "fail", finding="The screen is cracked.")
    assert (answer["state"], answer["granted"]) == ("failed", 0)
    assert places(shared_record, desk.tenant_id)["A-1"] == "QUARANTINE"
    counted = level(shared_record, desk, pool)
    assert (counted.on_hold, counted.on_bench, counted.ordered) == (1, 0, 6)
    assert counted.counted == 7
    with shared_record.as_tenant(desk.tenant_id) as session:
        told = select(PoolEvent.details).where(PoolEvent.word == PoolWord.UNIT_FAILED)
        details = session.scalars(told).one()
        finding = select(DeliveredUnit.finding).where(DeliveredUnit.finding != "")
        assert session.scalars(finding).one() == details["finding"] == "The screen is cracked."
    assert details["to_do"] == (
        f"Claim unit A-1 from Trey Wholesale AB (order {order}, delivery note N-1): have it "
        "credited to the customer, or order another."
    )


def test_a_unit_is_judged_once(shared_record: Database, desk: TestDesk, order: str) -> None:
    first = judged(shared_record, desk, ["A-1"], "one")
    assert judged(shared_record, desk, ["A-1"], "one") == first
    again = judged(shared_record, desk, ["A-1"], "two")
    assert (again["judged"], again["before"]) == (0, 1)
    with pytest.raises(JudgedBefore):
        judged(shared_record, desk, ["A-1"], "three", finding="Scratched.")
    del order


def test_one_wrong_number_judges_none_of_them(
    shared_record: Database, desk: TestDesk, order: str
) -> None:
    with pytest.raises(NotHeld):
        judged(shared_record, desk, ["A-1", "NOBODYS"], "one")
    assert len(held_units(shared_record, desk.clerk)) == 2
    with pytest.raises(FindingMissing):
        judge_held(shared_record, desk.clerk, HoldForm(units=("A-1",), passed=False), "two")
    with pytest.raises(NothingToJudge):
        judged(shared_record, desk, [], "three")
    del order


def scanned(record: Database, desk: TestDesk, order: str, code: str, key: str) -> str:
    form = UnitScan(order=order, note="N-1", code=code, at=CAME)
    return str(scan_unit(record, desk.clerk, form, key)["word"])


def test_each_scan_at_the_station_has_its_word(
    shared_record: Database, desk: TestDesk, order: str
) -> None:
    words = [
        (f"B-1,{IMEI}", "RECEIVED"),
        ("B-1", "HERE ALREADY"),
        ("POOL-0001", "ON RECORD"),
        (f"B-2,{IMEI}", "WRONG IMEI"),
        ("B-2;490154203237517", "WRONG IMEI"),
        (IMEI, "SERIAL FIRST"),
        ("SE-2026-000001", "CASE"),
        ("9" * 70, "UNREADABLE"),
        *((f"C-{n}", "RECEIVED") for n in range(1, 6)),
        ("C-6", "TOO MANY"),
    ]
    said = [
        scanned(shared_record, desk, order, code, f"t{n:02}") for n, (code, _) in enumerate(words)
    ]
    assert said == [word for _, word in words]
    last = last_units(shared_record, desk.clerk)
    assert [line.word for line in last] == [word for _, word in reversed(words)][:10]
    assert {line.case for line in last} == {order}


def test_a_scan_without_an_order_or_of_nothing_is_not_taken(
    shared_record: Database, desk: TestDesk, order: str
) -> None:
    assert scanned(shared_record, desk, "", "B-1", "a") == "NO ORDER"
    with pytest.raises(UnknownOrder):
        scanned(shared_record, desk, "PO-1999-00001", "B-1", "b")
    with pytest.raises(UnreadableScan):
        scanned(shared_record, desk, order, " ", "c")


def test_the_last_judgements_are_told_again(
    shared_record: Database, desk: TestDesk, order: str
) -> None:
    judged(shared_record, desk, ["A-1"], "t1")
    judged(shared_record, desk, ["A-2"], "t2", finding="Scratched.")
    assert [(one.code, one.word, one.colour) for one in last_judged(shared_record, desk.clerk)] == [
        ("A-2", "FAILED", "amber"),
        ("A-1", "PASSED", "green"),
    ]
    del order


def test_a_pools_units_are_written_with_place_and_state(
    walk: CaseWalk, desk: TestDesk, pool: TestPool, order: str
) -> None:
    judged(walk.database, desk, ["A-1"], "pass")
    walk.open(a_waiting_swap("contoso", "BROKEN-H2", ORDERED))
    receive_delivery(walk.database, desk.clerk, came(order, "=A-3"), "more")
    table = pool_units_table(walk.database, desk.clerk, pool.code).decode("utf-8-sig")
    assert table.splitlines() == [
        "serial,imei,imei2,model,batch,owner,place,state",
        "'=A-3,,,PHONE-X2,,customer,RECEIVING,on_hold",
        "A-1,,,PHONE-X2,,customer,POOL-CONTOSO,reserved",
        "A-2,,,PHONE-X2,,customer,RECEIVING,on_hold",
        "BROKEN-H2,,,PHONE-X2,,customer,AT-CONTOSO,in_transit",
    ]
    with pytest.raises(UnknownPool):
        pool_units_table(walk.database, desk.clerk, "nobodys")
