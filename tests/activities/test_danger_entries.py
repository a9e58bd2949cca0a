from datetime import UTC, datetime

from sqlalchemy import select

from activities.danger_entries import write_danger
from activities.entries import Page
from models.cases import Case
from models.visits import DangerDecision
from rules.case_state import CaseState, Entry
from rules.case_words import Enter
from runtime.database import Database
from runtime.payloads import from_plain
from tests.builders import a_swap, found_desk
from tests.desk.case_walk import CaseWalk

MONDAY_0900 = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


def an_entry(key: str, path: str) -> Entry:
    said = {
        "at": MONDAY_0900.isoformat(),
        "key": key,
        "battery": "damaged",
        "path": path,
        "because": "Swollen.",
        "by": "person-1",
    }
    return Entry(enter=Enter.DANGER, details=said)


def test_a_decision_is_written_once_and_another_follows_it(
    record: Database, empty_database: str
) -> None:
    desk = found_desk(empty_database, record)
    walk = CaseWalk(database=record, desk=desk)
    number = walk.open(a_swap("BROKEN-1", at=MONDAY_0900))
    with record.as_tenant(desk.tenant_id) as session:
        case = session.scalars(select(Case).where(Case.number == number)).one()
        page = Page(session=session, case=case, state=from_plain(CaseState, case.snapshot))
        for key, path in (("one", "road_p908"), ("one", "road_lp904"), ("two", "road_lp904")):
            write_danger(page, an_entry(key, path))
        rows = session.scalars(select(DangerDecision).order_by(DangerDecision.key))
        assert [(row.key, row.path) for row in rows] == [
            (f"{number}/danger/one", "road_p908"),
            (f"{number}/danger/two", "road_lp904"),
        ]
