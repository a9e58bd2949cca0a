import uuid
from datetime import timedelta

import pytest

from desk.actors import Actor
from desk.intake import open_case
from desk.loans import list_loans, overdue_notices
from desk.scans import ScanForm, Station, take_scan
from models.parties import Role
from rules.case_facts import Told
from rules.case_loan import WhyOut
from rules.case_state import CaseState
from rules.case_words import Stage
from runtime.database import Database
from tests.builders import TestDesk, a_swap
from tests.desk.case_walk import CaseWalk
from tests.desk.loan_walk import (
    DAY,
    HOUR,
    MONDAY,
    lend_to,
    pass_due,
    place_of,
    recall,
    receive_own,
    repair,
)
from tests.way_back import ADATUM, LITWARE, a_phone_swap, serve_phones


@pytest.fixture
def walk(shared_record: Database, desk: TestDesk) -> CaseWalk:
    serve_phones(shared_record, desk.tenant_id, LITWARE, ADATUM)
    return CaseWalk(database=shared_record, desk=desk)


def a_person_of(desk: TestDesk, customer_id: uuid.UUID) -> Actor:
    return Actor(
        tenant_id=desk.tenant_id,
        tenant=desk.tenant,
        name="person@elsewhere.example",
        role=Role.CUSTOMER,
        customer_id=customer_id,
    )


def test_a_loan_is_on_the_board_with_its_user_s_device_and_why_it_is_out(walk: CaseWalk) -> None:
    number = lend_to(walk, "LOAN-1")
    [loan] = list_loans(walk.database, walk.desk.clerk)
    assert (loan.case, loan.customer, loan.device) == (number, "litware", "LOAN-1")
    assert loan.serial.startswith("LITWARE-")
    assert (loan.since, loan.due, loan.overdue) == (MONDAY + DAY, None, False)
    assert loan.why is WhyOut.OWN_NOT_SENT


def test_the_board_follows_the_repair_and_the_recall(walk: CaseWalk) -> None:
    number = lend_to(walk, "LOAN-2")
    receive_own(walk, number, "LOAN-2", MONDAY + 3 * DAY)
    assert [one.why for one in list_loans(walk.database, walk.desk.clerk)] == [WhyOut.OWN_ON_BENCH]
    repair(walk, number, "LOAN-2", MONDAY + 5 * DAY)
    [loan] = list_loans(walk.database, walk.desk.clerk)
    assert loan.why is WhyOut.OWN_GOING_HOME
    assert walk.reserved(number) == "LOAN-2"


def test_a_recalled_loan_is_owed_by_its_own_serial(walk: CaseWalk) -> None:
    number = recall(walk, "LOAN-3")
    state = walk.state(number)
    [loan] = list_loans(walk.database, walk.desk.clerk)
    assert loan.why is WhyOut.BATTERY_ASKED
    assert loan.due == state.deadlines["return_due"] == MONDAY + 18 * DAY
    assert state.owed_unit == state.back.loan
    assert place_of(walk.database, walk.desk, "LOAN-3") == "AT-LITWARE"


def test_an_overdue_loan_comes_first_and_alone_when_asked_for(walk: CaseWalk) -> None:
    late, young = recall(walk, "LOAN-4"), lend_to(walk, "LOAN-5", MONDAY - DAY)
    pass_due(walk, late)
    both = list_loans(walk.database, walk.desk.clerk)
    assert [(one.case, one.overdue) for one in both] == [(late, True), (young, False)]
    only = list_loans(walk.database, walk.desk.clerk, overdue=True)
    assert [(one.case, one.due) for one in only] == [(late, MONDAY + 18 * DAY)]


def test_more_days_after_the_last_day_excuse_a_loan_until_they_are_over(walk: CaseWalk) -> None:
    number = recall(walk, "LOAN-6")
    pass_due(walk, number)
    # The record's clock is far from that day: what was given is not over yet.
    extended = {"days": "9000", "because": "holiday"}
    walk.tell(number, Told.EXTENDED, MONDAY + 20 * DAY, **extended)
    [loan] = list_loans(walk.database, walk.desk.clerk)
    assert not loan.overdue
    assert loan.due == MONDAY + 18 * DAY + timedelta(days=9000)


def test_a_loan_that_came_back_or_was_kept_leaves_the_board(walk: CaseWalk) -> None:
    number = recall(walk, "LOAN-7")
    back(walk, number)
    assert list_loans(walk.database, walk.desk.clerk) == ()


def back(walk: CaseWalk, number: str) -> CaseState:
    """The loan comes back to us."""
    loan = walk.state(number).back.loan
    at = MONDAY + 12 * DAY
    return walk.tell(number, Told.RECEIPT_SCANNED, at, unit_id=loan, serial="LITWARE-0001")


def test_a_loan_is_wiped_and_shelved_before_its_case_ends(walk: CaseWalk) -> None:
    number = recall(walk, "LOAN-8")
    back(walk, number)
    at, loan = MONDAY + 13 * DAY, walk.state(number).back.loan
    assert place_of(walk.database, walk.desk, loan) == "BENCH"
    found = {"finding": "no_fault_found", "serial": "LITWARE-0001"}
    walk.tell(number, Told.INSPECTED, at, **found)
    wiped = {"method": "clear", "technique": "reset", "tool": "T 1.0", "verification": "read back"}
    walk.tell(number, Told.WIPED, at + HOUR, serial="LITWARE-0001", **wiped)
    walk.run_errands(number)
    restock = {"destination": "restock", "serial": "LITWARE-0001"}
    end = walk.tell(number, Told.DISPOSED, at + 2 * HOUR, **restock)
    assert end.stage is Stage.CLOSED
    assert place_of(walk.database, walk.desk, loan) == "POOL-LITWARE"


def test_a_loan_scanned_before_anybody_asked_for_it_finds_its_case(walk: CaseWalk) -> None:
    number = lend_to(walk, "LOAN-11")
    receive_own(walk, number, "LOAN-11", MONDAY + 3 * DAY)
    repair(walk, number, "LOAN-11", MONDAY + 5 * DAY)
    form = ScanForm(station=Station.RECEIPT, code="LITWARE-0001", at=MONDAY + 6 * DAY)
    verdict = take_scan(walk.database, walk.desk.clerk, form, "early")
    assert (verdict["word"], verdict["case"]) == ("RECEIVED", number)
    state = back(walk, number)
    assert [(job.serial, job.unit == state.back.loan) for job in state.back.jobs] == [
        ("LOAN-11", False),
        ("LITWARE-0001", True),
    ]
    assert list_loans(walk.database, walk.desk.clerk) == ()


def test_a_customer_s_person_sees_no_other_customer_s_loans(walk: CaseWalk) -> None:
    lend_to(walk, "LOAN-9")
    assert list_loans(walk.database, a_person_of(walk.desk, uuid.uuid4())) == ()


def test_whoever_opens_a_case_reads_what_this_customer_is_late_with(walk: CaseWalk) -> None:
    number = recall(walk, "LOAN-10")
    pass_due(walk, number)
    answer = open_case(
        walk.database, walk.desk.clerk, a_phone_swap(LITWARE, "NEXT-1", MONDAY + 20 * DAY), "n1"
    )
    [notice] = answer["notices"]
    assert notice.startswith(f"Loan LITWARE-0001 of case {number} is overdue")
    assert answer["promise"] is not None  # a word of warning, and no hard stop
    other = open_case(walk.database, walk.desk.clerk, a_swap("NEXT-2", at=MONDAY + 20 * DAY), "n2")
    assert other["notices"] == []


def test_an_overdue_broken_unit_is_told_of_too_and_a_stranger_reads_nothing(
    walk: CaseWalk,
) -> None:
    number = walk.open(a_phone_swap(ADATUM, "LATE-1", MONDAY))
    walk.pack(number, walk.reserved(number), MONDAY + HOUR)
    for status in ("handed_over", "delivered"):
        told = {"direction": "outbound", "attempt": "1", "status": status}
        walk.tell(number, Told.CARRIER_SAID, MONDAY + DAY, **told)
    assert overdue_notices(walk.database, walk.desk.clerk, "adatum") == ()
    pass_due(walk, number)
    [notice] = overdue_notices(walk.database, walk.desk.clerk, "adatum")
    assert notice.startswith(f"Unit LATE-1 of case {number} is overdue")
    stranger = a_person_of(walk.desk, uuid.uuid4())
    assert overdue_notices(walk.database, stranger, "adatum") == ()
    assert overdue_notices(walk.database, walk.desk.clerk, "nobody") == ()
