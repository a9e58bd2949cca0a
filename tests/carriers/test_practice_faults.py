import time

import pytest

from carriers.errors import CarrierBusy, CarrierUnreachable
from carriers.port import Booked, TrackingStatus, Unknown, Voided
from tests.carriers.builders import PracticeProcess, a_claim, an_order, booked
from workers.practice_carrier.steering import EntryKind, FaultKind, Operation

DID_IT_AND_SAID_NONSENSE = [
    FaultKind.TIMEOUT_AFTER_EFFECT,
    FaultKind.ERROR_500_AFTER_EFFECT,
    FaultKind.MALFORMED_JSON,
    FaultKind.WRONG_TYPE,
    FaultKind.NOT_A_PDF,
    FaultKind.SLOW_DRIP,
    FaultKind.STALE_RESPONSE,
]


def struck(practice: PracticeProcess) -> list[str]:
    return [entry.facts["fault"] for entry in practice.entries(EntryKind.MISBEHAVED)]


@pytest.mark.parametrize("fault", DID_IT_AND_SAID_NONSENSE)
def test_a_booking_with_a_bad_answer_is_unknown_and_the_lookup_finds_exactly_one(
    shared_practice: PracticeProcess, fault: FaultKind
) -> None:
    booked(shared_practice.carrier().book(an_order("f/earlier")))
    reference = f"f/{fault}"
    shared_practice.steering.arm(fault)
    started = time.monotonic()
    said = shared_practice.carrier(seconds=1.0).book(an_order(reference))
    assert time.monotonic() - started < 3.0
    assert isinstance(said, Unknown)
    found = shared_practice.carrier().find_by_reference(reference)
    assert found is not None
    assert found.label is not None
    assert list(shared_practice.live().values()).count(reference) == 1
    assert shared_practice.live()[found.tracking_no] == reference
    assert struck(shared_practice)[-1] == fault


@pytest.mark.parametrize("fault", [FaultKind.TIMEOUT_BEFORE_EFFECT, FaultKind.ERROR_500])
def test_a_carrier_that_did_nothing_and_said_nothing_is_unknown_and_the_lookup_finds_none(
    shared_practice: PracticeProcess, fault: FaultKind
) -> None:
    shared_practice.steering.arm(fault)
    said = shared_practice.carrier(seconds=1.0).book(an_order(f"f/none/{fault}"))
    assert isinstance(said, Unknown)
    assert shared_practice.carrier().find_by_reference(f"f/none/{fault}") is None
    assert f"f/none/{fault}" not in shared_practice.live().values()


def test_a_busy_carrier_asks_for_two_seconds_and_books_nothing(
    shared_practice: PracticeProcess,
) -> None:
    shared_practice.steering.arm(FaultKind.RATE_LIMIT_429)
    with pytest.raises(CarrierBusy) as busy:
        shared_practice.carrier().book(an_order("f/busy"))
    assert busy.value.retry_after == 2.0
    assert "f/busy" not in shared_practice.live().values()
    assert isinstance(shared_practice.carrier().book(an_order("f/busy")), Booked)


def test_a_stopped_carrier_is_unreachable(practice: PracticeProcess) -> None:
    carrier = practice.carrier()
    practice.kill()
    for ask in (
        lambda: carrier.book(an_order()),
        lambda: carrier.void("PX1"),
        lambda: carrier.recall("PX1"),
        lambda: carrier.trace("PX1"),
        lambda: carrier.claim("PX1", a_claim("x")),
        lambda: carrier.find_by_reference("x"),
        lambda: carrier.track("PX1"),
    ):
        with pytest.raises(CarrierUnreachable):
            ask()


def test_a_void_with_a_bad_answer_is_unknown_and_can_be_asked_again(
    shared_practice: PracticeProcess,
) -> None:
    carrier = shared_practice.carrier(seconds=1.0)
    number = booked(carrier.book(an_order("f/void"))).tracking_no
    faults = (FaultKind.TIMEOUT_AFTER_EFFECT, FaultKind.WRONG_TYPE, FaultKind.ERROR_500)
    for fault in faults:
        shared_practice.steering.arm(fault, on=Operation.VOID)
        assert isinstance(carrier.void(number), Unknown)
    assert isinstance(carrier.void(number), Voided)
    assert number not in shared_practice.live()


@pytest.mark.parametrize(
    "fault",
    [
        FaultKind.TIMEOUT_BEFORE_EFFECT,
        FaultKind.TIMEOUT_AFTER_EFFECT,
        FaultKind.ERROR_500,
        FaultKind.MALFORMED_JSON,
        FaultKind.WRONG_TYPE,
        FaultKind.NOT_A_PDF,
        FaultKind.SLOW_DRIP,
    ],
)
def test_a_lookup_that_goes_wrong_never_reads_as_nothing_booked(
    shared_practice: PracticeProcess, fault: FaultKind
) -> None:
    reference = f"f/find/{fault}"
    booked(shared_practice.carrier().book(an_order(reference)))
    shared_practice.steering.arm(fault, on=Operation.FIND)
    with pytest.raises(CarrierUnreachable):
        shared_practice.carrier(seconds=1.0).find_by_reference(reference)
    assert shared_practice.carrier().find_by_reference(reference) is not None


@pytest.mark.parametrize("fault", [FaultKind.WRONG_TYPE, FaultKind.MALFORMED_JSON])
def test_tracking_that_goes_wrong_is_unreachable(
    shared_practice: PracticeProcess, fault: FaultKind
) -> None:
    carrier = shared_practice.carrier()
    number = booked(carrier.book(an_order(f"f/track/{fault}"))).tracking_no
    shared_practice.steering.arm(fault, on=Operation.TRACK)
    with pytest.raises(CarrierUnreachable):
        carrier.track(number)
    assert carrier.track(number) == ()


def test_a_fault_strikes_as_often_as_armed_after_letting_some_pass(
    shared_practice: PracticeProcess,
) -> None:
    shared_practice.steering.arm(FaultKind.ERROR_500, 2, after=1)
    said = [shared_practice.carrier().book(an_order(f"f/count/{n}")) for n in range(5)]
    assert [type(each).__name__ for each in said] == [
        "Booked",
        "Unknown",
        "Unknown",
        "Booked",
        "Booked",
    ]


def test_a_lost_parcel_goes_missing_after_its_hand_over(shared_practice: PracticeProcess) -> None:
    carrier, steering = shared_practice.carrier(), shared_practice.steering
    number = booked(carrier.book(an_order("f/lost"))).tracking_no
    steering.arm(FaultKind.LOST_PARCEL)
    steering.move(number, TrackingStatus.HANDED_OVER)
    steering.move(number, TrackingStatus.IN_TRANSIT)
    seen = [event.status for event in carrier.track(number)]
    assert seen == [TrackingStatus.HANDED_OVER, TrackingStatus.LOST]
    steering.move(number, TrackingStatus.DELIVERED)
    assert carrier.track(number)[-1].status is TrackingStatus.DELIVERED


def test_a_dead_label_that_is_used_all_the_same_is_still_reported(
    shared_practice: PracticeProcess,
) -> None:
    carrier = shared_practice.carrier()
    number = booked(carrier.book(an_order("f/dead"))).tracking_no
    carrier.void(number)
    shared_practice.steering.move(number, TrackingStatus.HANDED_OVER)
    assert [event.status for event in carrier.track(number)] == [TrackingStatus.HANDED_OVER]
