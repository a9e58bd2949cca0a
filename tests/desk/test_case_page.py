from datetime import UTC, datetime, timedelta

import pytest

from desk.attachments import attach
from desk.board import read_document, view_case
from desk.case_page import case_version, view_version, workflow_link
from desk.case_view import CaseView
from desk.refusals import UnknownCase, UnknownDocument
from models.cases import PromiseOutcome
from models.papers import Paper
from rules.case_facts import Told
from rules.case_words import Direction
from runtime.database import Database
from tests.builders import TestDesk, a_swap, an_advance_replacement, found_desk
from tests.desk.case_walk import CaseWalk

MONDAY_0900 = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def packed(walk: CaseWalk) -> str:
    number = walk.open(a_swap("BROKEN-A", at=MONDAY_0900))
    walk.pack(number, "POOL-0001", MONDAY_0900 + HOUR)
    return number


def sentences(view: CaseView) -> list[str]:
    return [entry.sentence for entry in view.story]


def test_a_case_shows_its_promise_with_the_reason_and_how_it_ended(
    shared_record: Database, desk: TestDesk, walk: CaseWalk
) -> None:
    number = packed(walk)
    walk.carried(number, Direction.OUTBOUND, "delivered", MONDAY_0900 + DAY)
    promise = view_case(shared_record, desk.clerk, number).promise
    assert promise is not None
    assert promise.explanation.startswith(
        "Registered Mon 23 November 2026 09:00 in Stockholm, before 14:00; delivered Tue 24 Nov"
    )
    assert promise.outcome is PromiseOutcome.KEPT
    assert promise.proved_at == MONDAY_0900 + DAY


def test_both_legs_show_their_parcels_labels_and_tracking(
    shared_record: Database, desk: TestDesk, walk: CaseWalk
) -> None:
    view = view_case(shared_record, desk.clerk, packed(walk))
    out, back = view.legs
    assert (out.direction, out.state) == (Direction.OUTBOUND, "labelled")
    assert (back.direction, back.state) == (Direction.RETURN, "labelled")
    (parcel,) = out.parcels
    (label,) = parcel.labels
    assert parcel.weight_g == 420
    assert label.tracking_no.startswith("PRAC")
    assert label.voided_at is None


def test_a_leg_without_a_parcel_is_shown_without_one(
    shared_record: Database, desk: TestDesk, walk: CaseWalk
) -> None:
    number = walk.open(a_swap("BROKEN-A", at=MONDAY_0900))
    (leg,) = view_case(shared_record, desk.clerk, number).legs
    assert (leg.direction, leg.attempt, leg.state) == (Direction.OUTBOUND, 1, "reserved")
    assert leg.parcels == ()


def test_a_lost_parcel_leaves_its_leg_and_a_second_attempt_begins(
    shared_record: Database, desk: TestDesk, walk: CaseWalk
) -> None:
    number = packed(walk)
    walk.carried(number, Direction.OUTBOUND, "handed_over", MONDAY_0900 + 8 * HOUR)
    walk.carried(number, Direction.OUTBOUND, "lost", MONDAY_0900 + DAY)
    legs = view_case(shared_record, desk.clerk, number).legs
    assert [(leg.direction, leg.attempt, leg.state, len(leg.parcels)) for leg in legs] == [
        (Direction.OUTBOUND, 1, "lost", 1),
        (Direction.OUTBOUND, 2, "reserved", 0),
        (Direction.RETURN, 1, "labelled", 1),
    ]


def test_documents_can_be_read_by_those_who_see_the_case_only(
    shared_record: Database, shared_url: str, desk: TestDesk, walk: CaseWalk
) -> None:
    number = packed(walk)
    documents = view_case(shared_record, desk.clerk, number).documents
    assert {one.kind for one in documents} == {
        Paper.PARCEL_LABEL,
        Paper.RETURN_LABEL,
        Paper.SERVICE_SLIP,
    }
    label = next(one for one in documents if one.kind is Paper.PARCEL_LABEL)
    content, media_type, name = read_document(shared_record, desk.clerk, number, label.id)
    assert content.startswith(b"%PDF-")
    assert (media_type, name) == ("application/pdf", f"{number}-parcel-label.pdf")
    other = walk.open(a_swap("BROKEN-B", at=MONDAY_0900))
    with pytest.raises(UnknownDocument):
        read_document(shared_record, desk.clerk, other, label.id)
    stranger = found_desk(shared_url, shared_record, code=f"x-{label.id}"[:40]).clerk
    with pytest.raises(UnknownCase):
        read_document(shared_record, stranger, number, label.id)


def test_the_story_is_told_in_sentences_with_local_times(
    shared_record: Database, desk: TestDesk, walk: CaseWalk
) -> None:
    number = packed(walk)
    walk.carried(number, Direction.OUTBOUND, "delivered", MONDAY_0900 + DAY)
    told = sentences(view_case(shared_record, desk.clerk, number))
    assert told[0] == "The case was opened for swap."
    assert "Unit POOL-0001 was packed." in told
    assert "The promise was kept (due the end of Tue 24 November 2026)." in told


def test_what_is_still_to_come_is_dated_soonest_first(
    shared_record: Database, desk: TestDesk, walk: CaseWalk
) -> None:
    number = packed(walk)
    delivered = MONDAY_0900 + DAY
    walk.carried(number, Direction.OUTBOUND, "handed_over", MONDAY_0900 + 8 * HOUR)
    walk.carried(number, Direction.OUTBOUND, "delivered", delivered)
    view = view_case(shared_record, desk.clerk, number)
    to_come = [(one.name, one.at) for one in view.deadlines if one.name.startswith("return")]
    assert to_come == [
        ("return_reminder:1", delivered + 5 * DAY),
        ("return_reminder:2", delivered + 10 * DAY),
        ("return_review", delivered + 14 * DAY),
    ]
    assert [one.letter for one in view.letters][:2] == ["registered", "dispatched"]


def test_only_decisions_the_case_can_take_now_are_offered(
    shared_record: Database, desk: TestDesk, walk: CaseWalk
) -> None:
    number = walk.open(an_advance_replacement(at=MONDAY_0900))
    asked = view_case(shared_record, desk.clerk, number).decisions
    assert set(asked) == {
        Told.DIAGNOSED,
        Told.BATTERY_ANSWERED,
        Told.CANCEL_ASKED,
        Told.CLOSED_BY_HAND,
    }
    walk.tell(number, Told.DIAGNOSED, MONDAY_0900 + HOUR, defective="no")
    assert view_case(shared_record, desk.clerk, number).decisions == ()


def test_a_file_is_shown_with_its_case_and_changes_what_an_open_screen_compares(
    shared_record: Database, desk: TestDesk, walk: CaseWalk
) -> None:
    number = walk.open(a_swap("BROKEN-A", at=MONDAY_0900))
    before = case_version(shared_record, desk.clerk, number)
    attach(shared_record, desk.clerk, number, "notes.txt", "text/plain", b"It fell.\n")
    view = view_case(shared_record, desk.clerk, number)
    assert [(one.file_name, one.size) for one in view.attachments] == [("notes.txt", 9)]
    after = case_version(shared_record, desk.clerk, number)
    assert before != after == view_version(view)


def test_a_case_of_another_tenant_is_unknown(
    shared_record: Database, shared_url: str, desk: TestDesk, walk: CaseWalk
) -> None:
    number = packed(walk)
    other = found_desk(shared_url, shared_record, code=f"other-{desk.tenant}"[:40])
    with pytest.raises(UnknownCase):
        view_case(shared_record, other.clerk, number)


def test_the_link_into_temporals_pages_quotes_the_business_key() -> None:
    assert workflow_link("http://127.0.0.1:8233/", "acme/case/SE-2026-000001") == (
        "http://127.0.0.1:8233/namespaces/default/workflows/acme%2Fcase%2FSE-2026-000001"
    )
