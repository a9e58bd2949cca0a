import dataclasses
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from carriers.errors import CarrierUnreachable, ParcelUnknown, ReferenceAmbiguous
from carriers.port import (
    BillingEvent,
    Direction,
    Idempotency,
    Price,
    Recalled,
    Rejected,
    TrackingStatus,
    Unknown,
    Voided,
)
from tests.carriers.builders import RECIPIENT, PracticeProcess, an_order, booked
from workers.practice_carrier.steering import EntryKind, SteeringRefused

NOON = datetime(2026, 3, 5, 12, 0, tzinfo=UTC)


def test_a_booking_has_all_its_numbers_as_text_and_its_price(
    shared_practice: PracticeProcess,
) -> None:
    parcel = booked(shared_practice.carrier().book(an_order("a/1")))
    assert parcel.reference == "a/1"
    assert parcel.tracking_no.startswith("PX")
    assert len(parcel.tracking_no) == 16
    assert parcel.sscc is not None
    assert len(parcel.sscc) == 18
    assert parcel.price == Price(amount=Decimal("79.00"), currency="SEK")
    assert parcel.billing_event is BillingEvent.ON_CREATE
    assert parcel.label is not None
    assert parcel.label.startswith(b"%PDF")
    assert parcel.label_valid_until is None


def test_a_return_label_is_valid_for_a_year(shared_practice: PracticeProcess) -> None:
    order = an_order("a/2", direction=Direction.RETURN)
    until = booked(shared_practice.carrier().book(order)).label_valid_until
    assert until is not None
    away = until - datetime.now(UTC).date()
    assert timedelta(days=364) <= away <= timedelta(days=365)


def test_the_life_of_a_return_label_is_agreed_in_days_from_its_booking_or_from_a_day(
    shared_practice: PracticeProcess,
) -> None:
    def until(direction: Direction = Direction.RETURN) -> date | None:
        order = an_order("a/life", direction=direction)
        return booked(shared_practice.carrier().book(order)).label_valid_until

    steering = shared_practice.steering
    kept = booked(shared_practice.carrier().book(an_order("a/kept", direction=Direction.RETURN)))
    steering.set_label_life(30, date(2026, 11, 23))
    assert until() == date(2026, 12, 23)
    assert until(Direction.OUTBOUND) is None
    assert shared_practice.carrier().find_by_reference("a/kept") == kept
    steering.set_label_life(0, date(2026, 11, 23))
    assert until() == date(2026, 11, 23)
    steering.set_label_life(30)
    today, away = datetime.now(UTC).date(), until()
    assert away is not None
    assert timedelta(days=29) <= away - today <= timedelta(days=30)
    for days in (-1, 3651):
        with pytest.raises(SteeringRefused):
            steering.set_label_life(days)
    steering.set_label_life(365)
    agreed = shared_practice.entries(EntryKind.AGREED)
    assert [entry.facts["return_label_days"] for entry in agreed] == [30, 0, 30, 365]


def test_a_service_at_the_counter_returns_no_label_but_an_sscc_to_draw_one(
    shared_practice: PracticeProcess,
) -> None:
    parcel = booked(shared_practice.carrier().book(an_order("a/3", service="counter")))
    assert parcel.label is None
    assert parcel.sscc is not None
    assert parcel.price == Price(amount=Decimal("49.00"), currency="SEK")


def test_the_capabilities_are_what_the_server_does(shared_practice: PracticeProcess) -> None:
    carrier = shared_practice.carrier()
    can = carrier.capabilities()
    for service in sorted(can.services):
        parcel = booked(carrier.book(an_order(f"a/can/{service}", service=service)))
        assert (parcel.label is None) == (service in can.unlabelled_services)
        assert parcel.billing_event is can.billing_event
    assert (can.traces, can.claims) == (True, True)
    assert can.idempotency is Idempotency.LOOKUP_BY_REFERENCE


def test_two_equal_orders_make_two_parcels_and_the_lookup_says_so(
    shared_practice: PracticeProcess,
) -> None:
    carrier = shared_practice.carrier()
    first, second = (booked(carrier.book(an_order("a/4"))) for _ in range(2))
    assert first.tracking_no != second.tracking_no
    with pytest.raises(ReferenceAmbiguous) as found:
        carrier.find_by_reference("a/4")
    assert found.value.tracking_nos == (first.tracking_no, second.tracking_no)
    assert isinstance(carrier.void(second.tracking_no), Voided)
    assert carrier.find_by_reference("a/4") == first


def test_the_lookup_gives_the_same_booking_and_the_same_label_bytes(
    shared_practice: PracticeProcess,
) -> None:
    parcel = booked(shared_practice.carrier().book(an_order("å & ?=/5")))
    assert shared_practice.carrier().find_by_reference("å & ?=/5") == parcel


def test_the_lookup_of_a_reference_never_booked_is_none(shared_practice: PracticeProcess) -> None:
    assert shared_practice.carrier().find_by_reference("a/never") is None


def test_a_voided_label_is_no_longer_found_and_not_live(shared_practice: PracticeProcess) -> None:
    carrier = shared_practice.carrier()
    number = booked(carrier.book(an_order("a/6"))).tracking_no
    assert shared_practice.live()[number] == "a/6"
    assert carrier.void(number) == Voided(carrier="practice", tracking_no=number)
    assert carrier.void(number) == Voided(carrier="practice", tracking_no=number)
    assert carrier.find_by_reference("a/6") is None
    assert number not in shared_practice.live()
    voids = [
        each for each in shared_practice.entries(EntryKind.VOIDED) if each.tracking_no == number
    ]
    assert len(voids) == 1


def test_a_parcel_on_its_way_is_recalled_and_not_voided(shared_practice: PracticeProcess) -> None:
    carrier = shared_practice.carrier()
    number = booked(carrier.book(an_order("a/7"))).tracking_no
    assert carrier.recall(number) == Rejected(
        carrier="practice", code="not_handed_over", reason="void it: it was never handed over"
    )
    shared_practice.steering.move(number, TrackingStatus.HANDED_OVER, NOON)
    assert carrier.void(number) == Rejected(
        carrier="practice", code="already_handed_over", reason="the parcel is on its way"
    )
    assert carrier.recall(number) == Recalled(carrier="practice", tracking_no=number)
    assert carrier.recall(number) == Recalled(carrier="practice", tracking_no=number)
    shared_practice.steering.move(number, TrackingStatus.DELIVERED, NOON)
    assert carrier.recall(number) == Rejected(
        carrier="practice", code="already_delivered", reason="the parcel has reached its end"
    )


def test_an_unknown_parcel_cannot_be_voided_recalled_or_tracked(
    shared_practice: PracticeProcess,
) -> None:
    carrier = shared_practice.carrier()
    for said in (carrier.void("PX/../1"), carrier.void("PX1"), carrier.recall("PX1")):
        assert isinstance(said, Rejected)
    with pytest.raises(ParcelUnknown):
        carrier.track("PX1")


def test_tracking_gives_every_status_in_the_ports_words_oldest_first(
    shared_practice: PracticeProcess,
) -> None:
    number = booked(shared_practice.carrier().book(an_order("a/8"))).tracking_no
    assert shared_practice.carrier().track(number) == ()
    for hours, status in reversed(list(enumerate(TrackingStatus))):
        shared_practice.steering.move(number, status, NOON + timedelta(hours=hours), "Malmö")
    seen = shared_practice.carrier().track(number)
    assert [event.status for event in seen] == list(TrackingStatus)
    assert seen[0].occurred_at == NOON
    assert {event.place for event in seen} == {"Malmö"}
    assert {event.reference for event in seen} == {"a/8"}
    assert len({event.event_id for event in seen}) == len(TrackingStatus)


def test_a_move_without_a_time_happens_now_and_one_to_nowhere_is_refused(
    shared_practice: PracticeProcess,
) -> None:
    number = booked(shared_practice.carrier().book(an_order("a/9"))).tracking_no
    shared_practice.steering.move(number, "handed_over")
    (event,) = shared_practice.carrier().track(number)
    assert abs(datetime.now(UTC) - event.occurred_at) < timedelta(seconds=30)
    with pytest.raises(SteeringRefused):
        shared_practice.steering.move(number, "teleported")
    with pytest.raises(SteeringRefused):
        shared_practice.steering.move("PX1", "handed_over")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"service": "teleport"}, "unknown_service"),
        ({"reference": "x" * 101}, "invalid_shipment"),
        ({"reference": ""}, "invalid_shipment"),
        ({"recipient": dataclasses.replace(RECIPIENT, street="")}, "invalid_shipment"),
        ({"recipient": dataclasses.replace(RECIPIENT, name="N" * 5000)}, "invalid_shipment"),
        ({"recipient": dataclasses.replace(RECIPIENT, name="東京")}, "text_not_printable"),
        ({"recipient": dataclasses.replace(RECIPIENT, name="A\nB")}, "text_not_printable"),
    ],
)
def test_a_wrong_order_is_rejected_and_nothing_is_booked(
    shared_practice: PracticeProcess, changes: dict[str, object], code: str
) -> None:
    before = shared_practice.live()
    said = shared_practice.carrier().book(dataclasses.replace(an_order("a/10"), **changes))  # type: ignore[arg-type]
    assert isinstance(said, Rejected)
    assert said.code == code
    assert shared_practice.live() == before
    assert "Kungsgatan" not in said.reason
    assert "N" * 50 not in said.reason


def test_a_wrong_key_is_rejected_and_a_lookup_with_it_cannot_say(
    shared_practice: PracticeProcess,
) -> None:
    stranger = dataclasses.replace(shared_practice.carrier(), api_key="another-key-0123456789")
    said = stranger.book(an_order("a/11"))
    assert isinstance(said, Rejected)
    assert said.code == "unauthorised"
    with pytest.raises(CarrierUnreachable):
        stranger.find_by_reference("a/11")
    with pytest.raises(CarrierUnreachable):
        stranger.track("PX1")


def test_a_wrong_address_of_the_server_never_reads_as_nothing_booked(
    shared_practice: PracticeProcess,
) -> None:
    lost = dataclasses.replace(
        shared_practice.carrier(), base_url=shared_practice.base_url + "/elsewhere"
    )
    with pytest.raises(CarrierUnreachable):
        lost.find_by_reference("a/1")
    with pytest.raises(CarrierUnreachable):
        lost.track("PX1")
    assert not isinstance(lost.book(an_order("a/12")), Unknown)


def test_an_account_shows_neither_its_key_nor_its_secret(shared_practice: PracticeProcess) -> None:
    shown = repr(shared_practice.carrier())
    assert "practice-key" not in shown
    assert "practice-secret" not in shown
