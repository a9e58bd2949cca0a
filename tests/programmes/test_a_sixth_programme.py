"""A programme nobody has heard of is one file; nothing else is written, and cases run under it."""

import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from desk.intake import CaseForm
from desk.refusals import NotCovered
from models.cases import Case, Promise, PromiseOutcome
from models.money import BillableEvent
from programmes.loader import load_all
from rules.case_facts import Told
from rules.case_words import (
    ClockState,
    Direction,
    Remedy,
    Stage,
)
from rules.entitlement import RemedyNotInProgramme
from rules.service_words import Asker, ChannelKind, Metric, Need
from tests.builders import a_swap
from tests.desk.case_walk import CaseWalk
from tests.programmes.harbour import MONDAY, SKIPPER, harbour_care, sign_harbour

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def a_call(**changes: object) -> CaseForm:
    form = a_swap(f"S-{uuid.uuid4().hex[:6]}", contract="H-1", request=SKIPPER, at=MONDAY)
    return replace(form, **changes)  # type: ignore[arg-type]


def test_it_is_no_programme_of_the_house(tmp_path: Path) -> None:
    assert harbour_care(tmp_path).id not in load_all()


def test_a_swap_runs_from_the_call_to_the_close(tmp_path: Path, walk: CaseWalk) -> None:
    sign_harbour(walk.database, walk.desk, tmp_path)
    number = walk.open(a_call())
    with walk.database.as_tenant(walk.desk.tenant_id) as session:
        promise = session.scalars(select(Promise)).one()
    # Tuesday is the first day; Wednesday is the regatta; the end of Thursday.
    assert promise.due_at == datetime(2026, 11, 27, 0, 0, tzinfo=UTC)
    assert promise.programme_version == "harbour_care 1"
    walk.pack(number, walk.reserved(number), MONDAY + HOUR)
    walk.carried(number, Direction.OUTBOUND, "handed_over", MONDAY + 2 * HOUR)
    state = walk.carried(number, Direction.OUTBOUND, "delivered", MONDAY + 3 * DAY)
    assert state.deadlines["return_reminder:1"] == MONDAY + 6 * DAY
    walk.carried(number, Direction.RETURN, "handed_over", MONDAY + 4 * DAY)
    walk.receive(number, MONDAY + 5 * DAY)
    assert walk.state(number).stage is Stage.CLOSED
    with walk.database.as_tenant(walk.desk.tenant_id) as session:
        assert session.scalars(select(Promise.outcome)).one() is PromiseOutcome.KEPT
        payers = dict(session.execute(select(BillableEvent.kind, BillableEvent.payer)).all())
    assert payers["freight_return"] == "vendor"


def test_help_is_clocked_in_its_own_calendar_and_closed(tmp_path: Path, walk: CaseWalk) -> None:
    sign_harbour(walk.database, walk.desk, tmp_path, "crew")
    ticket = replace(SKIPPER, need=Need.INCIDENT, severity="adrift")
    number = walk.open(a_call(remedy=Remedy.SUPPORT, request=ticket))
    # Half an hour before the pause, three after it, and half an hour on Tuesday morning.
    due = datetime(2026, 11, 24, 6, 30, tzinfo=UTC)
    assert walk.state(number).deadlines["clock_due:response"] == due
    walk.tell(number, Told.REPLIED, due, human="yes", text="We come out.")
    assert walk.state(number).clocks[Metric.RESPONSE].state is ClockState.MET
    walk.tell(number, Told.RESOLVED, due + HOUR, how="Towed in.")
    assert walk.state(number).stage is Stage.CLOSED


def test_best_effort_gets_no_instant(tmp_path: Path, walk: CaseWalk) -> None:
    sign_harbour(walk.database, walk.desk, tmp_path)
    ticket = replace(SKIPPER, need=Need.INCIDENT, severity="leaking")
    number = walk.open(a_call(remedy=Remedy.SUPPORT, request=ticket))
    assert walk.state(number).clocks[Metric.RESPONSE].due_at is None


@pytest.mark.parametrize(
    ("tier", "changes", "refusal"),
    [
        ("crew", {}, RemedyNotInProgramme),
        ("captain", {"request": replace(SKIPPER, channel=ChannelKind.PORTAL)}, NotCovered),
        ("captain", {"request": replace(SKIPPER, who=Asker.RESELLER)}, NotCovered),
    ],
)
def test_what_its_file_does_not_say_is_refused(
    tmp_path: Path,
    walk: CaseWalk,
    tier: str,
    changes: dict[str, object],
    refusal: type[Exception],
) -> None:
    sign_harbour(walk.database, walk.desk, tmp_path, tier)
    with pytest.raises(refusal):
        walk.open(a_call(**changes))


def test_the_case_is_stamped_with_it_and_its_promise_explained(
    tmp_path: Path, walk: CaseWalk
) -> None:
    sign_harbour(walk.database, walk.desk, tmp_path)
    number = walk.open(a_call())
    with walk.database.as_tenant(walk.desk.tenant_id) as session:
        case = session.scalars(select(Case).where(Case.number == number)).one()
        told = session.scalars(select(Promise.explanation)).one()
    assert case.entitlement["decision"]["programme"] == "harbour_care"
    assert "10:30" in told
