from dataclasses import replace

import pytest
from sqlalchemy import select

from models.bench import BenchFinding, WipeCertificate
from models.devices import Unit
from models.exchange import InboxFact
from models.locations import Location
from models.papers import Document, Paper
from rules.case_facts import Told
from rules.case_words import Stage
from runtime.database import Database
from tests.builders import found_desk
from tests.desk.bench_walk import (
    DAY,
    HOUR,
    MONDAY,
    Bench,
)
from tests.desk.case_walk import CaseWalk
from tests.documents.reading import text_of
from tests.way_back import ADATUM, WIPE, a_phone_swap, serve_phones

AT = MONDAY + 8 * DAY


@pytest.fixture
def bench(record: Database, empty_database: str) -> Bench:
    desk = found_desk(empty_database, record, phones=0)
    serve_phones(record, desk.tenant_id, replace(ADATUM, phones=3))
    return Bench(walk=CaseWalk(database=record, desk=desk))


def place(bench: Bench, serial: str) -> str:
    with bench.walk.database.as_tenant(bench.walk.desk.tenant_id) as session:
        return session.scalars(
            select(Location.code)
            .join(Unit, Unit.location_id == Location.id)
            .where(Unit.serial == serial)
        ).one()


def test_each_finding_stays_on_record_with_its_note_and_grade(bench: Bench) -> None:
    number = bench.take_in(ADATUM, "AD-1")
    bench.inspect(number, "defect_confirmed", AT, note="Screen dead.", grade="B")
    bench.inspect(number, "not_economical", AT + HOUR, note="Board, too.", grade="scrap")
    with bench.walk.database.as_tenant(bench.walk.desk.tenant_id) as session:
        rows = session.scalars(select(BenchFinding).order_by(BenchFinding.at)).all()
        kept = [(row.finding.value, row.note, row.grade, row.by) for row in rows]
    assert kept == [
        ("defect_confirmed", "Screen dead.", "B", "clerk"),
        ("not_economical", "Board, too.", "scrap", "clerk"),
    ]


def test_certificates_are_numbered_without_a_gap_and_printed_once(bench: Bench) -> None:
    for n in (1, 2):
        number = bench.take_in(ADATUM, f"AD-{n}", MONDAY + n * HOUR)
        bench.inspect(number, "no_fault_found", AT + n * HOUR)
        bench.wipe(number, AT + n * HOUR, note="Data cable was worn.")
        state = bench.send(number, "restock", AT + n * HOUR)
        assert state.stage is Stage.CLOSED
        assert place(bench, f"AD-{n}") == "POOL-ADATUM"
    with bench.walk.database.as_tenant(bench.walk.desk.tenant_id) as session:
        numbers = session.scalars(select(WipeCertificate.number).order_by("number")).all()
        papers = session.scalars(
            select(Document.content)
            .where(Document.kind == Paper.WIPE_CERTIFICATE)
            .order_by(Document.made_at)
        ).all()
    assert numbers == ["W-000001", "W-000002"]
    assert len(papers) == 2
    printed = text_of(papers[0])
    for told in ("W-000001", "AD-1", number[:8], WIPE["tool"], "Data cable was worn."):
        assert told in printed


def test_a_unit_goes_to_the_repairer_and_comes_back_as_itself(bench: Bench) -> None:
    number = bench.take_in(ADATUM, "AD-1")
    bench.inspect(number, "defect_confirmed", AT)
    bench.wipe(number, AT)
    bench.send(number, "repairer", AT + HOUR)
    assert place(bench, "AD-1") == "REPAIRER"
    unit = bench.walk.state(number).back.jobs[0].unit
    scan = {"unit_id": unit, "serial": "AD-1"}
    bench.walk.tell(number, Told.RECEIPT_SCANNED, AT + 9 * DAY, **scan)
    assert place(bench, "AD-1") == "BENCH"
    assert bench.send(number, "restock", AT + 10 * DAY).stage is Stage.CLOSED


def test_what_is_given_up_goes_to_scrap_or_is_taken_apart(bench: Bench) -> None:
    for n, destination in ((1, "scrap"), (2, "harvest")):
        number = bench.take_in(ADATUM, f"AD-{n}", MONDAY + n * HOUR)
        bench.inspect(number, "not_economical", AT)
        bench.wipe(number, AT)
        end = bench.send(number, destination, AT + HOUR, because="Not worth it.")
        assert end.stage is Stage.CLOSED
        assert place(bench, f"AD-{n}") == destination.upper()


def test_a_shelved_unit_serves_the_case_that_waits_for_it(bench: Bench) -> None:
    number = bench.take_in(ADATUM, "AD-1")
    for n in range(2, 4):
        bench.take_in(ADATUM, f"AD-{n}", MONDAY + n * HOUR)
    waiting = bench.walk.open(a_phone_swap(ADATUM, "AD-9", MONDAY + 8 * DAY))
    assert bench.walk.state(waiting).replacement_unit == ""
    bench.inspect(number, "no_fault_found", AT)
    bench.wipe(number, AT)
    bench.send(number, "restock", AT + HOUR)
    with bench.walk.database.as_tenant(bench.walk.desk.tenant_id) as session:
        told = session.scalars(select(InboxFact).where(InboxFact.told == Told.UNIT_GRANTED)).one()
        heard = (str(told.case_id), told.details["serial"])
    assert heard == (bench.walk.ref(waiting).case_id, "AD-1")
