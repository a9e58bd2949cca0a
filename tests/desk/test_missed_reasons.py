"""Why a promise was missed, told apart by what the record knows of its case."""

from dataclasses import replace

import pytest
from sqlalchemy import text

from desk.quality_report import quality_report
from rules.case_facts import Told
from tests.builders import an_advance_replacement
from tests.desk.case_walk import CaseWalk
from tests.desk.owed_cases import wait
from tests.desk.quality_month import FLEET, LATER, OCTOBER, at, say
from tests.way_back import a_phone_swap, serve_phones


@pytest.fixture
def stocked(walk: CaseWalk) -> CaseWalk:
    serve_phones(walk.database, walk.desk.tenant_id, FLEET)
    return walk


def reasons(walk: CaseWalk, customer: str = FLEET.code) -> dict[str, int]:
    report = quality_report(walk.database, walk.desk.clerk, customer, OCTOBER, LATER)
    return dict(report.missed_because)


def packed(walk: CaseWalk) -> str:
    number = walk.open(a_phone_swap(FLEET, "BROKEN", at(6)))
    walk.pack(number, walk.reserved(number), at(6, 9))
    return number


def test_a_parcel_refused_at_the_door_was_not_late(stocked: CaseWalk) -> None:
    number = packed(stocked)
    say(stocked, number, "outbound", "handed_over", at(6, 10))
    say(stocked, number, "outbound", "refused", at(7))
    wait(stocked, number, at(9))
    assert reasons(stocked) == {"turned_back": 1}


def test_a_parcel_that_is_still_under_way_is_the_carrier_s(stocked: CaseWalk) -> None:
    number = packed(stocked)
    say(stocked, number, "outbound", "handed_over", at(6, 10))
    wait(stocked, number, at(8))
    assert reasons(stocked) == {"carrier_late": 1}


def test_a_carrier_that_gave_no_label_is_named(stocked: CaseWalk) -> None:
    number = stocked.open(a_phone_swap(FLEET, "BROKEN", at(6)))
    stocked.tell(number, Told.PACK_SCANNED, at(6, 9), serial=stocked.reserved(number))
    errand = stocked.owed(number)[0]
    refused = {"errand": errand.key, "direction": "outbound", "because": "no such place"}
    stocked.tell(number, Told.LABEL_REFUSED, at(6, 10), **refused)
    wait(stocked, number, at(9))
    assert reasons(stocked) == {"no_label": 1}


def test_a_case_that_waited_for_a_unit_to_the_end_says_so(walk: CaseWalk) -> None:
    empty = replace(FLEET, phones=0)
    serve_phones(walk.database, walk.desk.tenant_id, empty)
    number = walk.open(a_phone_swap(empty, "BROKEN", at(6)))
    # Nobody looked in time to make it anew.
    walk.tell(number, Told.DEADLINE_PASSED, at(7, 22), name="promise")
    assert reasons(walk) == {"no_unit": 1}


def test_a_promise_is_made_anew_when_no_unit_comes_in_time(walk: CaseWalk) -> None:
    empty = replace(FLEET, phones=0)
    serve_phones(walk.database, walk.desk.tenant_id, empty)
    wait(walk, walk.open(a_phone_swap(empty, "BROKEN", at(6))), at(9))
    report = quality_report(walk.database, walk.desk.clerk, FLEET.code, OCTOBER, LATER)
    assert report.promises["remade"] == 1
    assert report.missed_because == {}


def test_a_unit_that_is_there_and_never_packed_is_packed_late(stocked: CaseWalk) -> None:
    wait(stocked, stocked.open(a_phone_swap(FLEET, "BROKEN", at(6))), at(9))
    assert reasons(stocked) == {"packed_late": 1}


def test_a_dispatch_promise_is_missed_by_the_parcel_s_first_scan(walk: CaseWalk) -> None:
    number = walk.open(an_advance_replacement(at=at(6)))
    walk.tell(number, Told.DIAGNOSED, at(6, 9), defective="yes")
    walk.pack(number, walk.reserved(number), at(7))
    say(walk, number, "outbound", "handed_over", at(12))
    assert reasons(walk, "northwind") == {"scanned_late": 1}


def test_a_case_whose_story_is_not_on_record_is_not_explained(stocked: CaseWalk) -> None:
    number = stocked.open(a_phone_swap(FLEET, "BROKEN", at(6)), begin=False)
    with stocked.database.as_tenant(stocked.desk.tenant_id) as session:
        session.execute(
            text(
                "UPDATE promises SET outcome = 'missed' WHERE case_id ="
                " (SELECT id FROM cases WHERE number = :number)"
            ),
            {"number": number},
        )
    assert reasons(stocked) == {"not_known": 1}
