"""Searches and claims at a real practice carrier, over the real record."""

import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from activities.searching import NO_CLAIM, NO_SEARCH, Searching
from activities.shipping import CarrierOutcomeUnknown, Shipping
from carriers.capabilities import Capabilities
from carriers.practice import PracticeCarrier
from models.exchange import InboxFact, Placement
from models.legs import Label, Leg
from models.searches import ParcelClaim
from rules.case_facts import Told
from rules.case_orders import ErrandOrder
from rules.case_state import Fact, PendingErrand
from rules.case_words import Direction, Errand
from runtime.database import Database
from tests.builders import a_swap, found_desk
from tests.carriers.builders import PracticeProcess
from tests.desk.case_walk import CaseWalk
from workers.practice_carrier.steering import EntryKind, FaultKind, Operation

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SILENT = MONDAY + 6 * DAY
SERVICES = {Direction.OUTBOUND: "express", Direction.RETURN: "standard"}


@pytest.fixture(scope="module")
def practice(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PracticeProcess]:
    process = PracticeProcess(tmp_path_factory.mktemp("practice"))
    yield process
    process.kill()


@pytest.fixture
def walk(record: Database, empty_database: str) -> CaseWalk:
    # A tenant of its own: the carrier knows claims by our reference, which begins with it.
    code = f"acme-{uuid.uuid4().hex[:8]}"
    return CaseWalk(database=record, desk=found_desk(empty_database, record, code=code))


class OtherCarrier(PracticeCarrier):
    """A carrier with which neither a search nor a claim can be placed."""

    def capabilities(self) -> Capabilities:
        return replace(super().capabilities(), traces=False, claims=False)


class UnlimitedCarrier(PracticeCarrier):
    """A carrier whose limit for claims nobody knows."""

    def capabilities(self) -> Capabilities:
        return replace(super().capabilities(), claim_within_days=None)


def searching(walk: CaseWalk, carrier: PracticeCarrier) -> Searching:
    return Searching(walk.database, {"practice": carrier})


def handed_over(walk: CaseWalk, practice: PracticeProcess) -> tuple[str, str]:
    """A swap whose parcel is booked at the practice carrier and scanned there once."""
    number = walk.open(a_swap(at=MONDAY))
    walk.tell(number, Told.PACK_SCANNED, MONDAY + HOUR, serial="POOL-0001")
    shipping = Shipping(
        walk.database, {"practice": practice.carrier()}, carrier="practice", services=SERVICES
    )
    for owed in walk.owed(number):
        if owed.errand is Errand.BOOK_LABEL:
            order = ErrandOrder(case=walk.ref(number), errand=owed)
            walk.take(number, [shipping.book_label(order)])
    walk.run_errands(number)
    tracking = outbound_tracking(walk)
    practice.steering.move(tracking, "handed_over", MONDAY + 2 * HOUR)
    walk.carried(number, Direction.OUTBOUND, "handed_over", MONDAY + 2 * HOUR)
    return number, tracking


def outbound_tracking(walk: CaseWalk) -> str:
    with walk.database.as_tenant(walk.desk.tenant_id) as session:
        return session.scalars(
            select(Label.tracking_no)
            .join(Leg, (Leg.tenant_id == Label.tenant_id) & (Leg.id == Label.leg_id))
            .where(Leg.direction == Direction.OUTBOUND)
        ).one()


def silent(walk: CaseWalk, number: str) -> PendingErrand:
    state = walk.tell(number, Told.DEADLINE_PASSED, SILENT, name="outbound_silence")
    (errand,) = state.pending
    return errand


def errand_of(walk: CaseWalk, number: str, errand: PendingErrand) -> ErrandOrder:
    return ErrandOrder(case=walk.ref(number), errand=errand)


def searches(walk: CaseWalk) -> list[ParcelClaim]:
    with walk.database.as_tenant(walk.desk.tenant_id) as session:
        found = list(session.scalars(select(ParcelClaim)))
        session.expunge_all()
        return found


def kept(walk: CaseWalk) -> list[str]:
    with walk.database.as_tenant(walk.desk.tenant_id) as session:
        rows = session.scalars(select(InboxFact).where(InboxFact.placement == Placement.NEW))
        return [str(row.details["status"]) for row in rows]


def journalled(practice: PracticeProcess, kind: EntryKind, tracking: str) -> int:
    return sum(entry.tracking_no == tracking for entry in practice.entries(kind))


def test_a_search_is_asked_once_and_its_number_is_on_record(
    walk: CaseWalk, practice: PracticeProcess
) -> None:
    number, tracking = handed_over(walk, practice)
    order = errand_of(walk, number, silent(walk, number))
    fact = searching(walk, practice.carrier()).trace_parcel(order)
    assert searching(walk, practice.carrier()).trace_parcel(order) == fact
    assert journalled(practice, EntryKind.TRACED, tracking) == 1
    assert fact.told is Told.TRACED
    # Handed over on 23 November; 30 days after it is the last day.
    assert fact.details["claim_by"] == "2026-12-23T00:00:00+00:00"
    state = walk.take(number, [fact])
    assert state.deadlines["outbound_claim"] == datetime(2026, 12, 21, tzinfo=UTC)
    [row] = searches(walk)
    assert row.trace_no == fact.details["trace_no"] != ""
    assert row.traced_at == SILENT


def test_events_that_were_missed_are_read_from_the_carriers_own_list(
    walk: CaseWalk, practice: PracticeProcess
) -> None:
    number, tracking = handed_over(walk, practice)
    practice.steering.move(tracking, "delivered", MONDAY + DAY, "Malmö")
    order = errand_of(walk, number, silent(walk, number))
    fact = searching(walk, practice.carrier()).trace_parcel(order)
    again = searching(walk, practice.carrier()).trace_parcel(order)
    assert (fact.told, fact.details["at_its_end"]) == (Told.TRACE_REFUSED, "yes")
    assert again == fact
    assert kept(walk) == ["handed_over", "delivered"]
    state = walk.take(number, [fact])
    assert "outbound_lost" not in state.deadlines
    assert searches(walk)[0].refusal.startswith("delivered:")


def test_a_lost_parcel_is_claimed_once_under_our_reference(
    walk: CaseWalk, practice: PracticeProcess
) -> None:
    number, tracking = handed_over(walk, practice)
    practice.steering.move(tracking, "lost", MONDAY + 8 * DAY)
    walk.carried(number, Direction.OUTBOUND, "lost", MONDAY + 8 * DAY)
    [errand] = [owed for owed in walk.owed(number) if owed.errand is Errand.CLAIM]
    order = errand_of(walk, number, errand)
    fact = searching(walk, practice.carrier()).file_claim(order)
    assert searching(walk, practice.carrier()).file_claim(order) == fact
    assert journalled(practice, EntryKind.CLAIMED, tracking) == 1
    walk.take(number, [fact])
    [row] = searches(walk)
    assert row.claim_no == fact.details["claim_no"] != ""
    assert row.claimed_at == MONDAY + 8 * DAY
    [entry] = [e for e in practice.entries(EntryKind.CLAIMED) if e.tracking_no == tracking]
    assert entry.facts["claim"] == {
        "reference": f"{walk.desk.tenant}/{number}/outbound/1/claim",
        "reason": "lost",
        "amount": None,
        "contents": "Phone X2",
    }


def test_a_claim_that_came_too_late_is_refused_by_name(
    walk: CaseWalk, practice: PracticeProcess
) -> None:
    number, tracking = handed_over(walk, practice)
    practice.steering.move(tracking, "lost", MONDAY + 40 * DAY)
    walk.carried(number, Direction.OUTBOUND, "lost", MONDAY + 40 * DAY)
    [errand] = [owed for owed in walk.owed(number) if owed.errand is Errand.CLAIM]
    fact = searching(walk, practice.carrier()).file_claim(errand_of(walk, number, errand))
    assert fact.told is Told.CLAIM_REFUSED
    walk.take(number, [fact])
    assert searches(walk)[0].refusal.startswith("claim_too_late:")


@pytest.mark.parametrize("fault", [FaultKind.TIMEOUT_AFTER_EFFECT, FaultKind.MALFORMED_JSON])
def test_an_answer_that_is_lost_is_asked_for_again(
    walk: CaseWalk, practice: PracticeProcess, fault: FaultKind
) -> None:
    number, tracking = handed_over(walk, practice)
    order = errand_of(walk, number, silent(walk, number))
    practice.steering.arm(fault, on=Operation.TRACE)
    with pytest.raises(CarrierOutcomeUnknown):
        searching(walk, practice.carrier(seconds=1.0)).trace_parcel(order)
    assert searching(walk, practice.carrier()).trace_parcel(order).told is Told.TRACED
    assert journalled(practice, EntryKind.TRACED, tracking) == 1


def other(kind: type[PracticeCarrier], practice: PracticeProcess) -> PracticeCarrier:
    plain = practice.carrier()
    return kind(base_url=plain.base_url, api_key=plain.api_key, webhook_secret=plain.webhook_secret)


def test_a_carrier_that_neither_searches_nor_pays_leaves_both_to_the_desk(
    walk: CaseWalk, practice: PracticeProcess
) -> None:
    number, tracking = handed_over(walk, practice)
    asked = searching(walk, other(OtherCarrier, practice))
    fact = asked.trace_parcel(errand_of(walk, number, silent(walk, number)))
    assert (fact.told, fact.details["because"]) == (Told.TRACE_REFUSED, NO_SEARCH)
    assert fact.details["claim_by"] == ""
    walk.take(number, [fact])
    walk.tell(number, Told.DEADLINE_PASSED, SILENT + 5 * DAY, name="outbound_lost")
    [errand] = [owed for owed in walk.owed(number) if owed.errand is Errand.CLAIM]
    fact = asked.file_claim(errand_of(walk, number, errand))
    assert (fact.told, fact.details["because"]) == (Told.CLAIM_REFUSED, NO_CLAIM)
    assert journalled(practice, EntryKind.CLAIMED, tracking) == 0


def test_a_limit_that_nobody_knows_is_claimed_at_once(
    walk: CaseWalk, practice: PracticeProcess
) -> None:
    number, _ = handed_over(walk, practice)
    order = errand_of(walk, number, silent(walk, number))
    fact: Fact = searching(walk, other(UnlimitedCarrier, practice)).trace_parcel(order)
    state = walk.take(number, [fact])
    assert "outbound/1/claim" in [owed.key for owed in state.pending]
