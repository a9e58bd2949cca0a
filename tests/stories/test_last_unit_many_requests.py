"""One unit, several cases at once: the earliest promise has it, the others wait and are told."""

import asyncio
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from desk.scans import Station
from models.cases import Case, PromiseOutcome
from models.locations import RequestState, Reservation, UnitRequest
from rules.case_facts import Told
from rules.case_words import Direction, Outbound, Stage
from tests.stories import harness
from tests.stories.steps import BEFORE_CUTOFF, DAY, HOUR, outbound, sent_back
from tests.way_back import PhoneCustomer, a_phone_swap, serve_phones

pytestmark = pytest.mark.asyncio(loop_scope="module")

NO_BENCH = {"remind_after_days": [5], "care": {"bench": {"inspected": False}}}
MINUTE = timedelta(minutes=1)


async def open_at_once(
    stage: harness.Stage, customer: PhoneCustomer, *opened: datetime
) -> list[str]:
    """A case for each instant, all opened at the same moment of real time."""
    forms = [
        a_phone_swap(customer, f"{customer.code.upper()}-BROKEN-{n}", at)
        for n, at in enumerate(opened)
    ]
    return list(await asyncio.gather(*(stage.open(form) for form in forms)))


def requests(stage: harness.Stage, number: str) -> list[RequestState]:
    """How far the case's requests for a unit have come."""
    with stage.database.as_tenant(stage.desk.tenant_id) as session:
        query = select(UnitRequest.state).join(Case, Case.id == UnitRequest.case_id)
        return list(session.scalars(query.where(Case.number == number)))


def live_reservations(stage: harness.Stage, number: str) -> int:
    """How many units are held for the case."""
    with stage.database.as_tenant(stage.desk.tenant_id) as session:
        query = (
            select(Reservation.id)
            .join(UnitRequest, UnitRequest.id == Reservation.request_id)
            .join(Case, Case.id == UnitRequest.case_id)
            .where(Case.number == number, Reservation.released_at.is_(None))
        )
        return len(session.scalars(query).all())


async def test_the_last_unit_goes_to_the_earliest_promise_and_the_others_wait_and_are_told(
    stage: harness.Stage,
) -> None:
    pool = PhoneCustomer(code="lucerne", returns=NO_BENCH, phones=1)
    serve_phones(stage.database, stage.desk.tenant_id, pool)
    # The last to be promised is the first in the list: clicks do not count.
    late, later, early = await open_at_once(
        stage, pool, BEFORE_CUTOFF + DAY, BEFORE_CUTOFF + 2 * DAY, BEFORE_CUTOFF
    )
    await stage.until(early, outbound(Outbound.RESERVED))
    assert stage.reserved_serial(early) == "LUCERNE-0001"
    for number in (late, later):
        await stage.until(number, outbound(Outbound.WAITING))
        await stage.until(number, lambda s: "waiting_for_unit" in stage.letters(s.number))
    assert [live_reservations(stage, one) for one in (early, late, later)] == [1, 0, 0]

    # The earliest is cancelled: the unit wakes the next in line, and nobody else.
    at = BEFORE_CUTOFF + HOUR
    await stage.decide(early, Told.CANCEL_ASKED, at, because="The phone works again.")
    await stage.until(early, lambda s: s.ended)
    await stage.until(late, outbound(Outbound.RESERVED))
    assert stage.state(later).outbound is Outbound.WAITING
    assert stage.reserved_serial(late) == "LUCERNE-0001"

    # It travels and is delivered; its own broken phone comes back.
    packed = BEFORE_CUTOFF + DAY + HOUR
    assert await stage.scan(Station.PACK, "LUCERNE-0001", packed) == "PACK"
    await stage.until(late, lambda s: s.outbound is Outbound.LABELLED and not s.pending)
    await stage.carrier_moves(late, Direction.OUTBOUND, "handed_over", packed + HOUR)
    await stage.until(late, outbound(Outbound.ON_ITS_WAY))
    await stage.carrier_moves(late, Direction.OUTBOUND, "delivered", packed + 5 * HOUR)
    await stage.until(late, outbound(Outbound.DELIVERED))
    assert stage.promise_of(late).outcome is PromiseOutcome.KEPT
    await sent_back(stage, late, packed + DAY)
    await stage.scan(Station.RECEIPT, "LUCERNE-BROKEN-0", packed + 3 * DAY)
    end = await stage.until(late, lambda s: s.ended)

    # Units, custody, money: one unit went out once, to one case, and one freight each way.
    assert end.stage is Stage.CLOSED
    assert stage.place_of("LUCERNE-0001") == "AT-LUCERNE"
    assert stage.place_of("LUCERNE-BROKEN-0") == "BENCH"
    assert stage.place_of("LUCERNE-BROKEN-1") == stage.place_of("LUCERNE-BROKEN-2") == "AT-LUCERNE"
    assert requests(stage, early) == [RequestState.WITHDRAWN]
    assert requests(stage, late) == [RequestState.DONE]
    assert requests(stage, later) == [RequestState.WAITING]
    assert (stage.custody(late), stage.custody(early), stage.custody(later)) == ({}, {}, {})
    assert sorted(stage.billed(late)) == ["freight_outbound", "freight_return", "packaging"]
    assert (stage.billed(early), stage.billed(later)) == ({}, {})
    assert stage.live_labels(later) == stage.carrier_holds(later) == 0


async def test_an_earlier_promise_takes_an_unpacked_unit_and_leaves_a_packed_one(
    stage: harness.Stage,
) -> None:
    pool = PhoneCustomer(code="wingtip", returns=NO_BENCH, phones=1)
    serve_phones(stage.database, stage.desk.tenant_id, pool)
    [second] = await open_at_once(stage, pool, BEFORE_CUTOFF + DAY)
    await stage.until(second, outbound(Outbound.RESERVED))
    first = await stage.open(a_phone_swap(pool, "WINGTIP-EARLIER", BEFORE_CUTOFF))
    await stage.until(first, outbound(Outbound.RESERVED))
    await stage.until(second, outbound(Outbound.WAITING))
    assert "unit_taken_back" in stage.story(second)
    await stage.scan(Station.PACK, "WINGTIP-0001", BEFORE_CUTOFF + MINUTE)
    await stage.until(first, lambda s: s.outbound is Outbound.LABELLED and not s.pending)
    earliest = await stage.open(a_phone_swap(pool, "WINGTIP-EARLIEST", BEFORE_CUTOFF - 3 * DAY))
    await stage.until(earliest, outbound(Outbound.WAITING))
    assert stage.state(first).outbound is Outbound.LABELLED
    assert stage.place_of("WINGTIP-0001") == "DOCK"
    assert [live_reservations(stage, one) for one in (first, second, earliest)] == [1, 0, 0]


async def test_many_requests_at_one_moment_never_hold_a_unit_twice(stage: harness.Stage) -> None:
    pool = PhoneCustomer(code="relecloud", returns=NO_BENCH, phones=2)
    serve_phones(stage.database, stage.desk.tenant_id, pool)
    opened = [BEFORE_CUTOFF + n * DAY for n in (4, 2, 0, 3, 1)]
    numbers = await open_at_once(stage, pool, *opened)
    by_promise = [number for _, number in sorted(zip(opened, numbers, strict=True))]
    for number in by_promise[:2]:
        await stage.until(number, outbound(Outbound.RESERVED))
    for number in by_promise[2:]:
        await stage.until(number, outbound(Outbound.WAITING))
    held = {stage.reserved_serial(number) for number in by_promise[:2]}
    assert held == {"RELECLOUD-0001", "RELECLOUD-0002"}
    assert [live_reservations(stage, number) for number in by_promise] == [1, 1, 0, 0, 0]
    answers = await asyncio.gather(
        *(
            stage.decide(number, Told.CANCEL_ASKED, BEFORE_CUTOFF + HOUR, because="test")
            for number in by_promise[:3]
        )
    )
    assert [answer.stage for answer in answers] == [Stage.CANCELLED] * 3
    for number in by_promise[3:]:
        await stage.until(number, outbound(Outbound.RESERVED))
    assert [live_reservations(stage, number) for number in by_promise] == [0, 0, 0, 1, 1]
