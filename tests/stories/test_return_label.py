"""Return labels with a real carrier: made anew in time, and accepted though they were voided."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select

from desk.scans import Station
from models.cases import Case
from models.legs import Label, Leg
from models.money import BillableEvent
from rules.case_facts import Told
from rules.case_state import CaseState
from rules.case_words import Direction, Inbound
from tests.stories import harness
from tests.stories.steps import BEFORE_CUTOFF, DAY, HOUR, delivered, inbound
from tests.way_back import ADATUM, a_phone_swap

pytestmark = pytest.mark.asyncio(loop_scope="module")

DELIVERED = BEFORE_CUTOFF + HOUR + DAY


def second_label(state: CaseState) -> bool:
    labelled = state.inbound is Inbound.LABELLED and not state.pending
    return labelled and state.return_attempt == 2


def tracking(stage: harness.Stage, number: str, attempt: int) -> str:
    with stage.database.as_tenant(stage.desk.tenant_id) as session:
        return session.scalars(
            select(Label.tracking_no)
            .join(Leg, (Leg.tenant_id == Label.tenant_id) & (Leg.id == Label.leg_id))
            .join(Case, (Case.tenant_id == Leg.tenant_id) & (Case.id == Leg.case_id))
            .where(
                Case.number == number,
                Leg.direction == Direction.RETURN,
                Leg.attempt == attempt,
            )
        ).one()


def freight(stage: harness.Stage, number: str) -> list[str]:
    """The attempts whose freight was billed."""
    rows = stage.rows(number, BillableEvent)
    return sorted(row.key.rpartition("/")[2] for row in rows if row.kind == "freight_return")


async def test_a_label_is_made_anew_before_it_expires_and_the_old_one_never_bills(
    stage: harness.Stage,
) -> None:
    await asyncio.to_thread(stage.steering.set_label_life, 9, BEFORE_CUTOFF.date())
    case = await delivered(stage, a_phone_swap(ADATUM, "RL-1", BEFORE_CUTOFF), BEFORE_CUTOFF + HOUR)
    renewed = stage.state(case.number).deadlines["return_label"]
    assert DELIVERED + 5 * DAY < renewed < DELIVERED + 7 * DAY
    await asyncio.to_thread(stage.steering.set_label_life, 60, BEFORE_CUTOFF.date())
    await stage.skip_to(case.number, renewed)
    state = await stage.until(case.number, second_label)
    assert state.deadlines["return_label"] > renewed + 30 * DAY
    assert "label_expires" in stage.story(case.number)
    assert stage.letters(case.number).count("new_return_label") == 1
    # The label out, and the new one of the way back.
    assert stage.live_labels(case.number) == stage.carrier_holds(case.number) == 2
    await stage.carrier_moves(case.number, Direction.RETURN, "handed_over", renewed + DAY)
    await stage.until(case.number, inbound(Inbound.ON_ITS_WAY))
    assert freight(stage, case.number) == ["2"]


async def test_a_voided_label_that_the_customer_uses_all_the_same_brings_the_unit_home(
    stage: harness.Stage,
) -> None:
    case = await delivered(stage, a_phone_swap(ADATUM, "RL-2", BEFORE_CUTOFF), BEFORE_CUTOFF + HOUR)
    at = DELIVERED + 2 * DAY
    await stage.decide(case.number, Told.RELABELLED, at, because="Thrown away.")
    await stage.until(case.number, second_label)
    old = await asyncio.to_thread(tracking, stage, case.number, 1)
    for status, hours in (("handed_over", 1), ("delivered", 20)):
        moved_at = at + timedelta(hours=hours)
        await stage.parcel_moves(old, status, moved_at)
    state = await stage.until(case.number, inbound(Inbound.ARRIVED))
    assert freight(stage, case.number) == ["1"]
    await stage.until(case.number, lambda s: not s.pending)
    # Neither return label is live: one was voided and used, the other was never used.
    assert stage.live_labels(case.number) == 1
    assert state.back.travels == 1
    assert await stage.scan(Station.RECEIPT, "RL-2", at + DAY) == "RECEIVED"
    await stage.until(case.number, inbound(Inbound.RECEIVED))
    assert stage.debts(case.number) == {"RL-2": "received"}
