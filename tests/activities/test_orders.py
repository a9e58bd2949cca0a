"""What an order's workflow has done: printed, sent, told late, told off; each once."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from activities.letters import Post, compose
from activities.order_billing import bill_received
from activities.order_events import Happened, note_order
from activities.order_state import lines_of
from activities.orders import OrderRecord
from models.contracts import Contract
from models.devices import Owner
from models.exchange import OutboxMessage
from models.money import BillableEvent
from models.orders import Delivery, StockOrder
from models.papers import Document, Notification
from models.pools import PoolEvent
from rules.pool_orders import OrderRef, OrderTurn, Turned
from rules.pool_words import OrderState, PoolWord
from runtime.database import Database
from tests.builders import TestDesk, found_desk
from tests.documents.reading import all_words_of
from tests.orders import ORDERED, placed
from tests.pools import PoolCustomer, TestPool, open_a_pool

#: Expected on Saturday 5 December; two working days later, 8:00 in Stockholm.
LATE = datetime(2026, 12, 8, 7, 0, tzinfo=UTC)
POST = Post(host="127.0.0.1", port=1, sender="desk@acme.example")


@pytest.fixture
def desk(empty_database: str, record: Database) -> TestDesk:
    return found_desk(empty_database, record)


@pytest.fixture
def pool(record: Database, desk: TestDesk) -> TestPool:
    return open_a_pool(
        record, desk.tenant_id, PoolCustomer(phones=24, approvers=("approver", "deputy"))
    )


@pytest.fixture
def order(record: Database, desk: TestDesk, pool: TestPool) -> StockOrder:
    return placed(record, desk.tenant_id, pool)


def turn(record: Database, desk: TestDesk, order: StockOrder, at: datetime = ORDERED) -> Turned:
    ref = OrderRef(
        tenant_id=str(desk.tenant_id),
        tenant=desk.tenant,
        order_id=str(order.id),
        number=order.number,
    )
    return OrderRecord(record).turn_order(OrderTurn(order=ref, at=at))


def letters(session: Session) -> list[str]:
    rows = session.scalars(
        select(Notification).order_by(Notification.queued_at, Notification.key)
    ).all()
    return [row.letter for row in rows]


@contextmanager
def changing(record: Database, desk: TestDesk, order: StockOrder) -> Iterator[StockOrder]:
    """The order's row, to change as somebody at the desk would."""
    with record.as_tenant(desk.tenant_id) as session:
        yield session.get_one(StockOrder, (desk.tenant_id, order.id))


def change_a_line(record: Database, desk: TestDesk, order: StockOrder, key: str) -> None:
    with record.as_tenant(desk.tenant_id) as session:
        row = session.get_one(StockOrder, (desk.tenant_id, order.id))
        [line] = lines_of(session, row)
        line.row.given_up += 1
        changed = Happened(
            word=PoolWord.ORDER_CHANGED, key=key, at=ORDERED, by="clerk", details={"line": 1}
        )
        note_order(session, row, changed)


def test_the_order_is_printed_and_mailed_to_the_supplier_once(
    record: Database, desk: TestDesk, order: StockOrder
) -> None:
    first = turn(record, desk, order)
    assert first == Turned(state="placed", next_at=LATE)
    assert turn(record, desk, order, ORDERED + timedelta(hours=1)) == first
    with record.as_tenant(desk.tenant_id) as session:
        [letter] = session.scalars(select(Notification)).all()
        [paper] = session.scalars(select(Document)).all()
        assert paper.customer_id == order.customer_id
        words = all_words_of(paper.content)
        for said in ("PO-2026-00001", "Ref 4711", "Lagervägen 4", "8 4 990,00 39 920,00"):
            assert said in words
        mail = compose(session, letter, POST)
        assert mail["To"] == "orders@trey.example"
        assert mail["Subject"] == "Beställning PO-2026-00001"
        [enclosed] = list(mail.iter_attachments())
        assert enclosed.get_filename() == "PO-2026-00001.pdf"
        assert enclosed.get_content() == paper.content
        kinds = [one.kind for one in session.scalars(select(OutboxMessage))]
        assert kinds.count("letter") == 1


def test_an_order_whose_lines_change_is_sent_anew_under_the_next_revision(
    record: Database, desk: TestDesk, order: StockOrder
) -> None:
    turn(record, desk, order)
    change_a_line(record, desk, order, "changed/1")
    turn(record, desk, order)
    turn(record, desk, order)
    with record.as_tenant(desk.tenant_id) as session:
        assert letters(session) == ["purchase_order", "order_changed"]
        newest = session.scalars(select(Document).order_by(Document.key.desc())).first()
        assert newest is not None
        assert "7 4 990,00 34 930,00" in all_words_of(newest.content)
        assert "(version 2)" in all_words_of(newest.content)


def test_what_changed_before_it_was_sent_is_sent_as_one_order(
    record: Database, desk: TestDesk, order: StockOrder
) -> None:
    change_a_line(record, desk, order, "changed/1")
    change_a_line(record, desk, order, "changed/2")
    turn(record, desk, order)
    with record.as_tenant(desk.tenant_id) as session:
        assert letters(session) == ["purchase_order"]


def test_lateness_is_told_once_for_each_expected_day_to_supplier_and_approvers(
    record: Database, desk: TestDesk, order: StockOrder
) -> None:
    turn(record, desk, order)
    assert turn(record, desk, order, LATE - timedelta(seconds=1)).next_at == LATE
    assert turn(record, desk, order, LATE).next_at is None
    assert turn(record, desk, order, LATE + timedelta(days=3)).next_at is None
    with record.as_tenant(desk.tenant_id) as session:
        told = ["purchase_order", "order_chased", "order_late", "order_late"]
        assert letters(session) == told
        chased = session.scalars(
            select(Notification).where(Notification.letter == "order_chased")
        ).one()
        assert "8 x Phone X2" in compose(session, chased, POST).get_content()
        [event] = session.scalars(
            select(PoolEvent).where(PoolEvent.word == PoolWord.ORDER_LATE)
        ).all()
        assert event.details["expected_on"] == "2026-12-05"
    with changing(record, desk, order) as row:
        row.expected_on = date(2026, 12, 14)
    again = datetime(2026, 12, 16, 7, 0, tzinfo=UTC)
    assert turn(record, desk, order, LATE + timedelta(days=3)).next_at == again
    turn(record, desk, order, again)
    with record.as_tenant(desk.tenant_id) as session:
        assert letters(session).count("order_chased") == 2
        assert letters(session).count("order_late") == 4


def test_nobody_is_written_to_at_night(record: Database, desk: TestDesk, order: StockOrder) -> None:
    turn(record, desk, order)
    night = datetime(2026, 12, 8, 22, 0, tzinfo=UTC)
    assert turn(record, desk, order, night).next_at == datetime(2026, 12, 9, 7, 0, tzinfo=UTC)
    with record.as_tenant(desk.tenant_id) as session:
        assert letters(session) == ["purchase_order"]


def test_the_days_until_an_order_is_late_are_the_contracts(
    record: Database, desk: TestDesk, pool: TestPool
) -> None:
    with record.as_tenant(desk.tenant_id) as session:
        contract = session.get_one(Contract, (desk.tenant_id, pool.contract_id))
        stock = {"swap_stock": {"refill": {"late_after_days": 5}}}
        contract.settings = {**contract.settings, **stock}
    order = placed(record, desk.tenant_id, pool)
    assert turn(record, desk, order).next_at == datetime(2026, 12, 11, 7, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("sent", "told"), [(True, ["purchase_order", "order_cancelled"]), (False, [])]
)
def test_the_supplier_hears_of_the_cancellation_of_what_it_was_sent(
    record: Database, desk: TestDesk, order: StockOrder, *, sent: bool, told: list[str]
) -> None:
    if sent:
        turn(record, desk, order)
    with changing(record, desk, order) as row:
        row.state, row.cancelled_at = OrderState.CANCELLED, ORDERED
        row.cancelled_because = "The fleet shrank."
    assert turn(record, desk, order) == Turned(state="cancelled", next_at=None)
    turn(record, desk, order, LATE)
    with record.as_tenant(desk.tenant_id) as session:
        assert letters(session) == told
        for letter in session.scalars(
            select(Notification).where(Notification.letter == "order_cancelled")
        ):
            assert "The fleet shrank." in compose(session, letter, POST).get_content()


def billed(record: Database, desk: TestDesk, order: StockOrder, *quantities: int) -> list[object]:
    """What was billed for one delivery note, received so often."""
    with record.as_tenant(desk.tenant_id) as session:
        row = session.get_one(StockOrder, (desk.tenant_id, order.id))
        [line] = lines_of(session, row)
        note = Delivery(
            tenant_id=desk.tenant_id,
            order_id=order.id,
            note="DN-1",
            received_at=ORDERED,
            received_by="clerk",
        )
        session.add(note)
        session.flush()
        for quantity in quantities:
            bill_received(session, row, line.row, quantity, note, ORDERED)
        return [
            (one.key, one.kind, one.quantity, one.amount, one.currency)
            for one in session.scalars(select(BillableEvent))
        ]


def test_what_came_is_billed_once_at_the_lines_price(
    record: Database, desk: TestDesk, order: StockOrder
) -> None:
    assert billed(record, desk, order, 3, 3) == [
        ("order/PO-2026-00001/DN-1/1", "swap_stock_device", 3, Decimal(14970), "SEK")
    ]


def test_what_is_rented_is_billed_without_an_amount(
    record: Database, desk: TestDesk, pool: TestPool
) -> None:
    order = placed(record, desk.tenant_id, pool, rented=True)
    assert order.owner is Owner.LESSOR
    [event] = billed(record, desk, order, 3)
    assert event == ("order/PO-2026-00001/DN-1/1", "swap_stock_rent", 3, None, "")


def test_a_stock_that_is_in_the_fee_is_not_billed_apart(
    record: Database, desk: TestDesk, pool: TestPool, order: StockOrder
) -> None:
    with record.as_tenant(desk.tenant_id) as session:
        contract = session.get_one(Contract, (desk.tenant_id, pool.contract_id))
        contract.settings = {**contract.settings, "swap_stock": {"billed_separately": False}}
    [event] = billed(record, desk, order, 2)
    assert event == ("order/PO-2026-00001/DN-1/1", "swap_stock_included", 2, None, "")
