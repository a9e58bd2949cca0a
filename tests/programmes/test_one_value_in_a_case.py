"""One value changed in a file changes how a case goes that is opened under it."""

import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from desk.programme_versions import load_version
from desk.ticket_choices import ticket_choices
from models.cases import Case, Promise, PromiseOutcome
from models.money import BillableEvent
from models.papers import Document, Paper
from programmes.loader import load_programme
from rules.case_facts import Told
from rules.case_words import (
    Direction,
    Outbound,
    Stage,
)
from rules.programme import Programme
from runtime.database import Database
from tests.builders import a_swap, an_advance_replacement, found_desk
from tests.desk.case_walk import CaseWalk
from tests.programmes.facts.asking import ATEA, EXER, METRO, OPSWAT, SMART
from tests.programmes.one_value import Change, changed
from tests.served import BRASSERIE, DIALTONE, FIBRA, a_repair, a_ticket, serve

#: Monday 23 November 2026, 11:45 in Paris, Stockholm and 12:45 in Bucharest.
NOON = datetime(2026, 11, 23, 10, 45, tzinfo=UTC)
#: The Friday before, 16:00 in New York.
FRIDAY = datetime(2026, 11, 20, 21, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def walk_under(programme: Programme, url: str, record: Database) -> CaseWalk:
    """A desk of its own that works under this version of the programme."""
    desk = found_desk(url, record, code=f"acme-{uuid.uuid4().hex[:8]}")
    with record.as_tenant(desk.tenant_id) as session:
        load_version(session, desk.tenant_id, programme, FRIDAY, "person-1")
    serve(record, desk.tenant_id, BRASSERIE, DIALTONE, FIBRA)
    return CaseWalk(database=record, desk=desk)


def due_of_ticket(customer: str, at: datetime, severity: str = "") -> Callable[[CaseWalk], object]:
    """Hours until the answer to a ticket is due."""

    def hours(walk: CaseWalk) -> float:
        number = walk.open(a_ticket(customer, "T-1", at, severity=severity))
        return (walk.state(number).deadlines["clock_due:response"] - at) / HOUR

    return hours


def repaired(walk: CaseWalk) -> object:
    """Where a device stands once the bench has repaired it."""
    number = walk.open(a_repair("fibra", "R-1", NOON))
    walk.run_errands(number)
    walk.carried(number, Direction.RETURN, "handed_over", NOON + DAY)
    walk.receive(number, NOON + 2 * DAY)
    state = walk.tell(number, Told.BENCH_DONE, NOON + 3 * DAY, outcome="repaired")
    return state.outbound, state.stage


def sent(walk: CaseWalk, number: str, delivered_at: datetime) -> None:
    """The replacement leaves and arrives."""
    walk.pack(number, walk.reserved(number), NOON + 2 * HOUR)
    walk.carried(number, Direction.OUTBOUND, "handed_over", NOON + 3 * HOUR)
    walk.carried(number, Direction.OUTBOUND, "delivered", delivered_at)


def swapped(walk: CaseWalk) -> object:
    """What became of the promise of a swap that arrives on Wednesday."""
    number = walk.open(a_swap(at=NOON))
    sent(walk, number, NOON + 2 * DAY)
    with walk.database.as_tenant(walk.desk.tenant_id) as session:
        return session.scalars(select(Promise.outcome)).one()


def replaced(walk: CaseWalk) -> object:
    """Who pays the way out of an advance replacement."""
    number = walk.open(an_advance_replacement(at=NOON))
    walk.tell(number, Told.DIAGNOSED, NOON + HOUR, defective="yes")
    sent(walk, number, NOON + DAY)
    with walk.database.as_tenant(walk.desk.tenant_id) as session:
        return session.scalars(
            select(BillableEvent.payer)
            .join(Case, Case.id == BillableEvent.case_id)
            .where(BillableEvent.kind == "freight_outbound")
        ).one()


def slips(walk: CaseWalk) -> object:
    """How many slips lie in the box of a swap."""
    sent(walk, walk.open(a_swap(at=NOON)), NOON + DAY)
    with walk.database.as_tenant(walk.desk.tenant_id) as session:
        slip = Document.kind == Paper.SERVICE_SLIP
        return session.scalars(select(func.count()).select_from(Document).where(slip)).one()


def payers(walk: CaseWalk) -> object:
    """Who pays the way out of a swap, and its box."""
    sent(walk, walk.open(a_swap(at=NOON)), NOON + DAY)
    with walk.database.as_tenant(walk.desk.tenant_id) as session:
        events = select(BillableEvent.kind, BillableEvent.payer).order_by(BillableEvent.kind)
        return [tuple(row) for row in session.execute(events) if row.kind != "freight_return"]


def unquestioned(walk: CaseWalk) -> object:
    """Where a swap stands whose control questions nobody has answered."""
    return walk.state(walk.open(a_swap(at=NOON, definite_fault=None))).stage


def undiagnosed(walk: CaseWalk) -> object:
    """Whether an advance replacement is promised before anybody has diagnosed anything."""
    state = walk.state(walk.open(an_advance_replacement(at=NOON)))
    return state.stage, state.promise_due is not None


@pytest.mark.parametrize(
    ("name", "change", "story", "expected"),
    [
        pytest.param(
            SMART,
            changed("    returned_to: user", "    returned_to: stock"),
            repaired,
            ((Outbound.RESERVED, Stage.REPAIRING), (Outbound.NONE, Stage.CLOSED)),
            id="a repaired device goes home, or to stock",
        ),
        pytest.param(
            METRO,
            changed("    amount: 24\n", "    amount: 12\n"),
            due_of_ticket("dialtone", FRIDAY),
            (72, 60),
            id="a reseller is answered within 24 hours, or 12",
        ),
        pytest.param(
            EXER,
            changed("  lunch: excluded", "  lunch: counted"),
            due_of_ticket("brasserie", NOON, "1"),
            (3.5, 2),
            id="lunch stops the clock, or does not",
        ),
        pytest.param(
            OPSWAT,
            changed("    paid_by: vendor\n    source", "    paid_by: customer\n    source"),
            replaced,
            ("vendor", "customer"),
            id="the vendor pays the freight, or the customer",
        ),
        pytest.param(
            ATEA,
            changed("    deliver_after_days: 1", "    deliver_after_days: 2"),
            swapped,
            (PromiseOutcome.MISSED, PromiseOutcome.KEPT),
            id="a swap is promised for the next working day, or the one after",
        ),
        pytest.param(
            ATEA,
            changed("  slip_required: true", "  slip_required: false"),
            slips,
            (1, 0),
            id="the slip is printed, or not",
        ),
        pytest.param(
            ATEA,
            changed("  freight_paid_by: customer", "  freight_paid_by: vendor"),
            payers,
            (
                [("freight_outbound", "customer"), ("packaging", "customer")],
                [("freight_outbound", "vendor"), ("packaging", "customer")],
            ),
            id="the customer pays a swap's freight, or the vendor",
        ),
        pytest.param(
            ATEA,
            changed("    needs_definite_fault: true", "    needs_definite_fault: false"),
            unquestioned,
            (Stage.ASSESSING, Stage.REPLACING),
            id="control questions come first, or nothing does",
        ),
        pytest.param(
            OPSWAT,
            changed("    needs_diagnosis: true", "    needs_diagnosis: false"),
            undiagnosed,
            ((Stage.ASSESSING, False), (Stage.REPLACING, True)),
            id="the diagnosis comes first, or the promise does",
        ),
    ],
)
def test_one_changed_value_changes_the_story(
    tmp_path: Path,
    shared_url: str,
    shared_record: Database,
    name: str,
    change: Change,
    story: Callable[[CaseWalk], object],
    expected: tuple[object, object],
) -> None:
    programmes = (load_programme(name), change.of(name, tmp_path))
    told = tuple(story(walk_under(one, shared_url, shared_record)) for one in programmes)
    assert told == expected


@pytest.mark.parametrize(
    ("calendar", "due"),
    [
        # Saint Andrew and the national day are holidays in Romania, Thanksgiving in the states.
        ("ro", datetime(2026, 12, 2, 22, 0, tzinfo=UTC)),
        ("us", datetime(2026, 12, 2, 5, 0, tzinfo=UTC)),
    ],
)
def test_a_return_is_due_after_working_days_of_the_calendar_that_the_file_names(
    tmp_path: Path, shared_url: str, shared_record: Database, calendar: str, due: datetime
) -> None:
    slip, days = "  slip_required: false", f"  days: working\n  calendar: {calendar}"
    change = changed(slip, f"{slip}\n{days}\n  due_after_days: 4")
    walk = walk_under(change.of(OPSWAT, tmp_path), shared_url, shared_record)
    number = walk.open(an_advance_replacement(at=NOON))
    walk.tell(number, Told.DIAGNOSED, NOON + HOUR, defective="yes")
    sent(walk, number, NOON + DAY)
    assert walk.state(number).deadlines["return_due"] == due


@pytest.mark.parametrize(
    ("name", "contract", "change", "worst"),
    [
        (SMART, "C-fibra", changed("critical: {rank: 1", "critical: {rank: 5"), "major"),
        (EXER, "C-brasserie", changed("    rank: 1\n", "    rank: 5\n"), "2"),
        (OPSWAT, "C-200", changed("    rank: 1\n", "    rank: 5\n"), "S2"),
    ],
)
def test_the_worst_severity_is_offered_first(
    tmp_path: Path,
    shared_url: str,
    shared_record: Database,
    name: str,
    contract: str,
    change: Change,
    worst: str,
) -> None:
    walk = walk_under(change.of(name, tmp_path), shared_url, shared_record)
    offered = ticket_choices(walk.database, walk.desk.clerk, contract).severities
    assert (offered[0].id, offered[-1].rank) == (worst, 5)
