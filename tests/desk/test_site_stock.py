from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from desk.actors import Actor
from desk.board import stock_levels
from desk.decisions import DecisionForm, prepare
from desk.refusals import KeyReused, NotAllowed, UnknownCustomer
from desk.site_stock import (
    NotFreeInPool,
    NotOnSite,
    SpareForm,
    list_spares,
    place_spares,
    take_spares_back,
)
from models.devices import Unit
from models.exchange import InboxFact
from models.money import BillableEvent
from models.parties import Role
from rules.case_facts import Told
from rules.case_words import Inbound, Outbound
from runtime.database import Database
from tests.builders import TestDesk, a_swap
from tests.desk.case_walk import CaseWalk
from tests.desk.loan_walk import place_of

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def of_site(*serials: str) -> SpareForm:
    return SpareForm(customer="fabrikam", serials=serials, at=MONDAY)


def counted(database: Database, desk: TestDesk) -> list[tuple[str, str, int]]:
    return [(one.customer, one.model, one.count) for one in list_spares(database, desk.clerk)]


def a_person(desk: TestDesk, role: Role) -> Actor:
    return Actor(tenant_id=desk.tenant_id, tenant=desk.tenant, name="f@acme.example", role=role)


def test_a_spare_on_site_is_counted_there_and_free_for_no_request(
    walk: CaseWalk, desk: TestDesk
) -> None:
    answer = place_spares(walk.database, desk.clerk, of_site("pool-0001", "POOL-0002"), "k")
    assert answer["moved"] == 2
    assert counted(walk.database, desk) == [("fabrikam", "PHONE-X2", 2)]
    first = walk.open(a_swap("BROKEN-1", at=MONDAY))
    assert walk.reserved(first) == "POOL-0003"
    second = walk.open(a_swap("BROKEN-2", at=MONDAY + HOUR))
    assert walk.state(second).outbound is Outbound.WAITING
    on_site = [one for one in stock_levels(walk.database, desk.clerk) if one.kind == "site"]
    assert [(one.available, one.total) for one in on_site] == [(0, 2)]


def test_spares_are_moved_once_per_key_and_all_or_none(walk: CaseWalk, desk: TestDesk) -> None:
    for _ in range(2):
        place_spares(walk.database, desk.clerk, of_site("POOL-0001"), "twice")
    assert counted(walk.database, desk) == [("fabrikam", "PHONE-X2", 1)]
    with pytest.raises(KeyReused):
        place_spares(walk.database, desk.clerk, of_site("POOL-0002"), "twice")
    with pytest.raises(NotFreeInPool, match="POOL-0001"):
        place_spares(walk.database, desk.clerk, of_site("POOL-0002", "POOL-0001"), "both")
    assert counted(walk.database, desk) == [("fabrikam", "PHONE-X2", 1)]


def test_a_reserved_unit_or_another_owner_s_does_not_go_to_a_site(
    walk: CaseWalk, desk: TestDesk
) -> None:
    walk.open(a_swap("BROKEN-1", at=MONDAY))
    for serial in ("POOL-0001", "KIOSK-0001", "NOBODY-KNOWS"):
        with pytest.raises(NotFreeInPool, match=serial):
            place_spares(walk.database, desk.clerk, of_site(serial), serial)
    assert counted(walk.database, desk) == []


def test_a_spare_that_is_taken_back_goes_to_the_case_that_waits(
    walk: CaseWalk, desk: TestDesk
) -> None:
    place_spares(walk.database, desk.clerk, of_site("POOL-0001", "POOL-0002", "POOL-0003"), "out")
    number = walk.open(a_swap("BROKEN-1", at=MONDAY))
    answer = take_spares_back(walk.database, desk.clerk, of_site("POOL-0002"), "in")
    assert (answer["moved"], answer["granted"]) == (1, 1)
    with walk.database.as_tenant(desk.tenant_id) as session:
        fact = session.scalars(select(InboxFact).where(InboxFact.told == Told.UNIT_GRANTED)).one()
    assert str(fact.case_id) == walk.ref(number).case_id
    assert fact.details["serial"] == "POOL-0002"
    with pytest.raises(NotOnSite):
        take_spares_back(walk.database, desk.clerk, of_site("POOL-0002"), "again")


def test_only_the_desk_moves_spares_and_a_customer_sees_its_own(
    walk: CaseWalk, desk: TestDesk
) -> None:
    place_spares(walk.database, desk.clerk, of_site("POOL-0001"), "k")
    finance = a_person(desk, Role.FINANCE)
    with pytest.raises(NotAllowed):
        place_spares(walk.database, finance, of_site("POOL-0002"), "f")
    assert len(list_spares(walk.database, finance)) == 1
    with pytest.raises(UnknownCustomer):
        place_spares(walk.database, desk.clerk, SpareForm(customer="x", serials=("A",)), "u")


def test_a_spare_taken_on_site_ends_the_wait_and_wakes_the_next_case(
    walk: CaseWalk, desk: TestDesk
) -> None:
    place_spares(walk.database, desk.clerk, of_site("POOL-0001", "POOL-0002"), "k")
    first = walk.open(a_swap("BROKEN-1", at=MONDAY))
    second = walk.open(a_swap("BROKEN-2", at=MONDAY + HOUR))
    walk.tell(first, Told.BACKUP_TAKEN, MONDAY + 2 * HOUR, serial="pool-0001")
    state = walk.run_errands(first)
    assert (state.outbound, state.inbound) == (Outbound.DELIVERED, Inbound.LABELLED)
    assert place_of(walk.database, desk, "POOL-0001") == "AT-FABRIKAM"
    with walk.database.as_tenant(desk.tenant_id) as session:
        fact = session.scalars(select(InboxFact).where(InboxFact.told == Told.UNIT_GRANTED)).one()
        assert str(fact.case_id) == walk.ref(second).case_id
        assert list(session.scalars(select(BillableEvent))) == []


def test_two_cases_never_take_the_same_spare(walk: CaseWalk, desk: TestDesk) -> None:
    place_spares(walk.database, desk.clerk, of_site("POOL-0001"), "k")
    first = walk.open(a_swap("BROKEN-1", at=MONDAY))
    second = walk.open(a_swap("BROKEN-2", at=MONDAY))
    taken = walk.tell(first, Told.BACKUP_TAKEN, MONDAY + HOUR, serial="POOL-0001")
    refused = walk.tell(second, Told.BACKUP_TAKEN, MONDAY + HOUR, serial="POOL-0001")
    assert taken.outbound is Outbound.DELIVERED
    assert refused.outbound is Outbound.RESERVED


def test_a_spare_is_refused_at_the_door_when_it_is_not_on_that_site(
    walk: CaseWalk, desk: TestDesk
) -> None:
    number = walk.open(a_swap("BROKEN-1", at=MONDAY))
    with walk.database.as_tenant(desk.tenant_id) as session:
        free = session.scalars(select(Unit.serial).where(Unit.serial == "POOL-0003")).one()
    for serial in (free, "NOBODY-KNOWS"):
        form = DecisionForm(decision=Told.BACKUP_TAKEN, answers={"serial": serial})
        with pytest.raises(NotOnSite, match=serial):
            prepare(walk.database, desk.clerk, number, form, f"key-{serial}")
