from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from tests.carriers.builders import PracticeProcess, Receiver, an_order, booked, until
from workers.practice_carrier.steering import FaultKind

NOON = datetime(2026, 3, 5, 12, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def post() -> Iterator[Receiver]:
    server = Receiver()
    yield server
    server.close()


@pytest.fixture(scope="module")
def pushing(tmp_path_factory: pytest.TempPathFactory, post: Receiver) -> Iterator[PracticeProcess]:
    process = PracticeProcess(tmp_path_factory.mktemp("pushing"), post.url)
    yield process
    process.kill()


def pushed(post: Receiver, pushing: PracticeProcess, number: str) -> list[str]:
    """The ids taken for one parcel, each one verified on its raw bytes."""
    carrier, now = pushing.carrier(), datetime.now(UTC)
    events = [
        event
        for headers, body in list(post.taken)
        for event in carrier.parse_events(headers, body, now)
    ]
    return [event.event_id for event in events if event.tracking_no == number]


def test_events_are_pushed_signed_and_in_order(pushing: PracticeProcess, post: Receiver) -> None:
    carrier = pushing.carrier()
    numbers = [booked(carrier.book(an_order(f"p/{n}"))).tracking_no for n in range(6)]
    for hours, status in enumerate(("handed_over", "in_transit", "delivered")):
        for number in numbers:
            pushing.steering.move(number, status, NOON + timedelta(hours=hours))
    until(lambda: pushing.steering.unpushed() == 0)
    for number in numbers:
        assert pushed(post, pushing, number) == [f"{number}-00{n}" for n in (1, 2, 3)]


def test_a_refused_event_is_pushed_again_until_taken_and_keeps_its_order(
    pushing: PracticeProcess, post: Receiver
) -> None:
    number = booked(pushing.carrier().book(an_order("p/refused"))).tracking_no
    post.refusing = True
    for status in ("handed_over", "delivered"):
        pushing.steering.move(number, status)
    before = post.attempts
    until(lambda: post.attempts >= before + 3)
    assert pushing.steering.unpushed() == 2
    post.refusing = False
    until(lambda: pushing.steering.unpushed() == 0)
    assert pushed(post, pushing, number) == [f"{number}-001", f"{number}-002"]


def test_a_parcel_whose_events_are_never_taken_holds_up_no_other(
    pushing: PracticeProcess, post: Receiver
) -> None:
    stuck, *others = (
        booked(pushing.carrier().book(an_order(f"p/stuck/{n}"))).tracking_no for n in range(9)
    )
    post.refused_parcel = stuck
    for number in (stuck, *others):
        pushing.steering.move(number, "handed_over")
    until(lambda: pushing.steering.unpushed() == 1)
    post.refused_parcel = ""
    until(lambda: pushing.steering.unpushed() == 0)
    assert [len(pushed(post, pushing, number)) for number in (stuck, *others)] == [1] * 9


def test_unpushed_events_survive_a_kill_and_pushed_ones_are_not_repeated(
    pushing: PracticeProcess, post: Receiver
) -> None:
    number = booked(pushing.carrier().book(an_order("p/kill"))).tracking_no
    pushing.steering.move(number, "handed_over")
    until(lambda: pushing.steering.unpushed() == 0)
    post.refusing = True
    pushing.steering.move(number, "in_transit")
    pushing.steering.move(number, "delivered")
    pushing.kill()
    post.refusing = False
    pushing.start()
    until(lambda: pushing.steering.unpushed() == 0)
    assert pushed(post, pushing, number) == [f"{number}-001", f"{number}-002", f"{number}-003"]


def test_a_duplicated_event_comes_twice_with_one_id(
    pushing: PracticeProcess, post: Receiver
) -> None:
    number = booked(pushing.carrier().book(an_order("p/twice"))).tracking_no
    pushing.steering.arm(FaultKind.DUPLICATE_EVENT)
    pushing.steering.move(number, "handed_over")
    pushing.steering.move(number, "delivered")
    until(lambda: len(pushed(post, pushing, number)) == 3)
    assert pushed(post, pushing, number) == [f"{number}-001", f"{number}-001", f"{number}-002"]


def test_events_out_of_order_come_in_the_wrong_order_and_all_of_them(
    pushing: PracticeProcess, post: Receiver
) -> None:
    number = booked(pushing.carrier().book(an_order("p/order"))).tracking_no
    pushing.steering.arm(FaultKind.OUT_OF_ORDER_EVENTS)
    for status in ("handed_over", "in_transit", "delivered"):
        pushing.steering.move(number, status)
    until(lambda: len(pushed(post, pushing, number)) == 3)
    assert pushed(post, pushing, number) == [f"{number}-002", f"{number}-001", f"{number}-003"]


def test_an_event_without_a_later_one_is_pushed_all_the_same(
    pushing: PracticeProcess, post: Receiver
) -> None:
    number = booked(pushing.carrier().book(an_order("p/alone"))).tracking_no
    pushing.steering.arm(FaultKind.OUT_OF_ORDER_EVENTS)
    pushing.steering.move(number, "handed_over")
    until(lambda: pushing.steering.unpushed() == 0)
    assert pushed(post, pushing, number) == [f"{number}-001"]
