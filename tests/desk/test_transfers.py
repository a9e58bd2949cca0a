"""Units go from one pool to another, or to the customer, all of them or none."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import text

from desk.pool_refusals import ModelNotInPool
from desk.refusals import NotAllowed
from desk.request_keys import Answer
from desk.shelf_ground import UnitChoice
from desk.shelf_refusals import (
    FetcherMissing,
    NothingChosen,
    PoolClosed,
    PoolsOfTwoCustomers,
    ReasonNeeded,
    SamePool,
    TooFewFree,
    UnitNotFree,
)
from desk.taking_out import TakeOutForm, take_out_units
from desk.transfers import TransferForm, transfer_units
from desk.unit_history import UnknownUnit
from models.devices import Owner, Unit
from models.parties import Role
from rules.case_words import Outbound
from rules.errors import DeskError
from rules.pool_words import PoolWord
from runtime.database import Database
from tests.builders import HOME, TestDesk
from tests.desk.case_walk import CaseWalk
from tests.pools import PoolCustomer, TestPool, open_a_pool
from tests.shelves import LUND, MONDAY, on_shelf, place, second_pool, told
from tests.way_back import PhoneCustomer, a_phone_swap

MAIN, SHELF = "contoso-phones", "POOL-CONTOSO"


@pytest.fixture
def pool(shared_record: Database, desk: TestDesk) -> TestPool:
    return open_a_pool(shared_record, desk.tenant_id, PoolCustomer(phones=6))


@pytest.fixture
def lund(shared_record: Database, desk: TestDesk, pool: TestPool) -> str:
    assert pool.code == MAIN
    return second_pool(shared_record, desk)


def choice(count: int = 2, *serials: str) -> UnitChoice:
    return UnitChoice(serials=serials) if serials else UnitChoice(model="PHONE-X2", quantity=count)


def transferred(
    record: Database,
    desk: TestDesk,
    *serials: str,
    key: str = "move",
    count: int = 2,
    **changes: Any,
) -> Answer:
    usual: dict[str, Any] = {"source": MAIN, "target": LUND, "units": choice(count, *serials)}
    form = TransferForm(**{**usual, "at": MONDAY, **changes})
    return transfer_units(record, desk.clerk, form, key)


def taken_out(record: Database, desk: TestDesk, *serials: str, **changes: Any) -> Answer:
    usual: dict[str, Any] = {
        "pool": MAIN,
        "units": choice(2, *serials),
        "fetched_by": "Kim Contoso",
        "because": "For the new office.",
    }
    form = TakeOutForm(**{**usual, "at": MONDAY, **changes})
    return take_out_units(record, desk.clerk, form, "out")


def swap(walk: CaseWalk, serial: str, postcode: str = "111 51") -> str:
    address = replace(HOME, postcode=postcode)
    return walk.open(a_phone_swap(PhoneCustomer(code="contoso"), serial, MONDAY, address=address))


def test_units_of_a_model_go_to_the_other_pool_first_serials_first(
    shared_record: Database, desk: TestDesk, lund: str
) -> None:
    answer = transferred(shared_record, desk, because="Lund runs low.")
    assert answer["serials"] == ["CONTOSO-0001", "CONTOSO-0002"]
    assert on_shelf(shared_record, desk, lund) == {"CONTOSO-0001", "CONTOSO-0002"}
    for pool in (MAIN, LUND):
        [line] = told(shared_record, desk, pool, PoolWord.TRANSFERRED)
        assert line.details["to_pool"] == LUND
        assert line.details["reason"] == "Lund runs low."


def test_a_transfer_is_made_once_per_key(
    shared_record: Database, desk: TestDesk, lund: str
) -> None:
    assert transferred(shared_record, desk) == transferred(shared_record, desk)
    assert len(on_shelf(shared_record, desk, lund)) == 2


def test_a_case_that_waits_at_the_other_pool_gets_a_unit_at_once(
    shared_record: Database, desk: TestDesk, walk: CaseWalk, lund: str
) -> None:
    waiting = swap(walk, "BROKEN-1", "223 50")
    assert walk.state(waiting).outbound is Outbound.WAITING
    assert transferred(shared_record, desk, "CONTOSO-0003")["granted"] == 1
    assert lund.endswith("LUND")


@pytest.mark.usefixtures("lund")
def test_a_reserved_unit_moves_nothing_and_neither_do_those_beside_it(
    shared_record: Database, desk: TestDesk, walk: CaseWalk
) -> None:
    held = walk.reserved(swap(walk, "BROKEN-1"))
    with pytest.raises(UnitNotFree):
        transferred(shared_record, desk, "CONTOSO-0005", held)
    with pytest.raises(TooFewFree):
        transferred(shared_record, desk, count=6)
    assert len(on_shelf(shared_record, desk, SHELF)) == 6


@pytest.mark.usefixtures("lund")
def test_two_transfers_of_the_same_units_at_once_move_them_once(
    shared_record: Database, desk: TestDesk
) -> None:
    def one(key: str) -> int:
        try:
            return int(transferred(shared_record, desk, "CONTOSO-0001", key=key)["moved"])
        except UnitNotFree:
            return 0

    with ThreadPoolExecutor(4) as hands:
        assert sum(hands.map(one, ["a", "b", "c", "d"])) == 1


@pytest.mark.usefixtures("lund")
def test_transfers_to_and_fro_at_once_wait_for_each_other(
    shared_record: Database, desk: TestDesk
) -> None:
    transferred(shared_record, desk, count=3, key="first")
    ways = [(MAIN, LUND), (LUND, MAIN)] * 3

    def one(turn: int) -> int:
        source, target = ways[turn]
        again: dict[str, Any] = {"source": source, "target": target, "count": 1}
        return int(transferred(shared_record, desk, key=f"turn-{turn}", **again)["moved"])

    with ThreadPoolExecutor(6) as hands:
        assert list(hands.map(one, range(6))) == [1] * 6
    assert len(on_shelf(shared_record, desk, SHELF)) == 3


@pytest.mark.usefixtures("lund")
@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"target": MAIN}, SamePool),
        ({"units": choice(1, "POOL-0001")}, UnitNotFree),
        ({"units": choice(1, "NOBODYS-1")}, UnknownUnit),
        ({"source": LUND}, SamePool),
    ],
)
def test_what_cannot_be_transferred_is_refused_by_name(
    shared_record: Database, desk: TestDesk, changes: dict[str, Any], refusal: type[DeskError]
) -> None:
    with pytest.raises(refusal):
        transferred(shared_record, desk, **changes)


def test_units_never_go_to_another_customer_a_closed_pool_or_one_without_their_model(
    shared_record: Database, desk: TestDesk, pool: TestPool
) -> None:
    second_pool(shared_record, desk, model="KIOSK-K1")
    with pytest.raises(ModelNotInPool):
        transferred(shared_record, desk)
    open_a_pool(shared_record, desk.tenant_id, PoolCustomer(code="tailspin", phones=0))
    with pytest.raises(PoolsOfTwoCustomers):
        transferred(shared_record, desk, target="tailspin-phones")
    with shared_record.as_tenant(desk.tenant_id) as session:
        session.execute(text("UPDATE pools SET closed_at = now() WHERE code = 'contoso-lund'"))
    with pytest.raises(PoolClosed):
        transferred(shared_record, desk)
    assert pool.code == MAIN


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"model": "PHONE-X2"},
        {"model": "PHONE-X2", "quantity": -1},
        {"model": "PHONE-X2", "quantity": 501},
        {"serials": ("A",), "model": "PHONE-X2"},
        {"serials": ("A",), "quantity": 1},
    ],
)
def test_units_are_chosen_by_serial_or_by_model_and_never_by_both(said: dict[str, Any]) -> None:
    with pytest.raises(NothingChosen):
        UnitChoice(**said)


def test_units_the_customer_takes_out_stay_its_own_and_leave_the_shelf(
    shared_record: Database, desk: TestDesk, pool: TestPool
) -> None:
    answer = taken_out(shared_record, desk, "CONTOSO-0002")
    assert answer["taken"] == 1
    assert place(shared_record, desk, "CONTOSO-0002") == answer["place"]
    with shared_record.as_tenant(desk.tenant_id) as session:
        unit = session.query(Unit).filter_by(serial="CONTOSO-0002").one()
        assert (unit.owner, unit.owner_customer_id) == (Owner.CUSTOMER, pool.customer_id)
    [line] = told(shared_record, desk, MAIN, PoolWord.TAKEN_OUT)
    assert line.details["fetched_by"] == "Kim Contoso"
    assert line.details["reason"] == "For the new office."


@pytest.mark.usefixtures("pool")
def test_nothing_is_taken_out_without_a_reason_and_a_name(
    shared_record: Database, desk: TestDesk
) -> None:
    with pytest.raises(ReasonNeeded):
        taken_out(shared_record, desk, because=" ")
    with pytest.raises(FetcherMissing):
        taken_out(shared_record, desk, fetched_by="")
    assert len(on_shelf(shared_record, desk, SHELF)) == 6


@pytest.mark.usefixtures("lund")
def test_finance_and_customers_move_nothing(shared_record: Database, desk: TestDesk) -> None:
    for role in (Role.FINANCE, Role.CUSTOMER):
        actor = replace(desk.clerk, role=role)
        form = TransferForm(source=MAIN, target=LUND, units=choice(1))
        with pytest.raises(NotAllowed):
            transfer_units(shared_record, actor, form, "key")
