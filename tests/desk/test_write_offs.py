"""A unit leaves the books when one person proposes it and another confirms it."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from desk.actors import Actor
from desk.refusals import NotAllowed
from desk.request_keys import Answer
from desk.shelf_ground import UnitChoice
from desk.shelf_refusals import ReasonNeeded
from desk.taking_out import TakeOutForm, take_out_units
from desk.unit_history import UnknownUnit
from desk.write_off_list import list_write_offs
from desk.write_off_refusals import (
    InOpenCase,
    NotInTheBooks,
    NoWriteOffProposed,
    ReservedForCase,
    SecondPersonNeeded,
    WriteOffProposed,
)
from desk.write_offs import DecideForm, ProposeForm, decide_write_off, propose_write_off
from models.devices import Unit
from models.locations import Place
from models.parties import Role
from models.stock import move_unit, place_of
from models.stocktakes import WriteOff
from rules.pool_words import PoolWord, WriteOffState
from runtime.database import Database
from tests.builders import TestDesk
from tests.desk.case_walk import CaseWalk
from tests.pools import PoolCustomer, TestPool, open_a_pool
from tests.shelves import MONDAY, colleague, moves, place, told
from tests.way_back import PhoneCustomer, a_phone_swap

PHONE, SHELF = "CONTOSO-0001", "POOL-CONTOSO"


@pytest.fixture(autouse=True)
def pool(shared_record: Database, desk: TestDesk) -> TestPool:
    return open_a_pool(shared_record, desk.tenant_id, PoolCustomer(phones=3))


def proposed(
    record: Database, desk: TestDesk, serial: str = PHONE, reason: str = "Bent."
) -> Answer:
    form = ProposeForm(serial=serial, reason=reason, at=MONDAY)
    return propose_write_off(record, desk.clerk, form, uuid.uuid4().hex)


def decided(
    record: Database, actor: Actor, *, confirmed: bool = True, remark: str = "", key: str = ""
) -> Answer:
    form = DecideForm(serial=PHONE, confirmed=confirmed, remark=remark, at=MONDAY)
    return decide_write_off(record, actor, form, key or uuid.uuid4().hex)


def test_what_one_person_proposes_and_another_confirms_is_scrap(
    shared_record: Database, desk: TestDesk
) -> None:
    assert proposed(shared_record, desk)["state"] == "proposed"
    assert place(shared_record, desk, PHONE) == SHELF
    assert decided(shared_record, colleague(desk))["state"] == "confirmed"
    assert place(shared_record, desk, PHONE) == "SCRAP"
    for word in (PoolWord.WRITE_OFF_PROPOSED, PoolWord.WRITTEN_OFF):
        [line] = told(shared_record, desk, "contoso-phones", word)
        assert (line.details["serial"], line.details["reason"]) == (PHONE, "Bent.")


def test_the_same_person_is_refused_by_name_and_by_the_database(
    shared_record: Database, desk: TestDesk
) -> None:
    proposed(shared_record, desk)
    with pytest.raises(SecondPersonNeeded):
        decided(shared_record, desk.clerk)
    with shared_record.as_tenant(desk.tenant_id) as session:
        row = session.scalars(select(WriteOff)).one()
        row.state, row.decided_at = WriteOffState.CONFIRMED, MONDAY
        row.decided_by = row.proposed_by
        with pytest.raises(IntegrityError, match="two_persons"):
            session.flush()
        session.rollback()
    assert place(shared_record, desk, PHONE) == SHELF


def test_two_confirmations_at_once_move_the_unit_once(
    shared_record: Database, desk: TestDesk
) -> None:
    proposed(shared_record, desk)
    before = moves(shared_record, desk, PHONE)

    def one(key: str) -> str:
        try:
            return str(decided(shared_record, colleague(desk), key=key)["state"])
        except NoWriteOffProposed:
            return "too late"

    with ThreadPoolExecutor(4) as hands:
        said = list(hands.map(one, ["a", "b", "c", "d"]))
    assert sorted(said) == ["confirmed", "too late", "too late", "too late"]
    assert moves(shared_record, desk, PHONE) == before + 1


def test_a_confirmation_repeated_under_its_key_has_the_same_answer(
    shared_record: Database, desk: TestDesk
) -> None:
    proposed(shared_record, desk)
    first = decided(shared_record, colleague(desk), key="once")
    assert decided(shared_record, colleague(desk), key="once") == first


def test_a_refused_write_off_leaves_the_unit_and_may_be_proposed_again(
    shared_record: Database, desk: TestDesk
) -> None:
    proposed(shared_record, desk)
    with pytest.raises(WriteOffProposed):
        proposed(shared_record, desk)
    with pytest.raises(ReasonNeeded):
        decided(shared_record, colleague(desk), confirmed=False)
    answer = decided(shared_record, colleague(desk), confirmed=False, remark="Only scratched.")
    assert answer["state"] == "refused"
    assert place(shared_record, desk, PHONE) == SHELF
    [line] = told(shared_record, desk, "contoso-phones", PoolWord.WRITE_OFF_REFUSED)
    assert line.details["remark"] == "Only scratched."
    proposed(shared_record, desk, reason="The frame is bent as well.")
    lines = list_write_offs(shared_record, desk.clerk)
    assert [one.state for one in lines] == [WriteOffState.PROPOSED, WriteOffState.REFUSED]
    assert lines[0].own
    assert not list_write_offs(shared_record, colleague(desk), waiting_only=True)[0].own


def test_a_unit_a_case_holds_is_released_before_it_is_written_off(
    shared_record: Database, desk: TestDesk, walk: CaseWalk
) -> None:
    proposed(shared_record, desk)
    number = walk.open(a_phone_swap(PhoneCustomer(code="contoso"), "BROKEN-1", MONDAY))
    assert walk.reserved(number) == PHONE
    with pytest.raises(ReservedForCase):
        decided(shared_record, colleague(desk))
    assert list_write_offs(shared_record, desk.clerk)[0].state is WriteOffState.PROPOSED
    with pytest.raises(NotInTheBooks):
        proposed(shared_record, desk, "BROKEN-1")


def test_a_device_an_open_case_is_about_is_the_cases(
    shared_record: Database, desk: TestDesk, walk: CaseWalk
) -> None:
    number = walk.open(a_phone_swap(PhoneCustomer(code="contoso"), "BROKEN-1", MONDAY))
    with shared_record.as_tenant(desk.tenant_id) as session:
        unit = session.scalars(select(Unit).where(Unit.serial == "BROKEN-1")).one()
        lost = place_of(session, Place.LOST)
        assert move_unit(session, unit, lost, key="t", case_id=None, at=MONDAY, actor="clerk")
    with pytest.raises(InOpenCase) as refused:
        proposed(shared_record, desk, "BROKEN-1")
    assert number in refused.value.detail


def test_what_is_not_here_or_not_known_is_not_written_off(
    shared_record: Database, desk: TestDesk
) -> None:
    with pytest.raises(UnknownUnit):
        proposed(shared_record, desk, "NOBODYS-1")
    with pytest.raises(ReasonNeeded):
        proposed(shared_record, desk, reason=" ")
    with pytest.raises(NoWriteOffProposed):
        decided(shared_record, colleague(desk))
    proposed(shared_record, desk)
    form = TakeOutForm(
        pool="contoso-phones",
        units=UnitChoice(serials=(PHONE,)),
        fetched_by="Kim Contoso",
        because="Wanted.",
        at=MONDAY,
    )
    take_out_units(shared_record, desk.clerk, form, "out")
    with pytest.raises(NotInTheBooks):
        decided(shared_record, colleague(desk))


def test_finance_and_customers_write_nothing_off(shared_record: Database, desk: TestDesk) -> None:
    for role in (Role.FINANCE, Role.CUSTOMER):
        with pytest.raises(NotAllowed):
            propose_write_off(
                shared_record,
                replace(desk.clerk, role=role),
                ProposeForm(serial=PHONE, reason="Bent."),
                "key",
            )
