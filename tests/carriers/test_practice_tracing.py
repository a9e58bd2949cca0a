from datetime import UTC, datetime, timedelta

import pytest

from carriers.errors import CarrierBusy
from carriers.port import Rejected, Traced, TrackingStatus, Unknown, Voided
from tests.carriers.builders import PracticeProcess, an_order, booked
from workers.practice_carrier.steering import EntryKind, FaultKind, Operation

NOON = datetime(2026, 3, 5, 12, 0, tzinfo=UTC)


def handed_over(practice: PracticeProcess, reference: str) -> str:
    number = booked(practice.carrier().book(an_order(reference))).tracking_no
    practice.steering.move(number, TrackingStatus.HANDED_OVER, NOON)
    return number


def searches(practice: PracticeProcess, number: str) -> int:
    return sum(entry.tracking_no == number for entry in practice.entries(EntryKind.TRACED))


def test_a_parcel_that_fell_silent_is_searched_for_once_however_often_it_is_asked(
    shared_practice: PracticeProcess,
) -> None:
    carrier, number = shared_practice.carrier(), handed_over(shared_practice, "t/silent")
    said = carrier.trace(number)
    assert isinstance(said, Traced)
    assert (said.carrier, said.tracking_no) == ("practice", number)
    assert carrier.trace(number) == said
    assert searches(shared_practice, number) == 1


def test_two_parcels_are_two_searches(shared_practice: PracticeProcess) -> None:
    carrier = shared_practice.carrier()
    numbers = [handed_over(shared_practice, f"t/two/{n}") for n in (1, 2)]
    first, second = (carrier.trace(number) for number in numbers)
    assert isinstance(first, Traced)
    assert isinstance(second, Traced)
    assert first.trace_no != second.trace_no


@pytest.mark.parametrize("number", ["PX1", "PX/../1", "", "PX 1?x=1"])
def test_a_parcel_the_carrier_never_had_is_not_searched_for(
    shared_practice: PracticeProcess, number: str
) -> None:
    before = len(shared_practice.entries(EntryKind.TRACED))
    assert isinstance(shared_practice.carrier().trace(number), Rejected)
    assert len(shared_practice.entries(EntryKind.TRACED)) == before


def test_a_parcel_that_was_never_handed_over_is_not_searched_for(
    shared_practice: PracticeProcess,
) -> None:
    carrier = shared_practice.carrier()
    number = booked(carrier.book(an_order("t/unused"))).tracking_no
    shared_practice.steering.move(number, TrackingStatus.CREATED, NOON)
    assert carrier.trace(number) == Rejected(
        carrier="practice",
        code="not_handed_over",
        reason="there is nothing to search for: it was never handed over",
    )
    assert searches(shared_practice, number) == 0


@pytest.mark.parametrize("end", [TrackingStatus.DELIVERED, TrackingStatus.RETURNED])
def test_a_parcel_at_its_end_is_not_searched_for_and_the_carrier_says_where_it_is(
    shared_practice: PracticeProcess, end: TrackingStatus
) -> None:
    number = handed_over(shared_practice, f"t/{end}")
    shared_practice.steering.move(number, end, NOON + timedelta(days=1), "Malmö")
    assert shared_practice.carrier().trace(number) == Rejected(
        carrier="practice", code=end.value, reason=f"it was {end.value} in Malmö on 2026-03-06"
    )


def test_the_newest_event_by_its_own_time_says_whether_a_parcel_is_at_its_end(
    shared_practice: PracticeProcess,
) -> None:
    number = handed_over(shared_practice, "t/late-news")
    shared_practice.steering.move(number, TrackingStatus.DELIVERED, NOON + timedelta(days=2))
    shared_practice.steering.move(number, TrackingStatus.IN_TRANSIT, NOON + timedelta(days=1))
    said = shared_practice.carrier().trace(number)
    assert isinstance(said, Rejected)
    assert said.reason == "it was delivered on 2026-03-07"
    shared_practice.steering.move(number, TrackingStatus.LOST, NOON + timedelta(days=3))
    assert isinstance(shared_practice.carrier().trace(number), Traced)


@pytest.mark.parametrize("end", [TrackingStatus.DELIVERED, TrackingStatus.RETURNED])
def test_a_parcel_reported_lost_turns_up_and_its_search_keeps_its_number(
    shared_practice: PracticeProcess, end: TrackingStatus
) -> None:
    carrier, number = shared_practice.carrier(), handed_over(shared_practice, f"t/found/{end}")
    shared_practice.steering.move(number, TrackingStatus.LOST, NOON + timedelta(days=9))
    said = carrier.trace(number)
    assert isinstance(said, Traced)
    for days, status in ((10, TrackingStatus.IN_TRANSIT), (11, end)):
        shared_practice.steering.move(number, status, NOON + timedelta(days=days))
    assert [event.status for event in carrier.track(number)] == [
        TrackingStatus.HANDED_OVER,
        TrackingStatus.LOST,
        TrackingStatus.IN_TRANSIT,
        end,
    ]
    assert carrier.trace(number) == said


def test_a_dead_label_that_is_used_travels_to_its_end_and_can_be_searched_for(
    shared_practice: PracticeProcess,
) -> None:
    carrier = shared_practice.carrier()
    number = booked(carrier.book(an_order("t/dead"))).tracking_no
    assert isinstance(carrier.void(number), Voided)
    shared_practice.steering.move(number, TrackingStatus.HANDED_OVER, NOON)
    assert isinstance(carrier.trace(number), Traced)
    shared_practice.steering.move(number, TrackingStatus.DELIVERED, NOON + timedelta(days=1))
    assert carrier.track(number)[-1].status is TrackingStatus.DELIVERED
    assert carrier.find_by_reference("t/dead") is None


@pytest.mark.parametrize(
    "fault",
    [
        FaultKind.TIMEOUT_AFTER_EFFECT,
        FaultKind.ERROR_500_AFTER_EFFECT,
        FaultKind.MALFORMED_JSON,
        FaultKind.WRONG_TYPE,
        FaultKind.STALE_RESPONSE,
        FaultKind.TIMEOUT_BEFORE_EFFECT,
    ],
)
def test_a_search_with_a_bad_answer_is_unknown_and_may_be_asked_again(
    shared_practice: PracticeProcess, fault: FaultKind
) -> None:
    number = handed_over(shared_practice, f"t/fault/{fault}")
    booked(shared_practice.carrier().book(an_order(f"t/other/{fault}")))
    shared_practice.steering.arm(fault, on=Operation.TRACE)
    assert isinstance(shared_practice.carrier(seconds=1.0).trace(number), Unknown)
    assert isinstance(shared_practice.carrier().trace(number), Traced)
    assert searches(shared_practice, number) == 1


def test_a_busy_carrier_searches_for_nothing(shared_practice: PracticeProcess) -> None:
    number = handed_over(shared_practice, "t/busy")
    shared_practice.steering.arm(FaultKind.RATE_LIMIT_429, on=Operation.TRACE)
    with pytest.raises(CarrierBusy):
        shared_practice.carrier().trace(number)
    assert searches(shared_practice, number) == 0
