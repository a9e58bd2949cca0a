from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from activities.ordering import NewLine
from desk.order_lines import GiveUpForm, SubstituteForm, give_up_rest, substitute_model
from desk.order_list import OrderFilter, list_orders
from desk.order_refusals import (
    DayImpossible,
    DeliveredAlready,
    LineComplete,
    ModelNotInPool,
    MoreThanMissing,
    NoPriceKnown,
    NothingWouldRemain,
    OrderEnded,
    PriceWouldRise,
    ReasonMissing,
    SameModel,
    UnknownOrder,
    UnknownOrderLine,
)
from desk.order_view import NotPrintedYet, order_page, order_paper
from desk.orders import (
    CancelForm,
    ConfirmForm,
    ExpectForm,
    cancel_order,
    confirm_order,
    expect_another_day,
)
from desk.refusals import KeyReused, NotAllowed, UnknownModel
from desk.supplier_prices import PriceForm, record_price
from models.exchange import OutboxMessage
from models.parties import Role
from rules.errors import DeskError
from runtime.database import Database
from tests.builders import TestDesk
from tests.desk.order_desk import LATER, X3, key, page
from tests.orders import deliver, hold_model, placed
from tests.pools import PoolCustomer, TestPool, open_a_pool


@pytest.fixture
def pool(shared_record: Database, desk: TestDesk) -> TestPool:
    return open_a_pool(shared_record, desk.tenant_id, PoolCustomer(phones=24))


@pytest.fixture
def number(shared_record: Database, desk: TestDesk, pool: TestPool) -> str:
    return placed(shared_record, desk.tenant_id, pool).number


@pytest.fixture
def with_x3(shared_record: Database, desk: TestDesk, pool: TestPool) -> None:
    hold_model(shared_record, desk.tenant_id, pool, X3)


def confirm(record: Database, desk: TestDesk, number: str, **changes: Any) -> dict[str, Any]:
    form = ConfirmForm(
        number=number, expected_on=date(2026, 12, 9), supplier_reference="T-88", at=LATER
    )
    own_key = changes.pop("key", "") or key()
    return confirm_order(record, desk.clerk, replace(form, **changes), own_key)


def cancel(record: Database, desk: TestDesk, number: str, because: str = "Not needed.") -> None:
    form = CancelForm(number=number, because=because, at=LATER)
    cancel_order(record, desk.clerk, form, key())


def give_up(record: Database, desk: TestDesk, number: str, **changes: Any) -> dict[str, Any]:
    form = GiveUpForm(number=number, line=1, because="The supplier has no more.", at=LATER)
    return give_up_rest(record, desk.clerk, replace(form, **changes), key())


def substitute(record: Database, desk: TestDesk, number: str, **changes: Any) -> dict[str, Any]:
    form = SubstituteForm(
        number=number, line=1, model="PHONE-X3", unit_price=Decimal("4990.00"), at=LATER
    )
    return substitute_model(record, desk.clerk, replace(form, **changes), key())


def looks(record: Database, desk: TestDesk) -> int:
    """How often the workflow of an order was asked to look."""
    with record.as_tenant(desk.tenant_id) as session:
        asked = select(OutboxMessage).where(OutboxMessage.kind == "order")
        return len(session.scalars(asked).all())


def test_a_confirmation_is_written_once_and_the_workflow_is_told(
    shared_record: Database, desk: TestDesk, number: str
) -> None:
    first = confirm(shared_record, desk, number, key="one")
    assert first == confirm(shared_record, desk, number, key="one")
    assert first == {"number": number, "state": "confirmed", "expected_on": "2026-12-09"}
    found = page(shared_record, desk, number)
    assert (found.supplier_reference, found.confirmed_at) == ("T-88", LATER)
    assert [entry.word.value for entry in found.story] == ["order_confirmed", "order_placed"]
    assert looks(shared_record, desk) == 2
    with pytest.raises(KeyReused):
        confirm(shared_record, desk, number, key="one", supplier_reference="T-99")


def test_two_clicks_at_once_confirm_once(
    shared_record: Database, desk: TestDesk, number: str
) -> None:
    with ThreadPoolExecutor(2) as hands:
        list(hands.map(lambda _: confirm(shared_record, desk, number, key="one"), range(2)))
    assert len(page(shared_record, desk, number).story) == 2


def test_another_day_is_expected_and_told_with_its_reason(
    shared_record: Database, desk: TestDesk, number: str
) -> None:
    form = ExpectForm(number=number, expected_on=date(2026, 12, 18), because="Customs.", at=LATER)
    expect_another_day(shared_record, desk.clerk, form, key())
    found = page(shared_record, desk, number)
    assert (found.expected_on, found.state.value) == (date(2026, 12, 18), "placed")
    assert "Customs." in found.story[0].sentence


@pytest.mark.parametrize("day", [date(2026, 11, 23), date(2030, 1, 1)])
def test_no_day_that_has_passed_or_is_years_away_is_expected(
    shared_record: Database, desk: TestDesk, number: str, day: date
) -> None:
    with pytest.raises(DayImpossible, match="Give a day from 2026-11-24"):
        confirm(shared_record, desk, number, expected_on=day)


def test_an_order_is_cancelled_with_a_reason_and_then_nothing_more_is_done_to_it(
    shared_record: Database, desk: TestDesk, number: str
) -> None:
    with pytest.raises(ReasonMissing):
        cancel(shared_record, desk, number, because=" ")
    cancel(shared_record, desk, number)
    found = page(shared_record, desk, number)
    assert (found.state.value, found.cancelled_because) == ("cancelled", "Not needed.")
    for again in (cancel, confirm, give_up, substitute):
        with pytest.raises(OrderEnded, match="is cancelled"):
            again(shared_record, desk, number)


def test_an_order_of_which_something_came_is_not_cancelled_but_its_rest_given_up(
    shared_record: Database, desk: TestDesk, number: str
) -> None:
    deliver(shared_record, desk.tenant_id, number, 3)
    with pytest.raises(DeliveredAlready, match="Give up"):
        cancel(shared_record, desk, number)
    assert page(shared_record, desk, number).state.value == "partial"
    give_up(shared_record, desk, number, quantity=2)
    assert page(shared_record, desk, number).lines[0].missing == 3
    assert give_up(shared_record, desk, number)["state"] == "complete"
    found = page(shared_record, desk, number)
    [line] = found.lines
    assert (line.ordered, line.given_up, line.received, line.missing) == (8, 5, 3, 0)
    assert found.total == Decimal("14970.00")
    assert [entry.word.value for entry in found.story[:2]] == ["order_complete", "order_changed"]


def test_not_everything_is_given_up_of_what_never_came(
    shared_record: Database, desk: TestDesk, number: str
) -> None:
    with pytest.raises(NothingWouldRemain, match="Cancel it instead"):
        give_up(shared_record, desk, number)
    assert page(shared_record, desk, number).lines[0].given_up == 0


@pytest.mark.parametrize("quantity", [0, -1, 9])
def test_no_more_is_given_up_than_is_missing(
    shared_record: Database, desk: TestDesk, number: str, quantity: int
) -> None:
    with pytest.raises(MoreThanMissing, match="from 1 to 8"):
        give_up(shared_record, desk, number, quantity=quantity)


def test_a_line_that_is_complete_or_none_has_nothing_to_give_up(
    shared_record: Database, desk: TestDesk, pool: TestPool
) -> None:
    line = NewLine(model_id=pool.model_id, quantity=2, unit_price=Decimal(4990))
    number = placed(shared_record, desk.tenant_id, pool, lines=(line, line)).number
    deliver(shared_record, desk.tenant_id, number, 2)
    with pytest.raises(LineComplete):
        give_up(shared_record, desk, number)
    with pytest.raises(UnknownOrderLine):
        give_up(shared_record, desk, number, line=3)


@pytest.mark.usefixtures("with_x3")
def test_a_substitute_comes_instead_and_the_line_keeps_what_was_ordered_first(
    shared_record: Database, desk: TestDesk, number: str
) -> None:
    substitute(shared_record, desk, number)
    [line] = page(shared_record, desk, number).lines
    assert (line.model, line.instead_of, line.missing) == ("PHONE-X3", "PHONE-X2", 8)
    substitute(shared_record, desk, number, model="PHONE-X2", unit_price=Decimal(4500))
    [line] = page(shared_record, desk, number).lines
    assert (line.model, line.instead_of) == ("PHONE-X2", "PHONE-X2")
    assert line.unit_price == Decimal(4500)


@pytest.mark.usefixtures("with_x3")
def test_of_a_line_that_came_in_part_only_the_rest_is_substituted(
    shared_record: Database, desk: TestDesk, number: str
) -> None:
    deliver(shared_record, desk.tenant_id, number, 3)
    substitute(shared_record, desk, number)
    first, rest = page(shared_record, desk, number).lines
    assert (first.model, first.received, first.given_up, first.missing) == ("PHONE-X2", 3, 5, 0)
    assert (rest.line, rest.model, rest.instead_of, rest.missing) == (
        2,
        "PHONE-X3",
        "PHONE-X2",
        5,
    )
    deliver(shared_record, desk.tenant_id, number, 5, line=2)
    assert page(shared_record, desk, number).state.value == "complete"


@pytest.mark.usefixtures("with_x3")
def test_a_price_rises_only_with_the_customers_word(
    shared_record: Database, desk: TestDesk, number: str
) -> None:
    dearer = {"unit_price": Decimal("5190.00")}
    with pytest.raises(PriceWouldRise, match="Ask the customer") as refused:
        substitute(shared_record, desk, number, **dearer)
    assert refused.value.facts == {"price": "5190.00", "approved": "4990.00"}
    assert page(shared_record, desk, number).lines[0].model == "PHONE-X2"
    substitute(shared_record, desk, number, customer_reference="Mail 24 Nov", **dearer)
    found = page(shared_record, desk, number)
    assert found.lines[0].unit_price == Decimal(5190)
    assert "Mail 24 Nov" in found.story[0].sentence


@pytest.mark.usefixtures("with_x3")
def test_a_substitute_costs_what_the_supplier_asks_where_no_price_is_given(
    shared_record: Database, desk: TestDesk, number: str
) -> None:
    with pytest.raises(NoPriceKnown, match="Record one"):
        substitute(shared_record, desk, number, unit_price=None)
    price = PriceForm(
        supplier="trey",
        model="PHONE-X3",
        price=Decimal("4790.00"),
        currency="SEK",
        valid_from=date(2026, 11, 1),
    )
    record_price(shared_record, desk.clerk, price, key())
    substitute(shared_record, desk, number, unit_price=None)
    assert page(shared_record, desk, number).lines[0].unit_price == Decimal(4790)


@pytest.mark.usefixtures("with_x3")
@pytest.mark.parametrize(
    ("model", "refusal"),
    [("PHONE-X2", SameModel), ("PHONE-X9", UnknownModel), ("KIOSK-K1", ModelNotInPool)],
)
def test_a_substitute_is_another_model_of_the_pool(
    shared_record: Database, desk: TestDesk, number: str, model: str, refusal: type[DeskError]
) -> None:
    with pytest.raises(refusal):
        substitute(shared_record, desk, number, model=model)


def test_the_list_is_newest_first_in_pages_and_says_what_is_late(
    shared_record: Database, desk: TestDesk, pool: TestPool
) -> None:
    for _ in range(3):
        placed(shared_record, desk.tenant_id, pool)
    cancel(shared_record, desk, "PO-2026-00002")
    deliver(shared_record, desk.tenant_id, "PO-2026-00001", 3)
    after = datetime(2026, 12, 6, 9, 0, tzinfo=UTC)
    found = list_orders(shared_record, desk.clerk, after, limit=2)
    assert [(row.number[-1], row.late) for row in found.items] == [("3", True), ("2", False)]
    assert found.next == "PO-2026-00002"
    rest = OrderFilter(before=found.next)
    [last] = list_orders(shared_record, desk.clerk, after, wanted=rest, limit=2).items
    assert (last.ordered, last.received, last.missing) == (8, 3, 5)
    coming = OrderFilter(coming_only=True, pool=pool.code, supplier="trey")
    assert len(list_orders(shared_record, desk.clerk, after, wanted=coming).items) == 2
    assert list_orders(shared_record, desk.clerk, after, wanted=OrderFilter(pool="x")).items == ()


def test_finance_sees_orders_and_changes_none_and_a_customers_person_sees_none(
    shared_record: Database, desk: TestDesk, number: str
) -> None:
    finance = replace(desk.clerk, role=Role.FINANCE)
    assert order_page(shared_record, finance, number, LATER).number == number
    with pytest.raises(NotAllowed):
        cancel_order(shared_record, finance, CancelForm(number=number, because="x"), key())
    customer = replace(desk.clerk, role=Role.CUSTOMER)
    with pytest.raises(NotAllowed):
        order_page(shared_record, customer, number, LATER)
    with pytest.raises(NotAllowed):
        list_orders(shared_record, customer, LATER)


def test_an_order_that_is_unknown_or_not_printed_says_so(
    shared_record: Database, desk: TestDesk, number: str
) -> None:
    with pytest.raises(UnknownOrder):
        page(shared_record, desk, "PO-2026-99999")
    with pytest.raises(NotPrintedYet):
        order_paper(shared_record, desk.clerk, number)
