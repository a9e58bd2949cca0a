import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from desk.actors import Actor
from desk.board import (
    BadCursor,
    CaseRow,
    UnknownFilter,
    board_version,
    due_cases,
    list_cases,
    stock_levels,
    tally,
)
from models.cases import PromiseKind
from models.parties import Customer, Role
from rules.case_facts import Told
from rules.case_words import (
    Direction,
    Mover,
    Stage,
)
from runtime.database import Database
from tests.builders import TestDesk, a_swap, an_advance_replacement, found_desk
from tests.desk.case_walk import CaseWalk

MONDAY_0900 = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def person_of(record: Database, desk: TestDesk, code: str) -> Actor:
    with record.as_tenant(desk.tenant_id) as session:
        customer = session.scalars(select(Customer.id).where(Customer.code == code)).one()
    return replace(
        desk.clerk, name=f"user@{code}.example", role=Role.CUSTOMER, customer_id=customer
    )


def numbers(rows: tuple[CaseRow, ...]) -> list[str]:
    return [row.number for row in rows]


def test_pages_run_from_the_newest_case_to_the_oldest_without_gap_or_repeat(
    shared_record: Database, desk: TestDesk, walk: CaseWalk
) -> None:
    for n in range(5):
        walk.open(a_swap(f"BROKEN-{n}", at=MONDAY_0900 + n * HOUR))
    first = list_cases(shared_record, desk.clerk, limit=2)
    second = list_cases(shared_record, desk.clerk, limit=2, cursor=first.next)
    third = list_cases(shared_record, desk.clerk, limit=2, cursor=second.next)
    assert numbers(first.items + second.items + third.items) == [
        "SE-2026-000005",
        "SE-2026-000004",
        "SE-2026-000003",
        "SE-2026-000002",
        "SE-2026-000001",
    ]
    assert third.next is None


def test_cases_registered_at_the_same_instant_are_still_paged_once_each(
    shared_record: Database, desk: TestDesk, walk: CaseWalk
) -> None:
    for n in range(4):
        walk.open(a_swap(f"BROKEN-{n}", at=MONDAY_0900))
    first = list_cases(shared_record, desk.clerk, limit=3)
    second = list_cases(shared_record, desk.clerk, limit=3, cursor=first.next)
    assert len(set(numbers(first.items + second.items))) == 4


@pytest.mark.parametrize("cursor", ["x", "e30", "WyIyMDI2IiwgInoiXQ", "ÅÄÖ", "WzEsMl0"])
def test_a_made_up_cursor_is_refused_by_name(
    shared_record: Database, desk: TestDesk, cursor: str
) -> None:
    with pytest.raises(BadCursor):
        list_cases(shared_record, desk.clerk, cursor=cursor)


def test_an_unknown_filter_is_refused_and_says_which_there_are(
    shared_record: Database, desk: TestDesk
) -> None:
    with pytest.raises(UnknownFilter, match="open, all, assessing"):
        list_cases(shared_record, desk.clerk, only="everything")


@pytest.mark.parametrize(
    "text", ["000001", "se-2026-000001", "broken-a", "pool-0001", " BROKEN-A "]
)
def test_a_case_is_found_by_its_number_and_by_either_units_serial(
    shared_record: Database, desk: TestDesk, walk: CaseWalk, text: str
) -> None:
    walk.open(a_swap("BROKEN-A", at=MONDAY_0900))
    walk.open(a_swap("BROKEN-B", at=MONDAY_0900 + HOUR))
    assert numbers(list_cases(shared_record, desk.clerk, text=text).items) == ["SE-2026-000001"]


def test_a_case_is_found_by_its_customers_code_and_wildcards_mean_themselves(
    shared_record: Database, desk: TestDesk, walk: CaseWalk
) -> None:
    walk.open(a_swap("BROKEN-A", at=MONDAY_0900))
    walk.open(an_advance_replacement(at=MONDAY_0900 + HOUR))
    assert numbers(list_cases(shared_record, desk.clerk, text="northw").items) == ["SE-2026-000002"]
    assert list_cases(shared_record, desk.clerk, text="%").items == ()
    assert list_cases(shared_record, desk.clerk, text="BROKEN_A").items == ()


def test_a_customers_person_sees_that_customer_only(
    shared_record: Database, desk: TestDesk, walk: CaseWalk
) -> None:
    walk.open(a_swap("BROKEN-A", at=MONDAY_0900))
    walk.open(an_advance_replacement(at=MONDAY_0900))
    theirs = person_of(shared_record, desk, "northwind")
    assert numbers(list_cases(shared_record, theirs).items) == ["SE-2026-000002"]
    assert numbers(due_cases(shared_record, theirs)) == ["SE-2026-000002"]
    assert tally(shared_record, theirs, MONDAY_0900).open == 1


def test_another_tenant_sees_nothing(
    shared_record: Database, shared_url: str, walk: CaseWalk
) -> None:
    walk.open(a_swap(at=MONDAY_0900))
    other = found_desk(shared_url, shared_record, code=f"globex-{uuid.uuid4().hex[:8]}")
    assert list_cases(shared_record, other.clerk, only="all").items == ()


def test_a_line_says_what_was_promised_and_whose_move_it_is(
    shared_record: Database, desk: TestDesk, walk: CaseWalk
) -> None:
    walk.open(a_swap("BROKEN-A", at=MONDAY_0900))
    (row,) = list_cases(shared_record, desk.clerk).items
    assert (row.customer, row.customer_name) == ("fabrikam", "Fabrikam AB")
    assert (row.device, row.model, row.timezone) == ("BROKEN-A", "Phone X2", "Europe/Stockholm")
    assert row.promise_kind is PromiseKind.DELIVERY
    assert row.promised_for == datetime(2026, 11, 24, 23, 0, tzinfo=UTC)
    assert (row.waiting_for, row.mover) == ("pack_scan", Mover.DESK)


def test_the_board_shows_a_broken_promise_first_and_then_what_is_due_next(
    shared_record: Database, desk: TestDesk, walk: CaseWalk
) -> None:
    friday = MONDAY_0900 - timedelta(days=3)
    waits_for_diagnosis = walk.open(an_advance_replacement(at=MONDAY_0900 + HOUR))
    late = walk.open(a_swap("BROKEN-A", at=friday))
    today = walk.open(a_swap("BROKEN-B", at=MONDAY_0900))
    walk.tell(late, Told.DEADLINE_PASSED, MONDAY_0900 + timedelta(hours=15), name="promise")
    rows = due_cases(shared_record, desk.clerk)
    assert numbers(rows) == [late, today, waits_for_diagnosis]
    tuesday = MONDAY_0900 + timedelta(days=1)
    assert [row.overdue(tuesday) for row in rows] == [True, False, False]


def test_a_delivered_case_is_no_longer_overdue(
    shared_record: Database, desk: TestDesk, walk: CaseWalk
) -> None:
    number = walk.open(a_swap(at=MONDAY_0900))
    walk.pack(number, "POOL-0001", MONDAY_0900 + HOUR)
    walk.carried(number, Direction.OUTBOUND, "delivered", MONDAY_0900 + timedelta(days=9))
    (row,) = due_cases(shared_record, desk.clerk)
    assert row.stage is Stage.RETURNING
    assert not row.overdue(MONDAY_0900 + timedelta(days=10))
    assert tally(shared_record, desk.clerk, MONDAY_0900 + timedelta(days=10)).overdue == 0


def test_the_tally_counts_open_cases_by_whose_move_it_is(
    shared_record: Database, desk: TestDesk, walk: CaseWalk
) -> None:
    for n in range(4):  # three phones stand on the shelf
        walk.open(a_swap(f"BROKEN-{n}", at=MONDAY_0900 + n * timedelta(minutes=1)))
    counted = tally(shared_record, desk.clerk, MONDAY_0900 + timedelta(days=7))
    assert (counted.open, counted.overdue) == (4, 4)
    assert (counted.desk, counted.stock, counted.carrier, counted.customer) == (3, 1, 0, 0)


def test_the_version_changes_with_every_step_and_not_without_one(
    shared_record: Database, desk: TestDesk, walk: CaseWalk
) -> None:
    empty = board_version(shared_record, desk.clerk)
    number = walk.open(a_swap(at=MONDAY_0900))
    opened = board_version(shared_record, desk.clerk)
    assert board_version(shared_record, desk.clerk) == opened
    walk.tell(number, Told.BATTERY_ANSWERED, MONDAY_0900 + HOUR, battery="ok")
    assert len({empty, opened, board_version(shared_record, desk.clerk)}) == 3


def test_stock_is_counted_where_it_stands_and_a_reserved_unit_is_not_available(
    shared_record: Database, desk: TestDesk, walk: CaseWalk
) -> None:
    number = walk.open(a_swap("BROKEN-A", at=MONDAY_0900))
    counted = [
        (level.place, level.model, level.available, level.reserved, level.total)
        for level in stock_levels(shared_record, desk.clerk)
    ]
    assert counted == [
        ("POOL-FABRIKAM", "PHONE-X2", 2, 1, 3),
        ("SHELF", "KIOSK-K1", 1, 0, 1),
        ("AT-FABRIKAM", "PHONE-X2", 0, 0, 1),
    ]
    walk.pack(number, "POOL-0001", MONDAY_0900 + HOUR)
    places = {level.place: level for level in stock_levels(shared_record, desk.clerk)}
    assert (places["POOL-FABRIKAM"].available, places["POOL-FABRIKAM"].total) == (2, 2)
    assert (places["DOCK"].available, places["DOCK"].reserved) == (0, 1)


def test_a_customers_person_counts_its_own_units_only(
    shared_record: Database, desk: TestDesk
) -> None:
    theirs = stock_levels(shared_record, person_of(shared_record, desk, "northwind"))
    ours = stock_levels(shared_record, person_of(shared_record, desk, "fabrikam"))
    assert theirs == ()
    assert [(level.place, level.total) for level in ours] == [("POOL-FABRIKAM", 3)]


def test_a_case_number_of_nobody_is_no_case(shared_record: Database, desk: TestDesk) -> None:
    stranger = replace(desk.clerk, tenant_id=uuid.uuid4())
    assert list_cases(shared_record, stranger, only="all").items == ()
