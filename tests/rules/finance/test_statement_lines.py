import random
import uuid
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from rules.finance.rounding import cents
from rules.finance.seat_days import SeatSpan, seat_days
from rules.finance.statement_lines import LineDraft, ToBill, given_back, put_together

FIRST, LAST = date(2026, 10, 1), date(2026, 10, 31)
FREIGHT = ToBill(
    rated_id=uuid.UUID(int=1),
    item="freight",
    about="Express SE1",
    unit="C62",
    quantity=Decimal(1),
    unit_price=Decimal("149.50"),
    net=Decimal("149.50"),
    served_on=FIRST,
)


def freight(number: int, **changes: object) -> ToBill:
    day = FIRST + timedelta(days=number % 31)
    return replace(FREIGHT, rated_id=uuid.UUID(int=number), served_on=day, **changes)  # type: ignore[arg-type]


@st.composite
def rated(draw: st.DrawFn, number: int) -> ToBill:
    quantity = draw(
        st.one_of(
            st.integers(1, 50).map(Decimal),
            st.decimals(min_value="0.000001", max_value=60, places=6),
        )
    )
    price = draw(st.decimals(min_value="0.0001", max_value=5000, places=4))
    price = draw(st.sampled_from([price, cents(price)]))
    back = draw(st.sampled_from([1, 1, 1, -1]))
    return replace(
        freight(number),
        item=draw(st.sampled_from(["freight", "packaging", "seats"])),
        about=draw(st.sampled_from(["SE1", "SE2"])),
        quantity=back * quantity,
        unit_price=price,
        net=back * cents(quantity * price),
        served_until=draw(st.sampled_from([None, LAST])),
    )


SOME = st.integers(0, 40).flatmap(
    lambda count: st.tuples(*(rated(number) for number in range(count)))
)


def told(lines: tuple[LineDraft, ...]) -> list[tuple[str, Decimal, Decimal]]:
    return [(line.first.about, line.quantity, line.net) for line in lines]


def test_equal_things_at_one_price_are_one_line_with_the_days_of_all() -> None:
    lines = put_together([freight(number) for number in range(1, 31)])
    assert told(lines) == [("Express SE1", Decimal(30), Decimal("4485.00"))]
    assert (lines[0].served_from, lines[0].served_until) == (FIRST + timedelta(days=1), LAST)


def test_another_price_or_another_zone_is_another_line() -> None:
    dear = freight(2, unit_price=Decimal(200), net=Decimal(200))
    lines = put_together([freight(1), dear, freight(3, about="Express SE2"), freight(4)])
    assert told(lines) == [
        ("Express SE1", Decimal(2), Decimal("299.00")),
        ("Express SE1", Decimal(1), Decimal(200)),
        ("Express SE2", Decimal(1), Decimal("149.50")),
    ]


def test_what_cannot_be_summed_to_the_cent_stays_alone() -> None:
    third = {"quantity": Decimal("0.333333"), "unit_price": Decimal(19), "net": Decimal("6.33")}
    assert [line.net for line in put_together([freight(n, **third) for n in (1, 2, 3)])] == [
        Decimal("6.33")
    ] * 3


def test_a_term_paid_ahead_has_a_line_of_its_own() -> None:
    assert len(put_together([freight(n, served_until=LAST) for n in (1, 2)])) == 2


@given(SOME)
def test_item_9_every_event_is_on_one_line_and_the_lines_sum_to_the_events(
    events: tuple[ToBill, ...],
) -> None:
    lines = put_together(events)
    placed = [event.rated_id for line in lines for event in line.events]
    assert sorted(placed) == sorted(event.rated_id for event in events)
    assert sum(line.net for line in lines) == sum(event.net for event in events)


@given(SOME)
def test_every_line_is_its_quantity_times_its_price(events: tuple[ToBill, ...]) -> None:
    for line in put_together(events):
        assert line.first.unit_price >= 0
        assert line.net == cents(line.quantity * line.first.unit_price)


@given(SOME, st.randoms())
def test_the_order_in_which_events_come_changes_nothing(
    events: tuple[ToBill, ...], chance: random.Random
) -> None:
    shuffled = [*events]
    chance.shuffle(shuffled)
    assert told(put_together(shuffled)) == told(put_together(events))


@given(SOME)
def test_given_back_twice_is_as_before(events: tuple[ToBill, ...]) -> None:
    assert all(given_back(given_back(event)) == event for event in events)
    assert sum(given_back(event).net for event in events) == -sum(event.net for event in events)


def test_a_seat_counts_from_its_first_through_its_last_day() -> None:
    spans = [
        SeatSpan(user="user-1", since=date(2026, 10, 21)),
        SeatSpan(user="user-2", since=date(2026, 1, 1), until=date(2026, 10, 1)),
        SeatSpan(user="user-3", since=date(2026, 1, 1), until=date(2026, 9, 30)),
        SeatSpan(user="user-4", since=date(2026, 11, 1)),
    ]
    assert seat_days(spans, FIRST, LAST) == 11 + 1


def test_a_user_who_comes_back_the_same_month_is_counted_once_a_day() -> None:
    spans = [
        SeatSpan(user="user-1", since=date(2026, 10, 1), until=date(2026, 10, 10)),
        SeatSpan(user="user-1", since=date(2026, 10, 8), until=date(2026, 10, 12)),
    ]
    assert seat_days(spans, FIRST, LAST) == 12
