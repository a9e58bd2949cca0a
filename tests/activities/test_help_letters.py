"""The letters of help and repair, composed from the record as they will be sent."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from activities.letters import Post, compose
from models.papers import Notification
from rules.case_facts import Told
from rules.case_words import Direction
from runtime.database import Database
from tests.builders import found_desk
from tests.desk.case_walk import CaseWalk
from tests.served import BRASSERIE, FIBRA, a_repair, a_ticket, serve

HOUR = timedelta(hours=1)
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
POST = Post(host="127.0.0.1", port=1, sender="desk@acme.example")


@pytest.fixture
def walk(record: Database, empty_database: str) -> CaseWalk:
    walk = CaseWalk(database=record, desk=found_desk(empty_database, record, phones=0))
    serve(record, walk.desk.tenant_id, BRASSERIE, FIBRA)
    return walk


def bodies(walk: CaseWalk, letter: str) -> list[str]:
    """The texts of every letter of a kind, in the order they were queued."""
    with walk.database.as_tenant(walk.desk.tenant_id) as session:
        rows = session.scalars(
            select(Notification)
            .where(Notification.letter == letter)
            .order_by(Notification.queued_at, Notification.key)
        ).all()
        found = []
        for row in rows:
            body = compose(session, row, POST).get_body()
            assert body is not None
            found.append(str(body.get_content()))
        return found


def attached(walk: CaseWalk, letter: str) -> list[str]:
    with walk.database.as_tenant(walk.desk.tenant_id) as session:
        row = session.scalars(select(Notification).where(Notification.letter == letter)).one()
        names = [part.get_filename() for part in compose(session, row, POST).iter_attachments()]
    return sorted(str(name).partition("-")[0] for name in names)


def test_a_registered_request_says_when_and_why_it_is_answered(walk: CaseWalk) -> None:
    walk.open(a_ticket("brasserie", "SW-1", MONDAY, severity="4"))
    (body,) = bodies(walk, "help_registered")
    assert "När vi svarar: " in body
    assert "16:00" in body


def test_a_request_nobody_promised_a_time_for_is_registered_all_the_same(walk: CaseWalk) -> None:
    walk.open(a_ticket("fibra", "SW-1", MONDAY))
    (body,) = bodies(walk, "help_registered")
    assert "När vi svarar: -" in body


def test_each_question_is_in_its_own_letter(walk: CaseWalk) -> None:
    number = walk.open(a_ticket("fibra", "SW-1", MONDAY, severity="minor"))
    for hour, question in enumerate(("Which release?", "Since when?"), start=1):
        walk.tell(number, Told.CUSTOMER_ASKED, MONDAY + hour * HOUR, question=question)
    first, second = bodies(walk, "question_asked")
    assert ("Which release?" in first, "Since when?" in first) == (True, False)
    assert ("Which release?" in second, "Since when?" in second) == (False, True)


def test_every_letter_of_help_can_be_composed(walk: CaseWalk) -> None:
    number = walk.open(a_ticket("fibra", "SW-1", MONDAY, severity="minor"))
    said = {
        Told.REPLIED: {"human": "yes", "text": "We look at it."},
        Told.SOFTWARE_SENT: {"what": "7.2", "link": "https://example.org/7.2"},
        Told.REFERRED: {"workshop": "Workshop, Storgatan 3", "service_bag": "yes"},
        Told.RESOLVED: {"how": "Restart it.\nThen wait."},
    }
    for told, details in said.items():
        walk.tell(number, told, MONDAY + HOUR, **details)
    assert "We look at it." in bodies(walk, "reply")[0]
    assert "7.2 https://example.org/7.2" in bodies(walk, "software_sent")[0]
    assert "Workshop, Storgatan 3" in bodies(walk, "referred_with_bag")[0]
    assert "Restart it.\nThen wait." in bodies(walk, "resolved")[0]


def test_the_way_in_has_its_label_attached_and_no_slip_where_none_is_demanded(
    walk: CaseWalk,
) -> None:
    number = walk.open(a_repair("fibra", "SW-1", MONDAY))
    walk.run_errands(number)
    assert attached(walk, "send_it_in") == ["return_label"]
    assert "slip" not in bodies(walk, "send_it_in")[0]
    assert "SW-1" in bodies(walk, "send_it_in")[0]


def test_a_repair_that_is_not_covered_says_why(walk: CaseWalk) -> None:
    number = walk.open(a_repair("fibra", "SW-1", MONDAY))
    walk.run_errands(number)
    walk.carried(number, Direction.RETURN, "handed_over", MONDAY + 20 * HOUR)
    walk.receive(number, MONDAY + 41 * HOUR)
    finding = {"outcome": "not_covered", "note": "Liquid damage."}
    walk.tell(number, Told.BENCH_DONE, MONDAY + 42 * HOUR, **finding)
    assert "Liquid damage." in bodies(walk, "repair_not_covered")[0]
    choice = {"disposition": "send_back", "because": "Asked for."}
    walk.tell(number, Told.DISPOSITION_SET, MONDAY + 43 * HOUR, **choice)
    walk.pack(number, "SW-1", MONDAY + 44 * HOUR)
    walk.carried(number, Direction.OUTBOUND, "handed_over", MONDAY + 45 * HOUR)
    assert "PRAC" in bodies(walk, "unrepaired_dispatched")[0]
